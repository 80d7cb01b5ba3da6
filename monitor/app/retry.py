"""Alerts that somebody sends again: what was clearly not posted is due at once."""

from datetime import datetime

from monitor.alerts.plan import merge_reason
from monitor.core.outbox import DeliveryState, MatchOutcome
from monitor.core.records import StoredAlert
from monitor.core.stores import Transaction

ON_THE_WAY = {
    DeliveryState.PENDING: "is on its way already",
    DeliveryState.SENDING: "is being posted now",
    DeliveryState.UNKNOWN: "may stand in its channel: the daemon looks it up before anything is repeated",
    DeliveryState.SENT: "stands in its channel already",
    DeliveryState.MERGED: "was told by another rule's message",
}


def revive(tx: Transaction, alert: StoredAlert, now: datetime) -> str | None:
    """Make an alert due that was refused or is parked; return why it is not, None if it is.

    Its channel may be posted to at once, and what it tells waits again. A pending one that failed before is due now.
    """
    tried = alert.state is DeliveryState.PENDING and alert.due_at > now and bool(alert.reason)
    if alert.state in ON_THE_WAY and not tried:
        return ON_THE_WAY[alert.state]
    if not tx.outbox.settle(alert, DeliveryState.PENDING, reason="sent again by hand", due_at=now):
        return ON_THE_WAY[DeliveryState.SENDING]
    if tx.channels.get(alert.channel) is not None:
        tx.channels.pace(alert.channel, next_slot_at=now)
    if alert.state is DeliveryState.REFUSED:
        matches = tx.matches.of_story(alert.story_id, resolved=alert.channel)
        told = tx.outbox.of_story(alert.story_id, alert.channel)
        ours = merge_reason(alert.rule)
        rules = {one.rule for one in told if one.state is DeliveryState.MERGED and one.reason == ours} | {alert.rule}
        undelivered = [one for one in matches if one.outcome is MatchOutcome.UNDELIVERED and one.match.rule in rules]
        tx.matches.settle([one.id for one in undelivered], MatchOutcome.WAITING)
    return None
