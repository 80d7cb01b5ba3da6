"""One GET: what comes back, and how everything that can go wrong is told."""

import asyncio
import gzip
import zlib
from collections.abc import Callable

import pytest
from aiohttp import web

from monitor.core.errors import FetchError, FetchFailure
from monitor.core.ports import Fetched
from monitor.fetching import HttpFetcher
from tests.fakes.web import Page, Reply, Site, hang_up, redirect

AGENT = "news-monitor/test (+https://monitor.example)"


def fetcher(*, timeout_s: float = 20.0, max_redirects: int = 5, per_host: int = 2) -> HttpFetcher:
    return HttpFetcher(
        user_agent=AGENT, allow_private=True, timeout_s=timeout_s, max_redirects=max_redirects, per_host=per_host
    )


async def get(
    page: Page, *, max_bytes: int = 1_000_000, etag: str | None = None, modified: str | None = None
) -> Fetched:
    async with Site({"/": page}) as site, fetcher() as web_:
        return await web_.get(site.url("/"), max_bytes=max_bytes, etag=etag, last_modified=modified)


async def failure(page: Page, *, max_bytes: int = 1_000_000) -> FetchError:
    with pytest.raises(FetchError) as failed:
        await get(page, max_bytes=max_bytes)
    return failed.value


# What comes back


async def test_an_answer_comes_with_its_type_charset_and_validators_verbatim() -> None:
    async with Site() as site, fetcher() as web_:
        site.pages["/a b"] = Reply(
            body="ü".encode("latin-1"),
            content_type='Application/RSS+XML; Charset="ISO-8859-1"; x=y',
            headers={"ETag": 'W/"a--gzip"', "Last-Modified": "yesterday, about noon"},
        )
        url = site.url("/a b#part")
        assert await web_.get(url, max_bytes=100) == Fetched(
            url=url,
            status=200,
            body=b"\xfc",
            content_type="application/rss+xml",
            charset="ISO-8859-1",
            etag='W/"a--gzip"',
            last_modified="yesterday, about noon",
        )
        headers = site.requests[0].headers
        assert headers["user-agent"] == AGENT
        assert "if-none-match" not in headers
        assert "zstd" not in headers["accept-encoding"]


async def test_an_answer_without_a_type_has_none() -> None:
    answer = await get(Reply(body=b"x", content_type=""))
    assert (answer.content_type, answer.charset, answer.etag, answer.last_modified) == ("", None, None, None)


async def test_validators_are_sent_as_they_were_given_and_those_of_a_304_are_kept() -> None:
    async with Site() as site, fetcher() as web_:
        site.pages["/"] = [
            Reply(status=304),
            Reply(status=304, headers={"ETag": '"new"', "Last-Modified": "today"}),
        ]
        first = await web_.get(site.url("/"), max_bytes=100, etag='W/"old"', last_modified="long ago")
        second = await web_.get(site.url("/"), max_bytes=100, etag='W/"old"', last_modified="long ago")
        assert site.requests[0].headers["if-none-match"] == 'W/"old"'
        assert site.requests[0].headers["if-modified-since"] == "long ago"
    assert (first.status, first.body, first.etag, first.last_modified) == (304, b"", 'W/"old"', "long ago")
    assert (second.status, second.etag, second.last_modified) == (304, '"new"', "today")


async def test_a_304_that_nobody_asked_for_is_a_failure() -> None:
    refused = await failure(Reply(status=304))
    assert (refused.reason, refused.failure) == ("HTTP 304", FetchFailure.HARD)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
async def test_a_compressed_body_is_decoded(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    page = Reply(body=pack(b"news " * 100), headers={"Content-Encoding": encoding})
    assert (await get(page)).body == b"news " * 100


# Size


async def test_a_body_of_exactly_the_cap_is_read_and_one_byte_more_is_not() -> None:
    assert len((await get(Reply(body=b"x" * 3000), max_bytes=3000)).body) == 3000
    refused = await failure(Reply(body=b"x" * 3001), max_bytes=3000)
    assert (refused.reason, refused.failure) == ("larger than 3 kB", FetchFailure.HARD)


async def test_a_body_without_a_length_stops_at_the_cap() -> None:
    sent = 0

    async def endless(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65_536)
            sent += 65_536

    assert (await failure(endless, max_bytes=3_000_000)).reason == "larger than 3 MB"
    assert sent < 100_000_000


async def test_a_gzip_bomb_stops_at_the_cap_of_decoded_bytes() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * 10_000_000) for _ in range(20)) + packer.flush()
    assert len(bomb) < 1_000_000
    refused = await failure(Reply(body=bomb, headers={"Content-Encoding": "gzip"}), max_bytes=3_000_000)
    assert refused.reason == "larger than 3 MB"


