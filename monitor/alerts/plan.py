"""Decide what is said about a story in a channel: which alert leads, which are told by it, and where it goes.

Pure: alerts, matches, rules and the time come in, a decision with its reason comes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from monitor.alerts.content import compose
from monitor.core.message import Message
from monitor.core.outbox import DeliveryState, MatchOutcome
from monitor.core.records import StoredAlert, StoredMatch
from monitor.rules.model import RuleSet

OPEN = (DeliveryState.PENDING, DeliveryState.PARKED)  #: states in which an alert can be told anew
COPY_TOLD = "copy of a story already told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Post `message` for `alert`; the alerts in `merges` are told by it."""

    alert: StoredAlert  #: the one that leads: not always the one that was asked about
    message: Message
    thread: str | None  #: the service's id of the message it replies to
    merges: tuple[StoredAlert, ...]  #: each becomes MERGED with `merge_reason`
    reason: str  #: why here and why so

    @property
    def merge_reason(self) -> str:
        """What stands beside the alerts and matches that this message tells for others."""
        return merge_reason(self.alert.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAgain:
    """Post the stored bytes of `alert` first: it is the story's message and on its way already."""

    alert: StoredAlert
    reason: str


Decision: TypeAlias = Post | PostAgain


def merge_reason(rule: str) -> str:
    """Return the reason of an alert or match that the message of `rule` tells.

    >>> merge_reason("north-korea-sanctions")
    'into north-korea-sanctions'
    """
    return f"into {rule}"


def plan(
    due: StoredAlert,
    siblings: Sequence[StoredAlert],
    matches: Sequence[StoredMatch],
    rule_set: RuleSet,
    now: datetime,  # noqa: ARG001 - quiet hours and caps decide by it; callers pass it from the start
) -> Decision:
    """Return what becomes of `due`, an alert that has not been rendered yet.

    `siblings` are the other alerts of its story in its channel: those to be told now too (`due` may be among them) and
    all that have left the outbox or are on their way; leave out those that still wait. `matches` are all matches of
    the story in the channel, in the order they were found. Raises ValueError if none of them is of the rule that leads.
    """
    others = [alert for alert in siblings if alert.id != due.id]
    on_its_way = [alert for alert in others if alert.state in OPEN and alert.rendered is not None]
    if on_its_way:
        first = min(on_its_way, key=lambda alert: (alert.claimed_at or alert.created_at, alert.id))
        return PostAgain(alert=first, reason=f"the message of {first.rule} for this story comes first")
    together = [due, *(alert for alert in others if alert.state in OPEN)]
    together.sort(key=lambda alert: (-alert.severity, -alert.weight, alert.order, alert.id))
    leader, merges = together[0], tuple(together[1:])
    thread, reason = _place(leader, [alert for alert in others if alert.state is DeliveryState.SENT])
    return Post(
        alert=leader,
        message=compose(leader, merges, matches, {rule.identity: rule for rule in rule_set.rules}),
        thread=thread,
        merges=merges,
        reason=reason,
    )


def outcome_of_late_copy(alert: StoredAlert) -> tuple[MatchOutcome, str]:
    """Return the outcome, with its reason, of a match whose alert was in the outbox before it."""
    match alert.state:
        case DeliveryState.PENDING | DeliveryState.PARKED if alert.rendered is None:
            return MatchOutcome.WAITING, ""
        case DeliveryState.REFUSED:
            return MatchOutcome.UNDELIVERED, alert.reason
        case _:
            return MatchOutcome.COUNTED_ONLY, COPY_TOLD


def _place(leader: StoredAlert, sent: Sequence[StoredAlert]) -> tuple[str | None, str]:
    """Return the thread, None for a message of its own, and why."""
    if not sent:
        return None, "first message of the story in this channel"
    loudest = max(alert.severity for alert in sent)
    if leader.severity > loudest:
        return None, f"more urgent ({leader.severity}) than what was told of the story ({loudest})"
    told = max(sent, key=lambda alert: (alert.severity, alert.id))
    parent = told.thread or told.sent_id or None  # never a reply; "" where the service gives no id
    return parent, f"the story was told by {told.rule}"
