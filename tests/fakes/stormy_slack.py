"""A fake Slack in which any post can go wrong in any way, as seeded dice have it; its history lags behind.

    slack = StormySlack(["desk"], dice=random.Random(1), storm=Storm(), clock=WorldClock())

Every script of the storm comes to pass once: what happens to the first attempts of one message, fault by fault. All
other posts take a fault by its weight, or none.
"""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeAlias

from aiohttp import web

from monitor.app.demo.slack_arguments import metadata_of
from monitor.app.demo.slack_server import Arguments, PostedMessage
from monitor.channels.slack_errors import (
    AMBIGUOUS,
    AUTH_REFUSED,
    BLOCKS_REFUSED,
    CHANNEL_HINTS,
    MESSAGE_REFUSED,
    THREAD_REFUSED,
    THROTTLED,
    UPDATE_REFUSED,
)
from tests.fakes.clock import WorldClock
from tests.fakes.slack_faults import Fault, FaultySlack


class Slow(Enum):
    """Answers that take their time."""

    ANSWER = "it is posted at once, the answer comes later"
    POST = "it is posted a while after it came"
    TOO_LATE = "it is posted at once, the answer comes after the client has given up"


Trouble: TypeAlias = Fault | Slow | str
Script: TypeAlias = tuple[Trouble, ...]

WEIGHTS: dict[Trouble, float] = {
    Fault.NONE: 80,
    Fault.THROTTLED: 4,
    Fault.THROTTLED_DATE: 2,
    Fault.ERROR_BEFORE: 1.5,
    Fault.ERROR_AFTER: 1.5,
    Fault.DROPPED_BEFORE: 1.5,
    Fault.LOST_ANSWER: 1.5,
    Slow.ANSWER: 4,
    Slow.POST: 2,
    Fault.BAD_JSON: 0.4,
    Fault.HTML: 0.4,
    Fault.HTML_AFTER: 0.4,
    Fault.PLAIN: 0.4,
    Slow.TOO_LATE: 0.4,
}
#: The wait for the date form: a date has no parts of a second.
DATE_WAIT = timedelta(seconds=2)
#: A message that is refused is refused in all its forms: as it is, without rich text, as text alone.
FORMS = 3


def channel_scripts() -> list[Script]:
    """Return one script for each code that parks a channel, one that nobody knows included."""
    codes = (*CHANNEL_HINTS, "restricted_action_read_only_channel", "a_code_that_nobody_met")
    return [(code,) for code in sorted(codes)]


def message_scripts() -> list[Script]:
    """Return one script for each code that refuses a message for good, and one refused in every form."""
    codes = {*MESSAGE_REFUSED, "invalid_metadata_filter_keys"} - BLOCKS_REFUSED - UPDATE_REFUSED
    return [*((code,) for code in sorted(codes)), ("invalid_blocks",) * FORMS]


def simpler_scripts() -> list[Script]:
    """Return scripts in which a simpler form of a message is taken in the end."""
    return [*((code,) for code in sorted(BLOCKS_REFUSED)), ("msg_blocks_too_long", "invalid_blocks")]


