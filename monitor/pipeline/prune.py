"""Let go of what was kept long enough: the text of articles; what was found in it stays."""

from collections.abc import Callable
from datetime import timedelta

from monitor.core.ports import Observer
from monitor.pipeline.ledger import Ledger

#: Articles of one transaction: others, which store what is read, wait no longer for it than for each other.
STEP = 200


class Pruner:
    """Empties the texts of articles that were found longer ago than they are kept, the oldest first.

    Matches with their excerpts, outcomes and alerts stay, and so does the article's title, address and date.
    """

    def __init__(self, ledger: Ledger, observer: Observer, *, keep: timedelta | None) -> None:
        """Take the parts; with `keep` None everything is kept."""
        self._ledger = ledger
        self._observer = observer
        self._keep = keep
        self._done = 0  # the articles up to this one have no text any more

    async def prune(self, *, is_stopping: Callable[[], bool] = lambda: False) -> int:
        """Let go of the texts that are due, in small steps; return how many. May be interrupted after any step."""
        count = 0
        while self._keep is not None and not is_stopping():
            step = await self._step(self._keep)
            if not step:
                break
            count += step
        if count:
            self._observer.saw("texts let go", articles=count)
        return count

    async def _step(self, keep: timedelta) -> int:
        due = await self._ledger.read(lambda tx, now: tx.texts.kept_before(now - keep, after=self._done, limit=STEP))
        if due:
            await self._ledger.write(lambda tx, _: tx.texts.let_go(due))
            self._done = due[-1]
        return len(due)
