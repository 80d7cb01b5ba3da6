"""What is held: alerts for a digest, the digest when it is due, and the notice that something is held at all."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from monitor.alerts.calendar import zone_of
from monitor.alerts.content import OPEN_OUTCOMES
from monitor.alerts.digests import PRECISION_PERIOD, Part, plan_digest, week_of
from monitor.alerts.plan import Hold
from monitor.alerts.situation import Situation
from monitor.core.message import Notice, Precision, Severity
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from monitor.core.records import NewDelivery, StoredDelivery
from monitor.pipeline.turn import Next, Turn


def hold(turn: Turn, decision: Hold) -> Next:
    """Write down that alerts are held, until when and why; their matches with them."""
    for alert in decision.alerts:
        turn.tx.outbox.settle(alert, DeliveryState.HELD, reason=decision.reason, due_at=decision.until)
        held = [match for match in turn.matches(alert.story_id) if match.match.rule == alert.rule]
        open_ones = [one.id for one in held if one.outcome in OPEN_OUTCOMES and one.told_by is None]
        turn.tx.matches.settle(open_ones, MatchOutcome.HELD, reason=decision.reason)
        turn.observer.saw("alert held", alert=alert.key, reason=decision.reason)
    if decision.reason.startswith("cap:"):
        _tell_of_cap(turn, decision)
    return True


def digest(turn: Turn, ripe: Sequence[StoredDelivery]) -> Next:
    """Put the parts of a digest in the outbox that tells what was held until now; what is muted is held on."""
    situation = turn.situation()
    matches = {alert.story_id: turn.matches(alert.story_id) for alert in ripe}
    free = []
    for alert in ripe:
        mute = situation.mute_of_alert(alert, matches[alert.story_id])
        if mute is not None:
            hold(turn, Hold(alerts=(alert,), until=situation.next_digest(mute.until), reason=str(mute)))
        else:
            free.append(alert)
    quiet = situation.quiet_until(Severity.NORMAL)
    if quiet is not None:  # the channel's hours were changed meanwhile
        for alert in free:
            turn.tx.outbox.settle(alert, DeliveryState.HELD, reason=alert.reason, due_at=quiet)
        return True
    parts = plan_digest(
        free,
        matches,
        situation,
        precision=_precision(turn, situation),
        refused=turn.tx.outbox.of_channel(turn.name, (DeliveryState.REFUSED,)),
    )
    told = {alert.id for part in parts for alert in part.alerts}
    for alert in free:
        if alert.id not in told:
            turn.tx.outbox.settle(alert, DeliveryState.COUNTED_ONLY, reason="nothing of it is left to tell")
    return _post_parts(turn, parts) if parts else True


def _post_parts(turn: Turn, parts: Sequence[Part]) -> Next:
    first: StoredDelivery | None = None
    for part in parts:
        delivery = turn.tx.outbox.add(
            NewDelivery(
                key=part.digest.key,
                kind=DeliveryKind.DIGEST,
                channel=turn.name,
                due_at=turn.now,
                parent_id=first.id if first is not None else None,
                rendered=turn.channel.render(part.digest),
            ),
            now=turn.now,
        )
        if delivery is None:  # one for this very moment is out: the next is due a moment later
            _postpone(turn, part.alerts)
            continue
        first = first or delivery
        turn.tell(part.matches, delivery.id)
        for alert in part.alerts:
            turn.tx.outbox.settle(alert, DeliveryState.DIGEST, reason=part.digest.key, told_by=delivery.id)
    return True


def _postpone(turn: Turn, alerts: Sequence[StoredDelivery]) -> None:
    for alert in alerts:
        turn.tx.outbox.settle(
            alert, DeliveryState.HELD, reason=alert.reason, due_at=turn.now + timedelta(microseconds=1)
        )


def _precision(turn: Turn, situation: Situation) -> list[Precision]:
    """Return what people said of this channel's rules lately, for the first digest of a week; else nothing."""
    monday = week_of(turn.now, zone_of(situation.plan))
    start, end = f"digest:{turn.name}:{monday.isoformat()}", f"digest:{turn.name};"
    if turn.tx.outbox.list(keys=(start, end), limit=1):
        return []
    labels = set(turn.labels)
    ours = [rule.identity for rule in turn.book.rule_set.rules if labels & set(rule.channels)]
    tally = turn.tx.feedback.tally(since=turn.now - PRECISION_PERIOD, rules=ours)
    return [Precision(rule=rule, relevant=good, not_relevant=bad) for rule, (good, bad) in sorted(tally.items())]


def _tell_of_cap(turn: Turn, decision: Hold) -> None:
    """Say once a day that something is held: who sees twenty alerts thinks that this was all."""
    plan = turn.plan
    until = decision.until.astimezone(ZoneInfo(zone_of(plan)))
    key = f"notice:cap:{turn.name}:{turn.now.date()}"
    text = (
        f"More than {plan.max_per_hour} alerts within an hour: the rest is held for the digest of "
        f"{until:%Y-%m-%d %H:%M} {zone_of(plan)}. `monitor alerts list --state held` lists them."
    )
    notice = NewDelivery(
        key=key,
        kind=DeliveryKind.NOTICE,
        channel=turn.name,
        due_at=turn.now,
        rendered=turn.channel.render(Notice(key=key, text=text)),
    )
    turn.tx.outbox.add(notice, now=turn.now)
