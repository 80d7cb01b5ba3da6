"""Slack: post once, say exactly what is known of the outcome, and find a message again by its key."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from types import TracebackType
from typing import Self

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from monitor.channels import slack_blocks
from monitor.channels.registry import kind_of
from monitor.channels.slack_errors import BLOCKS_REFUSED, code_of, delivery_error
from monitor.core.errors import AuthRefused, ChannelRefused, MessageRefused, OutcomeUnknown, ThreadLost
from monitor.core.message import Content
from monitor.core.ports import Posted

CONNECT_S = 10.0
PAGE_SIZE = 200
CHANNELS_PAGE_SIZE = 1000
#: The bot's scopes, as in deploy/slack-app-manifest.yaml, with what each is for.
SCOPES = {
    "chat:write": "nothing can be posted",
    "channels:read": "public channels are not found by their names",
    "channels:join": "somebody has to invite the app into each channel",
    "channels:history": "whether a post arrived cannot be looked up in public channels",
    "groups:read": "private channels are not found by their names",
    "groups:history": "whether a post arrived cannot be looked up in private channels",
}

#: slack_sdk logs whole requests, articles among them, at DEBUG, and takes "no level" for that.
_LOG = logging.getLogger("monitor.channels.slack_sdk")
_LOG.setLevel(logging.WARNING)


class SlackChannel:
    """The channels of one workspace; an async context manager around one HTTP session."""

    can_look_up = True
    has_threads = True

    def __init__(
        self,
        token: str,
        *,
        base_url: str = AsyncWebClient.BASE_URL,
        pace_s: float = 1.1,
        timeout_s: float = 15.0,
        proxy: str | None = None,
        interactive: bool = False,
    ) -> None:
        """Post with the bot token `token`; `interactive`: somebody hears clicks, so alerts have buttons.

        `timeout_s` bounds a whole post, simpler forms of a refused message included: a look-up relies on it.
        """
        self.pace_s = pace_s
        self._token = token
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._proxy = proxy
        self._interactive = interactive
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None
        self._channels: dict[str, tuple[str, bool]] = {}  # by name: id, is a member
        self._scopes: frozenset[str] | None = None

    async def __aenter__(self) -> Self:
        """Open the session."""
        timeout = aiohttp.ClientTimeout(total=self._timeout_s, sock_connect=min(CONNECT_S, self._timeout_s / 2))
        self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        # The default retry handlers post a second time when a connection drops after the first post.
        self._client = AsyncWebClient(
            token=self._token, base_url=self._base_url, session=self._session, retry_handlers=[], logger=_LOG
        )
        self._client.proxy = self._proxy  # else taken from HTTP_PROXY, for loopback too and whatever NO_PROXY says
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
        self._session = self._client = None

    async def check(self) -> str:
        """Return whom the token stands for, `monitor in Example Team`; raises AuthRefused or another DeliveryError."""
        answer = await self._read("auth.test")
        return f"{answer.get('user')} in {answer.get('team')}"

    def missing_scopes(self) -> Mapping[str, str]:
        """Return the scopes that the token was seen to lack, each with what cannot be done without it.

        Slack names those that it has with every answer; before the first answer, and from servers that name none,
        nothing is known to be missing.
        """
        known = self._scopes
        return {} if known is None else {scope: why for scope, why in SCOPES.items() if scope not in known}

    def render(self, content: Content) -> str:
        """Return the JSON to store and post, within every limit of Slack's."""
        return slack_blocks.render(content, interactive=self._interactive)

    async def resolve(self, name: str) -> str:
        """Return the ID of `#name`, joining a public channel; an ID is returned as it is."""
        kind = kind_of(name)
        if kind is None or kind.name != "slack":
            raise ChannelRefused(f"{name} is no Slack channel: write #name or an ID such as C0123456789")
        if not name.startswith("#"):
            return name
        wanted = name[1:].lower()
        if wanted not in self._channels:
            self._channels = await self._list_channels()
        if wanted not in self._channels:
            raise ChannelRefused(
                f"channel_not_found: the app sees no {name}: create it, or invite the app if it is private"
            )
        identity, is_member = self._channels[wanted]
        if not is_member:
            await self._join(identity)
            self._channels[wanted] = identity, True
        return identity

    async def post(self, channel: str, rendered: str, *, key: str, thread: str | None) -> Posted:
        """Post once; a refused form is followed by a simpler one, only upon a clear refusal.

        Raises ThreadLost where there is nothing to reply to, and does not post beside it.
        """
        payload = {**_object(rendered), "channel": channel}
        if thread is not None:
            payload["thread_ts"] = thread
        _set_key(payload, key)
        joined = False
        try:
            async with asyncio.timeout(self._timeout_s):
                while True:
                    try:
                        return _posted(await self._some_form("chat.postMessage", payload, posting=True))
                    except ChannelRefused as error:
                        if code_of(error) != "not_in_channel" or joined:
                            raise
                        await self._join(channel)
                        joined = True
        except ThreadLost as error:
            if thread is None:
                raise ChannelRefused(error.reason) from error
            raise
        except TimeoutError as error:
            raise delivery_error(error, posting=True) from error

    async def update(self, channel: str, sent_id: str, rendered: str, *, key: str) -> None:
        """Show this instead of what the message `sent_id` shows; a refused form is followed by a simpler one.

        Raises MessageRefused if it is gone or cannot be changed (any more), else DeliveryError: the same again does
        no harm.
        """
        payload = {**_object(rendered), "channel": channel, "ts": sent_id}
        for only_of_a_post in ("unfurl_links", "unfurl_media"):
            payload.pop(only_of_a_post, None)
        _set_key(payload, key)
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._some_form("chat.update", payload, posting=False)
        except ThreadLost as error:
            raise MessageRefused(error.reason) from error
        except TimeoutError as error:
            raise delivery_error(error, posting=False) from error

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None) -> Posted | None:
        """Return the message posted with `key` since then; replies are looked for in their thread, then beside it."""
        oldest = {"channel": channel, "oldest": f"{since.timestamp():.6f}", "include_all_metadata": "1"}
        if thread is not None:
            try:
                found = await self._find_in("conversations.replies", {**oldest, "ts": thread}, key)
            except ThreadLost:
                found = None  # the message that it replied to is gone
            if found is not None:
                return found
        return await self._find_in("conversations.history", oldest, key)

    async def _some_form(self, method: str, payload: dict[str, object], *, posting: bool) -> dict[str, object]:
        """Return the answer to the first form of a message that is not refused for its blocks."""
        while True:
            try:
                # Without the empty list chat.update would keep the blocks that the message has.
                return await self._call(method, json={"blocks": [], **payload}, posting=posting)
            except MessageRefused as error:
                further = slack_blocks.simpler(payload) if code_of(error) in BLOCKS_REFUSED else None
                if further is None:
                    raise
                payload = further

    async def _find_in(self, method: str, arguments: Mapping[str, str], key: str) -> Posted | None:
        async for page in self._pages(method, {**arguments, "limit": str(PAGE_SIZE)}):
            for message in _objects(page, "messages"):
                if _key_of(message) == key:
                    return _posted(message)
        return None

    async def _list_channels(self) -> dict[str, tuple[str, bool]]:
        try:
            return await self._list_kinds("public_channel,private_channel")
        except AuthRefused as error:
            if code_of(error) != "missing_scope":
                raise
            return await self._list_kinds("public_channel")  # the app has no groups:read

    async def _list_kinds(self, kinds: str) -> dict[str, tuple[str, bool]]:
        arguments = {"types": kinds, "exclude_archived": "true", "limit": str(CHANNELS_PAGE_SIZE)}
        known: dict[str, tuple[str, bool]] = {}
        async for page in self._pages("conversations.list", arguments):
            for channel in _objects(page, "channels"):
                known[str(channel.get("name"))] = str(channel.get("id")), bool(channel.get("is_member"))
        return known

    async def _join(self, channel: str) -> None:
        """Join a public channel; raises ChannelRefused where only somebody inside can help."""
        try:
            await self._read("conversations.join", {"channel": channel})
        except AuthRefused as error:
            if code_of(error) != "missing_scope":
                raise
            raise ChannelRefused("not_in_channel: invite the app, or give it the scope channels:join") from error
        except MessageRefused as error:
            raise ChannelRefused(error.reason) from error
        except ChannelRefused as error:
            if code_of(error) != "method_not_supported_for_channel_type":
                raise
            raise ChannelRefused("not_in_channel: invite the app: the channel is private") from error

    async def _pages(self, method: str, arguments: Mapping[str, str]) -> AsyncIterator[dict[str, object]]:
        cursor = ""
        while True:
            page = await self._read(method, {**arguments, "cursor": cursor} if cursor else arguments)
            yield page
            position = page.get("response_metadata")
            following = str(position.get("next_cursor") or "") if isinstance(position, dict) else ""
            if not following or following == cursor:
                return
            cursor = following

    async def _read(self, method: str, arguments: Mapping[str, str] | None = None) -> dict[str, object]:
        return await self._call(method, data=dict(arguments or {}), posting=False)

    async def _call(
        self,
        method: str,
        *,
        posting: bool,
        data: dict[str, str] | None = None,
        json: dict[str, object] | None = None,
    ) -> dict[str, object]:
        if self._client is None:
            raise RuntimeError("use SlackChannel in `async with`")
        try:
            answer = await self._client.api_call(method, data=data, json=json)
        except (SlackApiError, aiohttp.ClientError, OSError) as error:
            raise delivery_error(error, posting=posting) from error
        except (AttributeError, TypeError, ValueError) as error:  # slack_sdk on a body that is no JSON object
            raise delivery_error(error, posting=posting) from error
        self._note_scopes(answer.headers)
        body = answer.data
        if not isinstance(body, dict):
            raise delivery_error(ValueError("no JSON object"), posting=posting)
        return body

    def _note_scopes(self, headers: Mapping[str, str]) -> None:
        named = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
        if named is not None:
            self._scopes = frozenset(scope.strip() for scope in named.split(","))


def _object(rendered: str) -> dict[str, object]:
    payload = json.loads(rendered)
    if not isinstance(payload, dict):
        raise MessageRefused("the stored message is no JSON object")
    return payload


def _objects(page: Mapping[str, object], name: str) -> list[dict[str, object]]:
    found = page.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _set_key(payload: dict[str, object], key: str) -> None:
    """Make sure that the message can be found by `key`."""
    metadata = payload.get("metadata")
    content = metadata.get("event_payload") if isinstance(metadata, dict) else None
    known = content if isinstance(content, dict) else {}
    payload["metadata"] = {"event_type": slack_blocks.EVENT_TYPE, "event_payload": {**known, "key": key}}


def _key_of(message: Mapping[str, object]) -> object:
    metadata = message.get("metadata")
    content = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return content.get("key") if isinstance(content, dict) else None


def _posted(answer: Mapping[str, object]) -> Posted:
    ts = answer.get("ts")
    if not isinstance(ts, str) or not ts:
        raise OutcomeUnknown("the answer is not Slack's")
    return Posted(id=ts)
