"""Read entries: fetch the page, extract the article, match it, and transaction 2."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from monitor.alerts.stories import signature
from monitor.core.article import Article, TextState
from monitor.core.errors import SchemaMismatch, StoreUnavailable
from monitor.core.outbox import LET_GO, EntryState
from monitor.core.ports import Observer
from monitor.core.records import StoredArticle, WaitingEntry
from monitor.core.stores import Transaction
from monitor.feeds.aggregators import target_of
from monitor.feeds.urls import normalise_url
from monitor.pipeline.faults import tell_fault
from monitor.pipeline.findings import (
    ArticleKnown,
    ArticleMoved,
    EntryMoved,
    Finding,
    RulesMoved,
    Stored,
    store_finding,
    store_further_carrier,
    store_unread,
)
from monitor.pipeline.in_force import InForce
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.pages import LONGEST_HOLD, RETRY_WAITS, NotYet, Pages, Reading, Unread
from monitor.pipeline.rule_book import RuleBook
from monitor.pipeline.vocabulary import Vocabulary


class Reader:
    """Reads one entry at a time; whatever its page does, the entry ends in exactly one counted outcome."""

    def __init__(self, ledger: Ledger, pages: Pages, observer: Observer, vocabulary: Vocabulary) -> None:
        """Take the parts; `vocabulary` learns from every article that is read."""
        self.vocabulary = vocabulary
        self._ledger = ledger
        self._pages = pages
        self._observer = observer

    async def read(self, entry: WaitingEntry, in_force: InForce) -> None:
        """Bring a waiting entry to its outcome, or postpone it.

        Where other rules come into force meanwhile it is judged again. Raises RulesMoved if that was another process's
        doing, StoreError if the store cannot be used; every other fault costs this entry alone.
        """
        try:
            await self._read(_led_to(entry), in_force)
        except (RulesMoved, StoreUnavailable, SchemaMismatch):
            raise
        except Exception as error:  # noqa: BLE001 - the outermost loop of one entry: it must not stop its shard
            await self._fault(entry, error)

    async def _read(self, entry: WaitingEntry, in_force: InForce) -> None:
        obtained: Reading | None = None
        while True:
            book = in_force.book
            try:
                if await self._is_copy(entry, entry.url_key, book):
                    return
                obtained = obtained or await self._obtain(entry, book)
                if obtained is not None:
                    await self._settle_or_join(entry, obtained, book)
            except RulesMoved:
                await in_force.newer(book)
            else:
                return

    async def _obtain(self, entry: WaitingEntry, book: RuleBook) -> Reading | None:
        """Return what there is to read; None if the entry is dealt with: postponed, or left unread."""
        reading = await self._pages.obtain(
            entry.entry,
            book.source_of(entry.feed_url),
            attempts=entry.attempts,
            ids={"entry": entry.id},
            prescan=book.prescan,
        )
        if isinstance(reading, NotYet):
            await self._postpone(entry, reading)
            return None
        if isinstance(reading, Unread):
            await self._leave_unread(entry, reading.reason, book)
            return None
        return reading

    async def _settle_or_join(self, entry: WaitingEntry, reading: Reading, book: RuleBook) -> None:
        url_key = _key_of(entry, reading.article)
        try:
            await self._settle(entry, reading, url_key, book)
        except ArticleKnown:  # it has just been read through another link, or was let go
            await self._is_copy(entry, url_key, book)

    async def _is_copy(self, entry: WaitingEntry, url_key: str, book: RuleBook) -> bool:
        """Settle an entry whose article there is, or was; False if there never was one."""

        def look_up(tx: Transaction, _: datetime) -> tuple[StoredArticle | None, bool]:
            known = tx.articles.find(url_key)
            return known, known is None and tx.articles.was_let_go(url_key)

        known, let_go = await self._ledger.read(look_up) if url_key else (None, False)
        if known is not None:
            await self._join(entry, known, book)
        elif let_go:
            await self._leave_told(entry, book)
        return known is not None or let_go

    async def _fault(self, entry: WaitingEntry, error: Exception) -> None:
        """Store what a fault of the program means: the entry is tried again later, and fails in the end."""
        reason = tell_fault(self._observer, f"entry {entry.id}", error)
        if entry.attempts < len(RETRY_WAITS):
            await self._postpone(entry, NotYet(wait=RETRY_WAITS[entry.attempts], reason=reason))
            return
        await self._ledger.write(lambda tx, _: tx.entries.settle(entry.id, EntryState.FAILED, reason=reason))

    async def _known(self, url_key: str) -> StoredArticle | None:
        return await self._ledger.read(lambda tx, _: tx.articles.find(url_key)) if url_key else None

    async def _postpone(self, entry: WaitingEntry, reading: NotYet) -> None:
        def postpone(tx: Transaction, now: datetime) -> None:
            spare_after = None if reading.counts else now - LONGEST_HOLD
            tx.entries.postpone(entry.id, due_at=now + reading.wait, reason=reading.reason, spare_after=spare_after)

        await self._ledger.write(postpone)
        self._observer.saw("entry postponed", entry=entry.id, url=entry.entry.url, reason=reading.reason)

    async def _settle(self, entry: WaitingEntry, reading: Reading, url_key: str, book: RuleBook) -> None:
        feeds, tags = book.carriers((entry.feed_url,))
        article = replace(reading.article, feeds=feeds, tags=tags)
        matches = book.judge(article, self._observer)
        finding = Finding(
            entry=entry,
            article=article,
            host=reading.host,
            url_key=url_key,
            state=reading.state,
            reason=reading.reason,
            matches=matches,
            signature=signature(article) if matches else frozenset(),
        )

        def transaction_2(tx: Transaction, now: datetime) -> Stored:
            stored = store_finding(tx, finding, book, now)
            self._observer.saw("transaction 2", entry=entry.id)
            return stored

        await self._write(entry, reading.state, transaction_2, reason=reading.reason or str(article.state))
        await self.vocabulary.take(article)

    async def _leave_unread(self, entry: WaitingEntry, reason: str, book: RuleBook) -> None:
        def transaction_2(tx: Transaction, _: datetime) -> Stored:
            stored = store_unread(tx, entry, reason, book)
            self._observer.saw("transaction 2", entry=entry.id)
            return stored

        await self._write(entry, EntryState.FILTERED, transaction_2, reason=reason)

    async def _leave_told(self, entry: WaitingEntry, book: RuleBook) -> None:
        """Settle a copy of an article that was let go: what there was to tell of it was told."""

        def transaction_2(tx: Transaction, _: datetime) -> Stored:
            stored = store_unread(tx, entry, LET_GO, book, state=EntryState.DUPLICATE)
            self._observer.saw("transaction 2", entry=entry.id)
            return stored

        await self._write(entry, EntryState.DUPLICATE, transaction_2, reason=LET_GO)

    async def _join(self, entry: WaitingEntry, known: StoredArticle | None, book: RuleBook) -> None:
        while known is not None:
            try:
                await self._join_as_it_stands(entry, known, book)
            except ArticleMoved:
                known = await self._known(known.url_key)
            else:
                return

    async def _join_as_it_stands(self, entry: WaitingEntry, known: StoredArticle, book: RuleBook) -> None:
        carriers = tuple(dict.fromkeys((*known.carriers, entry.feed_url)))
        feeds, tags = book.carriers(carriers)
        article = replace(known.article, feeds=feeds, tags=tags)
        matches = (
            book.judge(article, self._observer) if known.text_kept else ()
        )  # half of it is not what rules are about
        words = signature(article) if matches else frozenset()

        def transaction_2(tx: Transaction, now: datetime) -> Stored:
            stored = store_further_carrier(tx, entry, known, matches, words, book, now)
            self._observer.saw("transaction 2", entry=entry.id)
            return stored

        await self._write(entry, EntryState.DUPLICATE, transaction_2, reason="known article")

    async def _write(
        self,
        entry: WaitingEntry,
        state: EntryState,
        transaction_2: Callable[[Transaction, datetime], Stored],
        *,
        reason: str,
    ) -> None:
        try:
            stored = await self._ledger.write(transaction_2)
        except EntryMoved:
            return
        self._observer.saw(
            "entry settled",
            entry=entry.id,
            url=entry.entry.url,
            outcome=str(state),
            reason=reason,
            matches=stored.matches,
            alerts=stored.alerts,
        )


def _led_to(entry: WaitingEntry) -> WaitingEntry:
    """Return an entry of an aggregator's feed as one that links to the article itself."""
    target = target_of(entry.entry.url)
    if target == entry.entry.url:
        return entry
    key = normalise_url(target) if entry.url_key else ""
    return replace(entry, entry=replace(entry.entry, url=target), url_key=key)


def _key_of(entry: WaitingEntry, article: Article) -> str:
    """Return what is equal for the same article in every feed.

    After redirects that is where they led, but only for a page that shows an article: many links lead to one page that
    asks to log in or says that there is nothing, and all but the first would be taken for copies of it.
    """
    led_to = normalise_url(article.url) if article.state is TextState.FULL else ""
    return led_to or entry.url_key or f"entry:{entry.feed_id}:{entry.entry.key}"
