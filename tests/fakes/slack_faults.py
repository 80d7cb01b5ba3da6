"""A Slack-compatible endpoint that fails as it is told to, one scripted fault per post.

    async with FaultySlack(["desk"], faults=[Fault.THROTTLED, Fault.LOST_ANSWER]) as slack:
        ...
        assert slack.audit(expected) == Audit()

Each chat.postMessage takes the next fault, each chat.update the next of its own; when there are none left, they go
well. A string is an error code of Slack's (`is_archived`), answered with a 200 and nothing posted.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum

from aiohttp import web

from monitor.app.clock import SystemClock
from monitor.app.demo.slack_server import Arguments, Conversation, PostedMessage, SlackServer
from monitor.core.ports import Clock


class Fault(Enum):
    """What happens to one post."""

    NONE = "it goes well"
    THROTTLED = "429 with Retry-After"
    THROTTLED_DATE = "429 with an HTTP date, half a minute off, for Retry-After"
    RATELIMITED = "200 that says ratelimited"
    ERROR_BEFORE = "500, nothing posted"
    ERROR_AFTER = "500, but it is posted"
    DROPPED_BEFORE = "the connection closes, nothing posted"
    LOST_ANSWER = "the connection closes, but it is posted"
    SLOW = "it is posted, the answer comes when `release` is set"
    HTML = "a 200 of HTML, nothing posted"
    HTML_AFTER = "a 200 of HTML, but it is posted"
    PLAIN = "a 200 of plain text, but it is posted"
    BAD_JSON = "a 200 of broken JSON, but it is posted"


@dataclass(frozen=True, slots=True)
class Audit:
    """What is wrong with the messages; `Audit()` if nothing is."""

    lost: tuple[str, ...] = ()  #: keys that were expected and never posted
    doubled: tuple[str, ...] = ()  #: keys that were posted more than once
    unexpected: tuple[str, ...] = ()  #: keys that nobody expected


class FaultySlack(SlackServer):
    """The endpoint with faults; `history_lag` look-ups after a post do not see it yet."""

    def __init__(
        self,
        channels: Iterable[str | Conversation] = ("general",),
        *,
        faults: Iterable[Fault | str] = (),
        update_faults: Iterable[Fault | str] = (),
        retry_after_s: int = 1,
        history_lag: int = 0,
        token: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(channels, token=token, now=(clock or SystemClock()).now)
        self.faults = deque(faults)
        self.update_faults = deque(update_faults)
        self.retry_after_s = retry_after_s
        self.history_lag = history_lag
        self.release = asyncio.Event()
        self.posts_seen = 0  #: requests to post, whatever became of them
        self._reads = 0
        self._posted_at_read: dict[str, int] = {}

    def audit(self, expected_keys: Iterable[str]) -> Audit:
        """Compare what stands in all channels with what should, each once."""
        expected = set(expected_keys)
        posted = Counter(message.key or "" for message in self.messages)
        return Audit(
            lost=tuple(sorted(expected - set(posted))),
            doubled=tuple(sorted(key for key, times in posted.items() if times > 1)),
            unexpected=tuple(sorted(set(posted) - expected)),
        )

    def is_visible(self, message: PostedMessage) -> bool:
        return self._reads > self._posted_at_read.get(message.ts, 0) + self.history_lag

    async def respond(self, method: str, arguments: Arguments) -> web.StreamResponse:
        if method in {"conversations.history", "conversations.replies"}:
            self._reads += 1
        if method not in {"chat.postMessage", "chat.update"}:
            return await super().respond(method, arguments)
        faults = self.faults if method == "chat.postMessage" else self.update_faults
        self.posts_seen += method == "chat.postMessage"
        fault = faults.popleft() if faults else Fault.NONE
        if isinstance(fault, str):
            return web.json_response({"ok": False, "error": fault})
        return await self._fail(fault, method, arguments)

    async def _fail(self, fault: Fault, method: str, arguments: Arguments) -> web.StreamResponse:
        match fault:
            case Fault.THROTTLED:
                return _throttled(str(self.retry_after_s))
            case Fault.THROTTLED_DATE:
                return _throttled(format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True))
            case Fault.RATELIMITED:
                return web.json_response({"ok": False, "error": "ratelimited"})
            case Fault.ERROR_BEFORE:
                return web.Response(status=500, text="<h1>broken</h1>", content_type="text/html")
            case Fault.DROPPED_BEFORE:
                raise _HangUp
            case Fault.HTML:
                return web.Response(text="<h1>a proxy's page</h1>", content_type="text/html")
            case _:
                return await self._fail_after(fault, method, arguments)

    async def _fail_after(self, fault: Fault, method: str, arguments: Arguments) -> web.StreamResponse:
        answer = self.call(method, arguments)
        if self.messages:
            self._posted_at_read.setdefault(self.messages[-1].ts, self._reads)
        match fault:
            case Fault.ERROR_AFTER:
                return web.Response(status=500, text="<h1>broken</h1>", content_type="text/html")
            case Fault.LOST_ANSWER:
                raise _HangUp
            case Fault.SLOW:
                await self.release.wait()
            case Fault.HTML_AFTER:
                return web.Response(text="<h1>a proxy's page</h1>", content_type="text/html")
            case Fault.PLAIN:
                return web.Response(text="thanks")
            case Fault.BAD_JSON:
                return web.Response(text='{"ok": tr', content_type="application/json")
        return web.json_response(answer)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return await super()._answer(request)
        except _HangUp:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()


class _HangUp(Exception):
    """Close the connection without an answer."""


def _throttled(retry_after: str) -> web.Response:
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": retry_after})
