"""The scripted site does what a test writes down."""

import aiohttp
import pytest

from tests.fakes.web import Page, Reply, Site, hang_up, redirect


async def test_a_page_is_answered_and_counted_and_anything_else_is_404() -> None:
    async with Site({"/a": "<p>hello"}) as site, aiohttp.ClientSession() as session:
        async with session.get(site.url("/a?x=1"), headers={"If-None-Match": "v"}) as answer:
            assert (answer.status, await answer.text()) == (200, "<p>hello")
        async with session.get(site.url("/b")) as answer:
            assert answer.status == 404
        assert site.count("/a") == 1
        assert site.requests[0].path == "/a?x=1"
        assert site.requests[0].headers["if-none-match"] == "v"


async def test_a_list_is_answered_in_turn_and_its_last_page_stays() -> None:
    pages: dict[str, Page] = {"/a": [Reply(status=503), Reply(body=b"x", content_type=""), "last"]}
    async with Site(pages) as site, aiohttp.ClientSession() as session:
        statuses = []
        for _ in range(4):
            async with session.get(site.url("/a")) as answer:
                statuses.append((answer.status, await answer.text()))
    assert statuses == [(503, ""), (200, "x"), (200, "last"), (200, "last")]


async def test_redirects_and_dropped_connections_are_real() -> None:
    async with Site({"/a": redirect("/b"), "/b": "there", "/c": hang_up}) as site, aiohttp.ClientSession() as session:
        async with session.get(site.url("/a")) as answer:
            assert await answer.text() == "there"
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await session.get(site.url("/c"))