def all_scripts() -> list[Script]:
    """Return scripts with every code that Slack's pages name for a post, each class whole, and every fault."""
    codes = sorted({*AUTH_REFUSED, *THROTTLED, *AMBIGUOUS})
    others: list[Script] = [(trouble,) for trouble in WEIGHTS if trouble is not Fault.NONE]
    return [
        *channel_scripts(),
        *message_scripts(),
        *simpler_scripts(),
        *((code,) for code in codes),
        *others,
        ("not_in_channel", Fault.LOST_ANSWER),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """What goes wrong, and how far behind the history is."""

    scripts: tuple[Script, ...] = ()
    share: float = 0.1  #: of messages that follow a script, while there are any left
    replies: tuple[str, ...] = tuple(sorted(THREAD_REFUSED))  #: codes that answer replies, each once
    updates: tuple[str, ...] = tuple(sorted(UPDATE_REFUSED))  #: and changes of messages
    lag_s: float = 10.0  #: look-ups see a message so long after it was posted
    slow_s: float = 1.5  #: the longest that a slow post or answer takes
    too_late_s: float = 11.0  #: longer than the client waits


class StormySlack(FaultySlack):
    """The endpoint; `settled` waits until it has done all that was asked of it."""

    def __init__(self, channels: Iterable[str], *, dice: random.Random, storm: Storm, clock: WorldClock) -> None:
        super().__init__(channels, clock=clock, update_faults=storm.updates)
        self.faults_met: Counter[str] = Counter()  #: what became of the requests to post
        self.hasty = 0  #: of these, how many came before the end of a `Retry-After`
        self.clock = clock
        self._dice = dice
        self._storm = storm
        self._scripts = deque(storm.scripts)
        self._reply_codes = deque(storm.replies)
        self._begun: dict[str, deque[Trouble]] = {}
        self._not_before: dict[str, datetime] = {}
        self._posting = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def unused(self) -> list[str]:
        """The faults that never came to pass."""
        return [*(str(script) for script in self._scripts), *self._reply_codes, *map(str, self.update_faults)]

    def is_visible(self, message: PostedMessage) -> bool:
        return self.clock.now() - message.received_at > timedelta(seconds=self._storm.lag_s)

    async def settled(self) -> None:
        """Wait until every request that has come is a message, or never will be: before time is moved on."""
        await asyncio.sleep(0.1)  # what a killed daemon sent last is read by now
        await self._idle.wait()

    async def respond(self, method: str, arguments: Arguments) -> web.StreamResponse:
        if method != "chat.postMessage":
            return await super().respond(method, arguments)
        self.posts_seen += 1
        channel = str(arguments.get("channel"))
        now = self.clock.now()
        self.hasty += now < self._not_before.get(channel, now)
        trouble = self._draw(_key_of(arguments), is_reply=bool(arguments.get("thread_ts")))
        self.faults_met[trouble if isinstance(trouble, str) else trouble.name] += 1
        match trouble:
            case str():
                return web.json_response({"ok": False, "error": trouble})
            case Slow():
                return await self._slow(trouble, method, arguments)
            case Fault.THROTTLED | Fault.THROTTLED_DATE:
                return self._throttled(trouble, channel)
            case _:
                return await self._fail(trouble, method, arguments)

    def _draw(self, key: str, *, is_reply: bool) -> Trouble:
        if begun := self._begun.get(key):
            return begun.popleft()
        if is_reply and self._reply_codes and self._dice.random() < 0.6:
            return self._reply_codes.popleft()
        if not is_reply and self._scripts and key not in self._begun and self._dice.random() < self._storm.share:
            self._begun[key] = deque(self._scripts.popleft())
            return self._begun[key].popleft()
        return self._dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]

    async def _slow(self, slow: Slow, method: str, arguments: Arguments) -> web.StreamResponse:
        wait_s = self._dice.uniform(0.1, self._storm.slow_s)
        if slow is Slow.POST:
            self._posting += 1
            self._idle.clear()
            await asyncio.sleep(wait_s)
            self._posting -= 1
            if not self._posting:
                self._idle.set()
        answer = self.call(method, arguments)
        if slow is not Slow.POST:
            await asyncio.sleep(self._storm.too_late_s if slow is Slow.TOO_LATE else wait_s)
        return web.json_response(answer)

    def _throttled(self, fault: Fault, channel: str) -> web.Response:
        """Answer 429; the wait is in seconds, or a date that counts from the answer's own."""
        now = self.clock.now()
        self._not_before[channel] = now + timedelta(seconds=1)
        value = "1"
        if fault is Fault.THROTTLED_DATE:
            until = WorldClock().now().replace(microsecond=0) + DATE_WAIT
            value = f"{until:%a, %d %b %Y %H:%M:%S} GMT"
            self._not_before[channel] = now + (until - WorldClock().now())
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": value})


def _key_of(arguments: Arguments) -> str:
    payload = (metadata_of(arguments.get("metadata")) or {}).get("event_payload")
    return str(payload.get("key")) if isinstance(payload, dict) else ""
