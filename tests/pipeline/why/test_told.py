"""An article that a rule matched: what held it, where it is on its way, where it was told."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.errors import (
    AuthRefused,
    ChannelRefused,
    DeliveryError,
    MessageRefused,
    NotSent,
    OutcomeUnknown,
)
from monitor.core.mutes import MuteKind
from tests.fakes.channel import Fault
from tests.fakes.clock import START
from tests.pipeline.desk import AT_ONCE, DESK, Desk, entry, later, rule, rules, start_posting, story
from tests.pipeline.why.asking import Outcome, Step, ask, decided

ARTICLE = "https://news.example/a"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WIRE = story("harbour") + story("airport") + story("quarry")
SEOUL = '  - {channel: "#desk", wait: 0s, quiet: {from: "22:00", to: "07:00", zone: Asia/Seoul}}\n'
CAPPED = '  - {channel: "#desk", wait: 0s, max_per_hour: 1, digest: "18:00"}\n'


async def opened(desk: Desk, *items: str, channels: str = AT_ONCE) -> None:
    desk.slack.names["#desk"] = DESK
    await desk.open(rules(*(items or (rule("strikes"),)), channel="#desk", channels=channels))


def copy(name: str, site: str) -> dict[str, str]:
    return entry(name, WIRE, url=f"https://{site}.example/{name}", title="The same in other words")


async def told(desk: Desk, *items: str, channels: str = AT_ONCE) -> None:
    """Have a story told in the desk's channel."""
    await opened(desk, *items, channels=channels)
    desk.publish(entry("a", WIRE))
    await desk.cycle()
    assert len(desk.slack.standing) == 1


async def test_posted(desk: Desk) -> None:
    await opened(desk)
    desk.publish(entry("a", date=(START - 2 * MINUTE).isoformat()))
    await desk.cycle()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.CHANNEL, "sent")
    assert made.verdict == "Posted to #desk at 09:00 UTC by strikes, 2 min after it was published."
    assert made.outcome is Outcome.POSTED
    assert made.decisive.detail == "posted, message ts-1"
    assert made.remedies == ("monitor alerts show 1",)
    steps = [one.step for one in made.stations]
    assert steps == [
        Step.FEED, Step.ENTRY, Step.PAGE, Step.STATE, Step.WHERE, Step.CLAUSES, Step.STORY, Step.OUTBOX, Step.HOLD,
        Step.CHANNEL,
    ]  # fmt: skip


async def test_posted_and_on_another_day(desk: Desk) -> None:
    await opened(desk)
    desk.publish(entry("a"))
    await desk.cycle()
    desk.clock.advance(timedelta(days=2))

    assert ask(desk, ARTICLE).verdict == "Posted to #desk at 2026-11-23 09:00 UTC by strikes."


async def test_posted_to_one_channel_and_on_its_way_to_another(desk: Desk) -> None:
    await start_posting(desk, rule("strikes", channel='["#desk", console]'))
    desk.slack.faults.append(Fault(ChannelRefused("is_archived")))
    await desk.deliver()
    made = ask(desk, ARTICLE)

    assert made.verdict == "Posted to console at 09:00 UTC by strikes. 1 more outcome below."
    assert [one.outcome for one in made.stations if one.step is Step.CHANNEL] == ["sent", "parked"]


async def test_posted_and_edited_since_so_that_the_rule_stopped_matching(desk: Desk) -> None:
    await told(desk)
    desk.publish(entry("a", WIRE.replace("A strike was called", "A fair was held")))
    await desk.cycle(timedelta(minutes=20))
    await desk.cycle(MINUTE)
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.CHANNEL, "sent")
    assert made.verdict == (
        "Posted to #desk at 09:00 UTC by strikes; the article was edited at 09:20 UTC, and the rule stopped matching."
    )
    (edited,) = [one for one in made.stations if one.step is Step.EDIT]
    assert (edited.outcome, edited.at) == ("stopped matching", START + timedelta(minutes=20))


async def test_posted_since_an_edit_brought_the_words(desk: Desk) -> None:
    await opened(desk)
    desk.publish(entry("a", story("a", topic="fair")))
    await desk.cycle()
    assert decided(ask(desk, ARTICLE)) == (Step.CLAUSES, "no rule")
    desk.publish(entry("a", story("a", topic="fair") + " It ended in a strike."))
    await desk.cycle(timedelta(minutes=20))
    await desk.cycle(MINUTE)

    assert ask(desk, ARTICLE).verdict == (
        "Posted to #desk at 09:20 UTC by strikes; it matches since an edit, found at 09:20 UTC."
    )


