"""A channel that keeps what stands in it and fails as it is told to."""

import json
from collections import Counter, deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from monitor.core.errors import DeliveryError
from monitor.core.message import Content, Digest, EditNote, FollowUp, Message, Notice
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
    def shown(self) -> dict[str, Any]:
        """What it says, by kind as `_shown` has it."""
        return dict(json.loads(self.attempt.rendered))

    @property
    def kind(self) -> str:
        return str(self.shown["kind"])

    @property
    def rule(self) -> str:
        return str(self.shown["rule"])

    @property
    def title(self) -> str:
        return str(self.shown["title"])

    @property
    def also(self) -> list[str]:
        return list(self.shown["also"])

    @property
    def copies(self) -> list[str]:
        return list(self.shown["copies"])


def _shown(content: Content) -> dict[str, object]:
    """What a test looks at in each kind of message."""
    match content:
        case Message():
            return {
                "key": content.key,
                "rule": content.rule,
                "rule_title": content.rule_title,
                "title": content.title,
                "url": content.url,
                "state": content.state,
                "also": content.also_matched,
                "copies": [copy.url for copy in content.copies],
                "words": [word for reason in content.reasons for word in reason.words],
                "remarks": [f"{remark.words} · {remark.by}" for remark in content.remarks],
            }
        case FollowUp():
            return {
                "rule": content.rule,
                "sources": [report.source for report in content.reports],
                "urls": [report.url for report in content.reports],
                "news": [excerpt.text for report in content.reports for excerpt in report.news],
                "more": content.more,
            }
        case EditNote():
            return {"rule": content.rule, "removed": content.removed, "added": content.added, "url": content.url}
        case Digest():
            return {
                "part": content.part,
                "parts": content.parts,
                "stories": {section.rule: [one.title for one in section.stories] for section in content.sections},
                "more": [one.more for section in content.sections for one in section.stories],
                "also": [one.also_matched for section in content.sections for one in section.stories],
                "held": content.held,
                "precision": [(one.rule, one.relevant, one.not_relevant) for one in content.precision],
            }
        case Notice():
            return {"text": content.text}


class RecordingChannel:
    """A `core.ports.Channel`. Each post takes the next of `faults`; when there are none left, posts go well."""

    def __init__(self, clock: Clock, *, can_look_up: bool = True, pace_s: float = 0.0) -> None:
        self.can_look_up = can_look_up
        self.has_threads = can_look_up
        self.pace_s = pace_s
        self.names: dict[str, str | DeliveryError] = {}  #: what labels mean; others mean themselves
        self.faults: deque[Fault | None] = deque()
        self.look_up_faults: deque[DeliveryError] = deque()
        self.update_faults: deque[DeliveryError] = deque()
        self.updates: list[tuple[str, str]] = []  #: (id, what it shows since)
        self.render_fault: Exception | None = None  #: a channel that does not keep its word
        self.lag = timedelta(0)  #: look-ups do not see what was posted less than this ago
        self.attempts: list[Attempt] = []
        self.standing: list[Standing] = []
        self.look_ups: list[str] = []
        self.held: Gate | None = None  #: posts wait there
        self._clock = clock
        self._numbers = 0

    def render(self, content: Content) -> str:
        if self.render_fault is not None:
            raise self.render_fault
        return json.dumps({"kind": type(content).__name__, **_shown(content)})

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

    async def update(self, channel: str, sent_id: str, rendered: str, *, key: str) -> None:
        if self.update_faults:
            raise self.update_faults.popleft()
        self.updates.append((sent_id, rendered))
        for place, message in enumerate(self.standing):
            if message.id == sent_id:
                self.standing[place] = replace(message, attempt=replace(message.attempt, rendered=rendered))

    @property
    def keys(self) -> list[str]:
        """The keys of what stands there, in the order it was posted."""
        return [message.attempt.key for message in self.standing]

    def doubled(self) -> list[str]:
        """Return the keys that stand there more than once."""
        return [key for key, times in Counter(self.keys).items() if times > 1]
