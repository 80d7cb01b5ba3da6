"""What kills a daemon, or a parser of it, in the midst of parsing; and mutants of how polls are stored.

They take hold of the seams of the rooms (ledger, workers, fetcher, store), not of the poller's own functions.
"""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from monitor.core.feed import Increment
from monitor.core.ports import Fetched
from monitor.core.records import FeedState, NewEntry, StoredFeed
from monitor.core.rereading import ChangeLimit
from monitor.core.stores import Transaction
from monitor.fetching import HttpFetcher
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.parsing import parse_unseen
from monitor.pipeline.poll import Polled, Poller
from monitor.pipeline.rule_book import RuleBook
from monitor.pipeline.workers import WorkerPool
from monitor.store.entries import SqlEntries
from monitor.store.feeds import SqlFeeds
from monitor.store.rereads import SqlRereads

T = TypeVar("T")

WORKER_KILLED = "worker killed"  #: the parser alone: the daemon goes on
PARSING = ("parse begun", "parse ended", WORKER_KILLED)


def kill_in_parsing(step: str, nth: int) -> None:
    """Let the NTH parsing of a feed be the end of the daemon, or of the worker that does it."""
    run, left = WorkerPool.run, nth

    async def run_to_death(
        self: WorkerPool, fn: Callable[..., T], *arguments: Any, timeout_s: float | None = None
    ) -> Any:
        nonlocal left
        if fn is parse_unseen:
            left -= 1
            if left == 0:
                return await run(self, parse_to_death, step, os.getpid(), *arguments, timeout_s=timeout_s)
        return await run(self, fn, *arguments, timeout_s=timeout_s)

    WorkerPool.run = run_to_death  # type: ignore[method-assign, assignment] # the point of a killer


def parse_to_death(step: str, daemon: int, *arguments: Any) -> Increment:
    """Parse in a worker, and kill the daemon before or after, or the worker itself once it is done."""
    if step == "parse begun":
        os.kill(daemon, signal.SIGKILL)
    increment = parse_unseen(*arguments)
    os.kill(daemon if step == "parse ended" else os.getpid(), signal.SIGKILL)
    return increment


def store_the_state_first() -> None:
    """Write a feed's state in a transaction of its own, before that of its entries."""
    write, add, notice = Ledger.write, SqlEntries.add, SqlRereads.notice
    this_thread = threading.local()

    def without_entries(work: Callable[[Transaction, datetime], T]) -> Callable[[Transaction, datetime], T]:
        def state_alone(tx: Transaction, now: datetime) -> T:
            this_thread.is_deaf = True
            try:
                return work(tx, now)
            finally:
                this_thread.is_deaf = False

        return state_alone

    async def write_twice(self: Ledger, work: Callable[[Transaction, datetime], T]) -> T:
        if work.__name__ == "transaction_1":
            await write(self, without_entries(work))
        return await write(self, work)

    def add_if_heard(self: SqlEntries, entries: Sequence[NewEntry], *, now: datetime) -> list[NewEntry]:
        return [] if getattr(this_thread, "is_deaf", False) else add(self, entries, now=now)

    def notice_if_heard(self: SqlRereads, entries: Sequence[NewEntry], *, limit: ChangeLimit, now: datetime) -> int:
        return 0 if getattr(this_thread, "is_deaf", False) else notice(self, entries, limit=limit, now=now)

    Ledger.write = write_twice  # type: ignore[method-assign] # the point of a mutant
    SqlEntries.add = add_if_heard  # type: ignore[method-assign] # as above
    SqlRereads.notice = notice_if_heard  # type: ignore[method-assign] # as above


def keep_the_validators_of_failures() -> None:
    """Take a feed's validators from its answer, also where that could not be parsed."""
    poll, get, record = Poller.poll, HttpFetcher.get, SqlFeeds.record
    urls: dict[int, str] = {}
    answers: dict[str, Fetched] = {}

    async def poll_and_note(self: Poller, feed: StoredFeed, book: RuleBook, *, now: datetime) -> Polled:
        urls[feed.id] = feed.row.url
        answers.pop(feed.row.url, None)
        return await poll(self, feed, book, now=now)

    async def get_and_note(self: HttpFetcher, url: str, **more: Any) -> Fetched:
        answers[url] = await get(self, url, **more)
        return answers[url]

    def record_with_validators(
        self: SqlFeeds, feed_id: int, state: FeedState, *, before: FeedState | None = None
    ) -> None:
        answer = answers.get(urls[feed_id]) if state.failures else None
        if answer is not None:
            state = replace(state, etag=answer.etag, last_modified=answer.last_modified)
        record(self, feed_id, state, before=before)

    Poller.poll = poll_and_note  # type: ignore[method-assign] # the point of a mutant
    HttpFetcher.get = get_and_note  # type: ignore[method-assign] # as above
    SqlFeeds.record = record_with_validators  # type: ignore[method-assign] # as above