@pytest.mark.parametrize("encoding", ["compress", "gzip, gzip", "x-klingon", "zstd"])
async def test_an_encoding_that_was_not_asked_for_is_an_error(encoding: str) -> None:
    refused = await failure(Reply(body=gzip.compress(gzip.compress(b"x")), headers={"Content-Encoding": encoding}))
    assert refused.failure is FetchFailure.HARD
    assert refused.reason in {f"unknown content encoding {encoding!r}", "not an HTTP answer"}


async def test_a_body_that_is_not_what_its_encoding_says_is_an_error() -> None:
    refused = await failure(Reply(body=b"plain text, no gzip", headers={"Content-Encoding": "gzip"}))
    assert (refused.reason, refused.failure) == ("the answer cannot be decompressed", FetchFailure.HARD)


# Status


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, FetchFailure.HARD), (401, FetchFailure.HARD), (403, FetchFailure.HARD), (404, FetchFailure.MISSING),
        (410, FetchFailure.GONE), (429, FetchFailure.TEMPORARY), (451, FetchFailure.HARD), (300, FetchFailure.HARD),
        (500, FetchFailure.TEMPORARY), (503, FetchFailure.TEMPORARY), (520, FetchFailure.TEMPORARY),
    ],
)  # fmt: skip
async def test_each_status_has_its_class_and_says_its_number(status: int, kind: FetchFailure) -> None:
    failed = await failure(Reply(status=status, body="an error page"))
    assert (failed.reason, failed.failure) == (f"HTTP {status}", kind)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": " 7 "}, 7.0),
        ({"Retry-After": "Mon, 23 Nov 2026 10:05:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 300.0),
        ({"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({}, None),
    ],
)
async def test_retry_after_is_read_in_seconds_and_as_a_date_by_the_servers_clock(
    headers: dict[str, str], wait_s: float | None
) -> None:
    assert (await failure(Reply(status=429, headers=headers))).retry_after_s == wait_s


# Redirects


async def test_redirects_are_followed_and_only_an_all_permanent_way_is_remembered() -> None:
    async with Site() as site, fetcher() as web_:
        site.pages |= {
            "/old": redirect("/older?x=1", status=301),
            "/older": redirect("../new", status=308),
            "/moved": redirect(site.url("/new"), status=302),
            "/mixed": redirect("/moved", status=301),
            "/new": "news",
        }
        permanent = await web_.get(site.url("/old"), max_bytes=100)
        mixed = await web_.get(site.url("/mixed"), max_bytes=100)
        straight = await web_.get(site.url("/new"), max_bytes=100)
        target = site.url("/new")
    assert (permanent.url, permanent.permanent_url, permanent.body) == (target, target, b"news")
    assert (mixed.url, mixed.permanent_url) == (target, None)
    assert straight.permanent_url is None


async def test_a_circle_of_redirects_ends() -> None:
    async with Site({"/a": redirect("/b"), "/b": redirect("/a")}) as site, fetcher(max_redirects=5) as web_:
        with pytest.raises(FetchError, match="more than 5 redirects") as failed:
            await web_.get(site.url("/a"), max_bytes=100)
        assert failed.value.failure is FetchFailure.HARD
        assert len(site.requests) == 6


async def test_a_redirect_that_needs_its_cookie_gets_it_and_no_other_request_does() -> None:
    async def wall(request: web.BaseRequest) -> web.StreamResponse:
        if request.cookies.get("seen") == "yes":
            return web.Response(text="news")
        return web.Response(status=302, headers={"Location": "/", "Set-Cookie": "seen=yes; Path=/"})

    async with Site({"/": wall}) as site, fetcher() as web_:
        for _ in range(2):
            assert (await web_.get(site.url("/"), max_bytes=100)).body == b"news"
        assert ["cookie" in seen.headers for seen in site.requests] == [False, True, False, True]


@pytest.mark.parametrize(
    ("location", "reason", "kind"),
    [
        ("", "HTTP 302 without a location", FetchFailure.HARD),
        ("ftp://news.example/a", "refused the scheme ftp", FetchFailure.REFUSED),
        ("file:///etc/hosts", "refused the scheme file", FetchFailure.REFUSED),
        ("http://[", "redirected to no web address", FetchFailure.HARD),
    ],
)
async def test_a_redirect_to_nowhere_is_told(location: str, reason: str, kind: FetchFailure) -> None:
    failed = await failure(redirect(location))
    assert (failed.reason, failed.failure) == (reason, kind)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "refused the scheme file"),
        ("gopher://news.example/", "refused the scheme gopher"),
        ("/etc/passwd", "not a web address"),
        ("", "not a web address"),
        ("http://", "not a web address"),
        ("http://[::1", "not a web address"),
        ("http://news.example:99999/", "not a web address"),
    ],
)
async def test_only_whole_web_addresses_are_asked(url: str, reason: str) -> None:
    async with fetcher() as web_:
        with pytest.raises(FetchError) as failed:
            await web_.get(url, max_bytes=100)
    assert failed.value.reason == reason


