"""Get what there is to read of an entry: its page, or what its feed carries."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.articles.guards import MAX_PAGE_BYTES
from monitor.core.article import Article, TextState
from monitor.core.errors import FetchError, FetchFailure, NotAPage, WorkerError
from monitor.core.feed import Entry
from monitor.core.outbox import NO_WORDS, WORDS, EntryState
from monitor.core.ports import Fetcher, Observer
from monitor.feeds.aggregators import NAMES_NO_ARTICLE, names_no_article, target_of
from monitor.feeds.urls import host_of
from monitor.matching import Prescan
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.parsing import read_carried, read_page
from monitor.pipeline.workers import WorkerPool
from monitor.pipeline.worth import is_worth_reading
from monitor.rules.model import FeedSource

#: Waits between the attempts to fetch a page that fails for the time being; then what the feed carried is matched.
RETRY_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3))
#: So long an entry waits for a host that wants to be left alone without using up those attempts: a paper that allows
#: ten pages a minute has read all of a busy day by then. Afterwards they count, and end it as they end others.
LONGEST_HOLD = timedelta(hours=24)
_HOLD_SPREAD_S = 30.0  #: at least; what a host held back comes again one after the other, not in the same second


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article as read, with what becomes of its entry."""

    article: Article
    host: str = ""  #: of the page that was read, none where the feed's text was
    repeated: frozenset[int] = frozenset()  #: the lines that this host was known to repeat
    state: EntryState = EntryState.READ
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """The page may come back: try again after `wait`."""

    wait: timedelta
    reason: str
    counts: bool = True  #: whether it was asked for, so that this was one of its attempts


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """The page was not read."""

    reason: str


class Pages:
    """Reads one entry's page at a time; whatever the page does, there is a reading or a reason to wait."""

    def __init__(self, ledger: Ledger, fetcher: Fetcher, workers: WorkerPool, observer: Observer) -> None:
        self._ledger = ledger
        self._fetcher = fetcher
        self._workers = workers
        self._observer = observer

    async def obtain(
        self,
        entry: Entry,
        source: FeedSource | None,
        *,
        attempts: int,
        ids: Mapping[str, object],
        prescan: Prescan | None = None,
    ) -> Reading | NotYet | Unread:
        """Return the article behind an entry, or what it can be tried again for after so many attempts.

        With `prescan` a page is left unread that has no rule's words, unless some rule needs none. `ids` go with every
        step that is told. Raises StoreError; what is wrong with a page is part of the reading.
        """
        carried = replace(entry, url=target_of(entry.url))
        if source is not None and source.language is not None:
            carried = replace(carried, language=source.language)
        if not carried.url:
            return Reading(article=await self._carried(carried, source, TextState.FEED, "the entry has no link"))
        if source is not None and source.use_feed_text:
            return Reading(article=await self._carried(carried, source, TextState.FEED, "the feed's text is used"))
        if carried.title and _is_front_page(carried.url):  # what stands there today is not what the entry tells
            return Reading(article=await self._carried(carried, source, TextState.FEED, "the link is a front page"))
        if names_no_article(carried.url):
            return await self._failed(carried, source, NAMES_NO_ARTICLE)
        words = ""
        try:
            answer = await self._fetcher.get(carried.url, max_bytes=MAX_PAGE_BYTES)
            self._observer.saw("page fetched", **ids, url=carried.url, bytes=len(answer.body))
            if _is_front_page(answer.url) and not _is_front_page(carried.url):
                raise NotAPage("redirected to a front page")  # noqa: TRY301 - handled like a page that says so itself
            if prescan is not None and not prescan.wordless:
                if not await is_worth_reading(self._workers, prescan, answer, carried):
                    return Unread(reason=NO_WORDS)
                words = WORDS
            host = host_of(answer.url)
            repeated = await self._ledger.read(lambda tx, _: tx.repeated_lines.known(host))
            article = await self._workers.run(read_page, answer.body, answer.url, answer.charset, carried, repeated)
            self._observer.saw("page read", **ids, url=carried.url, state=str(article.state))
            return Reading(article=article, host=host, repeated=repeated, reason=words)
        except FetchError as error:
            later = _later(error, attempts)
            if later is not None:
                return later
            reason = error.reason
        except (NotAPage, WorkerError) as error:
            reason = str(error)
        return await self._failed(carried, source, reason)

    async def _failed(self, entry: Entry, source: FeedSource | None, reason: str) -> Reading:
        article = await self._carried(entry, source, TextState.FAILED, reason)
        return Reading(article=article, state=EntryState.FAILED, reason=reason)

    async def _carried(self, entry: Entry, source: FeedSource | None, state: TextState, reason: str) -> Article:
        """Return the article that the feed carries; its headline alone where even that cannot be read."""
        try:
            article = await self._workers.run(read_carried, entry, state, reason)
        except WorkerError:
            article = Article(url=entry.url, title=entry.title, text="", state=state, state_reason=reason)
        return replace(article, site=article.site or (source.name if source else None))


def _later(error: FetchError, attempts: int) -> NotYet | None:
    """Return when to try again after so many attempts, None if not at all."""
    if error.failure is not FetchFailure.TEMPORARY:
        return None
    asked = timedelta(seconds=min(error.retry_after_s or 0.0, 86_400.0))
    if not error.asked and attempts <= len(RETRY_WAITS):
        spread = random.random() * max(asked.total_seconds() / 2, _HOLD_SPREAD_S)  # noqa: S311 - spreads, guards nothing
        return NotYet(wait=asked + timedelta(seconds=1 + spread), reason=error.reason, counts=False)
    if attempts < len(RETRY_WAITS):
        return NotYet(wait=max(RETRY_WAITS[attempts], asked), reason=error.reason)
    return None


def _is_front_page(url: str) -> bool:
    """Whether a URL names a site and nothing on it: dead links are often sent there."""
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query and not parts.fragment
