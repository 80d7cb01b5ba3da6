"""Take what people say of an alert, with a button or a command: verdicts and mutes, each click once."""

from datetime import datetime, timedelta

from monitor.alerts.sources import source_of
from monitor.core.errors import StoreError
from monitor.core.mutes import Action, Click, MuteKind, NewMute, Verdict
from monitor.core.outbox import DeliveryKind
from monitor.core.ports import Observer
from monitor.core.records import StoredDelivery
from monitor.core.stores import Transaction
from monitor.pipeline.ledger import Ledger

VERDICTS = {Action.RELEVANT: Verdict.RELEVANT, Action.NOT_RELEVANT: Verdict.NOT_RELEVANT}
#: What the other buttons mute, and for how long.
MUTES = {
    Action.MUTE_RULE_DAY: (MuteKind.RULE, timedelta(hours=24)),
    Action.MUTE_RULE_WEEK: (MuteKind.RULE, timedelta(days=7)),
    Action.MUTE_SOURCE: (MuteKind.SOURCE, timedelta(days=7)),
}
NOT_NOW = "This was not kept: the monitor's database cannot be written to at the moment. Press again in a while."


class Clicks:
    """Takes clicks into the store."""

    def __init__(self, ledger: Ledger, observer: Observer) -> None:
        self._ledger = ledger
        self._observer = observer

    async def take(self, click: Click) -> str | None:
        """Keep a click in one transaction; return why it was not kept, in a sentence for the person, None if it was.

        A click that was kept before is kept: nothing happens a second time.
        """

        def unit(tx: Transaction, now: datetime) -> str | None:
            refusal = keep(tx, click, now)
            self._observer.saw(
                "click kept" if refusal is None else "click refused", alert=click.alert, action=str(click.action)
            )
            return refusal

        try:
            return await self._ledger.write(unit)
        except StoreError as error:
            self._observer.saw("click refused", alert=click.alert, action=str(click.action), reason=str(error))
            return NOT_NOW


def keep(tx: Transaction, click: Click, now: datetime) -> str | None:
    """Keep a verdict, or a mute from now on, and have the alert's message show it; return why not, None if it is kept.

    The last verdict of a person on an alert is the one that counts (`FeedbackStore.tally`).
    """
    found = tx.outbox.list(number=click.alert)
    if not found:
        return f"This was not kept: the monitor has no alert {click.alert} (any more)."
    alert = found[0]
    if alert.kind is not DeliveryKind.ALERT:
        return f"This was not kept: number {alert.id} is no alert ({alert.kind})."
    mute: NewMute | None = None
    if click.action in VERDICTS:
        words: str = VERDICTS[click.action].value
    else:
        mute = _mute(tx, alert, click, now)
        if mute is None:
            return f"This was not kept: the articles of alert {alert.id} are not known any more, nor is their source."
        what = "the rule" if mute.kind is MuteKind.RULE else mute.target
        words = f"muted {what} until {mute.until:%Y-%m-%d %H:%M} UTC"
    is_new = tx.feedback.add(alert.id, alert.rule, words, user=click.user, name=click.name, click=click.at, now=now)
    if is_new:
        if mute is not None:
            tx.mutes.add(mute, now=now)
        tx.standing.touch(alert.id)
    return None


def _mute(tx: Transaction, alert: StoredDelivery, click: Click, now: datetime) -> NewMute | None:
    """Return the mute that a button asks for, in the alert's own channel; None if its source is not known."""
    kind, period = MUTES[click.action]
    target = alert.rule if kind is MuteKind.RULE else _source(tx, alert)
    if target is None:
        return None
    return NewMute(
        kind=kind,
        target=target,
        channel=alert.channel,
        until=now + period,
        by=click.name,
        why=f"alert {alert.id}",
    )


def _source(tx: Transaction, alert: StoredDelivery) -> str | None:
    """Return the source of the article that leads the alert's message, as the message names it."""
    matches = tx.matches.of_story(alert.story_id, resolved=alert.channel)
    own = [one for one in matches if one.match.rule == alert.rule]
    told = [one for one in own if one.told_by == alert.id]
    lead = next(iter(told or own), None)
    return None if lead is None else source_of(lead.article)
