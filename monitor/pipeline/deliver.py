"""Deliver alerts of one channel: transaction 3, the post, transaction 4, and the look-up of what is in doubt."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alerts.backoff import retry_wait
from monitor.alerts.plan import Post, PostAgain, merge_reason, plan
from monitor.core.errors import (
    AuthRefused,
    ChannelRefused,
    DeliveryError,
    MessageRefused,
    OutcomeUnknown,
)
from monitor.core.outbox import DeliveryState, MatchOutcome
from monitor.core.ports import Channel, Observer, Posted
from monitor.core.records import StoredAlert
from monitor.core.stores import Transaction
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.rule_book import RuleBook

#: A look-up searches from this long before the claim: clocks of the service and ours may differ.
LOOK_UP_MARGIN = timedelta(hours=1)
OPEN_STATES = (DeliveryState.PENDING, DeliveryState.PARKED)
DOUBTFUL_STATES = (DeliveryState.SENDING, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """An alert that this process is about to post."""

    alert: StoredAlert  #: as it stands after the claim
    rendered: str
    claimed: float  #: `time.monotonic()`, seconds


def is_collecting(alert: StoredAlert) -> bool:
    """Whether an alert is in its `wait`, which a run that is in a hurry ends early: nothing was tried yet."""
    return alert.state is DeliveryState.PENDING and alert.rendered is None and not alert.reason


class Deliverer:
    """Posts what is due on a channel; one refusal never stops the rest."""

    def __init__(self, ledger: Ledger, observer: Observer, *, lookup_after_s: float) -> None:
        """Take the parts; a message that cannot be found `lookup_after_s` after its attempt was not posted."""
        self._ledger = ledger
        self._observer = observer
        self._lookup_after = timedelta(seconds=lookup_after_s)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def resolve(self, label: str, channel: Channel) -> str:
        """Return the lasting name of the channel that people call `label`; kept in the store. Raises DeliveryError."""
        names = await self._ledger.read(lambda tx, _: tx.channels.resolved())
        if label in names or label in names.values():  # a lasting name stands for itself
            return names.get(label, label)
        name = await channel.resolve(label)
        await self._ledger.write(lambda tx, now: tx.channels.resolve(label, name, now=now))
        return name

    async def deliver(
        self,
        name: str,
        channel: Channel,
        book: RuleBook,
        *,
        hurry: bool = False,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """Post what is due, one after the other, until nothing is due or the channel has to wait.

        `hurry` ends the `wait` of alerts that are still collecting. `name` may be a label that could not be
        resolved before: then that is done first. Once `is_stopping`, nothing new is posted.
        """
        try:
            name = await self.resolve(name, channel)
        except DeliveryError as error:
            await self._trouble(name, error)
            return
        async with self._turns[name]:  # two labels may mean one channel, and it has one owner at a time
            while not is_stopping() and await self._step(name, channel, book, hurry=hurry):
                pass

    async def _step(self, name: str, channel: Channel, book: RuleBook, *, hurry: bool) -> bool:
        """Do one thing on the channel; False if there is nothing to do now."""
        doubtful = await self._ledger.read(lambda tx, _: tx.outbox.of_channel(name, DOUBTFUL_STATES))
        if doubtful:
            return await self._look_up(doubtful[0], channel)
        claim = await self._ledger.write(lambda tx, now: self._transaction_3(tx, now, name, channel, book, hurry=hurry))
        if not isinstance(claim, _Claim):
            return claim
        self._observer.saw("alert claimed", alert=claim.alert.key, attempt=claim.alert.attempt)
        await self._post(claim, channel)
        return True

    def _transaction_3(
        self, tx: Transaction, now: datetime, name: str, channel: Channel, book: RuleBook, *, hurry: bool
    ) -> _Claim | bool:
        row = tx.channels.get(name)
        if row is not None and row.next_slot_at > now:
            return False
        due = tx.outbox.of_channel(name, OPEN_STATES, due_by=None if hurry else now)
        due = [alert for alert in due if alert.due_at <= now or is_collecting(alert)]
        if not due:
            return False
        alert = due[0]
        if alert.rendered is not None:  # a retry posts exactly those bytes
            return self._claim(tx, alert, alert.rendered, alert.thread, channel, now)
        told = tx.outbox.of_story(alert.story_id, name)
        siblings = [
            other for other in told if other in due or other.rendered is not None or other.state not in OPEN_STATES
        ]
        matches = tx.matches.of_story(alert.story_id, resolved=name)
        match plan(alert, siblings, matches, book.rule_set, now):
            case PostAgain() as again:
                return self._post_first(tx, alert, again.alert, channel, now)
            case Post() as post:
                for other in post.merges:
                    tx.outbox.settle(other, DeliveryState.MERGED, reason=post.merge_reason)
                return self._claim(tx, post.alert, channel.render(post.message), post.thread, channel, now)

    def _post_first(
        self, tx: Transaction, alert: StoredAlert, first: StoredAlert, channel: Channel, now: datetime
    ) -> _Claim | bool:
        """Post the story's message before `alert`, which replies to it; if that has to wait, so has `alert`."""
        if first.due_at <= now and first.rendered is not None:
            return self._claim(tx, first, first.rendered, first.thread, channel, now)
        tx.outbox.settle(alert, alert.state, reason=f"after the message of {first.rule}", due_at=first.due_at)
        return True

    def _claim(
        self,
        tx: Transaction,
        alert: StoredAlert,
        rendered: str,
        thread: str | None,
        channel: Channel,
        now: datetime,
    ) -> _Claim | bool:
        claimed = tx.outbox.claim(alert, rendered=rendered, thread=thread, now=now)
        if claimed is None:
            return True
        tx.channels.pace(alert.channel, next_slot_at=now + timedelta(seconds=channel.pace_s))
        self._observer.saw("transaction 3", alert=alert.key)
        return _Claim(alert=claimed, rendered=rendered, claimed=time.monotonic())

    async def _post(self, claim: _Claim, channel: Channel) -> None:
        alert = claim.alert
        if time.monotonic() - claim.claimed > self._lookup_after.total_seconds() / 2:
            return  # this process was paused: another may have looked the claim up by now; the look-up decides
        try:
            posted = await channel.post(alert.channel, claim.rendered, key=alert.key, thread=alert.thread)
        except DeliveryError as error:
            await self._refused(alert, error)
            return
        self._observer.saw("alert posted", alert=alert.key)
        await self._sent(alert, posted)

    async def _sent(self, alert: StoredAlert, posted: Posted) -> None:
        def transaction_4(tx: Transaction, _now: datetime) -> None:
            if tx.outbox.settle(alert, DeliveryState.SENT, sent_id=posted.id):
                tx.channels.sent(alert.channel, posted.id)
                _settle_matches(tx, alert)
            self._observer.saw("transaction 4", alert=alert.key)

        await self._ledger.write(transaction_4)
        self._observer.saw("alert sent", alert=alert.key, rule=alert.rule, channel=alert.channel)

    async def _look_up(self, alert: StoredAlert, channel: Channel) -> bool:
        """Find out what became of a post; the channel waits until that is known."""
        claimed_at = alert.claimed_at or alert.due_at
        if not channel.can_look_up:
            await self._again(alert, "cannot be looked up: posted at least once")
            return True
        waited = await self._ledger.read(lambda tx, now: (now, tx.channels.get(alert.channel)))
        now, row = waited
        if row is not None and row.next_slot_at > now and alert.state is DeliveryState.UNKNOWN:
            return False
        try:
            posted = await channel.find(
                alert.channel, alert.key, since=claimed_at - LOOK_UP_MARGIN, thread=alert.thread
            )
        except DeliveryError as error:
            await self._trouble(alert.channel, error)
            return False
        if posted is not None:
            await self._sent(alert, posted)
            return True
        decided_at = claimed_at + self._lookup_after
        if now >= decided_at:
            await self._again(alert, "not found: not posted")
            return True
        await self._doubt(alert, "no answer yet", decided_at)
        return False

    async def _again(self, alert: StoredAlert, reason: str) -> None:
        def settle(tx: Transaction, now: datetime) -> None:
            tx.outbox.settle(alert, DeliveryState.PENDING, reason=reason, due_at=now)

        await self._ledger.write(settle)

    async def _doubt(self, alert: StoredAlert, reason: str, until: datetime) -> None:
        def settle(tx: Transaction, _now: datetime) -> None:
            if tx.outbox.settle(alert, DeliveryState.UNKNOWN, reason=reason, due_at=until):
                tx.channels.pace(alert.channel, next_slot_at=until, trouble=None)

        await self._ledger.write(settle)
        self._observer.saw("alert in doubt", alert=alert.key, reason=reason)

    async def _refused(self, alert: StoredAlert, error: DeliveryError) -> None:
        """Store what a failed post means: again later, looked up, parked, or refused for good."""
        match error:
            case OutcomeUnknown():

                def doubt(tx: Transaction, now: datetime) -> None:
                    tx.outbox.settle(alert, DeliveryState.UNKNOWN, reason=error.reason, due_at=now)

                await self._ledger.write(doubt)
            case MessageRefused():

                def refuse(tx: Transaction, _now: datetime) -> None:
                    if tx.outbox.settle(alert, DeliveryState.REFUSED, reason=error.reason):
                        _settle_matches(tx, alert, refused=error.reason)

                await self._ledger.write(refuse)
            case _:
                state, until = _retry(error, alert.attempt)

                def keep(tx: Transaction, now: datetime) -> None:
                    if tx.outbox.settle(alert, state, reason=error.reason, due_at=now + until):
                        trouble = error.reason if state is DeliveryState.PARKED else None
                        tx.channels.pace(alert.channel, next_slot_at=now + until, trouble=trouble)

                await self._ledger.write(keep)
        self._observer.saw("alert trouble", alert=alert.key, reason=error.reason, kind=type(error).__name__)

    async def _trouble(self, name: str, error: DeliveryError) -> None:
        """Let a channel wait that cannot be resolved or looked up."""
        _, until = _retry(error, 1)

        def pace(tx: Transaction, now: datetime) -> None:
            tx.channels.pace(name, next_slot_at=now + until, trouble=error.reason)

        await self._ledger.write(pace)
        self._observer.saw("channel trouble", channel=name, reason=error.reason, kind=type(error).__name__)


