"""Look at feeds without storing anything: one, or all that a page may name."""

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.app.settings import Settings
from monitor.app.web import web_client
from monitor.core.errors import FetchError, MonitorError, NotAFeed, WorkerError
from monitor.core.feed import Feed
from monitor.core.ports import Fetched, Fetcher
from monitor.core.records import FeedState
from monitor.feeds.brought import Brought
from monitor.feeds.cadence import after_success
from monitor.feeds.discovery import FoundFeed
from monitor.feeds.intervals import FIRST_S
from monitor.fetching.guard import REFUSED
from monitor.pipeline.parsing import find_feeds, parse_feed
from monitor.pipeline.poll import MAX_FEED_BYTES
from monitor.pipeline.workers import WorkerPool


class ProbeFailed(MonitorError):
    """An address cannot be looked at, or is no feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """A feed as it was found."""

    asked: str  #: the URL
    url: str  #: where redirects led
    moved: bool  #: whether all of them were permanent
    status: int
    size: int  #: bytes
    content_type: str
    etag: str | None
    last_modified: str | None
    fresh_s: float | None  #: for how long the server says that its answer stays as it is
    feed: Feed
    again: str = ""  #: how the server answered when it was asked whether anything had changed since; "": it was not

    @property
    def newest(self) -> datetime | None:
        """When its newest entry is dated."""
        return max((one.published_at for one in self.feed.entries if one.published_at), default=None)

    def outlook(self, now: datetime) -> FeedState:
        """Return what the first poll would learn of the feed if it came `now`: its rhythm, and when the next is due."""
        before = replace(FeedState(due_at=now, interval_s=FIRST_S), refresh_s=self.feed.refresh_s)
        dates = tuple(one.published_at for one in self.feed.entries)
        brought = Brought(new=len(dates), dates=dates, found=len(dates), fresh_s=self.fresh_s)
        return after_success(before, brought, now=now, jitter=0.0)


async def poll(url: str, settings: Settings, *, again: bool = False) -> Probed:
    """Return the feed at a URL, `again`: and whether it then says that nothing has changed; raises ProbeFailed."""
    async with (
        web_client(settings) as fetcher,
        WorkerPool(1) as workers,
    ):
        try:
            answer = await fetcher.get(url, max_bytes=MAX_FEED_BYTES)
        except FetchError as error:
            raise _no_answer(url, error) from None
        try:
            found = await _read(url, answer, workers)
        except (NotAFeed, WorkerError) as error:
            led = f"it leads to {answer.url}, " if answer.url != url else ""
            hint = " (`monitor feeds discover` looks for the feeds of a page)" if "HTML" in str(error) else ""
            raise ProbeFailed(f"{url}: {led}{error}{hint}") from None
        return replace(found, again=await _ask_again(found, fetcher)) if again else found


async def discover(url: str, settings: Settings) -> list[Probed]:
    """Return the feeds of a site that answer as such, those that its page names first; raises ProbeFailed."""
    async with (
        web_client(settings) as fetcher,
        WorkerPool(1) as workers,
    ):
        try:
            page = await fetcher.get(url, max_bytes=MAX_FEED_BYTES)
        except FetchError as error:
            raise _no_answer(url, error) from None
        try:
            return [await _read(url, page, workers)]  # it is one already
        except (NotAFeed, WorkerError):
            pass
        try:
            found = await workers.run(find_feeds, page.body, page.url, page.charset)
        except (NotAFeed, WorkerError) as error:
            raise ProbeFailed(f"{url}: {error}") from None
        return await _those_that_are(found, fetcher, workers)


def _no_answer(url: str, error: FetchError) -> ProbeFailed:
    hint = " (MONITOR_ALLOW_PRIVATE_NETWORKS=true allows those)" if error.reason == REFUSED else ""
    return ProbeFailed(f"{url}: {error.reason}{hint}")


async def _those_that_are(found: list[FoundFeed], fetcher: Fetcher, workers: WorkerPool) -> list[Probed]:
    probed: dict[str, Probed] = {}
    for one in found:  # one after the other: they are of one site
        try:
            feed = await _probe(one.url, fetcher, workers)
        except (FetchError, NotAFeed, WorkerError):
            continue
        probed.setdefault(feed.url, feed)
    return list(probed.values())


async def _probe(url: str, fetcher: Fetcher, workers: WorkerPool) -> Probed:
    return await _read(url, await fetcher.get(url, max_bytes=MAX_FEED_BYTES), workers)


async def _ask_again(found: Probed, fetcher: Fetcher) -> str:
    if not found.etag and not found.last_modified:
        return ""
    try:
        answer = await fetcher.get(
            found.url, max_bytes=MAX_FEED_BYTES, etag=found.etag, last_modified=found.last_modified
        )
    except FetchError as error:
        return error.reason
    return f"HTTP {answer.status}"


async def _read(url: str, answer: Fetched, workers: WorkerPool) -> Probed:
    feed = await workers.run(parse_feed, answer.body, answer.url, answer.content_type, answer.charset)
    return Probed(
        asked=url,
        url=answer.url,
        moved=answer.permanent_url is not None,
        status=answer.status,
        size=len(answer.body),
        content_type=answer.content_type,
        etag=answer.etag,
        last_modified=answer.last_modified,
        fresh_s=answer.fresh_s,
        feed=feed,
    )