async def test_a_shadow_rule(desk: Desk) -> None:
    await opened(desk, rule("strikes", enabled="shadow"))
    desk.publish(entry("a"))
    await desk.cycle()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.RULE, "shadow")
    assert made.verdict == "Not posted: strikes matched, but it is a shadow rule (`enabled: shadow`)."
    assert "rules.yaml:" in made.remedies[0]
    assert ": remove the line `enabled: shadow`" in made.remedies[0]


async def test_told_by_the_message_of_another_rule(desk: Desk) -> None:
    await start_posting(desk, rule("strikes"), rule("urgent", "crates", severity="high"))
    await desk.deliver()

    assert ask(desk, ARTICLE).verdict == "Posted to #desk at 09:00 UTC by urgent. 1 more outcome below."
    made = ask(desk, ARTICLE, "strikes")
    assert decided(made) == (Step.HOLD, "merged")
    assert made.verdict == "Told in #desk at 09:00 UTC by the message of urgent, which names strikes."
    assert made.outcome is Outcome.MERGED


async def test_told_in_the_thread_of_its_story(desk: Desk) -> None:
    await told(desk)
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    waits = ask(desk, "https://reuters.example/b")
    assert decided(waits) == (Step.OUTBOX, "for the thread")
    assert waits.verdict == ("Not posted yet: its story stands in #desk, and this is told in its thread at 09:11 UTC.")
    await later(desk, 10 * MINUTE)
    made = ask(desk, "https://reuters.example/b")

    assert decided(made) == (Step.CHANNEL, "follow-up")
    assert made.verdict == (
        "Told in the thread of its story in #desk at 09:11 UTC by strikes: the story stood there already."
    )
    (joined,) = [one for one in made.stations if one.step is Step.STORY]
    assert (joined.outcome, joined.detail) == ("joins", f"the same news as story 1: Headline a ({ARTICLE})")
    assert made.remedies == ("monitor alerts show 1",)


@pytest.mark.parametrize(
    ("threads", "step", "outcome", "verdict"),
    [
        ("off", Step.HOLD, "counted only", "Not posted: #desk had been told this story (threads: off)."),
        (
            "update-only",
            Step.HOLD,
            "named",
            "Not posted by itself: its story stands in #desk, and the message there names it.",
        ),
    ],
)
async def test_a_copy_where_a_channel_wants_no_replies(
    desk: Desk, threads: str, step: Step, outcome: str, verdict: str
) -> None:
    await told(desk, channels=f'  - {{channel: "#desk", wait: 0s, threads: {threads}}}\n')
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    await later(desk, 10 * MINUTE)
    made = ask(desk, "https://reuters.example/b")

    assert decided(made) == (step, outcome)
    assert made.verdict == verdict


async def test_held_by_the_cap_and_then_in_the_digest(desk: Desk) -> None:
    await opened(desk, channels=CAPPED)
    desk.publish(entry("z"))
    await desk.cycle()
    desk.publish(entry("z"), entry("a"))
    await desk.cycle(MINUTE)
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.HOLD, "cap")
    assert made.outcome is Outcome.HELD
    assert made.verdict == (
        "Not posted yet: strikes matched, and #desk has had its share (more than 1 an hour): it is held for the digest "
        "at 18:00 UTC."
    )
    assert made.remedies[0] == "a higher `max_per_hour:`  # of #desk in the rules"

    desk.clock.at = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    await desk.deliver()
    made = ask(desk, ARTICLE)
    assert decided(made) == (Step.CHANNEL, "digest")
    assert made.verdict == "Told in the digest of #desk at 18:00 UTC for strikes: it had been held until then."


async def test_a_digest_that_is_on_its_way(desk: Desk) -> None:
    await opened(desk, channels=CAPPED)
    desk.publish(entry("z"))
    await desk.cycle()
    desk.publish(entry("z"), entry("a"))
    await desk.cycle(MINUTE)
    desk.clock.at = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    desk.slack.faults.append(Fault(NotSent("no connection")))
    await desk.deliver()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.OUTBOX, "retry")
    assert made.verdict.startswith(
        "Not posted yet: strikes matched, and the digest that tells it waits for its next try, 18:00 UTC"
    )


async def test_held_in_quiet_hours(desk: Desk) -> None:
    await opened(desk, channels=SEOUL)
    desk.clock.at = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    desk.publish(entry("a"))
    await desk.cycle()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.HOLD, "quiet")
    assert made.verdict == (
        "Not posted yet: strikes matched, and #desk has quiet hours (until 07:00 Asia/Seoul): it is held until 22:00 "
        "UTC."
    )


async def test_held_in_quiet_hours_for_the_thread(desk: Desk) -> None:
    await told(desk, channels='  - {channel: "#desk", wait: 0s, quiet: {from: "09:05", to: "12:00"}}\n')
    desk.publish(copy("b", "reuters"))
    await desk.cycle(MINUTE)
    await later(desk, 20 * MINUTE)
    made = ask(desk, "https://reuters.example/b")

    assert decided(made) == (Step.HOLD, "quiet")
    assert made.verdict == "Not posted yet: strikes matched, and #desk has quiet hours: it is held until 12:00 UTC."


