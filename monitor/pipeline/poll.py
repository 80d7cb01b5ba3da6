"""Poll feeds: fetch, parse, plan, and transaction 1."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from monitor.core.errors import FetchError, FetchFailure, NotAFeed, SchemaMismatch, StoreUnavailable, WorkerError
from monitor.core.feed import Increment
from monitor.core.ports import Fetched, Fetcher, Observer
from monitor.core.records import FeedState, NewEntry, StoredFeed
from monitor.core.rereading import ChangeLimit
from monitor.core.stores import Transaction
from monitor.feeds.brought import Brought
from monitor.feeds.cadence import after_failure, after_success, asks_anew, put_off
from monitor.feeds.gaps import gap_of
from monitor.feeds.health import lost_in_words, silent_in_words
from monitor.feeds.moves import address_of, has_moved, redirected, stays
from monitor.feeds.plan import plan_entries
from monitor.pipeline.faults import tell_fault
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.parsing import parse_unseen
from monitor.pipeline.rule_book import RuleBook
from monitor.pipeline.workers import WorkerPool
from monitor.rules.model import Backlog, FeedSource

#: How far an entry that keeps changing is believed: counters in a summary change at every poll, and so do some feeds.
CHANGE_LIMIT = ChangeLimit(pause=timedelta(minutes=15), idle_pause=timedelta(hours=2), most=24)
_CUT_OFF, _HALF = "cut off: ", "half: "  #: before the hash of a body
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A feed's answer as it was understood."""

    asked: str  #: the address
    answer: Fetched
    digest: str | None  #: of the body; None for 304
    parsed: Increment | None  #: None: unchanged
    as_it_is: bool = False  #: whether an entry that the document ends in was taken for whole


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

    async def poll(self, feed: StoredFeed, book: RuleBook, *, now: datetime) -> Polled:
        """Fetch and parse a feed at about `now`, then store its state and its new entries together.

        Raises StoreError if the store cannot be used; every other fault is a failure of this feed alone.
        """
        source = book.sources.get(feed.row.url)
        try:
            return await self._store(feed, source, await self._read(feed, now))
        except FetchError as error:
            if not error.asked:
                return await self._put_off(feed, str(error), error.retry_after_s)
            return await self._failed(feed, source, str(error), error.failure, error.retry_after_s)
        except (NotAFeed, WorkerError) as error:
            return await self._failed(feed, source, str(error), FetchFailure.HARD)
        except (StoreUnavailable, SchemaMismatch):
            raise
        except Exception as error:  # noqa: BLE001 - the outermost loop of one feed: it must not stop its shard
            reason = f"{tell_fault(self._observer, f'feed {feed.row.url}', error)}: {error}"
            return await self._failed(feed, source, reason, FetchFailure.HARD)

    async def _read(self, feed: StoredFeed, now: datetime) -> _Read:
        """Ask where the feed is; once a day in full, and then first where the rules say that it is."""
        state, own = feed.state, feed.row.url
        address = address_of(state, own)
        anew = asks_anew(state, feed_id=feed.id, now=now)
        if anew:
            state = replace(state, etag=None, last_modified=None)
            if address != own:
                try:
                    return await self._read_at(own, feed, state, anew=True)
                except (FetchError, NotAFeed, WorkerError):
                    pass  # it has moved
        return await self._read_at(address, feed, state, anew=anew)

    async def _read_at(self, url: str, feed: StoredFeed, state: FeedState, *, anew: bool) -> _Read:
        answer = await self._fetcher.get(
            url, max_bytes=MAX_FEED_BYTES, etag=state.etag, last_modified=state.last_modified
        )
        self._observer.saw("feed fetched", feed=feed.row.url, status=answer.status, bytes=len(answer.body))
        digest = blake2b(answer.body, digest_size=16).hexdigest() if answer.status != 304 else None
        as_it_is = anew and digest is not None and state.body_hash == _cut_off(digest)
        if digest is None or (state.rhythm and not as_it_is and _is_of(state.body_hash, digest)):
            return _Read(asked=url, answer=answer, digest=digest, parsed=None)
        # Where the rhythm is unknown it is learnt from all that there is, seen or not.
        seen = state.items if state.rhythm else b""
        parsed = await self._workers.run(
            parse_unseen, answer.body, answer.url, answer.content_type, answer.charset, seen, as_it_is
        )
        return _Read(asked=url, answer=answer, digest=digest, parsed=parsed, as_it_is=as_it_is)

    async def _store(self, feed: StoredFeed, source: FeedSource | None, read: _Read) -> Polled:
        parsed = read.parsed

        def transaction_1(tx: Transaction, now: datetime) -> tuple[int, int, FeedState]:
            entries = self._plan(feed, source, parsed, now) if parsed else []
            new = tx.entries.add(entries, now=now)
            changed = tx.rereads.notice(entries, limit=CHANGE_LIMIT, now=now) if len(entries) > len(new) else 0
            state = after_success(
                _as_read(feed, read, now=now),
                _brought(feed.state, read, entries, new),
                now=now,
                every=source.every if source else None,
                jitter=random.random(),  # noqa: S311 - spreads polls, guards nothing
            )
            tx.feeds.record(feed.id, state, before=feed.state)
            gap = gap_of(feed.state, state)
            if gap is not None:
                tx.traces.add_gap(feed.id, gap)
            self._observer.saw("transaction 1", feed=feed.row.url)
            return len(new), changed, state

        new, changed, state = await self._ledger.write(transaction_1)
        found = parsed.found if parsed else 0
        skipped = parsed.feed.skipped if parsed else 0
        self._observer.saw("entries stored", feed=feed.row.url, found=found, new=new, changed=changed, skipped=skipped)
        self._tell(feed, state, state.last_polled_at or feed.state.due_at)
        return Polled(url=feed.row.url, found=found, new=new, changed=changed, unchanged=parsed is None)

    def _tell(self, feed: StoredFeed, state: FeedState, now: datetime) -> None:
        """Tell what somebody should know of a feed, once."""
        url, before = feed.row.url, feed.state
        if has_moved(state) and not has_moved(before):
            self._observer.saw("feed moved", feed=url, to=state.moved_to)
        if state.lost_high > before.lost_high:
            low, high = state.lost_low - before.lost_low, state.lost_high - before.lost_high
            self._observer.saw("entries lost", feed=url, reason=f"{lost_in_words(low, high)} rolled off unread")
        if state.silent and not before.silent:
            self._observer.saw("feed silent", feed=url, reason=silent_in_words(state, now=now))

    def _plan(self, feed: StoredFeed, source: FeedSource | None, parsed: Increment, now: datetime) -> list[NewEntry]:
        backlog = self._backlog or (source.backlog if source else Backlog())
        return plan_entries(
            parsed.feed,
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

    async def _put_off(self, feed: StoredFeed, reason: str, wait_s: float | None) -> Polled:
        """Come back later: the feed's host wants to be left alone, which says nothing of the feed."""
        await self._ledger.write(lambda tx, now: tx.feeds.record(feed.id, put_off(feed.state, wait_s, now=now)))
        self._observer.saw("feed put off", feed=feed.row.url, reason=reason)
        return Polled(url=feed.row.url, error=reason)

    async def _failed(
        self,
        feed: StoredFeed,
        source: FeedSource | None,
        reason: str,
        failure: FetchFailure,
        retry_after_s: float | None = None,
    ) -> Polled:
        state = feed.state
        if address_of(state, feed.row.url) != feed.row.url and failure is not FetchFailure.TEMPORARY:
            state = stays(state)  # it is asked again where the rules say that it is
            failure = FetchFailure.MISSING if failure is FetchFailure.GONE else failure

        def record(tx: Transaction, now: datetime) -> None:
            failed = after_failure(
                state,
                failure,
                reason,
                retry_after_s,
                now=now,
                every=source.every if source else None,
                jitter=random.random(),  # noqa: S311 - spreads polls, guards nothing
            )
            tx.feeds.record(feed.id, failed, before=feed.state)

        await self._ledger.write(record)
        step = "feed gone" if failure is FetchFailure.GONE else "feed failed"
        self._observer.saw(step, feed=feed.row.url, reason=reason, failures=state.failures + 1)
        return Polled(url=feed.row.url, error=reason)


def _as_read(feed: StoredFeed, read: _Read, *, now: datetime) -> FeedState:
    """Return the feed's state with what its answer says: validators, title, what is seen, where it is."""
    state, answer, parsed = feed.state, read.answer, read.parsed
    if read.asked == feed.row.url:
        state = redirected(state, answer.permanent_url, now=now)
    body_hash = read.digest or state.body_hash
    if read.digest and (not parsed.whole if parsed else _was_cut_off(state)):
        # Its validators would hide the rest: as long as it ends half-way, polls ask for all of it.
        answer = replace(answer, etag=None, last_modified=None)
        body_hash = state.body_hash if parsed is None else (_half if read.as_it_is else _cut_off)(read.digest)
    if (answer.etag, answer.last_modified, body_hash) != (state.etag, state.last_modified, state.body_hash):
        state = replace(state, etag=answer.etag, last_modified=answer.last_modified, body_hash=body_hash)
    if parsed is None:
        return state
    return replace(
        state,
        title=parsed.feed.title or state.title,
        items=parsed.items,
        refresh_s=state.refresh_s if parsed.feed.refresh_s is None else parsed.feed.refresh_s,
    )


def _cut_off(digest: str) -> str:
    """Return what stands for a body that was cut off; if it is the same still the next day, it is taken as it is."""
    return f"{_CUT_OFF}{digest}"


def _half(digest: str) -> str:
    """Return what stands for a body that was cut off and taken as it is."""
    return f"{_HALF}{digest}"


def _is_of(body_hash: str | None, digest: str) -> bool:
    return body_hash in {digest, _cut_off(digest), _half(digest)}


def _was_cut_off(state: FeedState) -> bool:
    return state.body_hash is not None and state.body_hash.startswith((_CUT_OFF, _HALF))


def _brought(state: FeedState, read: _Read, entries: Sequence[NewEntry], new: Sequence[NewEntry]) -> Brought:
    """Return what the rhythm is learnt from: where it is unknown, all entries, new or not."""
    parsed, fresh_s = read.parsed, read.answer.fresh_s
    if parsed is None:
        return Brought(fresh_s=fresh_s)
    told = new if state.rhythm else entries
    known = parsed.overlaps or len(new) < len(entries)
    return Brought(
        new=len(new),
        dates=tuple(one.entry.published_at for one in told),
        found=parsed.found,
        overlaps=bool(known) or state.first_polled_at is None or not parsed.whole,
        cut_off=not parsed.whole,
        was_cut_off=_was_cut_off(state),
        fresh_s=fresh_s,
    )
