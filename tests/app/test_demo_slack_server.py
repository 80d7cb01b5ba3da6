"""The Slack-compatible endpoint answers as Slack documents, so that what passes here can be trusted there."""

import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from monitor.app.demo.slack_server import Conversation, SlackServer

DESK = Conversation(name="desk", id="C0DESK0000", member=True)
CHANNELS = (
    DESK,
    Conversation(name="public", id="C0PUBLIC00"),
    Conversation(name="old", id="C0OLD00000", member=True, archived=True),
    Conversation(name="inner", id="G0INNER000", private=True),
)
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "rain"}}


class Caller:
    """Calls methods, each time in the way that is asked for."""

    def __init__(self, slack: SlackServer, session: aiohttp.ClientSession) -> None:
        self.slack = slack
        self._session = session

    async def __call__(self, method: str, *, bearer: str | None = "right", how: str = "json", **arguments: Any) -> Any:
        headers = (
            {} if bearer is None else {"Authorization": f"Bearer {self.slack.token if bearer == 'right' else bearer}"}
        )
        url = self.slack.base_url + method
        if how == "get":
            request = self._session.get(url, params=arguments, headers=headers)
        elif how == "form":
            flat = {name: one if isinstance(one, str) else json.dumps(one) for name, one in arguments.items()}
            request = self._session.post(url, data=flat, headers=headers)
        else:
            request = self._session.post(url, json=arguments, headers=headers)
        async with request as answer:
            assert answer.status == 200
            return await answer.json()


@pytest.fixture
async def call() -> AsyncIterator[Caller]:
    async with SlackServer(CHANNELS) as slack, aiohttp.ClientSession() as session:
        yield Caller(slack, session)


@pytest.mark.parametrize("how", ["json", "form", "get"])
async def test_arguments_come_as_json_as_a_form_or_in_the_query(call: Caller, how: str) -> None:
    assert (await call("auth.test", how=how))["ok"]
    if how != "get":
        metadata = {"event_type": "x", "event_payload": {"key": "k"}}
        answer = await call("chat.postMessage", how=how, channel=DESK.id, text="t", blocks=[SECTION], metadata=metadata)
        assert answer["ok"]
        (message,) = call.slack.messages
        assert (message.text, message.blocks, message.metadata, message.key) == ("t", [SECTION], metadata, "k")


@pytest.mark.parametrize(("token", "code"), [("wrong", "invalid_auth"), (None, "not_authed")])
async def test_every_method_wants_the_token(call: Caller, token: str | None, code: str) -> None:
    assert await call("auth.test", bearer=token) == {"ok": False, "error": code}
    assert await call("chat.postMessage", bearer=token, channel=DESK.id, text="t") == {"ok": False, "error": code}
    assert call.slack.messages == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"channel": "C0NOBODY00"}, "channel_not_found"),
        ({"channel": "C0PUBLIC00"}, "not_in_channel"),
        ({"channel": "G0INNER000"}, "channel_not_found"),
        ({"channel": "C0OLD00000"}, "is_archived"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": {"type": "section"}}, "invalid_blocks"),
        ({"blocks": [{"type": "alert"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "divider", "block_id": "a"}] * 2}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5}, "msg_blocks_too_long"),
        ({"blocks": "no json"}, "invalid_blocks_format"),
        ({"metadata": "no json"}, "invalid_metadata_format"),
        ({"metadata": [1]}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        ({"thread_ts": "1700000000.000001"}, "thread_not_found"),
    ],
)
async def test_a_post_is_refused_as_slack_would(call: Caller, arguments: dict[str, Any], code: str) -> None:
    answer = await call("chat.postMessage", **({"channel": DESK.id, "text": "t"} | arguments))

    assert answer == {"ok": False, "error": code}
    assert call.slack.messages == []


async def test_ids_of_messages_grow_and_are_never_the_same(call: Caller) -> None:
    for _ in range(50):
        call.slack.call("chat.postMessage", {"token": call.slack.token, "channel": DESK.id, "text": "t"})
    ids = [message.ts for message in call.slack.messages]

    assert ids == sorted(set(ids))


