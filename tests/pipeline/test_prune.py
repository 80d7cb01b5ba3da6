"""Texts are let go when they were kept long enough, in steps that anything may interrupt."""

from datetime import timedelta
from itertools import chain, repeat

from monitor.core.retention import Keeping
from monitor.pipeline import prune
from monitor.pipeline.prune import Pruner
from tests.pipeline.desk import BOTH, SECOND_FEED, Desk, entry, rule, rules, story

KEEP = timedelta(days=90)


def kept(desk: Desk) -> list[bool]:
    return [one.text_kept for one in reversed(desk.look(lambda tx: tx.articles.list()))]


async def read(desk: Desk, *names: str) -> None:
    desk.publish(*map(entry, names))
    await desk.open(rules(rule("strikes")))
    await desk.cycle()


async def test_texts_are_let_go_after_their_time_and_matches_stay(desk: Desk) -> None:
    await read(desk, "a", "b")
    before = [match.match.excerpts for match in desk.matches]
    pruner = Pruner(desk.ledger, desk.observer, Keeping(texts=KEEP))

    desk.clock.advance(KEEP)
    assert await pruner.prune() == 0
    desk.clock.advance(timedelta(seconds=1))
    assert await pruner.prune() == 2
    assert await pruner.prune() == 0

    assert kept(desk) == [False, False]
    assert [match.match.excerpts for match in desk.matches] == before
    assert desk.observer.of("let go") == [{"texts": 2}]


async def test_nothing_is_let_go_where_everything_is_kept(desk: Desk) -> None:
    await read(desk, "a")
    desk.clock.advance(KEEP * 100)

    assert await Pruner(desk.ledger, desk.observer, Keeping()).prune() == 0
    assert kept(desk) == [True]


async def test_it_goes_in_steps_and_stops_between_two(desk: Desk) -> None:
    names = [f"n{number}" for number in range(prune.STEP + 5)]
    await read(desk, *names)
    desk.clock.advance(KEEP * 2)
    pruner = Pruner(desk.ledger, desk.observer, Keeping(texts=KEEP))
    told = chain((False, False), repeat(True))

    assert await pruner.prune(is_stopping=lambda: next(told)) == prune.STEP
    assert await pruner.prune() == 5


async def test_an_article_without_its_text_is_not_matched_again_when_another_feed_brings_it(desk: Desk) -> None:
    """Its headline alone holds for a rule that the text spoke against."""
    desk.publish(entry("a", f"{story('a')} It was denied.", title="A strike"))
    await desk.open(rules(rule("strikes", "strike AND NOT denied"), feeds=BOTH))
    await desk.cycle()
    desk.clock.advance(KEEP * 2)
    await Pruner(desk.ledger, desk.observer, Keeping(texts=KEEP)).prune()

    desk.publish(entry("a", "A copy.", title="A strike"), feed=SECOND_FEED)
    await desk.cycle(timedelta(hours=6))

    assert [str(one.state) for one in desk.entries] == ["read", "duplicate"]
    assert desk.matches == []
