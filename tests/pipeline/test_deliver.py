"""Nothing that is due is lost, nothing is posted twice, and what the channel says is kept to."""

import asyncio
from datetime import timedelta

import pytest

from monitor.core.errors import (
    AuthRefused,
    ChannelRefused,
    DeliveryError,
    MessageRefused,
    NotSent,
    OutcomeUnknown,
    Throttled,
)
from monitor.core.outbox import DeliveryState
from monitor.core.records import ChannelRow
from tests.fakes.channel import Fault
from tests.fakes.gate import Gate
from tests.pipeline.desk import (
    AT_ONCE,
    DESK,
    LOOKUP_AFTER,
    Desk,
    entry,
    later,
    rule,
    rules,
    start_posting,
    states_of,
    story,
)

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WIRE = story("harbour") + story("airport") + story("quarry")  # long enough to be known by its words


def _row(desk: Desk) -> ChannelRow:
    row = desk.look(lambda tx: tx.channels.get(DESK))
    assert row is not None
    return row


async def test_what_is_due_is_posted_and_its_matches_are_told(desk: Desk) -> None:
    await start_posting(desk, entries=("a", "b"))

    await desk.deliver()

    assert sorted(message.title for message in desk.slack.standing) == ["Headline a", "Headline b"]
    assert {attempt.channel for attempt in desk.slack.attempts} == {DESK}
    assert sorted((alert.state, alert.sent_id) for alert in desk.alerts) == [("sent", "ts-1"), ("sent", "ts-2")]
    assert _row(desk).last_sent_id == "ts-2"
    assert [outcome for _, outcome, _ in desk.outcomes] == ["posted", "posted"]


async def test_an_alert_is_not_posted_before_its_wait_is_over_unless_in_a_hurry(desk: Desk) -> None:
    await desk.open(rules(rule("strikes")))
    desk.publish(entry("a"))
    await desk.work()

    await later(desk, 59 * SECOND)
    assert desk.console.standing == []
    await desk.stages.deliver("console", hurry=True)

    assert len(desk.console.standing) == 1


async def test_between_two_posts_lies_the_channels_pace(desk: Desk) -> None:
    desk.slack.pace_s = 1.0
    await start_posting(desk, entries=("a", "b"))

    await desk.deliver()
    await later(desk, 0.9 * SECOND)
    assert len(desk.slack.standing) == 1
    await later(desk, 0.1 * SECOND)

    assert len(desk.slack.standing) == 2


async def test_the_pace_counts_from_the_end_of_a_post_that_took_long(desk: Desk) -> None:
    desk.slack.pace_s = 1.0
    desk.slack.held = Gate()
    await start_posting(desk, entries=("a", "b"))
    delivering = asyncio.create_task(desk.deliver())
    await desk.slack.held.has_visitor()

    desk.clock.advance(5 * SECOND)  # the service takes it only now
    desk.slack.held.open()
    await delivering

    assert len(desk.slack.standing) == 1
    desk.clock.advance(SECOND)
    await desk.deliver()
    first, second = desk.slack.standing
    assert second.at - first.at == SECOND


async def test_a_retry_posts_exactly_the_same_bytes_whatever_the_rules_say_by_then(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(NotSent("no connection")))
    await desk.deliver()
    assert [(alert.state, alert.reason) for alert in desk.alerts] == [("pending", "no connection")]

    await desk.open(rules(rule("other", "crates"), channel="#desk", channels=AT_ONCE))
    await later(desk, MINUTE)

    first, second = desk.slack.attempts
    assert first == second
    assert (states_of(desk), desk.alerts[0].attempt) == (["sent"], 2)


async def test_a_rule_that_is_removed_does_not_withdraw_its_alert(desk: Desk) -> None:
    await start_posting(desk)
    await desk.open(rules(rule("other", "crates"), channel="#desk", channels=AT_ONCE))

    await desk.deliver()

    assert [message.rule for message in desk.slack.standing] == ["strikes"]
    assert desk.outcomes == [("strikes", "posted", "")]


@pytest.mark.parametrize(
    ("error", "state", "wait"),
    [
        (Throttled("HTTP 429", retry_after_s=30), "pending", 33 * SECOND),
        (NotSent("no connection"), "pending", 5 * SECOND),
        (ChannelRefused("is_archived"), "parked", HOUR),
        (AuthRefused("token_revoked"), "parked", 15 * MINUTE),
    ],
)
async def test_a_definite_no_makes_the_alert_and_its_channel_wait_and_is_tried_again(
    desk: Desk, error: DeliveryError, state: str, wait: timedelta
) -> None:
    await start_posting(desk, entries=("a", "b"))
    desk.slack.faults.append(Fault(error))

    await desk.deliver()
    assert len(desk.slack.attempts) == 1, "the rest of the channel waits too"
    assert sorted(states_of(desk)) == sorted([state, "pending"])
    assert _row(desk).trouble == (error.reason if state == "parked" else None)
    await later(desk, wait * 0.49)
    assert len(desk.slack.attempts) == 1
    await later(desk, wait * 0.51)

    assert states_of(desk) == ["sent", "sent"]
    assert desk.slack.doubled() == []
    assert _row(desk).trouble is None


