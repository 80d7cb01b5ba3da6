"""Notes that an article was changed: put in the outbox with the revision, and what is behind one."""

from datetime import datetime

from monitor.alerts.plan import parent_of
from monitor.core.article import Article
from monitor.core.outbox import DeliveryKind
from monitor.core.records import NewDelivery, StoredDelivery
from monitor.core.rereading import Edit, EditKind
from monitor.core.stores import Transaction


def note_edits(tx: Transaction, article_id: int, revision: int, edits: tuple[Edit, ...], now: datetime) -> int:
    """Put a note in the outbox for each alert that told of a rule which has stopped matching; return how many.

    Only what was told is taken back: an alert that is not out yet shows what the article says now.
    """
    stopped = {edit.rule for edit in edits if edit.kind is EditKind.STOPPED}
    if not stopped:
        return 0
    names = tx.channels.resolved()
    notes = 0
    for match in tx.matches.of_article(article_id):
        if match.match.rule not in stopped or match.told_by is None:
            continue
        channel = names.get(match.channel, match.channel)
        story_id = _story_of(tx, match.told_by)
        deliveries = tx.outbox.of_story(story_id, channel) if story_id else []
        ours = next((one for one in deliveries if _is_alert_of(one, match.match.rule)), None)
        parent = parent_of(deliveries)
        if ours is None or parent is None:
            continue  # a digest told it: there is no thread
        note = NewDelivery(
            key=f"edit:{ours.id}:{article_id}.{revision}",
            kind=DeliveryKind.EDIT,
            rule=match.match.rule,
            story_id=story_id,
            channel=channel,
            severity=ours.severity,
            due_at=now,
            parent_id=parent.id,
        )
        notes += tx.outbox.add(note, now=now) is not None
    return notes


def edit_behind(tx: Transaction, note: StoredDelivery) -> tuple[Edit | None, Article | None]:
    """Return the edit that a note is about, and the article as it is now."""
    article_id, _, revision = note.key.rpartition(":")[2].partition(".")
    edits = tx.revisions.edits(int(article_id))
    edit = next((one.edit for one in edits if one.revision == int(revision) and one.edit.rule == note.rule), None)
    matches = tx.matches.of_article(int(article_id))
    return edit, matches[0].article if matches else None


def _is_alert_of(delivery: StoredDelivery, rule: str) -> bool:
    return delivery.kind is DeliveryKind.ALERT and delivery.rule == rule


def _story_of(tx: Transaction, delivery_id: int) -> int:
    return next((one.story_id for one in tx.outbox.list(number=delivery_id)), 0)
