"""What goes with requests to a site goes with those and no others; values are shown nowhere."""

import pytest
from aiohttp import web as server
from yarl import URL

from monitor.core.errors import FetchError
from monitor.fetching import HttpFetcher, PageFetcher, Proxy, Robots, Site, Sites
from tests.fakes.web import Site as WebSite
from tests.fakes.web import redirect

AGENT = "news-monitor/test"
KEY = {"X-Api-Key": "SECRET"}


def client(*sites: Site) -> HttpFetcher:
    return HttpFetcher(user_agent=AGENT, allow_private=True, sites=Sites(sites))


def key_for(url: str, *sites: Site) -> str | None:
    return Sites(sites).extras_of(URL(url)).headers.get("X-Api-Key")


@pytest.mark.parametrize(
    ("prefix", "url", "below"),
    [
        ("https://paper.example", "https://paper.example/a/b?c", True),
        ("https://paper.example", "https://paper.example", True),
        ("https://paper.example/", "HTTPS://PAPER.example:443/a", True),
        ("https://paper.example:443", "https://paper.example/a", True),
        ("https://bücher.example", "https://xn--bcher-kva.example/a", True),
        ("https://paper.example", "http://paper.example/a", False),
        ("https://paper.example", "https://paper.example:8443/a", False),
        ("https://paper.example", "https://www.paper.example/a", False),
        ("https://paper.example", "https://paper.example.evil.example/a", False),
        ("https://paper.example", "https://evil.example/https://paper.example/", False),
        ("https://paper.example", "https://paper.example@evil.example/", False),
        ("https://paper.example/premium", "https://paper.example/premium", True),
        ("https://paper.example/premium/", "https://paper.example/premium?x", True),
        ("https://paper.example/premium", "https://paper.example/premium/a", True),
        ("https://paper.example/premium", "https://paper.example/premiumx/a", False),
        ("https://paper.example/premium", "https://paper.example/a/premium", False),
        ("https://paper.example/premium", "https://paper.example/premium/../a", False),
        ("https://paper.example/premium", "https://paper.example/premium/%2e%2e/a", False),
        ("https://paper.example/premium", "https://paper.example/premium/..%2fa", False),
        ("https://paper.example/premium", "https://paper.example/premium/..%5Ca", False),
    ],
)
def test_what_is_below_an_address(prefix: str, url: str, below: bool) -> None:
    assert (key_for(url, Site(url=prefix, headers=KEY)) == "SECRET") is below


def test_the_longest_address_counts_alone() -> None:
    sites = (
        Site(url="https://paper.example", headers={"X-Api-Key": "whole", "X-Other": "x"}),
        Site(url="https://paper.example/a/b", headers={"X-Api-Key": "deep"}),
        Site(url="https://paper.example/a", headers={"X-Api-Key": "half"}),
    )
    found = [key_for(f"https://paper.example{path}", *sites) for path in ("/", "/a", "/a/b/c", "/a/bc")]
    assert found == ["whole", "half", "deep", "half"]
    assert "X-Other" not in Sites(sites).extras_of(URL("https://paper.example/a")).headers


def test_nothing_that_is_secret_is_shown() -> None:
    proxy = Proxy.at("http://user:SECRET@proxy.example:3128")
    site = Site(url="https://paper.example", headers=KEY, cookies="id=SECRET", proxy=proxy)
    sites = Sites([site], proxy=proxy)
    assert "SECRET" not in f"{proxy!r} {site!r} {sites!r} {sites.extras_of(URL(site.url))!r} {proxy}"


async def test_headers_and_cookies_go_as_they_are_with_every_request_robots_txt_too() -> None:
    async with WebSite({"/a": "news", "/robots.txt": ""}) as web:
        mine = Site(url=web.base, headers={**KEY, "User-Agent": "Browser"}, cookies='s="x, y"==; {b}=%7B')
        async with client(mine) as http:
            await PageFetcher(http, Robots(http)).get(web.url("/a"), max_bytes=100)
            await http.get(web.url("/a"), max_bytes=100, etag='"1"')
        assert [seen.path for seen in web.requests] == ["/robots.txt", "/a", "/a"]
        for seen in web.requests:
            assert seen.headers["x-api-key"] == "SECRET"
            assert seen.headers["user-agent"] == "Browser"
            assert seen.headers["cookie"] == 's="x, y"==; {b}=%7B'
        assert web.requests[2].headers["if-none-match"] == '"1"'


async def test_other_sites_get_nothing_after_a_redirect_neither_and_back_again_it_is_there() -> None:
    async with WebSite(host="127.0.0.2") as other, WebSite() as web:
        web.pages |= {"/a": redirect(other.url("/b")), "/c": "news"}
        other.pages |= {"/b": redirect(web.url("/c")), "/d": "d"}
        async with client(Site(url=web.base, headers={**KEY, "Authorization": "Bearer x"}, cookies="id=7")) as http:
            assert (await http.get(web.url("/a"), max_bytes=100)).body == b"news"
            await http.get(other.url("/d"), max_bytes=100)
        for seen in other.requests:
            assert not {"x-api-key", "authorization", "cookie"} & set(seen.headers)
            assert seen.headers["user-agent"] == AGENT
        assert ["x-api-key" in seen.headers for seen in web.requests] == [True, True]
        assert ["authorization" in seen.headers for seen in web.requests] == [True, True]


async def test_another_port_and_another_path_of_the_host_are_other_sites() -> None:
    async with WebSite() as other, WebSite() as web:
        web.pages |= {"/in": redirect("/out"), "/out": redirect(other.url("/b"))}
        other.pages["/b"] = "news"
        async with client(Site(url=web.url("/in"), headers=KEY)) as http:
            await http.get(web.url("/in"), max_bytes=100)
        assert ["x-api-key" in seen.headers for seen in (*web.requests, *other.requests)] == [True, False, False]


async def test_a_cookie_that_a_redirect_sets_replaces_ours_of_that_name_within_the_request() -> None:
    async def renew(_: server.BaseRequest) -> server.StreamResponse:
        return server.Response(status=302, headers={"Location": "/b", "Set-Cookie": "id=8; Path=/"})

    async with WebSite({"/a": renew, "/b": "news"}) as web:
        async with client(Site(url=web.base, cookies="id=7; other=x")) as http:
            await http.get(web.url("/a"), max_bytes=100)
            await http.get(web.url("/b"), max_bytes=100)
        assert [seen.headers["cookie"] for seen in web.requests] == [
            "id=7; other=x",
            "id=8; other=x",
            "id=7; other=x",
        ]


async def test_a_user_in_the_url_gives_way_to_a_header() -> None:
    async with (
        WebSite({"/a": "news"}) as web,
        client(Site(url=web.base, headers={"Authorization": "Bearer x"})) as http,
    ):
        await http.get(web.url("/a").replace("//", "//user:password@"), max_bytes=100)
        assert web.requests[0].headers["authorization"] == "Bearer x"


async def test_a_failure_does_not_say_what_was_sent() -> None:
    async with WebSite() as web, client(Site(url=web.base, headers=KEY, cookies="id=SECRET")) as http:
        with pytest.raises(FetchError) as failed:
            await http.get(web.url("/nothing"), max_bytes=100)
        assert "SECRET" not in f"{failed.value!r} {failed.value}"
