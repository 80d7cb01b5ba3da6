from dataclasses import replace

from monitor.core.message import Severity
from monitor.core.outbox import DeliveryState
from monitor.core.records import StoredDelivery
from monitor.core.stores import Store
from tests.store.samples import MINUTE, NOW, new_alert, open_story, put_alert

LATER = NOW + MINUTE


def claimed(store: Store, alert: StoredDelivery, *, rendered: str = "{}", thread: str | None = None) -> StoredDelivery:
    with store.transaction() as tx:
        assert tx.outbox.claim(alert, rendered=rendered, thread=thread, now=LATER)
        return tx.outbox.of_story(alert.story_id, alert.channel)[0]


def test_an_alert_comes_back_as_it_was_put(store: Store) -> None:
    alert = put_alert(store, due_at=LATER)
    assert alert == StoredDelivery(
        id=1,
        key=f"alert:relief:{alert.story_id}:C1",
        rule="relief",
        story_id=alert.story_id,
        channel="C1",
        severity=Severity.HIGH,
        weight=2,
        order=5,
        state=DeliveryState.PENDING,
        reason="",
        attempt=0,
        created_at=NOW,
        due_at=LATER,
        claimed_at=None,
        rendered=None,
        thread=None,
        sent_id=None,
    )


def test_an_alert_is_put_once_per_key_whatever_became_of_it(store: Store) -> None:
    alert = put_alert(store)
    with store.transaction() as tx:
        assert not tx.outbox.add(new_alert(alert.story_id), now=LATER)
        assert tx.outbox.settle(alert, DeliveryState.REFUSED, reason="too long")
        assert not tx.outbox.add(new_alert(alert.story_id), now=LATER)
        assert tx.outbox.add(new_alert(alert.story_id, rule="other"), now=LATER)
        assert tx.outbox.add(new_alert(alert.story_id, channel="C2"), now=LATER)


def test_a_claim_keeps_the_bytes_and_counts_the_attempt(store: Store) -> None:
    alert = claimed(store, put_alert(store, due_at=NOW), rendered="the bytes", thread="1.0")
    assert (alert.state, alert.attempt) == (DeliveryState.SENDING, 1)
    assert (alert.rendered, alert.thread) == ("the bytes", "1.0")
    assert (alert.claimed_at, alert.due_at) == (LATER, LATER)


def test_of_two_claims_only_the_first_holds(store: Store) -> None:
    alert = put_alert(store)
    mine = claimed(store, alert, rendered="mine")
    with store.transaction() as tx:
        assert not tx.outbox.claim(alert, rendered="yours", thread=None, now=LATER)
        assert tx.outbox.of_story(alert.story_id, "C1") == [mine]


def test_a_sender_that_woke_too_late_cannot_settle_a_later_attempt(store: Store) -> None:
    first = claimed(store, put_alert(store))
    with store.transaction() as tx:
        assert tx.outbox.settle(first, DeliveryState.PENDING, reason="not found: not posted", due_at=NOW)
    with store.snapshot() as tx:
        (again,) = tx.outbox.of_story(first.story_id, "C1")
    second = claimed(store, again)
    assert second.attempt == 2
    with store.transaction() as tx:
        assert not tx.outbox.settle(first, DeliveryState.SENT, sent_id="1.0")
        assert tx.outbox.settle(second, DeliveryState.SENT, sent_id="2.0")
        (sent,) = tx.outbox.of_story(first.story_id, "C1")
    assert (sent.state, sent.sent_id, sent.reason) == (DeliveryState.SENT, "2.0", "")


def test_an_alert_that_somebody_moved_cannot_be_moved_from_where_it_was(store: Store) -> None:
    alert = put_alert(store)
    with store.transaction() as tx:
        assert tx.outbox.settle(alert, DeliveryState.MERGED, reason="into other")
        assert not tx.outbox.settle(alert, DeliveryState.REFUSED, reason="too late")
        assert not tx.outbox.claim(alert, rendered="{}", thread=None, now=LATER)
        (merged,) = tx.outbox.of_story(alert.story_id, "C1")
    assert (merged.state, merged.reason) == (DeliveryState.MERGED, "into other")


def test_what_is_in_doubt_or_parked_can_be_claimed_again_and_what_is_over_cannot(store: Store) -> None:
    for state in DeliveryState:
        alert = put_alert(store, rule=f"r-{state.name.lower()}")
        with store.transaction() as tx:
            tx.outbox.settle(alert, state)
            moved = replace(alert, state=state)
            over = state in {
                DeliveryState.SENT,
                DeliveryState.MERGED,
                DeliveryState.DIGEST,
                DeliveryState.COUNTED_ONLY,
                DeliveryState.REFUSED,
            }
            assert (tx.outbox.claim(moved, rendered="{}", thread=None, now=NOW) is None) is over, state


def test_settling_keeps_what_it_does_not_name(store: Store) -> None:
    alert = claimed(store, put_alert(store), rendered="the bytes")
    with store.transaction() as tx:
        assert tx.outbox.settle(alert, DeliveryState.UNKNOWN, reason="timeout")
        (doubtful,) = tx.outbox.of_story(alert.story_id, "C1")
    assert doubtful == replace(alert, state=DeliveryState.UNKNOWN, reason="timeout")


def test_a_channel_s_alerts_come_by_state_the_longest_due_first(store: Store) -> None:
    late = put_alert(store, rule="late", due_at=LATER)
    soon = put_alert(store, rule="soon", due_at=NOW)
    put_alert(store, rule="elsewhere", channel="C2")
    sending = claimed(store, put_alert(store, rule="sending"))
    open_states = (DeliveryState.PENDING, DeliveryState.PARKED)
    with store.snapshot() as tx:
        assert tx.outbox.of_channel("C1", open_states) == [soon, late]
        assert tx.outbox.of_channel("C1", open_states, due_by=NOW) == [soon]
        assert tx.outbox.of_channel("C1", [DeliveryState.SENDING]) == [sending]
        assert tx.outbox.of_channel("C1", []) == []


def test_a_story_s_alerts_come_in_the_order_they_were_made(store: Store) -> None:
    with store.transaction() as tx:
        story_id, other = open_story(tx, "a"), open_story(tx, "b")
        for rule, minutes in (("x", 2), ("y", 1)):
            tx.outbox.add(new_alert(story_id, rule=rule, due_at=NOW + minutes * MINUTE), now=NOW)
        tx.outbox.add(new_alert(other), now=NOW)
        assert [alert.rule for alert in tx.outbox.of_story(story_id, "C1")] == ["x", "y"]


def test_listings_show_the_newest_first_by_state(store: Store) -> None:
    for rule in ("a", "b", "c"):
        put_alert(store, rule=rule)
    with store.transaction() as tx:
        assert [alert.rule for alert in tx.outbox.list(limit=2)] == ["c", "b"]
        tx.outbox.settle(tx.outbox.list()[0], DeliveryState.SENT)
        assert [alert.rule for alert in tx.outbox.list(state=DeliveryState.SENT)] == ["c"]
        assert [alert.rule for alert in tx.outbox.list(state=DeliveryState.PENDING)] == ["b", "a"]
