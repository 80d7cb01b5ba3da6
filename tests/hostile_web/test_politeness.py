"""Rows 21 to 23 for pages: sites that limit, forbid or refuse, and what is read of them all the same."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from aiohttp import web

from monitor.fetching import PageFetcher, Robots
from monitor.pipeline.pages import RETRY_WAITS
from tests.fakes.clock import SettableClock
from tests.fakes.web import Reply
from tests.hostile_web.server import feed, item, page, rss
from tests.hostile_web.world import World, client, headlines

MINUTE = timedelta(minutes=1)


class Meter:
    """Lets so many pages a minute pass, by the clock of the test; 429 for the others."""

    def __init__(self, clock: SettableClock, *, most: int) -> None:
        self._clock = clock
        self._most = most
        self._since: datetime | None = None
        self._served = 0
        self.refused = 0

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        if self._since is None or self._clock.at >= self._since + MINUTE:
            self._since, self._served = self._clock.at, 0
        if self._served == self._most:
            self.refused += 1
            return web.Response(status=429, headers={"Retry-After": "60"})
        self._served += 1
        return web.Response(text=page(request.path.strip("/")), content_type="text/html")


async def test_row_21_a_site_that_allows_three_pages_a_minute_is_read_in_full_however_long_it_takes(
    world: World,
) -> None:
    names = [f"n{place}" for place in range(30)]
    meter = Meter(world.desk.clock, most=3)
    world.site.pages |= {f"/{name}": meter for name in names}
    await world.read(feed(rss(*map(item, names))), text="article")
    for _ in range(60):
        await world.desk.cycle(MINUTE)
    articles = world.desk.look(lambda tx: tx.articles.list(limit=100))
    assert [str(stored.article.state) for stored in articles] == ["full"] * 30
    assert world.posted == sorted(headlines(names))
    assert meter.refused < 60, "it is left alone after each refusal"


# robots.txt

FORBIDS = "User-agent: *\nDisallow: /a\nDisallow: /feed\n"


@pytest.fixture
async def polite(world: World) -> AsyncIterator[World]:
    """The world, whose pages are read as their sites allow."""

    def now_s() -> float:
        return world.desk.clock.at.timestamp()

    async with client(clock=world.desk.clock) as http:
        robots = Robots(http, clock_s=now_s)
        world.desk.page_web = PageFetcher(http, robots)
        yield world


async def test_row_22_a_page_that_robots_txt_forbids_is_not_asked_for_and_what_its_feed_carries_is_matched(
    polite: World,
) -> None:
    polite.site.pages |= {"/robots.txt": FORBIDS, "/a": page("a"), "/b": page("b")}
    await polite.read(feed(rss(item("a"), item("b"))), text="article")
    assert dict(zip(polite.titles, polite.outcomes, strict=True)) == {
        "Headline a": ("failed", "robots.txt forbids it"),
        "Headline b": ("read", ""),
    }
    assert polite.posted == headlines("ab")
    assert polite.site.count("/a") == 0
    assert polite.desk.counts.failures == {"robots.txt forbids it": 1}
    assert polite.error is None, "a feed that somebody named is polled whatever it says"


async def test_row_22_while_robots_txt_cannot_be_had_pages_wait_and_in_the_end_their_feeds_text_is_matched(
    polite: World,
) -> None:
    polite.site.pages |= {"/robots.txt": Reply(status=503), "/a": page("a")}
    await polite.read(feed(rss(item("a"))), text="article")
    for wait in RETRY_WAITS:
        assert polite.outcomes == [("waiting", "robots.txt cannot be had: HTTP 503")]
        await polite.desk.cycle(wait + MINUTE)
    assert polite.outcomes == [("failed", "robots.txt cannot be had: HTTP 503")]
    assert polite.site.count("/a") == 0
    assert polite.posted == headlines("a")
