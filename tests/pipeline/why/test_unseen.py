"""An article that was never seen: which of the feeds of its site is why."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.errors import FetchError, FetchFailure
from monitor.pipeline.why import Period
from tests.fakes.clock import START
from tests.fakes.fetcher import temporary
from tests.pipeline.desk import BOTH, CARRIED, FEED, Desk, entry, rule, rules
from tests.pipeline.why.asking import Outcome, Step, ask, decided

HERE = "https://wire.example/news/1"  #: on the host of the feed
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def opened(desk: Desk, *, every: str = "1m") -> None:
    await desk.open(rules(rule("strikes"), feeds=CARRIED.replace("every: 1m", f"every: {every}")))


async def test_no_feed_of_the_site(desk: Desk) -> None:
    await opened(desk)
    made = ask(desk, "https://www.paper.example/2026/11/23/story")

    assert decided(made) == (Step.FEED, "no feed")
    assert made.verdict == "Never seen: no feed of paper.example is in the rules."
    assert made.outcome is Outcome.NEVER_SEEN
    assert made.remedies[0].startswith("monitor feeds discover https://www.paper.example/")


async def test_a_feed_that_was_not_polled_yet(desk: Desk) -> None:
    await opened(desk)
    made = ask(desk, HERE)

    assert decided(made) == (Step.FEED, "not polled yet")
    assert made.verdict == "Never seen: feed Wire was not polled yet (due 09:00 UTC)."
    assert made.remedies[0] == f"monitor feeds poll {FEED}"


async def test_a_feed_that_fails_now(desk: Desk) -> None:
    await opened(desk)
    desk.publish(entry("a"))
    await desk.cycle()
    desk.fetcher.pages[FEED] = temporary()
    await desk.cycle(2 * MINUTE)
    made = ask(desk, HERE)

    assert decided(made) == (Step.FEED, "failing")
    assert made.verdict == (
        "Never seen: feed Wire is failing (HTTP 503) since 09:00 UTC (1 failure; next try 09:03 UTC)."
    )


async def test_a_feed_that_never_answered(desk: Desk) -> None:
    await opened(desk)
    desk.fetcher.pages[FEED] = FetchError("HTTP 403", failure=FetchFailure.HARD)
    await desk.cycle()

    made = ask(desk, HERE)
    assert decided(made) == (Step.FEED, "failing")
    assert made.verdict.startswith("Never seen: feed Wire never answered (HTTP 403, 1 failure; next try ")


async def test_a_feed_that_is_gone(desk: Desk) -> None:
    await opened(desk)
    desk.fetcher.pages[FEED] = FetchError("HTTP 410", failure=FetchFailure.GONE)
    await desk.cycle()

    made = ask(desk, HERE)
    assert decided(made) == (Step.FEED, "gone")
    assert made.verdict == "Never seen: feed Wire is gone (HTTP 410) since 09:00 UTC: it is polled no more."


def hourly(first: int, *, last: int) -> list[dict[str, str]]:
    """The entries of a feed that brings one an hour, `n0` at the start of the clock."""
    return [
        entry(f"n{number}", f"Report {number}.", date=(START + number * HOUR).isoformat())
        for number in range(first, last + 1)
    ]


async def busy_feed(desk: Desk, *, every: str = "1m") -> None:
    """A feed of ten entries that has brought one an hour for a day."""
    await opened(desk, every=every)
    for hour in range(24):
        desk.publish(*reversed(hourly(hour - 9, last=hour)))
        desk.clock.at = START + hour * HOUR
        await desk.work()


async def test_entries_that_rolled_off_while_the_feed_was_failing(desk: Desk) -> None:
    await busy_feed(desk)
    desk.fetcher.pages[FEED] = temporary()
    for hour in range(24, 48):
        desk.clock.at = START + hour * HOUR
        await desk.work()
    back = desk.feed().state.due_at
    hours = (back - START) // HOUR
    desk.publish(*reversed(hourly(hours - 9, last=hours)))
    desk.clock.at = back
    await desk.work()
    assert desk.feed().state.failures == 0
    made = ask(desk, HERE)

    assert decided(made) == (Step.FEED, "lost")
    assert made.verdict.startswith(
        "Never seen: feed Wire was failing (HTTP 503) from 2026-11-24 08:00 to 2026-11-25 14:00 UTC, and probably "
    )
    assert made.verdict.endswith(" entries rolled off; it may be one of them.")
    (gap,) = desk.look(lambda tx: tx.traces.feeds_of(["wire.example"], under="wire.example"))[0].gaps
    assert (gap.since, gap.until) == (START + 23 * HOUR, back)
    assert gap.failures >= 3
    assert gap.lost_low <= hours - 9 - 24 <= gap.lost_high

    then = START + 30 * HOUR
    published = ask(desk, HERE, period=Period(start=then, end=then))
    assert published.verdict.endswith(" entries rolled off.")
    that_day = ask(desk, "https://wire.example/2026/11/24/story")
    assert decided(that_day) == (Step.FEED, "lost")
    assert that_day.verdict.endswith("; it may be one of them.")
    assert decided(ask(desk, "https://wire.example/2026/11/20/story")) == (Step.FEED, "rolled off")

    before = START + 12 * HOUR
    well = ask(desk, HERE, period=Period(start=before, end=before))
    assert decided(well) == (Step.FEED, "polled")


@pytest.mark.parametrize(
    ("every", "said", "remedy"),
    [
        ("1m", "was not polled from 2026-11-24 08:00 to 2026-11-25 09:00 UTC, and probably ", "`monitor run`"),
        ("9h", "was polled too seldom from 2026-11-24 03:00 to 2026-11-25 09:00 UTC: probably ", "`every:`"),
    ],
)
async def test_entries_that_rolled_off_between_two_polls(desk: Desk, every: str, said: str, remedy: str) -> None:
    await busy_feed(desk, every=every)
    desk.publish(*reversed(hourly(39, last=48)))
    desk.clock.at = START + 48 * HOUR
    await desk.work()
    made = ask(desk, HERE)

    assert decided(made) == (Step.FEED, "lost")
    assert made.verdict.startswith(f"Never seen: feed Wire {said}")
    assert made.verdict.endswith("; it may be one of them.")
    assert remedy in made.remedies[0]


async def test_a_failure_after_which_nothing_was_missing_is_told_and_is_not_why(desk: Desk) -> None:
    await busy_feed(desk)
    desk.fetcher.pages[FEED] = temporary()
    desk.clock.at = START + 24 * HOUR
    await desk.work()
    desk.publish(*reversed(hourly(16, last=25)))
    desk.clock.at = START + 26 * HOUR
    await desk.work()
    made = ask(desk, HERE)

    assert decided(made) == (Step.FEED, "polled")
    assert any("(HTTP 503, 1 failure): nothing rolled off" in line for line in made.decisive.lines)


async def test_an_article_of_before_the_first_poll_had_rolled_off(desk: Desk) -> None:
    await busy_feed(desk)
    then = START - timedelta(days=3)
    made = ask(desk, HERE, period=Period(start=then, end=then + timedelta(days=1)))

    assert decided(made) == (Step.FEED, "rolled off")
    assert made.verdict.startswith(
        "Never seen: feed Wire was polled for the first time 2026-11-23 09:00 UTC, after it was published: by then it "
        "had rolled off (it shows its last 10 entries, about "
    )


async def test_a_feed_that_is_silent(desk: Desk) -> None:
    await busy_feed(desk)
    desk.clock.at = START + timedelta(days=9)
    await desk.work()
    assert desk.feed().state.silent
    made = ask(desk, HERE)

    assert decided(made) == (Step.FEED, "silent")
    assert made.verdict == (
        "Never seen: feed Wire answers and brings nothing new for 8 days; it used to bring about 25 a day."
    )


async def test_a_feed_that_was_polled_and_never_carried_it(desk: Desk) -> None:
    await opened(desk)
    desk.publish(entry("a", url="https://wire.example/news/2"))
    await desk.cycle()
    await desk.cycle(MINUTE)
    made = ask(desk, HERE)

    assert decided(made) == (Step.FEED, "polled")
    assert made.verdict.startswith("Never seen: feed Wire was polled 2 times, last 09:01 UTC, and never carried it")
    assert "brought 1 entry of wire.example, the last 09:00 UTC" in made.decisive.lines


async def test_a_feed_that_nobody_polls_any_more(desk: Desk) -> None:
    await opened(desk)
    desk.publish(entry("a"))
    await desk.cycle()
    desk.clock.advance(8 * HOUR)
    made = ask(desk, HERE)

    assert decided(made) == (Step.FEED, "overdue")
    assert made.verdict == ("Never seen: feed Wire was polled last 09:00 UTC and is overdue: nothing has polled since.")
    before = Period(start=START - 2 * MINUTE, end=START - MINUTE)
    assert decided(ask(desk, HERE, period=before)) == (Step.FEED, "rolled off")


async def test_of_several_feeds_of_a_site_the_likeliest_reason_is_the_verdict(desk: Desk) -> None:
    await desk.open(rules(rule("strikes"), feeds=BOTH.replace("agency.example", "rss.wire.example")))
    desk.publish(entry("a"))
    desk.fetcher.pages["https://rss.wire.example/feed"] = FetchError("HTTP 410", failure=FetchFailure.GONE)
    await desk.cycle()
    made = ask(desk, HERE)

    assert decided(made) == (Step.FEED, "gone")
    assert made.verdict.startswith("Never seen: feed Agency is gone (HTTP 410)")
    assert made.verdict.endswith(" 1 more feed of the site below.")
    assert [one.outcome for one in made.stations] == ["gone", "polled"]


async def test_a_feed_elsewhere_that_brought_links_of_the_site_is_one_of_the_site(desk: Desk) -> None:
    await opened(desk)
    desk.publish(entry("a"))
    await desk.cycle()
    made = ask(desk, "https://www.news.example/other")

    assert decided(made) == (Step.FEED, "polled")
    assert made.verdict.startswith("Never seen: feed Wire was polled ")


async def test_a_feed_that_was_taken_out_of_the_rules(desk: Desk) -> None:
    await opened(desk)
    desk.publish(entry("a"))
    await desk.cycle()
    await desk.open(rules(rule("strikes"), feeds=""))
    made = ask(desk, HERE)

    assert decided(made) == (Step.FEED, "removed")
    assert made.verdict == ("Never seen: feed Wire is not in the rules any more; it was polled last 09:00 UTC.")


@pytest.mark.parametrize("url", ["https://a.letters.example/x", "https://letters.example.co.uk/x"])
async def test_a_neighbour_on_a_shared_host_is_another_site(desk: Desk, url: str) -> None:
    feed = url.replace("a.letters", "b.letters").replace("letters.example.co.uk", "other.example.co.uk")
    await desk.open(rules(rule("strikes"), feeds=f"feeds: [{{feed: '{feed}'}}]\n"))

    assert decided(ask(desk, url)) == (Step.FEED, "no feed")


def test_the_start_of_the_clock_is_what_the_sentences_above_name() -> None:
    assert datetime(2026, 11, 23, 9, tzinfo=UTC) == START
