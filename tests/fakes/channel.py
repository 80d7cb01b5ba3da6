"""A channel that keeps what stands in it and fails as it is told to."""

import json
from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.errors import DeliveryError
from monitor.core.message import Message
from monitor.core.ports import Clock, Posted
from tests.fakes.gate import Gate


@dataclass(frozen=True, slots=True)
class Fault:
    """What one attempt to post raises; `shown`: the message stands there all the same."""

    error: DeliveryError
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to post, whatever became of it."""

    channel: str
    rendered: str
    key: str
    thread: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A message that people see."""

    id: str
    at: datetime
    attempt: Attempt

    @property
    def rule(self) -> str:
        return str(json.loads(self.attempt.rendered)["rule"])

    @property
    def title(self) -> str:
        return str(json.loads(self.attempt.rendered)["title"])

    @property
    def also(self) -> list[str]:
        return list(json.loads(self.attempt.rendered)["also"])

    @property
    def copies(self) -> list[str]:
        return list(json.loads(self.attempt.rendered)["copies"])


class RecordingChannel:
    """A `core.ports.Channel`. Each post takes the next of `faults`; when there are none left, posts go well."""

    def __init__(self, clock: Clock, *, can_look_up: bool = True, pace_s: float = 0.0) -> None:
        self.can_look_up = can_look_up
        self.pace_s = pace_s
        self.names: dict[str, str | DeliveryError] = {}  #: what labels mean; others mean themselves
        self.faults: deque[Fault | None] = deque()
        self.look_up_faults: deque[DeliveryError] = deque()
        self.render_fault: Exception | None = None  #: a channel that does not keep its word
        self.lag = timedelta(0)  #: look-ups do not see what was posted less than this ago
        self.attempts: list[Attempt] = []
        self.standing: list[Standing] = []
        self.look_ups: list[str] = []
        self.held: Gate | None = None  #: posts wait there
        self._clock = clock
        self._numbers = 0

    def render(self, message: Message) -> str:
        if self.render_fault is not None:
            raise self.render_fault
        return json.dumps({
            "key": message.key,
            "rule": message.rule,
            "rule_title": message.rule_title,
            "title": message.title,
            "url": message.url,
            "state": message.state,
            "also": message.also_matched,
            "copies": [copy.url for copy in message.copies],
            "words": [word for reason in message.reasons for word in reason.words],
        })  # fmt: skip

    async def resolve(self, name: str) -> str:
        meant = self.names.get(name, name)
        if isinstance(meant, DeliveryError):
            raise meant
        return meant

    async def post(self, channel: str, rendered: str, *, key: str, thread: str | None) -> Posted:
        attempt = Attempt(channel, rendered, key, thread)
        self.attempts.append(attempt)
        if self.held is not None:
            await self.held.pass_through()
        fault = self.faults.popleft() if self.faults else None
        if fault is not None and not fault.shown:
            raise fault.error
        self._numbers += 1
        message = Standing(f"ts-{self._numbers}" if self.can_look_up else "", self._clock.now(), attempt)
        self.standing.append(message)
        if fault is not None:
            raise fault.error
        return Posted(message.id)

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None) -> Posted | None:
        self.look_ups.append(key)
        if self.look_up_faults:
            raise self.look_up_faults.popleft()
        return next(
            (
                Posted(message.id)
                for message in self.standing
                if (message.attempt.channel, message.attempt.key) == (channel, key)
                and since <= message.at <= self._clock.now() - self.lag
            ),
            None,
        )

    @property
    def keys(self) -> list[str]:
        """The keys of what stands there, in the order it was posted."""
        return [message.attempt.key for message in self.standing]

    def doubled(self) -> list[str]:
        """Return the keys that stand there more than once."""
        return [key for key, times in Counter(self.keys).items() if times > 1]
