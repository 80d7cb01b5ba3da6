"""Poll feeds: fetch, parse, plan, and transaction 1."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from monitor.core.errors import FetchError, FetchFailure, NotAFeed, SchemaMismatch, StoreUnavailable, WorkerError
from monitor.core.feed import Feed, Increment
from monitor.core.ports import Fetched, Fetcher, Observer
from monitor.core.records import FeedState, NewEntry, StoredFeed
from monitor.core.rereading import ChangeLimit
from monitor.core.stores import Transaction
from monitor.feeds.cadence import after_failure, after_success, asks_anew
from monitor.feeds.plan import plan_entries
from monitor.pipeline.faults import tell_fault
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.parsing import parse_unseen
from monitor.pipeline.rule_book import RuleBook
from monitor.pipeline.workers import WorkerPool
from monitor.rules.model import Backlog, FeedSource

#: How far an entry that keeps changing is believed: counters in a summary change at every poll, and so do some feeds.
CHANGE_LIMIT = ChangeLimit(pause=timedelta(minutes=15), idle_pause=timedelta(hours=2), most=24)
MAX_FEED_BYTES = 10_000_000  #: the largest real feed known has 7 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What one poll brought."""

    url: str
    found: int = 0  #: entries in the document, seen before or not; 0 if it had not changed
    new: int = 0
    changed: int = 0  #: entries whose articles are read again
    unchanged: bool = False
    error: str | None = None


class Poller:
    """Polls one feed at a time; a failure is a value, never an exception that stops a batch."""

    def __init__(
        self,
        ledger: Ledger,
        fetcher: Fetcher,
        workers: WorkerPool,
        observer: Observer,
        *,
        backlog: Backlog | None = None,
    ) -> None:
        """Take the parts; `backlog` overrides what every feed says about its first poll."""
        self._ledger = ledger
        self._fetcher = fetcher
        self._workers = workers
        self._observer = observer
        self._backlog = backlog
        self._moved: dict[str, str] = {}  #: where feeds moved to, as it was told

    async def poll(self, feed: StoredFeed, book: RuleBook, *, now: datetime) -> Polled:
        """Fetch and parse a feed, then store its state and its new entries together; `now` is when it was found due.

        Raises StoreError if the store cannot be used; every other fault is a failure of this feed alone.
        """
        source = book.sources.get(feed.row.url)
        every = source.every if source else None
        try:
            return await self._poll(feed, source, every, now)
        except FetchError as error:
            return await self._failed(feed, str(error), error.failure, error.retry_after_s, every)
        except (NotAFeed, WorkerError) as error:
            return await self._failed(feed, str(error), FetchFailure.HARD, None, every)
        except (StoreUnavailable, SchemaMismatch):
            raise
        except Exception as error:  # noqa: BLE001 - the outermost loop of one feed: it must not stop its shard
            reason = f"{tell_fault(self._observer, f'feed {feed.row.url}', error)}: {error}"
            return await self._failed(feed, reason, FetchFailure.HARD, None, every)

    async def _poll(
        self, feed: StoredFeed, source: FeedSource | None, every: timedelta | None, now: datetime
    ) -> Polled:
        answer = await self._fetch(feed, now)
        digest = blake2b(answer.body, digest_size=16).hexdigest() if answer.status != 304 else None
        unchanged = digest is None or digest == feed.state.body_hash
        parsed = None if unchanged else await self._parse(answer, seen=feed.state.items)
        state = replace(
            feed.state,
            etag=answer.etag,
            last_modified=answer.last_modified,
            body_hash=digest or feed.state.body_hash,
            title=(parsed.feed.title if parsed else "") or feed.state.title,
            items=parsed.items if parsed else feed.state.items,
        )
        return await self._store(feed, source, state, parsed, every)

    async def _fetch(self, feed: StoredFeed, now: datetime) -> Fetched:
        state, url = feed.state, feed.row.url
        if (state.etag or state.last_modified) and asks_anew(state, feed_id=feed.id, now=now):
            state = replace(state, etag=None, last_modified=None)
        answer = await self._fetcher.get(
            url, max_bytes=MAX_FEED_BYTES, etag=state.etag, last_modified=state.last_modified
        )
        self._observer.saw("feed fetched", feed=url, status=answer.status, bytes=len(answer.body))
        if answer.permanent_url is not None and self._moved.get(url) != answer.permanent_url:
            self._moved[url] = answer.permanent_url
            self._observer.saw("feed moved", feed=url, to=answer.permanent_url)
        return answer

    async def _parse(self, answer: Fetched, *, seen: bytes) -> Increment:
        return await self._workers.run(parse_unseen, answer.body, answer.url, answer.content_type, answer.charset, seen)

    async def _store(
        self,
        feed: StoredFeed,
        source: FeedSource | None,
        state: FeedState,
        parsed: Increment | None,
        every: timedelta | None,
    ) -> Polled:
        def transaction_1(tx: Transaction, now: datetime) -> tuple[int, int]:
            entries = self._plan(feed, source, parsed.feed, now) if parsed else []
            new = tx.entries.add(entries, now=now)
            changed = tx.rereads.notice(entries, limit=CHANGE_LIMIT, now=now) if len(entries) > new else 0
            tx.feeds.record(feed.id, after_success(state, new=new, now=now, every=every, jitter=random.random()))  # noqa: S311 - spreads polls, guards nothing
            self._observer.saw("transaction 1", feed=feed.row.url)
            return new, changed

        new, changed = await self._ledger.write(transaction_1)
        found = parsed.found if parsed else 0
        skipped = parsed.feed.skipped if parsed else 0
        self._observer.saw("entries stored", feed=feed.row.url, found=found, new=new, changed=changed, skipped=skipped)
        return Polled(url=feed.row.url, found=found, new=new, changed=changed, unchanged=parsed is None)

    def _plan(self, feed: StoredFeed, source: FeedSource | None, parsed: Feed, now: datetime) -> list[NewEntry]:
        backlog = self._backlog or (source.backlog if source else Backlog())
        return plan_entries(
            parsed,
            feed_id=feed.id,
            feed_url=feed.row.url,
            first_poll=feed.state.first_polled_at is None,
            everything=backlog.everything,
            period=backlog.period,
            last=backlog.last,
            max_age=source.max_age if source else None,
            now=now,
            numbers=source is not None and source.use_feed_text,
        )

    async def _failed(
        self,
        feed: StoredFeed,
        reason: str,
        failure: FetchFailure,
        retry_after_s: float | None,
        every: timedelta | None,
    ) -> Polled:
        def record(tx: Transaction, now: datetime) -> None:
            state = after_failure(
                feed.state,
                failure,
                reason,
                retry_after_s,
                now=now,
                every=every,
                jitter=random.random(),  # noqa: S311 - spreads polls, guards nothing
            )
            tx.feeds.record(feed.id, state)

        await self._ledger.write(record)
        self._observer.saw("feed failed", feed=feed.row.url, reason=reason, failures=feed.state.failures + 1)
        return Polled(url=feed.row.url, error=reason)
