"""Later news of a story is told in its thread, in batches, and its message shows what happened since."""

from datetime import timedelta

import pytest

from monitor.core.errors import ChannelRefused, MessageRefused, NotSent, ThreadLost
from monitor.core.mutes import MuteKind
from monitor.core.outbox import DeliveryKind, DeliveryState
from tests.fakes.channel import Fault
from tests.pipeline.desk import (
    AT_ONCE,
    DESK,
    SECOND,
    SECOND_FEED,
    Desk,
    entry,
    later,
    rule,
    rules,
    start_posting,
    story,
)

MINUTE = timedelta(minutes=1)
WIRE = story("harbour") + story("airport") + story("quarry")
NEWS = "Ministers promised seventy million euros for the harbour at the strike talks on Friday."


def copy(name: str, site: str, *, more: str = "") -> dict[str, str]:
    return entry(name, f"{WIRE} {more}", url=f"https://{site}.example/{name}", title="The same in other words")


async def told(desk: Desk, *items: str, channels: str = AT_ONCE) -> None:
    """Have a story told in the desk's channel."""
    desk.slack.names["#desk"] = DESK
    await desk.open(rules(*(items or (rule("strikes"),)), channel="#desk", channels=channels))
    desk.publish(entry("a", WIRE))
    await desk.cycle()
    assert len(desk.slack.standing) == 1


def of_kind(desk: Desk, kind: str) -> list[dict[str, object]]:
    return [message.shown for message in desk.slack.standing if message.kind == kind]


async def test_copies_are_told_in_one_reply_every_ten_minutes_with_what_is_new(desk: Desk) -> None:
    await told(desk)
    desk.publish(copy("b", "reuters"), copy("c", "ap", more=NEWS))
    await desk.cycle(MINUTE)
    await later(desk, 9 * MINUTE)
    assert len(desk.slack.standing) == 1, "copies are collected"

    await later(desk, MINUTE)

    message, reply = desk.slack.standing
    assert reply.attempt.thread == message.id
    assert reply.attempt.key == f"follow-up:{desk.alerts[0].id}:1"
    assert sorted(reply.shown["urls"]) == ["https://ap.example/c", "https://reuters.example/b"]
    assert reply.shown["news"] == [NEWS]
    assert desk.outcomes == [
        ("strikes", "posted", ""),
        ("strikes", "follow-up", ""),
        ("strikes", "follow-up", ""),
    ]


async def test_the_message_names_the_others_once_they_are_told(desk: Desk) -> None:
    await told(desk)
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    await later(desk, 10 * MINUTE)

    ((sent_id, _),) = desk.slack.updates
    assert sent_id == desk.slack.standing[0].id
    assert desk.slack.standing[0].copies == ["https://reuters.example/b"]
    (alert,) = desk.alerts
    assert (alert.revision, alert.shown_revision) == (1, 1)


async def test_the_next_batch_is_a_reply_of_its_own(desk: Desk) -> None:
    await told(desk)
    for name in ("b", "c"):
        desk.publish(copy(name, f"site{name}"))
        await desk.cycle(MINUTE)
        await later(desk, 10 * MINUTE)

    assert [reply["urls"] for reply in of_kind(desk, "FollowUp")] == [
        ["https://siteb.example/b"],
        ["https://sitec.example/c"],
    ]
    assert desk.slack.doubled() == []


async def test_a_reply_whose_outcome_is_unknown_is_looked_up_and_never_doubled(desk: Desk) -> None:
    await told(desk)
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    desk.observer.faults["alert posted"] = KeyError("as if killed here")
    with pytest.raises(KeyError):
        await later(desk, 10 * MINUTE)

    await later(desk, MINUTE)

    assert len(of_kind(desk, "FollowUp")) == 1
    assert desk.outcomes[1] == ("strikes", "follow-up", "")


