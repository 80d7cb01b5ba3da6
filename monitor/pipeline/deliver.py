"""Deliver alerts of one channel: transaction 3, the post, transaction 4, and the look-up of what is in doubt."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from monitor.alerts.backoff import retry_wait
from monitor.core.errors import (
    AuthRefused,
    ChannelRefused,
    DeliveryError,
    MessageRefused,
    OutcomeUnknown,
    ThreadLost,
)
from monitor.core.outbox import DeliveryKind, DeliveryState
from monitor.core.ports import Channel, Observer, Posted
from monitor.core.records import StoredDelivery
from monitor.core.stores import Transaction
from monitor.pipeline.claims import THREAD_GONE, next_step
from monitor.pipeline.in_force import InForce
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.outcomes import settle_lost_reply, settle_refused, settle_told
from monitor.pipeline.turn import Claim, Refresh, Turn

#: A look-up searches from this long before the claim: clocks of the service and ours may differ.
LOOK_UP_MARGIN = timedelta(hours=1)
DOUBTFUL_STATES = (DeliveryState.SENDING, DeliveryState.UNKNOWN)


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
        in_force: InForce,
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
            while not is_stopping() and await self._step(name, channel, in_force, hurry=hurry):
                pass

    async def _step(self, name: str, channel: Channel, in_force: InForce, *, hurry: bool) -> bool:
        """Do one thing on the channel; False if there is nothing to do now."""
        doubtful = await self._ledger.read(lambda tx, _: tx.outbox.of_channel(name, DOUBTFUL_STATES))
        if doubtful:
            return await self._look_up(doubtful[0], channel)
        step = await self._ledger.write(
            lambda tx, now: next_step(
                Turn(tx=tx, now=now, name=name, channel=channel, book=in_force.book, observer=self._observer),
                hurry=hurry,
            )
        )
        match step:
            case Claim():
                self._observer.saw("alert claimed", alert=step.alert.key, attempt=step.alert.attempt)
                await self._post(step, channel)
                return True
            case Refresh():
                return await self._update(step, channel)
            case _:
                return step

    async def _post(self, claim: Claim, channel: Channel) -> None:
        alert = claim.alert
        if time.monotonic() - claim.claimed > self._lookup_after.total_seconds() / 2:
            return  # this process was paused: another may have looked the claim up by now; the look-up decides
        try:
            posted = await channel.post(alert.channel, claim.rendered, key=alert.key, thread=alert.thread)
        except DeliveryError as error:
            await self._refused(alert, error)
            return
        self._observer.saw("alert posted", alert=alert.key)
        await self._sent(alert, posted, channel)

    async def _update(self, refresh: Refresh, channel: Channel) -> bool:
        """Have a message show what happened since; what cannot be changed any more stays as it is."""
        alert = refresh.alert
        rendered: str | None = refresh.rendered
        try:
            await channel.update(alert.channel, alert.sent_id or "", refresh.rendered, key=alert.key)
        except MessageRefused as error:
            rendered = None
            self._observer.saw("alert trouble", alert=alert.key, reason=error.reason, kind=type(error).__name__)
        except DeliveryError as error:
            await self._trouble(alert.channel, error)
            return False
        await self._ledger.write(lambda tx, _: tx.standing.shown(alert, rendered=rendered))
        self._observer.saw("alert updated", alert=alert.key)
        return True

    async def _sent(self, alert: StoredDelivery, posted: Posted, channel: Channel) -> None:
        def transaction_4(tx: Transaction, now: datetime) -> None:
            # A service counts from when it took a post, and a slow one takes it long after the claim.
            slot, row = now + timedelta(seconds=channel.pace_s), tx.channels.get(alert.channel)
            if row is None or row.next_slot_at < slot:
                tx.channels.pace(alert.channel, next_slot_at=slot)
            if tx.outbox.settle(alert, DeliveryState.SENT, sent_id=posted.id):
                tx.channels.sent(alert.channel, posted.id)
                settle_told(tx, alert)
            self._observer.saw("transaction 4", alert=alert.key)

        await self._ledger.write(transaction_4)
        self._observer.saw("alert sent", alert=alert.key, rule=alert.rule, channel=alert.channel)

    async def _look_up(self, alert: StoredDelivery, channel: Channel) -> bool:
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
            await self._sent(alert, posted, channel)
            return True
        decided_at = claimed_at + self._lookup_after
        if now >= decided_at:
            await self._again(alert, "not found: not posted")
            return True
        await self._doubt(alert, "no answer yet", decided_at)
        return False

    async def _again(self, alert: StoredDelivery, reason: str) -> None:
        def settle(tx: Transaction, now: datetime) -> None:
            tx.outbox.settle(alert, DeliveryState.PENDING, reason=reason, due_at=now)

        await self._ledger.write(settle)

    async def _doubt(self, alert: StoredDelivery, reason: str, until: datetime) -> None:
        def settle(tx: Transaction, _now: datetime) -> None:
            if tx.outbox.settle(alert, DeliveryState.UNKNOWN, reason=reason, due_at=until):
                tx.channels.pace(alert.channel, next_slot_at=until, trouble=None)

        await self._ledger.write(settle)
        self._observer.saw("alert in doubt", alert=alert.key, reason=reason)

    async def _refused(self, alert: StoredDelivery, error: DeliveryError) -> None:
        """Store what a failed post means: again later, looked up, parked, or refused for good."""
        match error:
            case OutcomeUnknown():

                def doubt(tx: Transaction, now: datetime) -> None:
                    tx.outbox.settle(alert, DeliveryState.UNKNOWN, reason=error.reason, due_at=now)

                await self._ledger.write(doubt)
            case MessageRefused():

                def refuse(tx: Transaction, now: datetime) -> None:
                    if tx.outbox.settle(alert, DeliveryState.REFUSED, reason=error.reason):
                        settle_refused(tx, alert, error.reason, now)

                await self._ledger.write(refuse)
            case ThreadLost():

                def beside(tx: Transaction, now: datetime) -> None:
                    if alert.kind in {DeliveryKind.FOLLOW_UP, DeliveryKind.EDIT}:  # these never stand by themselves
                        settle_lost_reply(tx, alert, f"the thread is gone: {error.reason}")
                    else:
                        tx.outbox.settle(alert, DeliveryState.PENDING, reason=THREAD_GONE, due_at=now)

                await self._ledger.write(beside)
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
