"""Read articles again: what they say now is a revision, and a rule that starts or stops matching is an edit."""

import traceback
from dataclasses import replace
from datetime import datetime

from monitor.alerts.edits import find_edits
from monitor.alerts.stories import signature
from monitor.articles.revisions import changes, shows_less
from monitor.core.article import TextState
from monitor.core.errors import SchemaMismatch, StoreUnavailable
from monitor.core.ports import Observer
from monitor.core.records import StoredArticle
from monitor.core.rereading import DueReread, RereadOutcome
from monitor.core.stores import Transaction
from monitor.pipeline.findings import (
    ArticleMoved,
    Revision,
    RulesMoved,
    Stored,
    settle_reread,
    store_revision,
)
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.pages import RETRY_WAITS, NotYet, Pages, Reading
from monitor.pipeline.rule_book import RuleBook


class Rereader:
    """Reads one article at a time again; whatever its page does, what was read before is not lost."""

    def __init__(self, ledger: Ledger, pages: Pages, observer: Observer) -> None:
        self._ledger = ledger
        self._pages = pages
        self._observer = observer

    async def reread(self, due: DueReread, book: RuleBook) -> None:
        """Bring a reading that is due to its outcome, or postpone it.

        Raises RulesMoved if newer rules are in force, StoreError if the store cannot be used; every other fault costs
        this reading alone.
        """
        try:
            await self._reread(due, book)
        except (RulesMoved, StoreUnavailable, SchemaMismatch):
            raise
        except Exception as error:  # noqa: BLE001 - the outermost loop of one article: it must not stop its shard
            reason = f"internal error: {type(error).__name__}"
            trace = traceback.format_exc()
            stage = f"article {due.article_id}"
            self._observer.saw("stage failed", stage=stage, reason=f"{reason}: {error}", trace=trace)
            await self._fault(due, reason, book)

    async def _reread(self, due: DueReread, book: RuleBook) -> None:
        source = book.sources.get(due.feed_url)
        ids = {"article": due.article_id}
        reading = await self._pages.obtain(due.entry, source, attempts=due.attempts, ids=ids)
        if isinstance(reading, NotYet):
            await self._postpone(due, reading)
            return
        assert isinstance(reading, Reading)  # noqa: S101 - without a pre-scan every page is read
        while True:
            known = await self._known(due)
            if known is None:  # it was let go
                return
            try:
                await self._settle(due, reading, known, book)
            except ArticleMoved:
                continue
            return

    async def _known(self, due: DueReread) -> StoredArticle | None:
        return await self._ledger.read(lambda tx, _: tx.articles.find(due.url_key))

    async def _settle(self, due: DueReread, reading: Reading, known: StoredArticle, book: RuleBook) -> None:
        before, now = known.article, reading.article
        if not known.text_kept:  # nothing to compare with: all of it would be new, and every rule start to match
            await self._keep(due, known, RereadOutcome.UNCHANGED, "the text before was let go", book)
            return
        if shows_less(before, now):
            failed = now.state is TextState.FAILED
            reason = reading.reason or f"{now.state}: {now.state_reason}"
            await self._keep(due, known, RereadOutcome.FAILED if failed else RereadOutcome.LESS, reason, book)
            return
        differing = changes(before, now, repeated=reading.repeated)
        if not differing:
            await self._keep(due, known, RereadOutcome.UNCHANGED, "", book)
            return
        feeds, tags = book.carriers(known.carriers)
        matched_before = book.match(replace(before, feeds=feeds, tags=tags)).matches
        article = replace(now, feeds=feeds, tags=tags)
        matches = book.judge(article, self._observer)
        edits = find_edits(matched_before, matches, removed=differing.removed, added=differing.added)
        revision = Revision(
            due=due,
            known=known,
            article=article,
            edits=edits,
            matches=matches,
            signature=signature(article) if matches else frozenset(),
        )

        def transaction_2(tx: Transaction, now: datetime) -> Stored:
            stored = store_revision(tx, revision, book, now)
            self._observer.saw("transaction 2", article=due.article_id)
            return stored

        stored = await self._ledger.write(transaction_2)
        self._tell(due, RereadOutcome.REVISED, "", alerts=stored.alerts)
        for edit in edits:
            self._observer.saw(
                "edit found", article=due.article_id, url=article.url, rule=edit.rule, kind=str(edit.kind)
            )

    async def _keep(
        self, due: DueReread, known: StoredArticle, outcome: RereadOutcome, reason: str, book: RuleBook
    ) -> None:
        await self._ledger.write(lambda tx, now: settle_reread(tx, due, known, outcome, reason, book, now))
        self._tell(due, outcome, reason)

    async def _postpone(self, due: DueReread, reading: NotYet) -> None:
        def postpone(tx: Transaction, now: datetime) -> None:
            tx.rereads.postpone(due, due_at=now + reading.wait, reason=reading.reason)

        await self._ledger.write(postpone)
        self._observer.saw("entry postponed", article=due.article_id, url=due.entry.url, reason=reading.reason)

    async def _fault(self, due: DueReread, reason: str, book: RuleBook) -> None:
        """Store what a fault of the program means: read again later, and fail in the end."""
        known = await self._known(due)
        if due.attempts < len(RETRY_WAITS) or known is None:
            wait = RETRY_WAITS[min(due.attempts, len(RETRY_WAITS) - 1)]
            await self._postpone(due, NotYet(wait=wait, reason=reason))
        else:
            await self._keep(due, known, RereadOutcome.FAILED, reason, book)

    def _tell(self, due: DueReread, outcome: RereadOutcome, reason: str, *, alerts: int = 0) -> None:
        self._observer.saw(
            "article read again",
            article=due.article_id,
            url=due.entry.url,
            cause=str(due.cause),
            outcome=str(outcome),
            reason=reason,
            alerts=alerts,
        )
