"""An article of which only a mark is left."""

from datetime import UTC, datetime, timedelta

from monitor.core.retention import Keeping
from monitor.pipeline.prune import Pruner
from monitor.pipeline.why import Period
from tests.pipeline.desk import BOTH, FEED, SECOND_FEED, Desk, entry, rule, rules
from tests.pipeline.why.asking import Outcome, Step, ask, decided

URL = "https://wire.example/2026/11/25/{}"
YEAR = timedelta(days=400)


async def let_go(desk: Desk) -> None:
    """Have `a` read and its feed poll on for a year, at the end of which all that is known of it is let go."""
    await desk.open(rules(rule("strikes"), feeds=BOTH))
    desk.publish(entry("a", url=URL.format("a")))
    await desk.cycle()
    await desk.cycle(timedelta(minutes=5))
    desk.clock.advance(YEAR)
    desk.publish(entry("a", url=URL.format("a")), entry("newest"))
    await desk.cycle(timedelta(hours=7))
    await desk.cycle(timedelta(minutes=5))
    assert await Pruner(desk.ledger, desk.observer, Keeping(outcomes=timedelta(days=365))).prune() > 0
    assert [one.title for one in desk.entries] == ["Headline newest"]


async def test_an_article_that_was_read_and_let_go(desk: Desk) -> None:
    await let_go(desk)
    made = ask(desk, URL.format("a"))

    assert decided(made) == (Step.ENTRY, "let go")
    assert made.outcome is Outcome.LET_GO
    assert made.verdict.startswith("Let go: it was read and judged; ")
    assert f"outcomes are kept since {desk.clock.now():%Y-%m-%d}" in made.decisive.detail
    assert made.remedies[0].startswith("monitor match https://wire.example/")


async def test_another_form_of_its_address_finds_the_mark_too(desk: Desk) -> None:
    await let_go(desk)
    made = ask(desk, f"{URL.format('a')}/?utm_source=mail")

    assert decided(made) == (Step.ENTRY, "let go")


async def test_a_copy_that_another_feed_brought_later(desk: Desk) -> None:
    await let_go(desk)
    desk.publish(entry("copy", url=URL.format("a")), feed=SECOND_FEED)
    await desk.cycle(timedelta(hours=7))
    made = ask(desk, URL.format("a"))

    assert decided(made) == (Step.ENTRY, "let go")
    assert made.outcome is Outcome.LET_GO
    assert made.verdict.startswith("Not posted again: it was read before ")


async def test_what_nobody_knows_of_a_time_of_which_only_marks_are_left(desk: Desk) -> None:
    await let_go(desk)
    seen = datetime(2026, 11, 30, tzinfo=UTC)
    made = ask(desk, f"{FEED}/never", period=Period(start=seen, end=seen + timedelta(hours=1)))

    assert decided(made) == (Step.FEED, "let go")
    assert made.outcome is Outcome.NEVER_SEEN
    assert "only marks are left" in made.verdict


async def test_nothing_is_said_of_marks_where_nothing_was_let_go(desk: Desk) -> None:
    await desk.open(rules(rule("strikes"), feeds=BOTH))
    desk.publish(entry("a"))
    await desk.cycle()
    desk.clock.advance(YEAR)
    desk.publish(entry("a"), entry("newest"))
    await desk.cycle(timedelta(hours=7))
    seen = datetime(2026, 11, 30, tzinfo=UTC)
    made = ask(desk, f"{FEED}/never", period=Period(start=seen, end=seen + timedelta(hours=1)))

    assert decided(made) == (Step.FEED, "polled")
