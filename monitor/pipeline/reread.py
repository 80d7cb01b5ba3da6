"""Read articles again: what they say now is a revision, and a rule that starts or stops matching is an edit."""

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
from monitor.pipeline.faults import tell_fault
from monitor.pipeline.findings import (
    ArticleMoved,
    Revision,
    RulesMoved,
    Stored,
    settle_reread,
    store_revision,
)
from monitor.pipeline.in_force import InForce
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.pages import RETRY_WAITS, NotYet, Pages, Reading
from monitor.pipeline.rule_book import RuleBook


class Rereader:
    """Reads one article at a time again; whatever its page does, what was read before is not lost."""

    def __init__(self, ledger: Ledger, pages: Pages, observer: Observer) -> None:
        self._ledger = ledger
        self._pages = pages
        self._observer = observer

    async def reread(self, due: DueReread, in_force: InForce) -> None:
        """Bring a reading that is due to its outcome, or postpone it.

        Where other rules come into force meanwhile it is judged again. Raises RulesMoved if that was another process's
        doing, StoreError if the store cannot be used; every other fault costs this reading alone.
        """
        try:
            await self._reread(due, in_force)
        except (RulesMoved, StoreUnavailable, SchemaMismatch):
            raise
        except Exception as error:  # noqa: BLE001 - the outermost loop of one article: it must not stop its shard
            await self._fault(due, tell_fault(self._observer, f"article {due.article_id}", error), in_force.book)

    async def _reread(self, due: DueReread, in_force: InForce) -> None:
        source = in_force.book.source_of(due.feed_url)
        ids = {"article": due.article_id}
        reading = await self._pages.obtain(due.entry, source, attempts=due.attempts, ids=ids)
        if isinstance(reading, NotYet):
            await self._postpone(due, reading)
            return
        assert isinstance(reading, Reading)  # noqa: S101 - without a pre-scan every page is read
        while True:
            known, book = await self._known(due), in_force.book
            try:
                await self._settle(due, reading, known, book)
            except ArticleMoved:
                continue
            except RulesMoved:
                await in_force.newer(book)
                continue
            return

    async def _known(self, due: DueReread) -> StoredArticle:
        known = await self._ledger.read(lambda tx, _: tx.articles.find(due.url_key))
        assert known is not None  # noqa: S101 - what is due refers to it, and articles are not deleted
        return known

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
            tx.rereads.postpone(due, due_at=now + reading.wait, reason=reading.reason, counts=reading.counts)

        await self._ledger.write(postpone)
        self._observer.saw("entry postponed", article=due.article_id, url=due.entry.url, reason=reading.reason)

    async def _fault(self, due: DueReread, reason: str, book: RuleBook) -> None:
        """Store what a fault of the program means: read again later, and fail in the end."""
        if due.attempts < len(RETRY_WAITS):
            await self._postpone(due, NotYet(wait=RETRY_WAITS[due.attempts], reason=reason))
        else:
            await self._keep(due, await self._known(due), RereadOutcome.FAILED, reason, book)

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