async def test_a_reply_whose_thread_is_gone_is_counted_and_never_posted_beside_it(desk: Desk) -> None:
    await told(desk)
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    desk.slack.faults.append(Fault(ThreadLost("thread_not_found")))

    await later(desk, 10 * MINUTE)
    await later(desk, 10 * MINUTE)

    assert len(desk.slack.standing) == 1
    assert desk.outcomes[1] == ("strikes", "counted only", "the thread is gone: thread_not_found")
    assert desk.deliveries[1].state is DeliveryState.COUNTED_ONLY


async def test_a_late_rule_whose_thread_is_gone_is_posted_beside_it(desk: Desk) -> None:
    await told(desk)
    await desk.open(rules(rule("strikes"), rule("late", "crates"), channel="#desk", channels=AT_ONCE))
    desk.publish(copy("b", "reuters"))
    desk.slack.faults.append(Fault(ThreadLost("thread_not_found")))

    await desk.cycle(MINUTE)

    assert [attempt.thread for attempt in desk.slack.attempts] == [None, "ts-1", None]
    assert desk.states["late"] is DeliveryState.SENT


@pytest.mark.parametrize(("threads", "outcome"), [("off", "counted only"), ("update-only", "follow-up")])
async def test_where_a_channel_wants_no_replies_copies_are_counted_or_named(
    desk: Desk, threads: str, outcome: str
) -> None:
    await told(desk, channels=f'  - {{channel: "#desk", wait: 0s, threads: {threads}}}\n')
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    await later(desk, 10 * MINUTE)

    assert len(desk.slack.standing) == 1
    assert desk.outcomes[1][1] == outcome
    assert bool(desk.slack.updates) == (threads == "update-only")


@pytest.mark.parametrize("threads", ["off", "update-only"])
async def test_where_a_channel_wants_no_replies_a_late_rule_is_named_by_the_message(desk: Desk, threads: str) -> None:
    channels = f'  - {{channel: "#desk", wait: 0s, threads: {threads}}}\n'
    await told(desk, channels=channels)
    await desk.open(rules(rule("strikes"), rule("late", "crates"), channel="#desk", channels=channels))
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)

    assert len(desk.slack.standing) == 1
    assert desk.slack.standing[0].also == ["late"]
    assert desk.states == {"strikes": "sent", "late": "merged"}
    assert ("late", "merged", "into strikes") in desk.outcomes


async def test_a_message_that_cannot_be_changed_any_more_is_left_as_it_is(desk: Desk) -> None:
    await told(desk)
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    desk.slack.update_faults.append(MessageRefused("edit_window_closed"))
    await later(desk, 10 * MINUTE)
    await later(desk, MINUTE)

    assert desk.slack.updates == []
    assert desk.alerts[0].shown_revision == 1
    assert (await desk.stages.due()).channels == frozenset()


async def test_an_update_that_does_not_arrive_is_made_later(desk: Desk) -> None:
    await told(desk)
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    desk.slack.update_faults.append(NotSent("no connection"))
    await later(desk, 10 * MINUTE)
    assert desk.slack.updates == []

    await later(desk, MINUTE)

    assert len(desk.slack.updates) == 1


async def test_later_news_of_a_message_that_is_parked_waits_for_it(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(ChannelRefused("is_archived")))
    await desk.deliver()
    desk.publish(entry("b", story("a"), url="https://reuters.example/b"))
    await desk.cycle(20 * MINUTE)
    assert desk.slack.standing == []

    await later(desk, timedelta(hours=1))

    assert [message.kind for message in desk.slack.standing] == ["Message", "FollowUp"]


async def test_later_news_of_a_message_that_is_refused_for_good_is_undelivered_with_it(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(ChannelRefused("is_archived")))
    await desk.deliver()
    desk.publish(entry("b", story("a"), url="https://reuters.example/b"))
    await desk.cycle(20 * MINUTE)
    desk.slack.faults.append(Fault(MessageRefused("msg_too_long")))

    await later(desk, timedelta(hours=1))

    assert [outcome for _, outcome, _ in desk.outcomes] == ["undelivered", "undelivered"]
    desk.clock.advance(timedelta(hours=1))
    assert (await desk.stages.due()).channels == frozenset()


