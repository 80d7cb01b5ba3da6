"""`monitor status`: figures that add up, and what is in trouble."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from monitor.app.cli.database import kept_line
from monitor.app.cli.opened import snapshot
from monitor.app.cli.options import DataOption, JsonOption
from monitor.app.cli.output import ago, counted, plain, show, show_json, sized, times
from monitor.app.cli.pages import page_line, scan_of
from monitor.app.cli.rule_log import standing_json, standing_lines
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.core.records import Counts, StoredFeed
    from monitor.core.stores import Transaction
    from monitor.feeds.health import Condition, Health


FEEDBACK_OVER = timedelta(days=30)
_RULES_NAMED = 10


def status(data: DataOption = None, json: JsonOption = False) -> None:
    """Count everything by what became of it; tell the troubles.

    The figures of a line add up to its total.

    Example: monitor status
    """
    from monitor.app.clock import SystemClock
    from monitor.feeds.health import health_of

    now = SystemClock().now()
    settings = settings_of(data=data)
    with snapshot(settings) as tx:
        counts = tx.counts()
        tally = tx.feedback.tally(since=now - FEEDBACK_OVER)
        rules = tx.rule_log.standing()
        muted = len(tx.mutes.active(now=now))
        health = [(feed, health_of(feed.state, now=now)) for feed in tx.feeds.all()]
        troubles = [*_feed_troubles(health), *channel_troubles(tx, now)]
        kept = tx.retention.kept()
    scan = scan_of(settings)
    conditions = Counter(one.condition for _, one in health)
    if json:
        described = plain(counts)
        assert isinstance(described, dict)  # noqa: S101 - a dataclass is an object
        described["feeds_by_state"] = dict(conditions)
        described["rules"] = standing_json(rules)
        described |= {"feedback": _feedback(tally), "mutes": muted, "pages": scan, "trouble": troubles}
        show_json(described | {"kept": plain(kept)})
        return
    for line in standing_lines(rules):
        show(line)
    for line in _figures(counts, conditions, page_line(counts, scan)):
        show(line)
    if muted:
        show(f"{'mutes':<9}{muted:>7,}  (`monitor mute list`)")
    show(f"{'kept':<18}{kept_line(kept.texts_since, kept.outcomes_since, settings)}; {sized(kept.used_bytes)}")
    for line in precision_lines(tally):
        show(line)
    if troubles:
        show("\nin trouble")
    for one in troubles:
        show(f"  {told(one, now)}")


def precision_lines(tally: Mapping[str, tuple[int, int]]) -> list[str]:
    """Return what people said of the alerts of each rule, the least relevant rules first, some of them by name.

    >>> precision_lines({"x": (9, 3), "y": (1, 0)})[0]
    'feedback over 30 days: rule x 75 % relevant (9 of 12)'
    """
    head = f"feedback over {FEEDBACK_OVER.days} days: "
    rules = sorted(tally.items(), key=lambda item: (item[1][0] / sum(item[1]), -sum(item[1]), item[0]))
    told = [
        f"rule {rule} {100 * good // (good + bad)} % relevant ({good:,} of {good + bad:,})"
        for rule, (good, bad) in rules[:_RULES_NAMED]
    ]
    if len(rules) > _RULES_NAMED:
        told.append(f"and {counted(len(rules) - _RULES_NAMED, 'rule')} more (--json names all)")
    return [f"{'' if number else head:<{len(head)}}{one}" for number, one in enumerate(told)]


def _feedback(tally: Mapping[str, tuple[int, int]]) -> list[dict[str, object]]:
    return [
        {"rule": rule, "relevant": good, "not_relevant": bad, "days": FEEDBACK_OVER.days}
        for rule, (good, bad) in sorted(tally.items())
    ]


def _feed_troubles(feeds: "Iterable[tuple[StoredFeed, Health]]") -> list[dict[str, object]]:
    return [
        {
            "feed": feed.row.url,
            "state": health.condition,
            "reason": "; ".join(health.reasons),
            "failures": feed.state.failures,
            "next": None if feed.state.gone else feed.state.due_at,
        }
        for feed, health in feeds
        if health.condition.is_trouble
    ]


def channel_troubles(tx: "Transaction", now: "datetime") -> list[dict[str, object]]:
    """Return the channels whose alerts wait for a reason: which, why, how many, until when."""
    from monitor.core.outbox import ON_THE_WAY

    troubles: list[dict[str, object]] = []
    for name, at in tx.channels.busy(now=now):
        row = tx.channels.get(name)
        waiting = tx.outbox.of_channel(name, ON_THE_WAY)
        reason = (row.trouble if row else None) or next((alert.reason for alert in waiting if alert.reason), None)
        if reason:
            label = row.label if row and row.label else name
            troubles.append({"channel": label, "reason": reason, "alerts_waiting": len(waiting), "next": at})
    return troubles


def _figures(counts: "Counts", conditions: "Counter[Condition]", pages: str | None) -> list[str]:
    from monitor.core.article import TextState
    from monitor.core.outbox import DeliveryKind, DeliveryState, EntryState, MatchOutcome
    from monitor.feeds.health import Condition

    feeds = _parts(_in_order(conditions, Condition))
    matched = counts.articles_matched
    lines = [f"{'feeds':<9}{counts.feeds:>7,}{feeds}; polled {times(counts.polls)}"]
    for name, by_state, states in (
        ("entries", counts.entries, EntryState),
        ("articles", counts.articles, TextState),
        ("matches", counts.matches, MatchOutcome),
        ("alerts", counts.alerts, DeliveryState),
    ):
        line = f"{name:<9}{sum(by_state.values()):>7,}{_parts(_in_order(by_state, states))}"
        if name == "articles":
            line += f"; {matched:,} matched"
        if name == "alerts" and counts.deliveries:
            line += f"; beside them{_parts(_in_order(counts.deliveries, DeliveryKind)).removeprefix(' ')}"
        lines.append(line)
        if name == "entries":
            reasons = sorted(counts.failures.items(), key=lambda item: (-item[1], item[0]))
            lines.extend(f"{number:>16,} × {reason}" for reason, number in reasons)
            lines.extend([pages] if pages else ())
    if counts.rereads or counts.rereads_waiting:
        lines.extend(_rereads(counts))
    return lines


def _rereads(counts: "Counts") -> list[str]:
    from monitor.core.rereading import EditKind, RereadOutcome

    last = _parts(_in_order(counts.rereads_last, RereadOutcome))
    lines = [f"{'re-reads':<9}{sum(counts.rereads_last.values()):>7,}{last}; {counts.rereads_waiting:,} to come"]
    edits = _parts(_in_order(counts.edits, EditKind))
    lines.append(f"{'edits':<9}{sum(counts.edits.values()):>7,}{edits}; {counted(counts.revisions, 'revision')}")
    return lines


def _in_order(by_state: Mapping[Any, int], states: type[StrEnum]) -> dict[str, int]:
    """Return the figures in the order in which things come about."""
    return {state.value: by_state[state.value] for state in states if state.value in by_state}


def _parts(by_state: Mapping[str, int]) -> str:
    parts = ", ".join(f"{number:,} {state}" for state, number in by_state.items() if number)
    return f"  {parts}" if parts else ""


def told(trouble: dict[str, object], now: "datetime") -> str:
    """Return what is in trouble, why, and when it is tried again, on one line."""
    from datetime import datetime

    due = trouble["next"]
    again = f", next try {ago(due, now)}" if isinstance(due, datetime) else ""
    if "feed" in trouble:
        return f"{trouble['feed']}: {trouble['reason']}{again}"
    return f"{trouble['channel']}: {trouble['reason']} (alerts waiting: {trouble['alerts_waiting']}{again})"
