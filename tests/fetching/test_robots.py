"""Pages as their sites allow, over real HTTP on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web as server

from monitor.core.errors import FetchError, FetchFailure
from monitor.fetching import HttpFetcher, PageFetcher, Robots
from tests.fakes.gate import Gate
from tests.fakes.web import Handler, Page, Reply, Site, hang_up, redirect

AGENT = "news-monitor/test"
NOTHING = "User-agent: *\nDisallow: /\n"
PRIVATE = "User-agent: *\nDisallow: /private\n"


class Clock:
    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@asynccontextmanager
async def pages(clock: Clock | None = None, *, most: int = 5_000) -> AsyncIterator[PageFetcher]:
    clock = clock or Clock()
    async with HttpFetcher(user_agent=AGENT, allow_private=True, clock_s=clock, timeout_s=10) as http:
        yield PageFetcher(http, Robots(http, clock_s=clock, most=most))


async def failure(fetcher: PageFetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as failed:
        await fetcher.get(url, max_bytes=1000)
    return failed.value


async def body(fetcher: PageFetcher, url: str) -> bytes:
    return (await fetcher.get(url, max_bytes=1000)).body


async def test_what_is_forbidden_is_not_asked_for_and_what_is_allowed_is() -> None:
    async with Site({"/robots.txt": PRIVATE, "/private/a": "secret", "/a": "news"}) as site, pages() as web:
        refused = await failure(web, site.url("/private/a"))
        assert (refused.reason, refused.failure) == ("robots.txt forbids it", FetchFailure.REFUSED)
        assert await body(web, site.url("/a")) == b"news"
        assert [seen.path for seen in site.requests] == ["/robots.txt", "/a"]
        assert site.requests[0].headers["user-agent"] == AGENT


async def test_the_query_is_part_of_what_is_forbidden() -> None:
    async with Site({"/robots.txt": "User-agent: *\nDisallow: /*?print=\n", "/a": "news"}) as site, pages() as web:
        assert (await failure(web, site.url("/a?print=1"))).reason == "robots.txt forbids it"
        assert await body(web, site.url("/a?x=1")) == b"news"


async def test_a_redirect_to_what_is_forbidden_is_not_followed_on_this_site_or_another() -> None:
    async with Site({"/robots.txt": NOTHING}, host="127.0.0.2") as other, Site() as site, pages() as web:
        site.pages |= {
            "/robots.txt": PRIVATE,
            "/a": redirect("/private/a"),
            "/b": redirect(other.url("/b")),
        }
        assert (await failure(web, site.url("/a"))).reason == "robots.txt forbids it"
        assert (await failure(web, site.url("/b"))).reason == "robots.txt forbids it"
        assert [seen.path for seen in site.requests] == ["/robots.txt", "/a", "/b"]
        assert [seen.path for seen in other.requests] == ["/robots.txt"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_a_site_without_the_file_allows_everything(status: int) -> None:
    async with Site({"/robots.txt": Reply(status=status), "/a": "news"}) as site, pages() as web:
        assert await body(web, site.url("/a")) == b"news"


@pytest.mark.parametrize(
    "reply",
    [
        redirect("/robots.txt"),
        redirect("file:///etc/passwd"),
        Reply(body=b"x" * 5_000_001),
        Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}),
        Reply(body=b"x", headers={"Content-Encoding": "x-klingon"}),
        Reply(body="<!doctype html><title>Front page</title>"),
    ],
)
async def test_a_file_that_nobody_could_read_allows_everything(reply: Page) -> None:
    async with Site({"/robots.txt": reply, "/a": "news"}) as site, pages() as web:
        assert await body(web, site.url("/a")) == b"news"


async def test_five_redirects_lead_to_the_file_and_six_to_none() -> None:
    async with Site({"/a": "news", "/r": NOTHING}) as site:
        site.pages |= {f"/{n}": redirect(f"/{n - 1}") for n in range(1, 6)} | {"/0": NOTHING}
        site.pages["/robots.txt"] = redirect("/4")
        async with pages() as web:
            assert (await failure(web, site.url("/a"))).reason == "robots.txt forbids it"
        site.pages["/robots.txt"] = redirect("/5")
        async with pages() as web:
            assert await body(web, site.url("/a")) == b"news"


async def test_rules_within_the_first_half_megabyte_of_a_large_file_count() -> None:
    large = NOTHING + "# filling\n" * 200_000
    async with Site({"/robots.txt": large, "/a": "news"}) as site, pages() as web:
        assert (await failure(web, site.url("/a"))).reason == "robots.txt forbids it"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [(Reply(status=500), "HTTP 500"), (Reply(status=503, headers={"Retry-After": "7"}), "HTTP 503"), (hang_up, "conn")],
)
async def test_a_file_that_cannot_be_had_for_the_time_being_keeps_its_pages_waiting(
    reply: Reply | Handler, reason: str
) -> None:
    clock = Clock()
    async with Site({"/robots.txt": [reply, "User-agent: *\nAllow: /"], "/a": "news"}) as site, pages(clock) as web:
        if reply is hang_up:
            site.pages["/robots.txt"] = [hang_up, hang_up, "User-agent: *\nAllow: /"]  # a GET is repeated once
        failed = await failure(web, site.url("/a"))
        assert failed.reason.startswith(f"robots.txt cannot be had: {reason}")
        assert (failed.failure, failed.asked) == (FetchFailure.TEMPORARY, True)
        assert failed.retry_after_s == (7.0 if reason == "HTTP 503" else None)
        asked = site.count("/robots.txt")
        await failure(web, site.url("/b"))
        assert site.count("/robots.txt") == asked, "not for every page behind it"
        clock.at += 61
        assert await body(web, site.url("/a")) == b"news"


async def test_a_429_for_the_file_leaves_the_host_alone_and_costs_no_attempt() -> None:
    async with Site({"/robots.txt": Reply(status=429), "/a": "news"}) as site, pages() as web:
        assert (await failure(web, site.url("/a"))).reason == "robots.txt cannot be had: HTTP 429"
    async with Site({"/robots.txt": PRIVATE, "/a": Reply(status=429)}) as site, pages() as web:
        assert (await failure(web, site.url("/a"))).reason == "HTTP 429"
        held = await failure(web, site.url("/b"))
        assert (held.reason, held.asked) == ("HTTP 429 of this host just now", False)


async def test_a_file_is_believed_for_a_day_and_longer_while_there_is_no_new_one() -> None:
    clock = Clock()
    async with Site({"/robots.txt": [PRIVATE, Reply(status=503), NOTHING], "/a": "news"}) as site, pages(clock) as web:
        assert await body(web, site.url("/a")) == b"news"
        clock.at += 86_399
        assert await body(web, site.url("/a")) == b"news"
        assert site.count("/robots.txt") == 1
        clock.at += 2
        assert await body(web, site.url("/a")) == b"news"
        assert (await failure(web, site.url("/private"))).reason == "robots.txt forbids it"
        assert site.count("/robots.txt") == 2
        clock.at += 61
        assert (await failure(web, site.url("/a"))).reason == "robots.txt forbids it"


async def test_pages_that_come_at_once_share_one_request_and_one_that_is_cancelled_spoils_nothing() -> None:
    gate = Gate()

    async def held(_: server.BaseRequest) -> server.StreamResponse:
        await gate.pass_through()
        return server.Response(text=PRIVATE)

    async with Site({"/robots.txt": held, "/a": "news"}) as site, pages() as web:
        first = asyncio.create_task(web.get(site.url("/a"), max_bytes=1000))
        await gate.has_visitor()
        others = [asyncio.create_task(web.get(site.url("/a"), max_bytes=1000)) for _ in range(5)]
        await asyncio.sleep(0)
        first.cancel()
        gate.open()
        answers = await asyncio.gather(*others)
        assert {answer.body for answer in answers} == {b"news"}
        assert site.count("/robots.txt") == 2, "the cancelled one and one for the five"


async def test_only_so_many_files_are_kept_the_least_used_go_first() -> None:
    async with (
        Site({"/robots.txt": PRIVATE, "/a": "a"}) as one,
        Site({"/robots.txt": PRIVATE, "/a": "b"}) as two,
        pages(most=1) as web,
    ):
        for site in (one, two, two, one):
            await body(web, site.url("/a"))
        assert (one.count("/robots.txt"), two.count("/robots.txt")) == (2, 1)


async def test_a_site_that_asks_for_a_short_pause_gets_it_and_a_redirect_takes_no_second_turn() -> None:
    clock = Clock()
    file = "User-agent: *\nCrawl-delay: 10\n"
    async with Site({"/robots.txt": file, "/a": redirect("/b"), "/b": "news"}) as site, pages(clock) as web:
        assert await body(web, site.url("/a")) == b"news"
        clock.at += 9.9
        waiting = asyncio.create_task(web.get(site.url("/b"), max_bytes=1000))
        queued = asyncio.create_task(web.get(site.url("/b"), max_bytes=1000))
        held = asyncio.create_task(failure(web, site.url("/b")))
        assert (await waiting).body == b"news"
        error = await held
        assert (error.reason, error.asked, error.failure) == ("robots.txt asks for pauses", False, "temporary")
        assert error.retry_after_s == pytest.approx(20.1)
        assert not queued.done()
        queued.cancel()
