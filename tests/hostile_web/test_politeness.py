"""Rows 21 to 23 for pages: sites that limit, forbid or refuse, and what is read of them all the same."""

from datetime import datetime, timedelta

from aiohttp import web

from tests.fakes.clock import SettableClock
from tests.hostile_web.server import feed, item, page, rss
from tests.hostile_web.world import World, headlines

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
