"""The world: what its feeds announce and its pages say, as the pipeline reads them over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from monitor.app.demo.content import Piece, load_content
from monitor.app.demo.markup import JUNK_MARKERS
from monitor.app.demo.world import World, open_world
from monitor.articles.extract import extract
from monitor.core.article import TextState
from monitor.core.feed import Feed
from monitor.feeds.parse import parse

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CONTENT = load_content()
FEEDS = {feed.key: feed for feed in CONTENT.feeds}
FIRST = [piece for piece in CONTENT.edition(1) if not piece.missing]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world(CONTENT, now=NOW) as world:
        yield world


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def _feed(world: World, http: aiohttp.ClientSession, key: str) -> Feed:
    url = world.feed_url(FEEDS[key])
    async with http.get(url) as answer:
        assert answer.status == 200
        return parse(await answer.read(), url=url, content_type=answer.content_type, charset=answer.charset)


def _piece(path: str, edition: int) -> Piece:
    return next(piece for piece in CONTENT.edition(edition) if piece.path == path)


@pytest.mark.parametrize("key", sorted(FEEDS))
async def test_each_feed_announces_its_pieces(key: str, world: World, http: aiohttp.ClientSession) -> None:
    feed = await _feed(world, http, key)

    assert feed.kind == FEEDS[key].kind
    assert feed.title == FEEDS[key].title
    carried = [piece for piece in CONTENT.edition(1) if key in piece.feeds]
    assert [(entry.url, entry.title) for entry in feed.entries] == [
        (world.page_url(piece), piece.title) for piece in carried
    ]
    dates = [NOW - timedelta(hours=piece.hours_ago) for piece in carried]
    for entry, date in zip(feed.entries, dates, strict=True):
        assert entry.published_at is not None
        assert abs(entry.published_at - date) < timedelta(seconds=1)


@pytest.mark.parametrize("piece", FIRST, ids=lambda piece: f"{piece.site}{piece.path}")
async def test_each_page_reads_as_its_article_without_the_junk(
    piece: Piece, world: World, http: aiohttp.ClientSession
) -> None:
    url = world.page_url(piece)
    async with http.get(url) as answer:
        page = await answer.read()

    article = extract(page, url=url, charset="utf-8")

    assert article.title == piece.title
    assert [text for text in piece.paragraphs if text not in article.text.split("\n")] == []
    # What the page says of itself stands behind the captions, if the text does not say it already.
    assert set(piece.captions) <= set(article.captions) <= {*piece.captions, piece.summary}
    told = "\n".join((article.title, article.text, *article.captions))
    assert [junk for junk in JUNK_MARKERS if junk in told] == []
    assert article.state is (TextState.TEASER if piece.wall else TextState.FULL)
    assert article.language == piece.language


async def test_every_page_carries_junk_that_would_match_rules(world: World, http: aiohttp.ClientSession) -> None:
    for piece in FIRST:
        async with http.get(world.page_url(piece)) as answer:
            page = await answer.text()
        assert any(trap in page for trap in ("North Korea", "Nordkorea")), piece.path
        assert "{{" in page


async def test_what_has_not_changed_is_answered_with_304(world: World, http: aiohttp.ClientSession) -> None:
    url = world.feed_url(FEEDS["kurier"])
    async with http.get(url) as answer:
        etag = answer.headers["ETag"]

    async with http.get(url, headers={"If-None-Match": etag}) as answer:
        assert answer.status == 304
        assert await answer.read() == b""

    world.announce()
    async with http.get(url, headers={"If-None-Match": etag}) as answer:
        assert answer.status == 200


async def test_the_dead_link_is_announced_and_answered_with_404(world: World, http: aiohttp.ClientSession) -> None:
    dead = next(piece for piece in CONTENT.edition(1) if piece.missing)

    assert world.page_url(dead) in [entry.url for entry in (await _feed(world, http, dead.feeds[0])).entries]
    async with http.get(world.page_url(dead)) as answer:
        assert answer.status == 404


async def test_an_edited_page_keeps_its_identity_and_changes_its_text(
    world: World, http: aiohttp.ClientSession
) -> None:
    path = "/wirtschaft/ezb-leitzins"
    url = world.page_url(_piece(path, 1))
    before = {entry.url: entry for entry in (await _feed(world, http, "kurier")).entries}

    world.announce()

    after = {entry.url: entry for entry in (await _feed(world, http, "kurier")).entries}
    async with http.get(url) as answer:
        article = extract(await answer.read(), url=url, charset="utf-8")
    assert after.keys() == before.keys()
    assert after[url].key == before[url].key
    assert after[url].title == _piece(path, 2).title != before[url].title
    assert "Renditen" in article.text


async def test_polls_are_counted_from_the_newest_edition(world: World, http: aiohttp.ClientSession) -> None:
    feed = FEEDS["large"]
    await _feed(world, http, "large")
    assert world.polls(feed) == 1

    world.announce()

    assert world.polls(feed) == 0
    assert world.statuses(feed.site, feed.path) == {200: 1}


async def test_publishers_have_addresses_of_their_own(world: World) -> None:
    homes = {world.page_url(piece).removesuffix(piece.path) for piece in FIRST}
    assert len(homes) == len(CONTENT.sites)