async def test_later_news_of_a_message_that_is_refused_goes_to_the_one_before_it(desk: Desk) -> None:
    await told(desk)
    urgent = rule("urgent", "crates", severity="critical")
    await desk.open(rules(rule("strikes"), urgent, channel="#desk", channels=AT_ONCE))
    desk.slack.faults.append(Fault(ChannelRefused("is_archived")))
    walkout = WIRE.replace("strike", "walkout")
    desk.publish(entry("b", walkout, url="https://reuters.example/b"))
    await desk.cycle(MINUTE)
    desk.publish(copy("c", "ap"))
    await desk.cycle(MINUTE)
    desk.slack.faults.append(Fault(MessageRefused("msg_too_long")))

    await later(desk, timedelta(hours=1))

    assert desk.states == {"strikes": "sent", "urgent": "refused"}
    (reply,) = of_kind(desk, "FollowUp")
    assert reply["urls"] == ["https://ap.example/c"]
    assert {(name, outcome) for name, outcome, _ in desk.outcomes} == {
        ("strikes", "posted"),
        ("strikes", "follow-up"),
        ("urgent", "undelivered"),
    }


async def test_a_message_that_was_tried_before_comes_before_later_news_of_another_story(desk: Desk) -> None:
    await told(desk)
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    desk.publish(entry("c"))
    desk.slack.faults.append(Fault(ChannelRefused("is_archived")))
    await desk.cycle(MINUTE)

    await later(desk, timedelta(hours=1))

    assert [message.kind for message in desk.slack.standing] == ["Message", "Message", "FollowUp"]


async def test_later_news_of_a_muted_source_waits_until_the_mute_ends(desk: Desk) -> None:
    await told(desk)
    desk.mute(MuteKind.SOURCE, "Reuters.example", timedelta(hours=24))
    desk.publish(copy("b", "reuters"), copy("c", "ap"))
    await desk.cycle(MINUTE)
    await later(desk, 10 * MINUTE)
    assert [reply["urls"] for reply in of_kind(desk, "FollowUp")] == [["https://ap.example/c"]]
    assert ("strikes", "held", "mute: source Reuters.example, by ana") in desk.outcomes

    await later(desk, timedelta(hours=24))

    assert [reply["urls"] for reply in of_kind(desk, "FollowUp")] == [
        ["https://ap.example/c"],
        ["https://reuters.example/b"],
    ]


async def test_in_quiet_hours_later_news_waits_until_they_end(desk: Desk) -> None:
    quiet = '  - {channel: "#desk", wait: 0s, quiet: {from: "09:05", to: "12:00"}}\n'
    await told(desk, channels=quiet)
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    await later(desk, 20 * MINUTE)
    assert len(desk.slack.standing) == 1
    assert desk.outcomes[1] == ("strikes", "held", "quiet: for the thread")

    await later(desk, timedelta(hours=3))

    assert len(of_kind(desk, "FollowUp")) == 1


async def test_an_edit_after_which_the_rule_does_not_match_is_told_in_the_thread(desk: Desk) -> None:
    await told(desk)
    fair = WIRE.replace("A strike was called", "A fair was held")
    desk.publish(entry("a", fair))
    await desk.cycle(timedelta(minutes=20))
    await desk.cycle(MINUTE)

    (note,) = of_kind(desk, "EditNote")
    assert note["rule"] == "strikes"
    assert any("strike" in str(sentence) for sentence in note["removed"])  # type: ignore[attr-defined]
    (delivery,) = [one for one in desk.deliveries if one.kind is DeliveryKind.EDIT]
    assert delivery.key == f"edit:{desk.alerts[0].id}:1.1"
    assert delivery.thread == desk.slack.standing[0].id


