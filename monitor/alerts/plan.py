"""Decide what is said about a story in a channel: which alert leads and where it goes, or until when it is held.

Pure: alerts, matches and the situation of the channel come in, a decision with its reason comes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from monitor.alerts.calendar import zone_of
from monitor.alerts.content import OPEN_OUTCOMES, compose
from monitor.alerts.situation import Situation
from monitor.core.message import Message, Severity
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.rules.model import Threads

OPEN = (DeliveryState.PENDING, DeliveryState.PARKED)  #: states in which an alert can be told anew
COPY_TOLD = "copy of a story already told"
IN_DIGEST = "copy of a story told in a digest"
FOR_THREAD = "for the thread of its story"
MUTED = "mute: "  #: how the reason of what a mute holds begins: str(core.mutes.Mute)
#: After an outage more than so many alerts, each due for so long, go out as one digest (RULES.md §1).
OUTAGE_ALERTS = 20
OUTAGE_AGE = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Post `message` for `alert`; the alerts in `merges` are told by it."""

    alert: StoredDelivery  #: the one that leads: not always the one that was asked about
    message: Message
    thread: str | None  #: the service's id of the message it replies to
    merges: tuple[StoredDelivery, ...]  #: each becomes MERGED with `merge_reason`
    told: tuple[StoredMatch, ...]  #: the matches that the message tells
    parent: StoredDelivery | None = None  #: whose thread that is: its message then names the articles, too
    reason: str  #: why here and why so

    @property
    def merge_reason(self) -> str:
        """What stands beside the alerts and matches that this message tells for others."""
        return merge_reason(self.alert.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAgain:
    """Post the stored bytes of `alert` first: it is the story's message and on its way already."""

    alert: StoredDelivery
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Hold `alerts` for the digest at `until`."""

    alerts: tuple[StoredDelivery, ...]
    until: datetime
    reason: str  #: `cap: …`, `quiet: …`, `mute: …`, `outage: …`


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Have the message of `parent` name the alerts: where there are no replies, nothing more is posted."""

    alerts: tuple[StoredDelivery, ...]
    parent: StoredDelivery
    reason: str


Decision: TypeAlias = Post | PostAgain | Hold | Join


def merge_reason(rule: str) -> str:
    """Return the reason of an alert or match that the message of `rule` tells.

    >>> merge_reason("north-korea-sanctions")
    'into north-korea-sanctions'
    """
    return f"into {rule}"


def plan(
    due: StoredDelivery, siblings: Sequence[StoredDelivery], matches: Sequence[StoredMatch], situation: Situation
) -> Decision:
    """Return what becomes of `due`, an alert that has not been rendered yet.

    `siblings` are the other alerts of its story in its channel: those to be told now too (`due` may be among them),
    those that are held, and all that have left the outbox or are on their way; leave out those that still wait.
    `matches` are all matches of the story in the channel, in the order they were found. Raises ValueError if none of
    them is of the rule that leads.
    """
    others = [one for one in siblings if one.id != due.id and one.kind is DeliveryKind.ALERT]
    on_its_way = [alert for alert in others if alert.state in OPEN and alert.rendered is not None]
    if on_its_way:
        first = min(on_its_way, key=lambda alert: (alert.claimed_at or alert.created_at, alert.id))
        return PostAgain(alert=first, reason=f"the message of {first.rule} for this story comes first")
    mute = situation.mute_of_alert(due, matches)
    if mute is not None:
        return Hold(alerts=(due,), until=situation.next_digest(mute.until), reason=str(mute))
    together = [
        due,
        *(
            alert
            for alert in others
            if alert.state in {*OPEN, DeliveryState.HELD} and situation.mute_of_alert(alert, matches) is None
        ),
    ]
    together.sort(key=lambda alert: (-alert.severity, -alert.weight, alert.order, alert.id))
    leader, merges = together[0], tuple(together[1:])
    held = _held(leader, together, others, situation)
    return held or _post(leader, merges, others, matches, situation)


def outage(due: Sequence[StoredDelivery], situation: Situation) -> Hold | None:
    """Return the alerts that are due for so long, and so many, that they go out as one digest; None if they do not.

    Critical ones are told by themselves, however late. In quiet hours the digest comes when they end.
    """
    since = situation.now - OUTAGE_AGE
    late = [
        alert
        for alert in due
        if alert.kind is DeliveryKind.ALERT
        and alert.rendered is None
        and alert.severity is not Severity.CRITICAL
        and alert.due_at <= since
    ]
    if len(late) <= OUTAGE_ALERTS:
        return None
    until = situation.quiet_until(Severity.NORMAL) or situation.now
    return Hold(alerts=tuple(late), until=until, reason=f"outage: due for more than {OUTAGE_AGE.seconds // 3600} h")


def parent_of(deliveries: Sequence[StoredDelivery]) -> StoredDelivery | None:
    """Return the message of a story in a channel whose thread later news belongs to, None if there is none.

    That is the most urgent one, and of several the last; one that is on its way counts, a reply does not.
    """
    out = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNKNOWN, *OPEN)
    standing = [
        one
        for one in deliveries
        if one.kind is DeliveryKind.ALERT and one.state in out and one.rendered is not None and not one.thread
    ]
    return max(standing, key=lambda one: (one.severity, one.id), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCopy:
    """What becomes, for now, of a match whose alert was in the outbox before it."""

    outcome: MatchOutcome
    reason: str = ""
    parent: StoredDelivery | None = None  #: the message whose thread is to tell it
    again: bool = False  #: whether the alert, which is held, is to be planned again


def late_copy(alert: StoredDelivery, deliveries: Sequence[StoredDelivery]) -> LateCopy:
    """Return what becomes of a further match for `alert`; `deliveries` are those of the story in the channel."""
    match alert.state:
        case DeliveryState.PENDING | DeliveryState.PARKED if alert.rendered is None:
            return LateCopy(outcome=MatchOutcome.WAITING)
        case DeliveryState.HELD if alert.reason.startswith(MUTED):
            return LateCopy(outcome=MatchOutcome.WAITING, again=True)  # it may come from a source that nobody muted
        case DeliveryState.HELD:
            return LateCopy(outcome=MatchOutcome.HELD, reason=alert.reason)
        case DeliveryState.REFUSED:
            return LateCopy(outcome=MatchOutcome.UNDELIVERED, reason=alert.reason)
        case DeliveryState.DIGEST:
            return LateCopy(outcome=MatchOutcome.COUNTED_ONLY, reason=IN_DIGEST)
    parent = parent_of(deliveries)
    if parent is None:
        return LateCopy(outcome=MatchOutcome.COUNTED_ONLY, reason=COPY_TOLD)
    return LateCopy(outcome=MatchOutcome.WAITING, reason=FOR_THREAD, parent=parent)


def _held(
    leader: StoredDelivery, together: Sequence[StoredDelivery], others: Sequence[StoredDelivery], situation: Situation
) -> Hold | Join | None:
    """Return why the alerts are not posted now, None if they are."""
    thread, parent = _place(leader, others)
    alerts = tuple(alert for alert in together if alert.state is not DeliveryState.HELD)
    if parent is not None and thread is not None and situation.threads in {Threads.OFF, Threads.UPDATE_ONLY}:
        return Join(alerts=tuple(together), parent=parent, reason=merge_reason(parent.rule))
    quiet = situation.quiet_until(leader.severity)
    if quiet is not None:
        zone = zone_of(situation.plan)
        reason = f"quiet: until {quiet.astimezone(ZoneInfo(zone)):%H:%M} {zone}"
        return Hold(alerts=alerts, until=situation.next_digest(), reason=reason)
    if thread is None and situation.is_full(leader.severity):
        reason = f"cap: more than {situation.plan.max_per_hour} an hour"
        return Hold(alerts=alerts, until=situation.next_digest(), reason=reason)
    return None


def _post(
    leader: StoredDelivery,
    merges: tuple[StoredDelivery, ...],
    others: Sequence[StoredDelivery],
    matches: Sequence[StoredMatch],
    situation: Situation,
) -> Post:
    thread, parent = _place(leader, others)
    told = [one for one in others if one.state is DeliveryState.SENT]
    if parent is not None:
        reason = f"the story was told by {parent.rule}"
    elif told:
        loudest = max(alert.severity for alert in told)
        more_urgent = f"more urgent ({leader.severity}) than what was told of the story ({loudest})"
        reason = more_urgent if leader.severity > loudest else "the story was told where there are no threads"
    else:
        reason = "first message of the story in this channel"
    shown = [match for match in matches if situation.mute_of(match, leader.story_id) is None]
    rules = {leader.rule, *(alert.rule for alert in merges)}
    return Post(
        alert=leader,
        message=compose(leader, merges, shown, situation.rules),
        thread=thread,
        parent=parent,
        merges=merges,
        told=tuple(
            match
            for match in shown
            if match.match.rule in rules and match.outcome in OPEN_OUTCOMES and match.told_by is None
        ),
        reason=reason,
    )


def _place(leader: StoredDelivery, others: Sequence[StoredDelivery]) -> tuple[str | None, StoredDelivery | None]:
    """Return the thread that the leader replies in, None for a message of its own, and whose it is."""
    sent = [one for one in others if one.state is DeliveryState.SENT]
    if not sent or leader.severity > max(alert.severity for alert in sent):
        return None, None
    told = max(sent, key=lambda alert: (alert.severity, alert.id))
    thread = told.thread or told.sent_id or None  # never a reply; "" where the service gives no id
    return thread, (parent_of(sent) or told) if thread is not None else None