async def test_a_channel_in_trouble_keeps_no_other_waiting(desk: Desk) -> None:
    await start_posting(desk, rule("strikes", channel='["#desk", console]'))
    desk.slack.faults.append(Fault(ChannelRefused("is_archived")))

    await desk.deliver()

    assert len(desk.console.standing) == 1
    assert [(alert.channel, str(alert.state)) for alert in desk.alerts] == [(DESK, "parked"), ("console", "sent")]


async def test_a_message_that_is_refused_for_good_is_counted_and_stops_nobody(desk: Desk) -> None:
    await start_posting(desk, rule("strikes"), rule("crates", "crates"), entries=("a", "b"))
    desk.slack.faults.append(Fault(MessageRefused("msg_too_long")))

    await desk.deliver()

    assert len(desk.slack.standing) == 1
    assert desk.counts.alerts == {"refused": 1, "sent": 1, "merged": 2}
    undelivered = [one for one in desk.outcomes if one[1] == "undelivered"]
    assert undelivered == [("strikes", "undelivered", "msg_too_long"), ("crates", "undelivered", "msg_too_long")]


async def test_an_unknown_outcome_that_is_found_is_sent_without_a_second_post(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(OutcomeUnknown("connection lost"), shown=True))

    await desk.deliver()

    assert [(alert.state, alert.sent_id) for alert in desk.alerts] == [("sent", "ts-1")]
    assert (len(desk.slack.attempts), len(desk.slack.look_ups)) == (1, 1)
    assert desk.outcomes == [("strikes", "posted", "")]


async def test_not_found_is_believed_only_after_the_time_and_the_channel_waits_until_then(desk: Desk) -> None:
    await start_posting(desk, entries=("a", "b"))
    desk.slack.faults.append(Fault(OutcomeUnknown("connection lost")))

    await desk.deliver()
    assert sorted(states_of(desk)) == ["pending", "unknown"]
    await later(desk, LOOKUP_AFTER - SECOND)
    await desk.stages.deliver(DESK, hurry=True)
    assert len(desk.slack.attempts) == 1
    assert len(desk.slack.look_ups) == 1
    await later(desk, SECOND)

    assert sorted(message.title for message in desk.slack.standing) == ["Headline a", "Headline b"]
    assert desk.slack.attempts.count(desk.slack.attempts[0]) == 2
    assert states_of(desk) == ["sent", "sent"]


async def test_a_message_that_shows_late_is_found_by_the_second_look(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(OutcomeUnknown("no answer in time"), shown=True))
    desk.slack.lag = 30 * SECOND

    await desk.deliver()
    await later(desk, LOOKUP_AFTER)

    assert len(desk.slack.attempts) == 1
    assert states_of(desk) == ["sent"]


async def test_a_look_up_that_fails_makes_the_channel_wait_and_posts_nothing(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(OutcomeUnknown("connection lost"), shown=True))
    desk.slack.look_up_faults.append(Throttled("HTTP 429", retry_after_s=20))

    await desk.deliver()
    assert _row(desk).trouble == "HTTP 429"
    await later(desk, 19 * SECOND)
    assert len(desk.slack.look_ups) == 1
    await later(desk, 3 * SECOND)

    assert (len(desk.slack.attempts), len(desk.slack.look_ups)) == (1, 2)
    assert states_of(desk) == ["sent"]


async def test_what_cannot_be_looked_up_is_posted_at_least_once(desk: Desk) -> None:
    await start_posting(desk, channel="console")
    desk.observer.faults["alert posted"] = KeyError("as if killed here")
    with pytest.raises(KeyError):
        await desk.deliver()

    await desk.deliver()

    assert desk.console.look_ups == []
    assert desk.console.attempts[0] == desk.console.attempts[1]
    assert states_of(desk) == ["sent"]


async def test_rules_that_match_one_story_make_one_message_led_by_the_most_urgent(desk: Desk) -> None:
    await start_posting(desk, rule("strikes"), rule("crates", "crates"), rule("urgent", severity="high"))

    await desk.deliver()

    (message,) = desk.slack.standing
    assert (message.rule, message.also) == ("urgent", ["strikes", "crates"])
    assert desk.states == {"strikes": "merged", "crates": "merged", "urgent": "sent"}
    assert {alert.rule: alert.reason for alert in desk.alerts if alert.state == "merged"} == {
        "strikes": "into urgent",
        "crates": "into urgent",
    }
    assert sorted(desk.outcomes) == [
        ("crates", "merged", "into urgent"),
        ("strikes", "merged", "into urgent"),
        ("urgent", "posted", ""),
    ]