async def test_an_edit_is_not_told_where_there_are_no_threads(desk: Desk) -> None:
    await desk.open(rules(rule("strikes")))
    desk.publish(entry("a", WIRE))
    await desk.cycle(2 * MINUTE)
    await desk.cycle(2 * MINUTE)
    desk.publish(entry("a", WIRE.replace("A strike was called", "A fair was held")))
    await desk.cycle(timedelta(minutes=20))
    await desk.cycle(MINUTE)

    assert len(desk.console.standing) == 1
    (delivery,) = [one for one in desk.deliveries if one.kind is DeliveryKind.EDIT]
    assert (delivery.state, delivery.reason) == ("counted only", "the channel has no threads")


async def test_an_article_that_a_late_rule_tells_is_named_by_the_message_and_not_told_again(desk: Desk) -> None:
    await told(desk)
    await desk.open(rules(rule("strikes"), rule("late", "crates"), channel="#desk", channels=AT_ONCE))
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    await later(desk, 10 * MINUTE)

    assert [message.kind for message in desk.slack.standing] == ["Message", "Message"]
    assert desk.slack.standing[0].copies == ["https://reuters.example/b"]
    assert ("strikes", "counted only", "the article is told already") in desk.outcomes


async def test_the_thread_belongs_to_the_story_not_to_the_rule(desk: Desk) -> None:
    await told(desk, rule("strikes"), rule("crates", "crates", severity="high"))
    assert desk.states == {"strikes": "merged", "crates": "sent"}
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    await later(desk, 10 * MINUTE)

    assert len(of_kind(desk, "FollowUp")) == 1, "one reply for both rules"
    assert sorted(desk.outcomes)[1::2] == [("crates", "posted", ""), ("strikes", "merged", "into crates")]


async def test_a_further_feed_of_a_told_article_is_no_news(desk: Desk) -> None:
    await desk.open(rules(rule("strikes"), feeds=f"feeds: [{SECOND}]\n", channel="#desk", channels=AT_ONCE))
    desk.publish(entry("a", WIRE), feed=SECOND_FEED)
    await desk.cycle()
    await desk.cycle(timedelta(hours=1))

    assert len(desk.slack.standing) == 1


async def test_a_run_in_a_hurry_tells_what_is_collected_and_leaves_what_is_held(desk: Desk) -> None:
    quiet = '  - {channel: "#desk", wait: 0s, quiet: {from: "09:05", to: "09:20"}}\n'
    await told(desk, channels=quiet)
    desk.mute(MuteKind.SOURCE, "ap.example", timedelta(minutes=8))
    desk.publish(copy("b", "reuters"), copy("c", "ap"))
    desk.clock.advance(MINUTE)
    await desk.work()
    await desk.deliver(hurry=True)
    assert [reply["urls"] for reply in of_kind(desk, "FollowUp")] == [["https://reuters.example/b"]]
    desk.publish(copy("d", "tass"))
    desk.clock.advance(5 * MINUTE)
    await desk.work()
    await desk.deliver(hurry=True)

    assert len(of_kind(desk, "FollowUp")) == 1
    assert sorted(outcome for _, outcome, _ in desk.outcomes) == ["follow-up", "held", "held", "posted"]
    await later(desk, timedelta(minutes=30))
    assert len(of_kind(desk, "FollowUp")) == 2


async def test_what_is_said_of_an_alert_on_the_console_changes_nothing_there(desk: Desk) -> None:
    await desk.open(rules(rule("strikes")))
    desk.publish(entry("a"))
    await desk.cycle(2 * MINUTE)
    await desk.cycle(2 * MINUTE)
    with desk.store.transaction() as tx:
        tx.standing.touch(1)
    await desk.deliver()

    assert desk.console.updates == []
    assert (await desk.stages.due()).channels == frozenset()