def _retry(error: DeliveryError, attempt: int) -> tuple[DeliveryState, timedelta]:
    """Return where an alert waits after a definite no, and for how long."""
    parked = isinstance(error, ChannelRefused | AuthRefused)
    wait = retry_wait(error, attempt, jitter=random.random())  # noqa: S311 - spreads retries, guards nothing
    return (DeliveryState.PARKED if parked else DeliveryState.PENDING), wait


def _settle_matches(tx: Transaction, alert: StoredAlert, *, refused: str | None = None) -> None:
    """Give the matches that a message told, its own rule's and those merged into it, their outcome."""
    reason = merge_reason(alert.rule)
    told = tx.outbox.of_story(alert.story_id, alert.channel)
    merged = {other.rule for other in told if other.state is DeliveryState.MERGED and other.reason == reason}
    waiting = [
        match
        for match in tx.matches.of_story(alert.story_id, resolved=alert.channel)
        if match.outcome is MatchOutcome.WAITING
    ]
    own = [match.id for match in waiting if match.match.rule == alert.rule]
    others = [match.id for match in waiting if match.match.rule in merged]
    if refused is not None:
        tx.matches.settle([*own, *others], MatchOutcome.UNDELIVERED, reason=refused)
        return
    tx.matches.settle(own, MatchOutcome.POSTED)
    tx.matches.settle(others, MatchOutcome.MERGED, reason=reason)