async def test_a_rule_that_matches_after_the_message_replies_in_its_thread(desk: Desk) -> None:
    desk.slack.names["#desk"] = DESK
    await desk.open(rules(rule("strikes"), channel="#desk", channels=AT_ONCE))
    desk.publish(entry("a", WIRE))
    await desk.cycle()
    for severity in ("normal", "critical"):
        await desk.open(
            rules(rule("strikes"), rule(severity, "crates", severity=severity), channel="#desk", channels=AT_ONCE)
        )
        desk.publish(entry(f"copy-{severity}", WIRE))
        await desk.cycle(MINUTE)

    threads = [(message.rule, message.attempt.thread) for message in desk.slack.standing]
    assert threads == [("strikes", None), ("normal", "ts-1"), ("critical", None)], "more urgent news stands by itself"


async def test_a_rule_that_matches_while_the_message_waits_for_its_retry_comes_after_it(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(ChannelRefused("is_archived")))
    await desk.deliver()
    with desk.store.transaction() as tx:  # the channel is free again before the message is
        tx.channels.pace(DESK, next_slot_at=desk.clock.at)
    await desk.open(rules(rule("strikes"), rule("late", "crates"), channel="#desk", channels=AT_ONCE))
    desk.publish(entry("b", story("a"), title="Headline a"))

    await desk.cycle(MINUTE)
    assert [(alert.rule, str(alert.state), alert.reason) for alert in desk.alerts] == [
        ("strikes", "parked", "is_archived"),
        ("late", "pending", "after the message of strikes"),
    ]
    await later(desk, HOUR)

    threads = [(message.kind, message.rule, message.attempt.thread) for message in desk.slack.standing]
    assert threads[0] == ("Message", "strikes", None)
    assert sorted(threads[1:]) == [("FollowUp", "strikes", "ts-1"), ("Message", "late", "ts-1")]


async def test_a_label_that_cannot_be_resolved_keeps_its_alerts_and_gives_them_to_the_channellater(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.names["#desk"] = ChannelRefused("channel_not_found")

    await desk.deliver()
    assert [(alert.channel, str(alert.state)) for alert in desk.alerts] == [("#desk", "pending")]
    await later(desk, 59 * MINUTE)
    assert len(desk.observer.of("channel trouble")) == 1, "no hot loop"
    desk.slack.names["#desk"] = DESK
    await later(desk, MINUTE)

    assert [(alert.channel, str(alert.state)) for alert in desk.alerts] == [(DESK, "sent")]
    assert desk.slack.keys == [desk.alerts[0].key]
    assert desk.slack.keys[0].endswith(f":{DESK}")
    assert desk.outcomes == [("strikes", "posted", "")]
    desk.publish(entry("b"))
    await desk.cycle(MINUTE)
    assert desk.slack.keys[1].endswith(f":{DESK}")
    assert _row(desk).label == "#desk"


async def test_an_alert_whose_channel_has_no_adapter_waits_in_the_outbox(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes", channel='["#desk", console]'), channels=AT_ONCE), slack=False)
    await desk.cycle()
    await desk.stages.deliver("#desk", hurry=True)
    assert [(alert.channel, str(alert.state)) for alert in desk.alerts] == [("#desk", "pending"), ("console", "sent")]

    await desk.open(rules(rule("strikes", channel='["#desk", console]'), channels=AT_ONCE))
    await desk.deliver()

    assert len(desk.slack.standing) == 1


async def test_two_labels_of_one_channel_are_worked_on_one_after_the_other(desk: Desk) -> None:
    desk.slack.names["#desk"] = DESK
    await desk.open(rules(rule("strikes"), rule("crates", "crates", channel=DESK), channel="#desk", channels=AT_ONCE))
    desk.publish(entry("a"))
    await desk.work()
    gate = desk.slack.held = Gate()

    assert (await desk.stages.due()).channels == {"#desk", DESK}
    working = [asyncio.create_task(desk.stages.deliver(DESK))]
    await gate.has_visitor()
    working.append(asyncio.create_task(desk.stages.deliver("#desk")))
    for _ in range(20):  # time enough for the other to look the claim up, were it let
        await desk.ledger.read(lambda tx, now: None)
    gate.open()
    await asyncio.gather(*working)

    assert desk.slack.look_ups == []
    assert desk.slack.doubled() == []
    assert DeliveryState.UNKNOWN not in states_of(desk)