async def test_channels_are_listed_in_pages_without_private_ones_of_others(call: Caller) -> None:
    first = await call("conversations.list", how="get", limit=2)
    second = await call("conversations.list", how="get", limit=2, cursor=first["response_metadata"]["next_cursor"])
    joined = await call("conversations.list", types="public_channel,private_channel", exclude_archived=True)

    assert [channel["name"] for channel in first["channels"]] == ["desk", "public"]
    assert [channel["name"] for channel in second["channels"]] == ["old"]
    assert second["response_metadata"]["next_cursor"] == ""
    assert [channel["name"] for channel in joined["channels"]] == ["desk", "public"]


async def test_a_public_channel_can_be_joined_and_a_private_one_not(call: Caller) -> None:
    assert (await call("conversations.join", channel="C0PUBLIC00"))["channel"]["is_member"]
    assert (await call("conversations.info", channel="C0PUBLIC00"))["channel"]["is_member"]
    assert (await call("chat.postMessage", channel="C0PUBLIC00", text="t"))["ok"]
    assert (await call("conversations.join", channel="G0INNER000"))["error"] == "method_not_supported_for_channel_type"


async def test_history_is_newest_first_without_replies_and_shows_metadata_only_if_asked(call: Caller) -> None:
    metadata = {"event_type": "x", "event_payload": {"key": "k"}}
    first = (await call("chat.postMessage", channel=DESK.id, text="one", metadata=metadata))["ts"]
    second = (await call("chat.postMessage", channel=DESK.id, text="two"))["ts"]
    await call("chat.postMessage", channel=DESK.id, text="reply", thread_ts=first)

    plain = (await call("conversations.history", how="get", channel=DESK.id))["messages"]
    full = (await call("conversations.history", channel=DESK.id, include_all_metadata=True, latest=second))["messages"]
    later = (await call("conversations.history", channel=DESK.id, oldest=first))["messages"]

    assert [message["text"] for message in plain] == ["two", "one"]
    assert all("metadata" not in message for message in plain)
    assert [message["metadata"] for message in full] == [metadata]
    assert [message["text"] for message in later] == ["two"]


async def test_replies_come_after_their_parent_page_by_page(call: Caller) -> None:
    parent = (await call("chat.postMessage", channel=DESK.id, text="parent"))["ts"]
    for number in range(3):
        await call("chat.postMessage", channel=DESK.id, text=f"reply {number}", thread_ts=parent)

    first = await call("conversations.replies", channel=DESK.id, ts=parent, limit=3)
    rest = await call(
        "conversations.replies",
        channel=DESK.id,
        ts=parent,
        limit=3,
        cursor=first["response_metadata"]["next_cursor"],
    )

    assert [message["text"] for message in first["messages"]] == ["parent", "reply 0", "reply 1"]
    assert [message["text"] for message in rest["messages"]] == ["reply 2"]
    assert (await call("conversations.replies", channel=DESK.id, ts="1.1"))["error"] == "thread_not_found"


async def test_an_update_changes_the_message_and_keeps_its_metadata(call: Caller) -> None:
    metadata = {"event_type": "x", "event_payload": {"key": "k"}}
    ts = (await call("chat.postMessage", channel=DESK.id, text="one", metadata=metadata))["ts"]

    assert (await call("chat.update", channel=DESK.id, ts=ts, text="two"))["ok"]

    (message,) = call.slack.messages
    assert (message.text, message.metadata, message.edited) == ("two", metadata, True)
    assert (await call("chat.update", channel=DESK.id, ts="1.1", text="x"))["error"] == "message_not_found"


async def test_a_method_that_slack_does_not_have_is_named_so(call: Caller) -> None:
    assert (await call("chat.shout"))["error"] == "unknown_method"


async def test_a_port_that_is_taken_is_an_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="address already in use"):
            await SlackServer(port=taken.getsockname()[1]).__aenter__()
