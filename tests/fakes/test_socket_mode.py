"""The fake Slack's sockets are judged by the vendor's own client, so that ours may be judged by the fake."""

import aiohttp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.socket_mode import SocketSlack, button


async def test_slack_sdks_own_client_gets_along_with_the_fake() -> None:
    taken: list[str] = []

    async def take(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        taken.append(request.payload["actions"][0]["action_id"])
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    async with SocketSlack() as slack, aiohttp.ClientSession() as session:
        web = AsyncWebClient(base_url=slack.base_url, session=session)
        client = SocketModeClient(slack.app_token, web_client=web, ping_interval=0.2)
        client.socket_mode_request_listeners.append(take)
        await client.connect()  # type: ignore[no-untyped-call] # slack_sdk types it not
        try:
            assert await slack.acked(await slack.press(button("relevant", "17"))) < 3
            await slack.disconnect("refresh_requested")
            await slack.until_connected(2)
            await slack.until_open(1)
            assert await slack.acked(await slack.press(button("not-relevant", "17"))) < 3
            assert slack.sockets[-1].pings > 0
        finally:
            await client.close()  # type: ignore[no-untyped-call] # as above
    assert taken == ["relevant", "not-relevant"]
