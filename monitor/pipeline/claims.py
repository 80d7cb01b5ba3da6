"""Transaction 3: what a channel does next. Every decision is made by `monitor.alerts`; here it is written down.

Alerts are here, what is held in `held`, what stands already in `threads`; `turn` is what they share.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from monitor.alerts.content import OPEN_OUTCOMES
from monitor.alerts.follow_ups import FOLLOW_UP_EVERY
from monitor.alerts.plan import OPEN, Hold, Join, Post, PostAgain, outage, plan
from monitor.alerts.situation import Situation
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.core.stores import Transaction
from monitor.pipeline.held import digest, hold
from monitor.pipeline.outcomes import open_matches
from monitor.pipeline.threads import follow_up, note_of_edit, refresh
from monitor.pipeline.turn import Next, Turn

#: Why a message goes out again beside the thread that it was to reply in.
THREAD_GONE = "the thread is gone: posted beside it"


def is_collecting(alert: StoredDelivery) -> bool:
    """Whether an alert is in its `wait`, which a run that is in a hurry ends early: nothing was tried yet."""
    return alert.state is DeliveryState.PENDING and alert.rendered is None and not alert.reason


def next_step(turn: Turn, *, hurry: bool) -> Next:
    """Claim, hold, merge or update what is due longest; `hurry` ends what is only collecting."""
    row = turn.tx.channels.get(turn.name)
    if row is not None and row.next_slot_at > turn.now:
        return False
    due = turn.tx.outbox.of_channel(turn.name, OPEN, due_by=None if hurry else turn.now)
    due = [alert for alert in due if alert.due_at <= turn.now or is_collecting(alert)]
    due.sort(key=lambda one: (one.attempt == 0, one.due_at, one.id))  # what was tried before keeps its place
    ripe = turn.tx.outbox.of_channel(turn.name, (DeliveryState.HELD,), due_by=turn.now)
    late = late_news(turn.tx, turn.name, turn.now, hurry=hurry)
    steps: list[tuple[datetime, int, Callable[[], Next]]] = []
    if due and due[0].attempt:
        return _deliver(turn, due)
    if due:
        steps.append((due[0].due_at, 0, lambda: _deliver(turn, due)))
    if ripe:
        steps.append((ripe[0].due_at, 1, lambda: digest(turn, ripe)))
    if late:
        steps.append((late[0].follow_up_at or turn.now, 2, lambda: follow_up(turn, late[0])))
    if steps:
        return min(steps, key=lambda step: step[:2])[2]()
    outdated = turn.tx.standing.outdated(turn.name)
    return refresh(turn, outdated[0]) if outdated else False


def late_news(tx: Transaction, name: str, now: datetime, *, hurry: bool) -> list[StoredDelivery]:
    """Return the messages whose later news is due; in a hurry also what is only collecting, not what is held."""
    found = tx.standing.due_follow_ups(name, due_by=now + FOLLOW_UP_EVERY if hurry else now)
    return [
        parent
        for parent in found
        if (parent.follow_up_at or now) <= now
        or any(match.outcome is MatchOutcome.WAITING for match in open_matches(tx, parent))
    ]


def _deliver(turn: Turn, due: Sequence[StoredDelivery]) -> Next:
    first = due[0]
    if first.rendered is not None:  # a retry posts exactly those bytes
        return _post_rendered(turn, first)
    if first.kind is DeliveryKind.EDIT:
        return note_of_edit(turn, first)
    situation = turn.situation()
    held = outage(due, situation)
    if held is not None:
        return hold(turn, held)
    told = turn.tx.outbox.of_story(first.story_id, turn.name)
    siblings = [
        other
        for other in told
        if other.rendered is not None or other.state not in OPEN or any(other.id == one.id for one in due)
    ]
    matches = turn.matches(first.story_id)
    match plan(first, siblings, matches, situation):
        case PostAgain() as again:
            return _post_first(turn, first, again.alert)
        case Hold() as decision:
            return hold(turn, decision)
        case Join() as join:
            return _join(turn, join, matches)
        case Post() as post:
            return _post(turn, post, matches, situation)


def _post_rendered(turn: Turn, delivery: StoredDelivery) -> Next:
    thread = None if delivery.reason == THREAD_GONE else delivery.thread
    if delivery.kind is DeliveryKind.DIGEST and delivery.parent_id is not None and delivery.attempt == 0:
        (first,) = turn.tx.outbox.list(number=delivery.parent_id)
        if first.state not in {DeliveryState.SENT, DeliveryState.REFUSED}:
            reason = "after the first part of the digest"
            turn.tx.outbox.settle(delivery, DeliveryState.PENDING, reason=reason, due_at=max(first.due_at, turn.now))
            return first.due_at <= turn.now and first.state in OPEN
        thread = (first.sent_id or None) if turn.channel.has_threads else None
    return turn.claim(delivery, delivery.rendered or "", thread)


def _post_first(turn: Turn, alert: StoredDelivery, first: StoredDelivery) -> Next:
    """Post the story's message before `alert`, which replies to it; if that has to wait, so has `alert`."""
    if first.due_at <= turn.now and first.rendered is not None:
        return turn.claim(first, first.rendered, first.thread)
    turn.tx.outbox.settle(alert, alert.state, reason=f"after the message of {first.rule}", due_at=first.due_at)
    return True


def _post(turn: Turn, post: Post, matches: Sequence[StoredMatch], situation: Situation) -> Next:
    for other in post.merges:
        turn.tx.outbox.settle(other, DeliveryState.MERGED, reason=post.merge_reason, told_by=post.alert.id)
    turn.tell(post.told, post.alert.id)
    claim = turn.claim(post.alert, turn.channel.render(post.message), post.thread)
    rules = {post.alert.rule, *(alert.rule for alert in post.merges)}
    told = {match.id for match in post.told}
    muted = [
        mute.until
        for match in matches
        if match.id not in told and match.match.rule in rules and match.outcome in OPEN_OUTCOMES
        if match.told_by is None and (mute := situation.mute_of(match, post.alert.story_id)) is not None
    ]
    if post.parent is not None:
        turn.tx.standing.touch(post.parent.id)
    if muted:  # these wait for the thread until their mute ends
        turn.tx.standing.ask_follow_up(post.alert.id, min(muted))
    return claim


def _join(turn: Turn, join: Join, matches: Sequence[StoredMatch]) -> Next:
    for alert in join.alerts:
        turn.tx.outbox.settle(alert, DeliveryState.MERGED, reason=join.reason, told_by=join.parent.id)
        ours = [
            match.id
            for match in matches
            if match.match.rule == alert.rule and match.outcome in OPEN_OUTCOMES and match.told_by is None
        ]
        turn.tx.matches.settle(ours, MatchOutcome.MERGED, reason=join.reason, told_by=join.parent.id)
    turn.tx.standing.touch(join.parent.id)
    return True