async def test_held_by_a_mute(desk: Desk) -> None:
    await opened(desk)
    number = desk.mute(MuteKind.RULE, "strikes", timedelta(hours=6))
    desk.publish(entry("a"))
    await desk.cycle()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.HOLD, "mute")
    assert made.verdict == (
        "Not posted yet: strikes matched, and it is muted (rule strikes, by ana), which ends at 15:00 UTC: it is held "
        "until 2026-11-24 08:00 UTC."
    )
    assert made.remedies == (f"monitor mute remove {number}",)


async def test_held_after_an_outage(desk: Desk) -> None:
    names = tuple(f"n{number}" for number in range(22))
    await opened(desk, channels='  - {channel: "#desk", wait: 0s, quiet: {from: "16:30", to: "20:00"}}\n')
    desk.publish(*map(entry, names))
    await desk.work()
    desk.clock.advance(8 * HOUR)  # nobody delivered
    await desk.deliver()
    made = ask(desk, "https://news.example/n7")

    assert decided(made) == (Step.HOLD, "outage")
    assert made.verdict == (
        "Not posted yet: strikes matched, and #desk had many late alerts after an outage: they go out as one digest at "
        "20:00 UTC."
    )


async def test_waiting_for_copies(desk: Desk) -> None:
    await opened(desk, channels='  - {channel: "#desk", wait: 5m}\n')
    desk.publish(entry("a"))
    await desk.cycle()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.OUTBOX, "collecting")
    assert made.verdict == (
        "Not posted yet: strikes matched, and its message is posted to #desk at 09:05 UTC: until then copies of the "
        "story are collected."
    )
    assert made.outcome is Outcome.ON_ITS_WAY
    desk.clock.advance(6 * MINUTE)
    late = ask(desk, ARTICLE)
    assert decided(late) == (Step.OUTBOX, "due")
    assert "monitor run" in late.remedies


async def test_a_post_that_is_tried_again(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(NotSent("no connection")))
    await desk.deliver()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.OUTBOX, "retry")
    assert made.verdict == (
        "Not posted yet: strikes matched, and its message waits for its next try, 09:00 UTC (no connection)."
    )


@pytest.mark.parametrize("error", [ChannelRefused("is_archived"), AuthRefused("token_revoked")])
async def test_a_channel_that_takes_nothing(desk: Desk, error: DeliveryError) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(error))
    await desk.deliver()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.CHANNEL, "parked")
    assert made.verdict.startswith(
        f"Not posted yet: strikes matched, and its message is parked: #desk takes nothing now ({error.reason}); the "
        "next try is at "
    )
    assert made.remedies == ("monitor channels test '#desk'", "monitor alerts retry 1")


async def test_a_channel_that_nobody_knows(desk: Desk) -> None:
    await opened(desk)
    desk.slack.names["#desk"] = ChannelRefused("channel_not_found")
    desk.publish(entry("a"))
    await desk.cycle()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.CHANNEL, "trouble")
    assert made.verdict.startswith(
        "Not posted yet: strikes matched, and its message waits: #desk has trouble (channel_not_found); the next try "
    )


async def test_refused_for_good(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(MessageRefused("msg_too_long")))
    await desk.deliver()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.CHANNEL, "refused")
    assert made.verdict == ("Not posted: strikes matched, and #desk refused the message for good (msg_too_long).")
    assert made.remedies[0] == "monitor alerts retry 1"


async def test_an_outcome_that_is_unknown(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(OutcomeUnknown("connection lost")))
    await desk.deliver()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.CHANNEL, "unknown")
    assert made.outcome is Outcome.UNKNOWN
    assert made.verdict == (
        "Perhaps posted: #desk gave no clear answer (no answer yet); it is looked up, next at 09:00 UTC."
    )


async def test_a_daemon_that_was_killed_while_it_posted(desk: Desk) -> None:
    await start_posting(desk)
    desk.observer.faults["alert posted"] = KeyError("as if killed here")
    with pytest.raises(KeyError):
        await desk.deliver()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.OUTBOX, "sending")
    assert made.verdict == "Perhaps posted: its message was on its way to #desk at 09:00 UTC."


async def test_a_message_that_another_rule_leads_is_on_its_way(desk: Desk) -> None:
    await start_posting(desk, rule("strikes"), rule("urgent", "crates", severity="high"))
    desk.slack.faults.append(Fault(NotSent("no connection")))
    await desk.deliver()
    made = ask(desk, ARTICLE, "strikes")

    assert decided(made) == (Step.OUTBOX, "retry")
    assert made.verdict.startswith(
        "Not posted yet: strikes matched, and the message of urgent, which names it, waits for its next try, "
    )
