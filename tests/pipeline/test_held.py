"""What is not posted at once is held with its reason, counted, and comes out in a digest."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.errors import ChannelRefused, NotSent
from monitor.core.mutes import MuteKind, Verdict
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery
from tests.fakes.channel import Fault
from tests.pipeline.desk import AT_ONCE, DESK, Desk, entry, later, rule, rules, start_posting, story

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SEOUL = '  - {channel: "#desk", wait: 0s, quiet: {from: "22:00", to: "07:00", zone: Asia/Seoul}}\n'


async def opened(desk: Desk, *items: str, channels: str = AT_ONCE) -> None:
    desk.slack.names["#desk"] = DESK
    await desk.open(rules(*(items or (rule("strikes"),)), channel="#desk", channels=channels))


def digests(desk: Desk) -> list[dict[str, object]]:
    return [message.shown for message in desk.slack.standing if message.kind == "Digest"]


async def test_over_the_cap_alerts_are_held_and_come_out_in_the_digest(desk: Desk) -> None:
    await opened(desk, channels='  - {channel: "#desk", wait: 0s, max_per_hour: 2, digest: "18:00"}\n')
    desk.publish(*(entry(f"n{number}") for number in range(5)))
    await desk.cycle()

    assert [message.kind for message in desk.slack.standing] == ["Message", "Message", "Notice"]
    assert [str(alert.state) for alert in desk.alerts] == ["sent", "sent", "held", "held", "held"]
    assert desk.alerts[2].reason == "cap: more than 2 an hour"
    assert desk.counts.matches == {"posted": 2, "held": 3}
    text = str(desk.slack.standing[2].shown["text"])
    assert text.startswith(
        "More than 2 alerts within an hour: the rest is held for the digest of 2026-11-23 18:00 UTC."
    )

    desk.clock.at = datetime(2026, 11, 23, 17, 59, 59, tzinfo=UTC)
    await desk.deliver()
    assert digests(desk) == []
    await later(desk, timedelta(seconds=1))

    (digest,) = digests(desk)
    posted = [message.title for message in desk.slack.standing if message.kind == "Message"]
    told = [*posted, *digest["stories"]["strikes"]]  # type: ignore[index]
    assert sorted(told) == [f"Headline n{number}" for number in range(5)]
    assert digest["held"] == [["over max_per_hour", 3]]
    assert desk.counts.matches == {"posted": 2, "digest": 3}
    assert desk.counts.alerts == {"sent": 2, "digest": 3}
    assert desk.counts.deliveries == {"digest": 1, "notice": 1}
    assert desk.slack.keys[-1] == f"digest:{DESK}:2026-11-23T18:00:00+00:00:1"


async def test_each_place_under_the_cap_comes_back_after_an_hour(desk: Desk) -> None:
    await opened(desk, channels='  - {channel: "#desk", wait: 0s, max_per_hour: 1}\n')
    for name, after in (("a", timedelta(0)), ("b", 59 * MINUTE), ("c", MINUTE)):
        desk.publish(entry(name))
        await desk.cycle(after)
        desk.publish()

    assert [str(alert.state) for alert in desk.alerts] == ["sent", "held", "sent"]


async def test_in_quiet_hours_alerts_are_held_until_they_end_and_critical_ones_are_not(desk: Desk) -> None:
    await opened(desk, rule("strikes"), rule("fires", "fire", severity="critical"), channels=SEOUL)
    desk.clock.at = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # 22:00 in Seoul
    desk.publish(entry("a"), entry("b", story("b", topic="fire")))
    await desk.cycle()

    assert [message.rule for message in desk.slack.standing] == ["fires"]
    (held,) = [alert for alert in desk.alerts if alert.state is DeliveryState.HELD]
    assert (held.reason, held.due_at) == ("quiet: until 07:00 Asia/Seoul", datetime(2026, 11, 23, 22, tzinfo=UTC))

    await later(desk, 9 * HOUR)

    (digest,) = digests(desk)
    assert digest["stories"] == {"strikes": ["Headline a"]}
    assert digest["held"] == [["quiet hours", 1]]


async def test_a_story_that_is_held_collects_its_copies_for_one_line(desk: Desk) -> None:
    wire = story("harbour") + story("quarry")
    await opened(desk, channels=SEOUL)
    desk.clock.at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    for name in ("a", "b"):
        desk.publish(entry(name, f"{wire} From {name}."))
        await desk.cycle(MINUTE)
    await later(desk, 8 * HOUR)

    (digest,) = digests(desk)
    assert (digest["stories"], digest["more"]) == ({"strikes": ["Headline a"]}, [1])
    assert {outcome for _, outcome, _ in desk.outcomes} == {"digest"}


async def test_rules_that_hold_for_one_story_share_its_line(desk: Desk) -> None:
    await opened(desk, rule("strikes"), rule("crates", "crates", severity="high"), channels=SEOUL)
    desk.clock.at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    desk.publish(entry("a"))
    await desk.cycle()
    await later(desk, 8 * HOUR)

    (digest,) = digests(desk)
    assert (digest["stories"], digest["also"]) == ({"crates": ["Headline a"]}, [["strikes"]])


async def test_a_muted_rule_is_silent_until_the_mute_ends_and_then_summed_up(desk: Desk) -> None:
    await opened(desk)
    desk.mute(MuteKind.RULE, "strikes", timedelta(hours=24))
    desk.publish(entry("a"))
    await desk.cycle()
    await later(desk, 23 * HOUR)
    assert desk.slack.standing == []
    assert desk.outcomes == [("strikes", "held", "mute: rule strikes, by ana")]

    desk.clock.at = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # the first 08:00 after it
    await desk.deliver()

    assert digests(desk)[0]["held"] == [["muted", 1]]
    assert desk.outcomes == [("strikes", "digest", "")]


async def test_a_mute_that_is_prolonged_holds_on(desk: Desk) -> None:
    await opened(desk)
    desk.mute(MuteKind.STORY, "1", timedelta(hours=24))
    desk.publish(entry("a"))
    await desk.cycle()
    desk.mute(MuteKind.STORY, "1", timedelta(days=7))
    desk.clock.at = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    await desk.deliver()
    assert desk.slack.standing == []

    desk.clock.at = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    await desk.deliver()

    assert len(digests(desk)) == 1


async def test_a_mute_of_one_channel_leaves_the_others_alone(desk: Desk) -> None:
    await opened(desk, rule("strikes", channel='["#desk", C9999999999]'), channels=AT_ONCE)
    desk.mute(MuteKind.RULE, "strikes", timedelta(hours=24), channel=DESK)
    desk.publish(entry("a"))
    await desk.cycle(MINUTE)
    await desk.cycle(MINUTE)

    assert {alert.channel: str(alert.state) for alert in desk.alerts} == {DESK: "held", "C9999999999": "sent"}


async def test_a_muted_entity_holds_what_has_its_names(desk: Desk) -> None:
    file = rules(rule("strikes"), rule("ports", "'@port AND pallets'"), channel="#desk", channels=AT_ONCE)
    desk.slack.names["#desk"] = DESK
    await desk.open(f"entities: [{{entity: port, names: [crates]}}]\n{file}")
    desk.mute(MuteKind.ENTITY, "port", timedelta(hours=24))
    desk.publish(entry("a"))
    await desk.cycle()

    assert desk.states == {"strikes": "sent", "ports": "held"}


async def test_a_story_of_a_muted_source_is_told_once_another_source_brings_it(desk: Desk) -> None:
    wire = story("harbour") + story("quarry")
    await opened(desk)
    desk.mute(MuteKind.SOURCE, "tabloid.example", timedelta(days=7))
    desk.publish(entry("a", wire, url="https://tabloid.example/a"))
    await desk.cycle()
    assert [str(alert.state) for alert in desk.alerts] == ["held"]

    desk.publish(entry("b", wire, url="https://paper.example/b"))
    await desk.cycle(MINUTE)

    (message,) = desk.slack.standing
    assert message.shown["url"] == "https://paper.example/b"
    assert message.copies == []


async def test_what_a_digest_told_is_not_told_again(desk: Desk) -> None:
    wire = story("harbour") + story("quarry")
    await opened(desk, channels=SEOUL)
    desk.clock.at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    desk.publish(entry("a", wire))
    await desk.cycle()
    await later(desk, 8 * HOUR)

    desk.publish(entry("b", wire))
    await desk.cycle(MINUTE)
    await later(desk, HOUR)

    assert len(desk.slack.standing) == 1
    assert desk.outcomes[1] == ("strikes", "counted only", "copy of a story told in a digest")


async def test_a_long_digest_has_parts_that_reply_to_the_first(desk: Desk) -> None:
    await opened(desk, channels=SEOUL)
    desk.clock.at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    desk.publish(*(entry(f"n{number}") for number in range(45)))
    await desk.cycle()
    desk.slack.faults.extend([Fault(NotSent("no connection")), None, Fault(NotSent("no connection"))])
    for _ in range(4):
        await later(desk, 8 * HOUR)

    parts = [(message.shown["part"], message.attempt.thread) for message in desk.slack.standing]
    assert parts == [(1, None), (2, "ts-1"), (3, "ts-1")]
    assert desk.counts.matches == {"digest": 45}
    assert desk.slack.doubled() == []


async def test_after_an_outage_many_late_alerts_go_out_as_one_digest(desk: Desk) -> None:
    await start_posting(desk, entries=tuple(f"n{number}" for number in range(22)))
    desk.slack.faults.append(Fault(ChannelRefused("is_archived")))
    await desk.deliver()
    for _ in range(7):
        desk.slack.faults.append(Fault(ChannelRefused("is_archived")))
        await later(desk, HOUR)
    desk.slack.faults.clear()

    await later(desk, HOUR)

    assert [message.kind for message in desk.slack.standing] == ["Message", "Digest", "Digest"]
    assert desk.counts.alerts == {"sent": 1, "digest": 21}
    assert digests(desk)[0]["held"] == [["outage", 21]]


async def test_a_critical_rule_tells_a_story_that_is_held_and_the_digest_leaves_it_out(desk: Desk) -> None:
    await opened(desk, channels=SEOUL)
    desk.clock.at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    desk.publish(entry("a"), entry("b"))
    await desk.cycle()
    await opened(desk, rule("strikes"), rule("urgent", "crates", severity="critical"), channels=SEOUL)
    desk.publish(entry("c", story("a")))
    await desk.cycle(MINUTE)

    (message,) = desk.slack.standing
    assert (message.rule, message.also) == ("urgent", ["strikes"])
    await later(desk, 8 * HOUR)
    assert digests(desk)[0]["stories"] == {"strikes": ["Headline b"]}


async def test_the_first_digest_of_a_week_says_how_people_found_the_alerts(desk: Desk) -> None:
    await opened(desk, channels='  - {channel: "#desk", wait: 0s, max_per_hour: 1, digest: "18:00"}\n')
    desk.publish(entry("a"), entry("b"), entry("c"))
    await desk.cycle()
    with desk.store.transaction() as tx:
        for user, verdict in (("U1", Verdict.RELEVANT), ("U2", Verdict.RELEVANT), ("U3", Verdict.NOT_RELEVANT)):
            tx.feedback.add(1, "strikes", verdict, user=user, name=user, click="1", now=desk.clock.at)
    desk.clock.at = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    await desk.deliver()
    desk.publish(entry("d"), entry("e"))
    desk.clock.at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    await desk.cycle()
    desk.clock.at = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    await desk.deliver()

    assert [digest["precision"] for digest in digests(desk)] == [[["strikes", 2, 1]], []]


async def test_a_click_is_shown_in_the_message(desk: Desk) -> None:
    await start_posting(desk)
    await desk.deliver()
    with desk.store.transaction() as tx:
        tx.feedback.add(1, "strikes", Verdict.NOT_RELEVANT, user="U1", name="ana", click="1", now=desk.clock.at)
        tx.standing.touch(1)
    await later(desk, MINUTE)

    assert desk.slack.standing[0].shown["remarks"] == ["not relevant · ana"]


async def test_a_digest_that_is_in_doubt_is_looked_up(desk: Desk) -> None:
    await opened(desk, channels=SEOUL)
    desk.clock.at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    desk.publish(entry("a"))
    await desk.cycle()
    desk.observer.faults["alert posted"] = KeyError("as if killed here")
    with pytest.raises(KeyError):
        await later(desk, 8 * HOUR)
    await later(desk, MINUTE)

    assert len(digests(desk)) == 1
    assert [one.state for one in desk.deliveries if one.kind is DeliveryKind.DIGEST] == ["sent"]
    assert desk.outcomes == [("strikes", "digest", "")]


async def test_a_digest_waits_for_quiet_hours_that_were_put_there_meanwhile(desk: Desk) -> None:
    await opened(desk, channels='  - {channel: "#desk", wait: 0s, max_per_hour: 1, digest: "18:00"}\n')
    desk.publish(entry("a"), entry("b"))
    await desk.cycle()
    await opened(desk, channels='  - {channel: "#desk", wait: 0s, quiet: {from: "17:00", to: "20:00"}}\n')
    desk.clock.at = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    await desk.deliver()
    assert digests(desk) == []

    await later(desk, 2 * HOUR)

    assert digests(desk)[0]["held"] == [["over max_per_hour", 1]]


async def test_two_digests_of_one_moment_are_two_messages(desk: Desk) -> None:
    await opened(desk, channels=SEOUL)
    desk.clock.at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    desk.publish(entry("a"), entry("b"))
    await desk.cycle()
    first, second = desk.alerts
    with desk.store.transaction() as tx:
        later_on = second.due_at + HOUR
        tx.outbox.settle(second, second.state, reason=second.reason, due_at=later_on)
    await later(desk, 8 * HOUR)
    with desk.store.transaction() as tx:
        tx.outbox.settle(second, second.state, reason=second.reason, due_at=first.due_at)
    await desk.deliver()
    await later(desk, MINUTE)

    assert [digest["stories"] for digest in digests(desk)] == [
        {"strikes": [f"Headline {name}"]} for name in _names(desk, first, second)
    ]
    assert len(set(desk.slack.keys)) == 2


def _names(desk: Desk, *alerts: StoredDelivery) -> list[str]:
    titles = {match.article_id: match.article.title for match in desk.matches}
    return [titles[alert.story_id].removeprefix("Headline ") for alert in alerts]


async def test_an_alert_of_which_nothing_is_left_to_tell_ends_without_a_digest(desk: Desk) -> None:
    await opened(desk, channels=SEOUL)
    desk.clock.at = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    desk.publish(entry("a"))
    await desk.cycle()
    with desk.store.transaction() as tx:
        tx.matches.settle([match.id for match in desk.matches], MatchOutcome.COUNTED_ONLY, reason="by hand")
    await later(desk, 8 * HOUR)

    assert desk.slack.standing == []
    assert [(alert.state, alert.reason) for alert in desk.alerts] == [("counted only", "nothing of it is left to tell")]
