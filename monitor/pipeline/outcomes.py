"""What a delivery's end means for the matches it told: inside transactions 3 and 4."""

from collections.abc import Sequence
from datetime import datetime

from monitor.alerts.content import OPEN_OUTCOMES
from monitor.alerts.plan import merge_reason, parent_of
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.core.stores import Transaction

_MANY = 1_000_000
_OUTCOMES = {DeliveryKind.FOLLOW_UP: MatchOutcome.FOLLOW_UP, DeliveryKind.DIGEST: MatchOutcome.DIGEST}


def settle_told(tx: Transaction, delivery: StoredDelivery) -> None:
    """Give the matches that a message told, which now stands, their outcome."""
    told = [match for match in tx.matches.list(told_by=delivery.id, limit=_MANY) if match.outcome in OPEN_OUTCOMES]
    if delivery.kind is not DeliveryKind.ALERT:
        tx.matches.settle(_ids(told), _OUTCOMES.get(delivery.kind, MatchOutcome.FOLLOW_UP))
        return
    own = [match for match in told if match.match.rule == delivery.rule]
    others = [match for match in told if match.match.rule != delivery.rule]
    tx.matches.settle(_ids(own), MatchOutcome.POSTED)
    tx.matches.settle(_ids(others), MatchOutcome.MERGED, reason=merge_reason(delivery.rule))


def settle_refused(tx: Transaction, delivery: StoredDelivery, reason: str, now: datetime) -> None:
    """Give the matches of a message that will never be taken their outcome; later news goes to another message."""
    told = [match for match in tx.matches.list(told_by=delivery.id, limit=_MANY) if match.outcome in OPEN_OUTCOMES]
    tx.matches.settle(_ids(told), MatchOutcome.UNDELIVERED, reason=reason)
    if delivery.kind is not DeliveryKind.ALERT:
        return
    tx.standing.ask_follow_up(delivery.id, None)
    deliveries = tx.outbox.of_story(delivery.story_id, delivery.channel)
    ours = {one.rule for one in deliveries if one.told_by == delivery.id} | {delivery.rule}
    late = open_matches(tx, delivery)
    lost = [match for match in late if match.match.rule in ours]
    tx.matches.settle(_ids(lost), MatchOutcome.UNDELIVERED, reason=reason)
    parent = parent_of([one for one in deliveries if one.id != delivery.id])
    if parent is not None and len(late) > len(lost):
        tx.standing.ask_follow_up(parent.id, now)


def settle_lost_reply(tx: Transaction, delivery: StoredDelivery, reason: str) -> None:
    """Count what a reply would have told, for there is no message any more to reply to."""
    if tx.outbox.settle(delivery, DeliveryState.COUNTED_ONLY, reason=reason):
        told = [match for match in tx.matches.list(told_by=delivery.id, limit=_MANY) if match.outcome in OPEN_OUTCOMES]
        tx.matches.settle(_ids(told), MatchOutcome.COUNTED_ONLY, reason=reason)


def open_matches(tx: Transaction, delivery: StoredDelivery) -> list[StoredMatch]:
    """Return the matches of a delivery's story in its channel that nobody was told of and no message is about to."""
    return [
        match
        for match in tx.matches.of_story(delivery.story_id, resolved=delivery.channel)
        if match.outcome in OPEN_OUTCOMES and match.told_by is None
    ]


def _ids(matches: Sequence[StoredMatch]) -> list[int]:
    return [match.id for match in matches]