# Servers and networks that fail


async def test_a_connection_that_is_dropped_before_the_answer_is_temporary() -> None:
    failed = await failure(hang_up)
    assert failed.failure is FetchFailure.TEMPORARY
    assert failed.reason in {"connection closed without an answer", "connection reset"}


async def test_a_connection_that_is_dropped_within_the_answer_is_temporary() -> None:
    async def half(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"half")
        return await hang_up(request)

    failed = await failure(half)
    assert failed.failure is FetchFailure.TEMPORARY
    assert failed.reason in {"connection closed within the answer", "connection reset"}


async def test_a_port_without_a_server_is_temporary() -> None:
    async with Site() as site:
        url = site.url("/")
    async with fetcher() as web_:
        with pytest.raises(FetchError) as failed:
            await web_.get(url, max_bytes=100)
    assert (failed.value.reason, failed.value.failure) == ("connection refused", FetchFailure.TEMPORARY)


@pytest.mark.parametrize("host", ["nowhere.invalid", f"{'x' * 70}.invalid"])
async def test_a_name_without_an_address_is_temporary(host: str) -> None:
    async with fetcher() as web_:
        with pytest.raises(FetchError) as failed:
            await web_.get(f"http://{host}/", max_bytes=100)
    assert (failed.value.reason, failed.value.failure) == ("no such host", FetchFailure.TEMPORARY)


async def test_a_server_that_speaks_something_else_is_told() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server, fetcher() as web_:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError) as failed:
            await web_.get(f"http://127.0.0.1:{port}/", max_bytes=100)
    assert (failed.value.reason, failed.value.failure) == ("not an HTTP answer", FetchFailure.HARD)


@pytest.mark.parametrize("head_first", [True, False])
async def test_a_slow_drip_is_stopped_by_the_time_it_takes_all_in_all(head_first: bool) -> None:
    async def drip(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        if head_first:
            await response.prepare(request)
        while True:
            await asyncio.sleep(0.02)
            if head_first:
                await response.write(b".")

    async with Site({"/": drip}) as site, fetcher(timeout_s=0.3) as web_:
        with pytest.raises(FetchError) as failed:
            await web_.get(site.url("/"), max_bytes=100_000)
    assert (failed.value.reason, failed.value.failure) == ("timed out after 0.3 s", FetchFailure.TEMPORARY)


async def test_redirects_share_the_time_of_the_whole() -> None:
    async def slow(_: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(0.15)
        return web.Response(status=302, headers={"Location": "/"})

    async with Site({"/": slow}) as site, fetcher(timeout_s=0.3) as web_:
        with pytest.raises(FetchError, match=r"timed out after 0\.3 s"):
            await web_.get(site.url("/"), max_bytes=100)
        assert site.count("/") <= 3


# Politeness


async def test_a_host_gets_so_many_requests_at_a_time_and_waiting_for_a_turn_is_no_time_out() -> None:
    now = most = 0

    async def busy(_: web.BaseRequest) -> web.StreamResponse:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.1)
        now -= 1
        return web.Response(text="news")

    async with Site({"/": busy}) as site, fetcher(per_host=2, timeout_s=0.6) as web_:
        answers = await asyncio.gather(*(web_.get(site.url("/"), max_bytes=100) for _ in range(16)))
    assert len(answers) == 16
    assert most == 2


async def test_a_request_that_is_cancelled_gives_its_place_back() -> None:
    came, release = asyncio.Event(), asyncio.Event()

    async def held(_: web.BaseRequest) -> web.StreamResponse:
        came.set()
        await release.wait()
        return web.Response(text="late")

    async with Site({"/held": held, "/": "news"}) as site, fetcher(per_host=1) as web_:
        task = asyncio.create_task(web_.get(site.url("/held"), max_bytes=100))
        await came.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        release.set()
        assert (await web_.get(site.url("/"), max_bytes=100)).body == b"news"
