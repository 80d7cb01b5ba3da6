from monitor.core.outbox import DeliveryState, MatchOutcome
from monitor.core.records import ChannelRow, StoredDelivery
from monitor.core.stores import Store
from tests.store.samples import MINUTE, NOW, add_match, new_alert, open_story, put_alert


def test_names_are_remembered_by_label(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.channels.resolved() == {}
        tx.channels.resolve("#desk", "C1", now=NOW)
        tx.channels.resolve("console", "console", now=NOW)
        tx.channels.resolve("#desk", "C2", now=NOW)
    with store.snapshot() as tx:
        assert tx.channels.resolved() == {"#desk": "C2", "console": "console"}
        assert tx.channels.get("C2") == ChannelRow(name="C2", label="#desk", next_slot_at=NOW)
        assert tx.channels.get("#desk") is None


def test_a_channel_keeps_its_pace_its_trouble_and_its_last_message(store: Store) -> None:
    with store.transaction() as tx:
        tx.channels.pace("C1", next_slot_at=NOW + MINUTE, trouble="is_archived")
        tx.channels.sent("C1", "1.5")
        tx.channels.resolve("#desk", "C1", now=NOW)
        assert tx.channels.get("C1") == ChannelRow(
            name="C1", label="#desk", next_slot_at=NOW + MINUTE, last_sent_id="1.5", trouble="is_archived"
        )
        tx.channels.pace("C1", next_slot_at=NOW + 2 * MINUTE)
        assert tx.channels.get("C1") == ChannelRow(
            name="C1", label="#desk", next_slot_at=NOW + 2 * MINUTE, last_sent_id="1.5", trouble=None
        )


def test_a_channel_that_only_had_a_message_is_free(store: Store) -> None:
    with store.transaction() as tx:
        tx.channels.sent("C1", "1.5")
        row = tx.channels.get("C1")
    assert row is not None
    assert row.last_sent_id == "1.5"
    assert row.next_slot_at < NOW


def test_busy_channels_are_those_with_open_alerts_soonest_first(store: Store) -> None:
    later = put_alert(store, rule="later", channel="C1", due_at=NOW + 3 * MINUTE)
    put_alert(store, rule="soon", channel="C1", due_at=NOW + 2 * MINUTE)
    put_alert(store, rule="first", channel="C2", due_at=NOW - MINUTE)
    done = put_alert(store, channel="C3")
    with store.transaction() as tx:
        tx.outbox.settle(done, DeliveryState.SENT)
        assert tx.channels.busy(now=NOW) == [("C2", NOW), ("C1", NOW + 2 * MINUTE)]
        tx.outbox.settle(later, DeliveryState.PARKED, due_at=NOW + MINUTE)
        assert tx.channels.busy(now=NOW) == [("C2", NOW), ("C1", NOW + MINUTE)]
        tx.channels.pace("C2", next_slot_at=NOW + 9 * MINUTE)
        tx.channels.pace("C1", next_slot_at=NOW)
        assert tx.channels.busy(now=NOW) == [("C1", NOW + MINUTE), ("C2", NOW + 9 * MINUTE)]


def test_an_alert_in_doubt_keeps_its_channel_busy(store: Store) -> None:
    alert = put_alert(store)
    with store.transaction() as tx:
        tx.outbox.claim(alert, rendered="{}", thread=None, now=NOW + MINUTE)
        assert tx.channels.busy(now=NOW) == [("C1", NOW + MINUTE)]
        (sending,) = tx.outbox.of_story(alert.story_id, "C1")
        tx.outbox.settle(sending, DeliveryState.UNKNOWN, due_at=NOW + 2 * MINUTE)
        assert tx.channels.busy(now=NOW) == [("C1", NOW + 2 * MINUTE)]


def two_alerts(store: Store) -> int:
    """Let one story wait under the label, and again under the name that another label led to."""
    with store.transaction() as tx:
        story_id = open_story(tx)
        for channel in ("#desk", "C1"):
            tx.outbox.add(new_alert(story_id, channel=channel), now=NOW)
            add_match(tx, story_id, channel=channel)
    return story_id


def alerts(store: Store) -> dict[str, StoredDelivery]:
    with store.snapshot() as tx:
        return {alert.key: alert for alert in tx.outbox.list()}


def test_what_waited_under_a_label_moves_to_the_lasting_name(store: Store) -> None:
    waiting = put_alert(store, channel="#desk", due_at=NOW + MINUTE)
    sent = put_alert(store, rule="sent", channel="#desk")
    with store.transaction() as tx:
        add_match(tx, waiting.story_id, channel="#desk")
        tx.outbox.settle(sent, DeliveryState.SENT)
        tx.channels.pace("#desk", next_slot_at=NOW + MINUTE, trouble="channel_not_found")
        tx.channels.resolve("#desk", "C1", now=NOW)
        assert tx.channels.busy(now=NOW) == [("C1", NOW + MINUTE)]
        assert tx.channels.get("#desk") is None
        assert [match.channel for match in tx.matches.of_story(waiting.story_id, resolved="C1")] == ["#desk"]
        assert not tx.outbox.add(new_alert(waiting.story_id, channel="C1"), now=NOW)
    moved = alerts(store)[f"alert:relief:{waiting.story_id}:C1"]
    assert (moved.id, moved.channel, moved.state) == (waiting.id, "C1", DeliveryState.PENDING)
    assert alerts(store)[sent.key].channel == "#desk"


def test_an_alert_that_waits_under_both_names_is_told_once(store: Store) -> None:
    story_id = two_alerts(store)
    with store.transaction() as tx:
        tx.channels.resolve("#desk", "C1", now=NOW)
        outcomes = [match.outcome for match in tx.matches.of_story(story_id, resolved="C1")]
    merged = alerts(store)[f"alert:relief:{story_id}:#desk"]
    assert (merged.state, merged.reason) == (DeliveryState.MERGED, "into relief")
    assert alerts(store)[f"alert:relief:{story_id}:C1"].state is DeliveryState.PENDING
    assert outcomes == [MatchOutcome.WAITING, MatchOutcome.WAITING]


def test_a_match_that_moves_to_a_message_already_out_is_counted_only(store: Store) -> None:
    story_id = two_alerts(store)
    with store.transaction() as tx:
        (out,) = tx.outbox.of_story(story_id, "C1")
        tx.outbox.claim(out, rendered="{}", thread=None, now=NOW)
        tx.channels.resolve("#desk", "C1", now=NOW)
        labelled, named = tx.matches.of_story(story_id, resolved="C1")
    assert (labelled.outcome, labelled.channel) == (MatchOutcome.COUNTED_ONLY, "#desk")
    assert "already told" in labelled.reason
    assert named.outcome is MatchOutcome.WAITING
