"""What stands in a channel and goes on: later news in threads, edits, messages that show what happened since."""

from monitor.alerts.content import compose
from monitor.alerts.follow_ups import NAMED, CountOnly, Name, Postpone, Reply, plan_edit, plan_follow_up
from monitor.core.message import FollowUp, Remark
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from monitor.core.records import NewDelivery, StoredDelivery
from monitor.pipeline.edits import edit_behind
from monitor.pipeline.outcomes import settle_lost_reply
from monitor.pipeline.turn import Next, Refresh, Turn, ids_of


def follow_up(turn: Turn, parent: StoredDelivery) -> Next:
    """Tell the later news of a story in the thread of its message, as far as nothing holds it."""
    deliveries = turn.tx.outbox.of_story(parent.story_id, turn.name)
    steps = plan_follow_up(parent, deliveries, turn.matches(parent.story_id), turn.situation())
    again = [step.until for step in steps if isinstance(step, Postpone)]
    turn.tx.standing.ask_follow_up(parent.id, max(min(again), turn.now) if again else None)
    claim: Next = True
    for step in steps:
        match step:
            case Postpone():
                turn.tx.matches.settle(ids_of(step.matches), MatchOutcome.HELD, reason=step.reason)
            case CountOnly():
                turn.tx.matches.settle(ids_of(step.matches), MatchOutcome.COUNTED_ONLY, reason=step.reason)
            case Name():
                turn.tx.matches.settle(ids_of(step.matches), MatchOutcome.FOLLOW_UP, reason=NAMED, told_by=parent.id)
                turn.tx.standing.touch(parent.id)
            case Reply():
                claim = _reply(turn, parent, step)
    return claim


def note_of_edit(turn: Turn, delivery: StoredDelivery) -> Next:
    """Tell in the thread that an article was changed, or count it where there is none."""
    parent = next(iter(turn.tx.outbox.list(number=delivery.parent_id)), None) if delivery.parent_id else None
    if parent is not None and parent.state is not DeliveryState.SENT:
        parent = None  # it was refused, or it waits: the edit is shown by what it will say
    edit, article = edit_behind(turn.tx, delivery)
    match plan_edit(parent, delivery.key, edit, article, turn.situation()):
        case Reply() as step:
            return turn.claim(delivery, turn.channel.render(step.content), parent.sent_id if parent else None)
        case Postpone() as step:
            turn.tx.outbox.settle(delivery, DeliveryState.PENDING, reason=step.reason, due_at=step.until)
        case CountOnly() as step:
            settle_lost_reply(turn.tx, delivery, step.reason)
    return True


def refresh(turn: Turn, alert: StoredDelivery) -> Next:
    """Return what a message has to show now: rendered from the state of the moment."""
    if not turn.channel.has_threads:  # nothing that stands there can be changed
        turn.tx.standing.shown(alert, rendered=None)
        return True
    deliveries = turn.tx.outbox.of_story(alert.story_id, turn.name)
    merged = [one for one in deliveries if one.told_by == alert.id and one.kind is DeliveryKind.ALERT]
    situation = turn.situation()
    matches = [
        match
        for match in turn.matches(alert.story_id)
        if match.told_by is not None or situation.mute_of(match, alert.story_id) is None
    ]
    remarks = [Remark(words=said.words, by=said.by, at=said.at) for said in turn.tx.feedback.of_alert(alert.id)]
    message = compose(alert, merged, matches, turn.book.rules, remarks)
    turn.pace()
    return Refresh(alert=alert, rendered=turn.channel.render(message))


def _reply(turn: Turn, parent: StoredDelivery, step: Reply) -> Next:
    assert isinstance(step.content, FollowUp)  # noqa: S101 - edits have their own way
    delivery = turn.tx.outbox.add(
        NewDelivery(
            key=step.content.key,
            kind=DeliveryKind.FOLLOW_UP,
            rule=parent.rule,
            story_id=parent.story_id,
            channel=turn.name,
            severity=parent.severity,
            due_at=turn.now,
            parent_id=parent.id,
        ),
        now=turn.now,
    )
    assert delivery is not None  # noqa: S101 - its number counts those that are there
    turn.tell(step.matches, delivery.id)
    turn.tx.standing.touch(parent.id)
    return turn.claim(delivery, turn.channel.render(step.content), parent.sent_id)
