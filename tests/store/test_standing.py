"""What stands in a channel and what it still has to show."""

from datetime import timedelta

from monitor.core.outbox import DeliveryKind, DeliveryState
from monitor.core.records import NewDelivery, StoredDelivery
from monitor.core.stores import Store
from tests.store.samples import MINUTE, NOW, put_alert


def standing(store: Store, rule: str = "relief", *, at: timedelta = timedelta(0), thread: str | None = None) -> int:
    alert = put_alert(store, rule=rule)
    with store.transaction() as tx:
        claimed = tx.outbox.claim(alert, rendered="{}", thread=thread, now=NOW + at)
        assert claimed is not None
        assert tx.outbox.settle(claimed, DeliveryState.SENT, sent_id="1.1")
    return alert.id


def read(store: Store, number: int) -> StoredDelivery:
    with store.snapshot() as tx:
        (found,) = tx.outbox.list(number=number)
        return found


def test_follow_ups_are_due_when_they_were_asked_for_until_they_are_told(store: Store) -> None:
    first, second = standing(store, "a"), standing(store, "b")
    with store.transaction() as tx:
        tx.standing.ask_follow_up(second, NOW)
        tx.standing.ask_follow_up(first, NOW + MINUTE)
        assert [one.id for one in tx.standing.due_follow_ups("C1", due_by=NOW)] == [second]
        assert [one.id for one in tx.standing.due_follow_ups("C1", due_by=NOW + MINUTE)] == [second, first]
        assert tx.standing.due_follow_ups("C2", due_by=NOW + MINUTE) == []
        assert tx.channels.busy(now=NOW - MINUTE) == [("C1", NOW)]
        tx.standing.ask_follow_up(second, None)
        tx.standing.ask_follow_up(first, None)
        assert tx.channels.busy(now=NOW) == []


def test_the_thread_of_a_message_that_is_not_out_yet_waits(store: Store) -> None:
    alert = put_alert(store)
    with store.transaction() as tx:
        tx.standing.ask_follow_up(alert.id, NOW)
        assert tx.standing.due_follow_ups("C1", due_by=NOW) == []


def test_a_message_is_out_of_date_from_a_touch_until_it_shows_everything(store: Store) -> None:
    number = standing(store)
    with store.transaction() as tx:
        tx.standing.touch(number)
        (outdated,) = tx.standing.outdated("C1")
        tx.standing.touch(number)
        tx.standing.shown(outdated, rendered='{"a": 1}')
        assert [one.id for one in tx.standing.outdated("C1")] == [number], "something happened meanwhile"
        assert tx.channels.busy(now=NOW) == [("C1", NOW)]
        tx.standing.shown(tx.standing.outdated("C1")[0], rendered=None)
        assert tx.standing.outdated("C1") == []
    assert (read(store, number).rendered, read(store, number).shown_revision) == ('{"a": 1}', 2)


def test_what_has_no_message_is_never_out_of_date(store: Store) -> None:
    alert = put_alert(store)
    with store.transaction() as tx:
        tx.outbox.settle(alert, DeliveryState.REFUSED)
        tx.standing.touch(alert.id)
        assert tx.channels.busy(now=NOW) == []


def test_only_alerts_in_the_channel_itself_count_for_its_hour(store: Store) -> None:
    standing(store, "a", at=-timedelta(hours=1))
    standing(store, "b", at=timedelta(microseconds=1) - timedelta(hours=1))
    standing(store, "c", thread="1.1")
    refused = put_alert(store, rule="d")
    with store.transaction() as tx:
        claimed = tx.outbox.claim(refused, rendered="{}", thread=None, now=NOW)
        assert claimed is not None
        tx.outbox.settle(claimed, DeliveryState.REFUSED)
        digest = NewDelivery(key="digest:C1:now:1", kind=DeliveryKind.DIGEST, channel="C1", due_at=NOW, rendered="{}")
        made = tx.outbox.add(digest, now=NOW)
        assert made is not None
        assert tx.outbox.claim(made, rendered="{}", thread=None, now=NOW) is not None
        assert tx.standing.posted_since("C1", NOW - timedelta(hours=1)) == 1


def test_a_delivery_about_several_stories_has_none(store: Store) -> None:
    with store.transaction() as tx:
        made = tx.outbox.add(
            NewDelivery(key="notice:cap:C1:today", kind=DeliveryKind.NOTICE, channel="C1", due_at=NOW, rendered="{}"),
            now=NOW,
        )
        assert made is not None
        assert (made.story_id, made.rule, made.kind) == (0, "", DeliveryKind.NOTICE)
        assert tx.outbox.add(NewDelivery(key=made.key, channel="C1", due_at=NOW), now=NOW) is None
        assert tx.outbox.list(kind=DeliveryKind.NOTICE) == [made]
        assert tx.outbox.list(keys=("notice:cap:C1", "notice:cap:C1;")) == [made]
        assert tx.outbox.list(keys=("notice:cap:C2", "notice:cap:C2;")) == []
