"""Let go of what was kept long enough, or of the oldest where the database has grown too large, in small steps.

First go the texts of articles; what was found in them stays. Much later goes all the rest: entries, articles, stories,
their matches and deliveries. Marks stay (core.retention), so that nothing is told again, and so does what is open.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from monitor.core.ports import Observer
from monitor.core.retention import KEPT_AT_LEAST, SIGNATURES_KEPT, Keeping, Kept, LetGo
from monitor.core.stores import Transaction
from monitor.pipeline.ledger import Ledger

#: Rows of one transaction: others, which store what is read, wait no longer for it than for each other.
STEP = 200
STORIES_STEP = 50  #: of which many rules may have told something
SIGNATURES_STEP = 20  #: stories, which have some sixty hashes each
#: Where the database is too large, it is made smaller than it may be: else every hour would begin anew with little.
TARGET = 0.95
#: This part of the file may be free, for what comes next; more is given back to the disk, so many bytes a step.
SPARE = 0.10
SPARE_BYTES = 4_000_000
GIVE_BACK_BYTES = 1_000_000
_DAY = timedelta(days=1)


#: A way through the oldest rows: the step of a transaction, the time before which they are due, and the id behind.
_Step = Callable[[Transaction, datetime, int], LetGo]

#: In this order nothing is held back by what goes in the same run.
_OF_OUTCOMES: tuple[_Step, ...] = (
    lambda tx, before, after: tx.retention.entries(before=before, after=after, limit=STEP),
    lambda tx, before, after: tx.retention.articles(before=before, after=after, limit=STEP),
    lambda tx, before, after: tx.retention.stories(before=before, after=after, limit=STORIES_STEP),
    lambda tx, before, after: tx.retention.deliveries(before=before, after=after, limit=STEP),
)


def _of_signatures(tx: Transaction, before: datetime, after: int) -> LetGo:
    return tx.retention.signatures(before=before, after=after, limit=SIGNATURES_STEP)


class Pruner:
    """Lets go of the oldest first; may be interrupted after any step, and goes on where it was.

    Between two steps it waits `pause_s`, so that who reads and posts meanwhile is never held up by more than one.
    """

    def __init__(self, ledger: Ledger, observer: Observer, keep: Keeping, *, pause_s: float = 0.0) -> None:
        """Take the parts."""
        self._ledger = ledger
        self._observer = observer
        self._keep = keep
        self._pause_s = pause_s
        self._gone: Counter[str] = Counter()
        self._is_stopping: Callable[[], bool] = lambda: False

    async def prune(self, *, is_stopping: Callable[[], bool] = lambda: False) -> int:
        """Let go of what is due; return how many things that were, each text and each row one.

        One run at a time.
        """
        self._gone, self._is_stopping = Counter(), is_stopping
        now = await self._ledger.read(lambda _, now: now)
        if self._keep.texts is not None:
            await self._texts(now - self._keep.texts)
        await self._walk(_of_signatures, now - SIGNATURES_KEPT)
        if self._keep.outcomes is not None:
            await self._outcomes(now - max(self._keep.outcomes, KEPT_AT_LEAST))
        if self._keep.max_bytes is not None:
            await self._shrink(now - KEPT_AT_LEAST, self._keep.max_bytes)
        await self._give_back()
        del self._gone["signatures"]  # nothing that anybody could miss
        told = {name: count for name, count in self._gone.items() if count}
        if told:
            self._observer.saw("let go", **told)
        return sum(told.values())

    async def _texts(self, before: datetime, *, max_bytes: int | None = None) -> None:
        after: int | None = 0
        while after is not None and not await self._is_done(max_bytes):
            after = await self._step_of_texts(before, after)

    async def _step_of_texts(self, before: datetime, after: int) -> int | None:
        due = await self._ledger.read(lambda tx, _: tx.texts.kept_before(before, after=after, limit=STEP))
        if not due:
            return None
        await self._ledger.write(lambda tx, _: tx.texts.let_go(due))
        self._gone["texts"] += len(due)
        await asyncio.sleep(self._pause_s)
        return due[-1]

    async def _outcomes(self, before: datetime, *, max_bytes: int | None = None) -> None:
        for step in _OF_OUTCOMES:
            await self._walk(step, before, max_bytes=max_bytes)

    async def _walk(self, step: _Step, before: datetime, *, max_bytes: int | None = None) -> None:
        after: int | None = 0
        while after is not None and not await self._is_done(max_bytes):
            after = await self._take(step, before, after)

    async def _take(self, step: _Step, before: datetime, after: int) -> int | None:
        """Do one step; return behind which id the next one begins, None if there is no more."""
        gone = await self._ledger.write(lambda tx, _: step(tx, before, after))
        self._gone.update(gone.rows)
        if gone.last is not None:
            await asyncio.sleep(self._pause_s)
        return gone.last

    async def _shrink(self, youngest: datetime, max_bytes: int) -> None:
        """Let go of the oldest texts, then of the oldest outcomes a day at a time, until the database is small enough.

        What is younger than `youngest` stays.
        """
        kept = await self._kept()
        if kept.used_bytes <= max_bytes:
            return
        target = int(max_bytes * TARGET)
        await self._texts(youngest, max_bytes=target)
        before = kept.outcomes_since or youngest
        while before < youngest and not await self._is_done(target):
            before = min(before + _DAY, youngest)
            await self._outcomes(before, max_bytes=target)
        used = (await self._kept()).used_bytes
        if used > max_bytes and not self._is_stopping():
            self._observer.saw(
                "too large",
                bytes=used,
                limit=max_bytes,
                reason=f"all that is left is of the last {KEPT_AT_LEAST.days} days, open, or the mark of what was told",
            )

    async def _is_done(self, max_bytes: int | None) -> bool:
        """Whether to stop: asked to, or the database is small enough."""
        if self._is_stopping() or max_bytes is None:
            return self._is_stopping()
        return (await self._kept()).used_bytes <= max_bytes

    async def _give_back(self) -> None:
        """Return free room to the disk beyond what will be used again soon."""
        while not self._is_stopping() and await self._cut():
            pass

    async def _cut(self) -> int:
        kept = await self._kept()
        spare = max(int((kept.used_bytes + kept.free_bytes) * SPARE), SPARE_BYTES)
        too_much = min(kept.free_bytes - spare, GIVE_BACK_BYTES)
        if too_much <= 0:
            return 0
        given = await self._ledger.write(lambda tx, _: tx.retention.give_back(at_most=too_much))
        await asyncio.sleep(self._pause_s)
        return given

    async def _kept(self) -> Kept:
        return await self._ledger.read(lambda tx, _: tx.retention.kept())
