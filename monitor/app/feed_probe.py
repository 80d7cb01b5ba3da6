"""Look at feeds without storing anything: one, or all that a page may name."""

from dataclasses import dataclass
from datetime import datetime

from monitor.app.settings import Settings
from monitor.app.web import web_client
from monitor.core.errors import FetchError, MonitorError, NotAFeed, WorkerError
from monitor.core.feed import Feed
from monitor.core.ports import Fetched, Fetcher
from monitor.feeds.discovery import FoundFeed
from monitor.pipeline.parsing import find_feeds, parse_feed
from monitor.pipeline.poll import MAX_FEED_BYTES
from monitor.pipeline.workers import WorkerPool


class ProbeFailed(MonitorError):
    """An address cannot be looked at, or is no feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """A feed as it was found."""

    url: str  #: where redirects led
    status: int
    size: int  #: bytes
    etag: str | None
    last_modified: str | None
    feed: Feed

    @property
    def newest(self) -> datetime | None:
        """When its newest entry is dated."""
        return max((one.published_at for one in self.feed.entries if one.published_at), default=None)


async def poll(url: str, settings: Settings) -> Probed:
    """Return the feed at a URL; raises ProbeFailed."""
    async with (
        web_client(settings) as fetcher,
        WorkerPool(1) as workers,
    ):
        try:
            return await _probe(url, fetcher, workers)
        except FetchError as error:
            raise ProbeFailed(f"{url}: {error.reason}") from None
        except (NotAFeed, WorkerError) as error:
            hint = " (`monitor feeds discover` looks for the feeds of a page)" if "HTML" in str(error) else ""
            raise ProbeFailed(f"{url}: {error}{hint}") from None


async def discover(url: str, settings: Settings) -> list[Probed]:
    """Return the feeds of a site that answer as such, those that its page names first; raises ProbeFailed."""
    async with (
        web_client(settings) as fetcher,
        WorkerPool(1) as workers,
    ):
        try:
            page = await fetcher.get(url, max_bytes=MAX_FEED_BYTES)
        except FetchError as error:
            raise ProbeFailed(f"{url}: {error.reason}") from None
        try:
            return [await _read(page, workers)]  # it is one already
        except (NotAFeed, WorkerError):
            pass
        try:
            found = await workers.run(find_feeds, page.body, page.url, page.charset)
        except (NotAFeed, WorkerError) as error:
            raise ProbeFailed(f"{url}: {error}") from None
        return await _those_that_are(found, fetcher, workers)


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
    return await _read(await fetcher.get(url, max_bytes=MAX_FEED_BYTES), workers)


async def _read(answer: Fetched, workers: WorkerPool) -> Probed:
    feed = await workers.run(parse_feed, answer.body, answer.url, answer.content_type, answer.charset)
    return Probed(
        url=answer.url,
        status=answer.status,
        size=len(answer.body),
        etag=answer.etag,
        last_modified=answer.last_modified,
        feed=feed,
    )
