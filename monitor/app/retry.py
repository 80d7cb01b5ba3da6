"""Alerts that somebody sends again: what was clearly not posted is due at once."""

from datetime import datetime

from monitor.core.outbox import DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery
from monitor.core.stores import Transaction

ON_THE_WAY = {
    DeliveryState.PENDING: "is on its way already",
    DeliveryState.SENDING: "is being posted now",
    DeliveryState.UNKNOWN: "may stand in its channel: the daemon looks it up before anything is repeated",
    DeliveryState.SENT: "stands in its channel already",
    DeliveryState.MERGED: "was told by another rule's message",
    DeliveryState.HELD: "is held for the digest (a mute ends with `monitor mute remove`)",
    DeliveryState.DIGEST: "was told by a digest",
    DeliveryState.COUNTED_ONLY: "had no thread to be told in",
}


def revive(tx: Transaction, alert: StoredDelivery, now: datetime) -> str | None:
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
        told = tx.matches.list(told_by=alert.id, limit=1_000_000)
        undelivered = [one.id for one in told if one.outcome is MatchOutcome.UNDELIVERED]
        tx.matches.settle(undelivered, MatchOutcome.WAITING)
    return None
