"""The run of a backtest: order, blocks that break a process, and what is kept."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar, TypeVarTuple

import pytest

from monitor.alerts.replay import Judged
from monitor.app.backtest.brief import Brief
from monitor.app.backtest.kept import KeptBlocks
from monitor.app.backtest.question import BLOCK, Question, Version
from monitor.app.backtest.run import Backtest, Outcome, in_turn
from monitor.core.errors import MonitorError, StoreUnavailable, WorkerError
from monitor.pipeline.judging import Block
from monitor.pipeline.workers import WorkerPool
from monitor.rules.model import Rule, RuleSet
from tests.fakes.rule_sets import HERE, word
from tests.store.samples import NOW

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

RULES = RuleSet(
    rules=(Rule(identity="a", title="A", expression=word("x"), channels=("console",), position=HERE),), digest="d"
)


class Processes(WorkerPool):
    """Every article matches and is its own story; those in `breaking` break their process, whoever is beside them."""

    def __init__(self, breaking: set[int] | None = None, error: Exception | None = None) -> None:
        super().__init__(1)
        self.breaking = breaking or set()
        self.error = error or WorkerError("worker crashed")
        self.asked: list[tuple[int, int]] = []
        self.stop_at: int | None = None

    async def run(self, fn: Callable[[*Ts], T], *args: *Ts, timeout_s: float | None = None) -> T:
        first, last = (number for number in args if isinstance(number, int))
        await asyncio.sleep(0.02 / first if first else 0)  # those behind come sooner
        if self.stop_at is not None and first > self.stop_at:
            await asyncio.Event().wait()
        self.asked.append((first, last))
        if self.breaking & set(range(first, last + 1)) or ((first, last) == (1, 0) and -1 in self.breaking):
            raise self.error
        judged = tuple(
            Judged(
                at=NOW + timedelta(minutes=n), article_id=n, places=((0,),), signature=frozenset({n * 10, n * 10 + 2})
            )
            for n in range(first, last + 1)
        )
        return Block(articles=last - first + 1, judged=judged)  # type: ignore[return-value]  # what is asked here is always a block


def question(articles: int) -> Question:
    brief = Brief(rule_sets=(RULES,), languages=("en",), learnt=(0.0, {}), database="sqlite:////nowhere")
    return Question(versions=(Version("rules", RULES),), brief=brief, first=1, last=articles, articles=articles)


async def judge(
    processes: Processes, folder: Path, articles: int, done: Callable[[int], None] = lambda _: None
) -> Outcome:
    asked = question(articles)
    with KeptBlocks(["q"], folder=folder / "kept") as kept:
        bounds = kept.bounds(NOW)[0] or kept.begin(1, articles, NOW)
        backtest = Backtest(asked, folder, kept, bounds, processes=2)
        backtest._pool = processes
        counted: list[int] = []

        def count(by: int = 1) -> None:
            counted.append(by)

        outcome = await backtest.judge(count, done)
        assert sum(counted) == articles
        return outcome


async def test_articles_are_taken_in_order_whichever_block_is_done_first(tmp_path: Path) -> None:
    outcome = await judge(Processes(), tmp_path, 5 * BLOCK + 7)

    assert outcome.replays[0].tallies[0].raised.tolist() == list(range(1, 5 * BLOCK + 8))
    assert outcome.block == Block(articles=5 * BLOCK + 7)


async def test_an_article_that_breaks_a_process_costs_itself_alone_and_is_named(tmp_path: Path) -> None:
    processes = Processes({3, 250})
    outcome = await judge(processes, tmp_path, 2 * BLOCK)

    assert outcome.block.articles == 2 * BLOCK - 2
    assert outcome.block.failed == ((3, "worker crashed"), (250, "worker crashed"))
    expected = [n for n in range(1, 2 * BLOCK + 1) if n not in {3, 250}]
    assert outcome.replays[0].tallies[0].raised.tolist() == expected
    assert len(processes.asked) < 40


async def test_a_database_that_cannot_be_used_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        await judge(Processes({3}, StoreUnavailable("gone")), tmp_path, 2 * BLOCK)


async def test_rules_that_no_process_can_compile_are_told_before_anything_is_done(tmp_path: Path) -> None:
    with KeptBlocks(["q"], folder=tmp_path / "kept") as kept:
        backtest = Backtest(question(5), tmp_path, kept, kept.begin(1, 5, NOW), processes=1)
        backtest._pool = Processes({-1}, WorkerError("out of memory"))
        with pytest.raises(MonitorError, match="a process cannot make the rules ready: out of memory"):
            await backtest.make_ready()


async def test_what_is_done_is_not_done_again_after_a_stop(tmp_path: Path) -> None:
    first = Processes()
    first.stop_at = 3 * BLOCK
    half = asyncio.Event()
    running = asyncio.create_task(
        judge(first, tmp_path, 6 * BLOCK, lambda behind: half.set() if behind >= 3 * BLOCK else None)
    )
    await half.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    again = Processes()
    outcome = await judge(again, tmp_path, 6 * BLOCK)

    assert sorted(again.asked) == [(3 * BLOCK + 1, 4 * BLOCK), (4 * BLOCK + 1, 5 * BLOCK), (5 * BLOCK + 1, 6 * BLOCK)]
    assert outcome.replays[0].tallies[0].raised.tolist() == list(range(1, 6 * BLOCK + 1))


async def test_work_in_turn_is_bounded_and_ends_with_whoever_asked() -> None:
    under_way = most = 0

    async def work(number: int) -> int:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        try:
            await asyncio.sleep(0.001 * (5 - number % 5))
        finally:
            under_way -= 1
        return number

    assert [number async for number in in_turn(map(work, range(40)), ahead=4)] == list(range(40))
    assert most <= 6
    stopped = in_turn(map(work, range(40)), ahead=4)
    assert await anext(stopped) == 0
    await stopped.aclose()
    assert under_way == 0
