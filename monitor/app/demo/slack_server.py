"""A Slack-compatible endpoint on loopback: what the demo and the tests post to instead of Slack.

    async with SlackServer(["korea-desk"]) as slack:
        channel = SlackChannel(token=slack.token, base_url=slack.base_url)
        ...
        assert [message.text for message in slack.messages] == [...]

It answers as Slack's Web API documents (docs.slack.dev): arguments as form, JSON or query; errors as a 200 with
`{"ok": false, "error": …}`; metadata only where `include_all_metadata` asks for it. It keeps everything in memory.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self, TypeAlias

from aiohttp import web

from monitor.app.demo.slack_arguments import (
    Json,
    SlackRefusal,
    blocks_of,
    metadata_of,
    number,
    page_of,
    read_arguments,
    text_of,
    truth,
)

Arguments: TypeAlias = Mapping[str, Json]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedMessage:
    """A message that stands in a channel."""

    channel: str  #: the channel's ID
    ts: str
    thread_ts: str | None  #: of the message it replies to
    text: str
    blocks: list[dict[str, Json]]
    metadata: dict[str, Json] | None
    received_at: datetime  #: UTC
    edited: bool = False

    @property
    def key(self) -> str | None:
        """The delivery key that travels in the metadata, None without one."""
        payload = (self.metadata or {}).get("event_payload")
        key = payload.get("key") if isinstance(payload, dict) else None
        return key if isinstance(key, str) else None

    def as_slack(self, *, with_metadata: bool) -> dict[str, Json]:
        """Return it as conversations.history does."""
        shown: dict[str, Json] = {"type": "message", "ts": self.ts, "text": self.text, "blocks": list(self.blocks)}
        if self.thread_ts is not None:
            shown["thread_ts"] = self.thread_ts
        if with_metadata and self.metadata is not None:
            shown["metadata"] = self.metadata
        return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A channel of the workspace."""

    name: str  #: without the #
    id: str = ""  #: "": the server gives one
    member: bool = False  #: whether the bot is in it
    archived: bool = False
    private: bool = False

    def as_slack(self) -> dict[str, Json]:
        """Return it as conversations.list does."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": True,
            "is_private": self.private,
            "is_archived": self.archived,
            "is_member": self.member,
        }


def _machine_time() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Clock:
    """Gives message ids: seconds with six digits, never the same twice, always growing."""

    last: int = field(default=0)

    def ts(self, now: datetime) -> str:
        self.last = max(self.last + 1, (now - _EPOCH) // timedelta(microseconds=1))
        return f"{self.last // 1_000_000}.{self.last % 1_000_000:06d}"


class SlackServer:
    """The endpoint; an async context manager."""

    def __init__(
        self,
        channels: Iterable[str | Conversation] = ("general",),
        *,
        token: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        now: Callable[[], datetime] = _machine_time,
    ) -> None:
        """Offer these channels; port 0 takes a free one, without `token` the server makes one up.

        Messages bear the time that `now` tells: whoever looks one up has to go by the same clock.
        """
        self.token = token or f"xoxb-{secrets.token_hex(12)}"
        self.messages: list[PostedMessage] = []  #: in the order they came
        self.scopes: Sequence[str] | None = None  #: those that the token has, named with every answer; None: not named
        self.calls: list[str] = []  #: every method that was called, refused ones too
        self._host = host
        self._port = port
        self._clock = _Clock()
        self._now = now
        self._runner: web.AppRunner | None = None
        self._channels: dict[str, Conversation] = {}
        for channel in channels:
            self.add_channel(channel)
        self._methods: dict[str, Callable[[Arguments], dict[str, Json]]] = {
            "auth.test": self._auth_test,
            "conversations.list": self._list,
            "conversations.info": self._info,
            "conversations.join": self._join,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "chat.postMessage": self._post,
            "chat.update": self._update,
        }

    async def __aenter__(self) -> Self:
        """Listen; raises OSError if the port is taken."""
        app = web.Application(client_max_size=1_000_000)
        app.router.add_route("*", "/api/{method}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = int(runner.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening; `messages` stay."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def base_url(self) -> str:
        """What a client takes as Slack's base URL; ends in `/api/`."""
        return f"http://{self._host}:{self._port}/api/"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    def add_channel(self, channel: str | Conversation) -> str:
        """Open a channel, or replace the one that has its id; return its id. A name alone: public, not joined."""
        given = channel if isinstance(channel, Conversation) else Conversation(name=channel.removeprefix("#"))
        given = replace(given, id=given.id or f"C{len(self._channels) + 1:09d}")
        self._channels[given.id] = given
        return given.id

    def channel(self, name: str) -> Conversation:
        """Return the channel with this `#name`, name or id; raises KeyError."""
        wanted = name.removeprefix("#")
        for channel in self._channels.values():
            if wanted in {channel.id, channel.name}:
                return channel
        raise KeyError(name)

    def messages_in(self, name: str) -> list[PostedMessage]:
        """Return what stands in the channel with this `#name`, name or id."""
        wanted = self.channel(name).id
        return [message for message in self.messages if message.channel == wanted]

    async def respond(self, method: str, arguments: Arguments) -> web.StreamResponse:
        """Answer one call; a server with faults overrides this."""
        return web.json_response(self.call(method, arguments))

    def call(self, method: str, arguments: Arguments) -> dict[str, Json]:
        """Do what the method says; return the JSON that Slack would."""
        handler = self._methods.get(method)
        if handler is None:
            return {"ok": False, "error": "unknown_method"}
        try:
            self._authorise(arguments)
            return {"ok": True, **handler(arguments)}
        except SlackRefusal as refusal:
            return {"ok": False, "error": refusal.code}

    def is_visible(self, message: PostedMessage) -> bool:
        """Whether look-ups see the message yet; a server with history lag overrides this."""
        return message in self.messages

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append(method)
        try:
            arguments = await read_arguments(request)
        except SlackRefusal as refusal:
            return web.json_response({"ok": False, "error": refusal.code})
        response = await self.respond(method, arguments)
        if self.scopes is not None:
            response.headers["X-OAuth-Scopes"] = ",".join(self.scopes)
        return response

    def _authorise(self, arguments: Arguments) -> None:
        token = arguments.get("token")
        if not token:
            raise SlackRefusal("not_authed")
        if token != self.token:
            raise SlackRefusal("invalid_auth")

    def _auth_test(self, _: Arguments) -> dict[str, Json]:
        return {"url": self.base_url, "team": "Demo", "user": "news-monitor", "team_id": "T000000001", "bot_id": "B1"}

    def _list(self, arguments: Arguments) -> dict[str, Json]:
        kinds = str(arguments.get("types") or "public_channel").split(",")
        shown = [
            channel.as_slack()
            for channel in self._channels.values()
            if ("private_channel" if channel.private else "public_channel") in kinds
            and not (channel.archived and truth(arguments.get("exclude_archived")))
            and (channel.member or not channel.private)
        ]
        page, cursor = page_of(shown, arguments, default=100)
        return {"channels": list(page), "response_metadata": {"next_cursor": cursor}}

    def _info(self, arguments: Arguments) -> dict[str, Json]:
        return {"channel": self._conversation(arguments).as_slack()}

    def _join(self, arguments: Arguments) -> dict[str, Json]:
        channel = self._conversation(arguments)
        if channel.archived:
            raise SlackRefusal("is_archived")
        if channel.private:
            raise SlackRefusal("method_not_supported_for_channel_type")
        joined = replace(channel, member=True)
        self._channels[channel.id] = joined
        return {"channel": joined.as_slack()}

    def _post(self, arguments: Arguments) -> dict[str, Json]:
        channel = self._writable(arguments)
        thread_ts = str(arguments.get("thread_ts") or "") or None
        if thread_ts is not None and not any(
            parent.ts == thread_ts and parent.thread_ts is None for parent in self.messages_in(channel.id)
        ):
            raise SlackRefusal("thread_not_found")
        blocks = blocks_of(arguments.get("blocks"))
        now = self._now()
        message = PostedMessage(
            channel=channel.id,
            ts=self._clock.ts(now),
            thread_ts=thread_ts,
            text=text_of(arguments.get("text"), blocks),
            blocks=blocks,
            metadata=metadata_of(arguments.get("metadata")),
            received_at=now,
        )
        self.messages.append(message)
        return {"channel": channel.id, "ts": message.ts, "message": message.as_slack(with_metadata=True)}

    def _update(self, arguments: Arguments) -> dict[str, Json]:
        channel = self._writable(arguments)
        known = [m for m in self.messages_in(channel.id) if m.ts == arguments.get("ts")]
        if not known:
            raise SlackRefusal("message_not_found")
        message = known[0]
        # Blocks and metadata that are not given stay; an empty list takes the blocks away.
        blocks = blocks_of(arguments["blocks"]) if "blocks" in arguments else message.blocks
        changed = replace(
            message,
            text=text_of(arguments.get("text"), blocks),
            blocks=blocks,
            metadata=metadata_of(arguments.get("metadata")) or message.metadata,
            edited=True,
        )
        self.messages[self.messages.index(message)] = changed
        return {"channel": channel.id, "ts": changed.ts, "text": changed.text}

    def _history(self, arguments: Arguments) -> dict[str, Json]:
        channel = self._readable(arguments)
        found = [m for m in self.messages_in(channel.id) if m.thread_ts is None and self._in_range(m, arguments)]
        return self._show(list(reversed(found)), arguments, default=100)

    def _replies(self, arguments: Arguments) -> dict[str, Json]:
        channel = self._readable(arguments)
        parent = str(arguments.get("ts") or "")
        here = self.messages_in(channel.id)
        if not any(message.ts == parent for message in here):
            raise SlackRefusal("thread_not_found")
        found = [m for m in here if m.ts == parent or (m.thread_ts == parent and self._in_range(m, arguments))]
        return self._show(found, arguments, default=1000)

    def _show(self, found: list[PostedMessage], arguments: Arguments, *, default: int) -> dict[str, Json]:
        with_metadata = truth(arguments.get("include_all_metadata"))
        page, cursor = page_of(found, arguments, default=default)
        return {
            "messages": [message.as_slack(with_metadata=with_metadata) for message in page],
            "has_more": bool(cursor),
            "response_metadata": {"next_cursor": cursor},
        }

    def _in_range(self, message: PostedMessage, arguments: Arguments) -> bool:
        at, inclusive = number(message.ts), truth(arguments.get("inclusive"))
        oldest, latest = number(arguments.get("oldest")), number(arguments.get("latest"))
        after = at > oldest or (inclusive and at == oldest)
        before = not latest or at < latest or (inclusive and at == latest)
        return after and before and self.is_visible(message)

    def _conversation(self, arguments: Arguments) -> Conversation:
        try:
            return self.channel(str(arguments.get("channel") or ""))
        except KeyError:
            raise SlackRefusal("channel_not_found") from None

    def _readable(self, arguments: Arguments) -> Conversation:
        channel = self._conversation(arguments)
        if not channel.member:
            raise SlackRefusal("channel_not_found" if channel.private else "not_in_channel")
        return channel

    def _writable(self, arguments: Arguments) -> Conversation:
        channel = self._conversation(arguments)
        if channel.archived:
            raise SlackRefusal("is_archived")
        return self._readable(arguments)
