"""One turn of a channel: what transaction 3 sees of it, and the moves that every kind of delivery makes.

Everything here runs inside one unit of work of the store, with the channel's turn in hand.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from monitor.alerts.content import OPEN_OUTCOMES
from monitor.alerts.situation import CAP_WINDOW, Situation
from monitor.core.ports import Channel, Observer
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.core.stores import Transaction
from monitor.pipeline.rule_book import RuleBook
from monitor.rules.model import ChannelPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery that this process is about to post."""

    alert: StoredDelivery  #: as it stands after the claim
    rendered: str
    claimed: float  #: `time.monotonic()`, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """A message that stands in its channel and is about to show what happened since."""

    alert: StoredDelivery
    rendered: str


#: True: something was written down, look again. False: there is nothing to do now.
Next: TypeAlias = Claim | Refresh | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A channel, the transaction, the time it is given, and the rules in force."""

    tx: Transaction
    now: datetime
    name: str  #: the lasting one
    channel: Channel
    book: RuleBook
    observer: Observer

    def situation(self) -> Situation:
        """Return what decisions about the channel go by."""
        return Situation(
            now=self.now,
            plan=self.plan,
            channel=self.name,
            rules=self.book.rules,
            mutes=self.tx.mutes.active(now=self.now),
            posted=self.tx.standing.posted_since(self.name, self.now - CAP_WINDOW),
            has_threads=self.channel.has_threads,
        )

    @property
    def labels(self) -> list[str]:
        """What rule files call the channel; its lasting name stands for itself."""
        return [*(label for label, name in self.tx.channels.resolved().items() if name == self.name), self.name]

    @property
    def plan(self) -> ChannelPlan:
        """How alerts are held and threaded here."""
        return self.book.plan(*self.labels)

    def matches(self, story_id: int) -> list[StoredMatch]:
        """Return every match of a story here, in the order they were found."""
        return self.tx.matches.of_story(story_id, resolved=self.name)

    def tell(self, matches: Sequence[StoredMatch], delivery_id: int) -> None:
        """Note that a message is about to tell these matches: a later one is no part of it."""
        for outcome in OPEN_OUTCOMES:
            ours = [match for match in matches if match.outcome is outcome]
            for reason in {match.reason for match in ours}:
                ids = [match.id for match in ours if match.reason == reason]
                self.tx.matches.settle(ids, outcome, reason=reason, told_by=delivery_id)

    def claim(self, delivery: StoredDelivery, rendered: str, thread: str | None) -> Next:
        """Make a delivery this process's to post, in these bytes, and keep the channel's pace."""
        claimed = self.tx.outbox.claim(delivery, rendered=rendered, thread=thread, now=self.now)
        if claimed is None:
            return True
        self.pace()
        self.observer.saw("transaction 3", alert=delivery.key)
        return Claim(alert=claimed, rendered=rendered, claimed=time.monotonic())

    def pace(self) -> None:
        """Let nothing be posted here for as long as the channel asks between two posts."""
        self.tx.channels.pace(self.name, next_slot_at=self.now + timedelta(seconds=self.channel.pace_s))


def ids_of(matches: Sequence[StoredMatch]) -> list[int]:
    """Return the numbers of matches."""
    return [match.id for match in matches]
