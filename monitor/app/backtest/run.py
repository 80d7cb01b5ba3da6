"""The run of a backtest: blocks of articles judged in many processes, taken in order, kept as they are done."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from monitor.alerts.replay import Replay
from monitor.app.backtest.brief import judge_block, show_block
from monitor.app.backtest.kept import Bounds, KeptBlocks
from monitor.app.backtest.question import Question
from monitor.app.progress import Count
from monitor.core.errors import MonitorError, WorkerError
from monitor.pipeline.judging import Block, Shown, Timeline, Wanted
from monitor.pipeline.workers import WorkerPool

T = TypeVar("T")

#: What a process may take beside the parsers: 100,000 rules in two versions, and a page that is none too friendly.
WORKER_MB = 4096
BLOCK_TIMEOUT_S = 300.0  #: stored articles: a thousand times what they take
PAGE_TIMEOUT_S = 30.0
RULES_PER_S = 500  #: compiled by a slow machine; each process does that once


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a backtest."""

    replays: tuple[Replay, ...]  #: by version
    block: Block  #: all of them together, without what was judged


class Backtest:
    """One question on its way to an answer; an async context manager that owns the processes."""

    def __init__(self, question: Question, folder: Path, kept: KeptBlocks, bounds: Bounds, *, processes: int) -> None:
        """Take a question whose articles are those of `bounds`; `folder` is this run's own."""
        self._question = question
        self._kept = kept
        self._bounds = bounds
        self._brief = folder / "brief"
        question.brief.write(self._brief)
        self._ahead = 2 * processes
        rules = sum(len(version.rule_set.rules) for version in question.versions)
        self._compile_s = 60 + rules / RULES_PER_S
        self._timeout_s = BLOCK_TIMEOUT_S if question.stored else PAGE_TIMEOUT_S
        self._pool = WorkerPool(processes, memory_mb=WORKER_MB, max_tasks=0)

    async def __aenter__(self) -> "Backtest":
        """Start nothing yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the processes."""
        await self._pool.close()

    async def judge(self, count: Count, done: Callable[[int], None]) -> Outcome:
        """Judge every article; `done` is told how many articles are behind each step."""
        replays = tuple(
            Replay(version.rule_set, version=place, names=self._question.names)
            for place, version in enumerate(self._question.versions)
        )
        line, total, behind = Timeline(), Block(), 0
        blocks = self._question.blocks()
        work = (self._block(number, *block) for number, block in enumerate(blocks))
        async for block in in_turn(work, ahead=self._ahead):
            for judged in line.add(block.judged):
                for replay in replays:
                    replay.take(judged)
            total += replace(block, judged=())
            seen = block.articles + block.without_text + len(block.failed)
            behind += seen
            count(seen)
            done(behind)
        for judged in line.rest():
            for replay in replays:
                replay.take(judged)
        return Outcome(replays, total)

    async def show(self, wanted: Iterable[Sequence[Wanted]]) -> AsyncGenerator[list[Shown], None]:
        """Yield what to show of articles, list by list in the order given."""
        async for shown in in_turn(map(self._show, wanted), ahead=self._ahead):
            yield shown

    async def _block(self, number: int, first: int, last: int) -> Block:
        block = self._kept.get(self._bounds, number)
        if block is None:
            block = await self._judge(first, last)
            self._kept.put(self._bounds, number, block)
        return block

    async def _judge(self, first: int, last: int) -> Block:
        """Judge some articles; where that breaks a process, the one that does it is left out and named."""
        try:
            return await self._pool.run(
                judge_block, str(self._brief), first, last, timeout_s=self._timeout_s + self._compile_s
            )
        except WorkerError as error:
            if first == last:
                return Block(failed=((first, str(error)),))
        middle = (first + last) // 2
        return await self._judge(first, middle) + await self._judge(middle + 1, last)

    async def _show(self, wanted: Sequence[Wanted]) -> list[Shown]:
        try:
            return await self._pool.run(
                show_block, str(self._brief), wanted, timeout_s=self._timeout_s + self._compile_s
            )
        except WorkerError:
            return [Shown(article_id=one.article_id, article=None) for one in wanted]

    async def make_ready(self) -> None:
        """See that a process can compile the rules at all; raises MonitorError."""
        try:
            await self._pool.run(judge_block, str(self._brief), 1, 0, timeout_s=self._compile_s)
        except WorkerError as error:
            raise MonitorError(f"a process cannot make the rules ready: {error}") from None


async def in_turn(work: Iterable[Coroutine[object, object, T]], *, ahead: int) -> AsyncGenerator[T, None]:
    """Yield what each piece of work gives, in order, while those behind it are under way, at most `ahead` of them."""
    under_way: deque[asyncio.Task[T]] = deque()
    try:
        for one in work:
            under_way.append(asyncio.ensure_future(one))
            if len(under_way) > ahead:
                yield await under_way.popleft()
        while under_way:
            yield await under_way.popleft()
    finally:
        for task in under_way:  # whoever asked for them stopped
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
