"""Through a proxy: what it is asked for, what it may not be asked for, and how its failures are told."""

import asyncio
import shutil
from pathlib import Path

import pytest

from monitor.core.errors import FetchError, FetchFailure
from monitor.fetching import HttpFetcher, Proxy, Site, Sites
from tests.fakes.proxy import ForwardProxy
from tests.fakes.web import Reply, redirect
from tests.fakes.web import Site as WebSite
from tests.fetching.test_tls import certificate

AGENT = "news-monitor/test"
PUBLIC = "93.184.215.14"  #: an address of the public internet; no test gets further than its proxy on loopback
NEEDS_OPENSSL = pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made with openssl")


def client(address: str, *, private: bool = False) -> HttpFetcher:
    return HttpFetcher(user_agent=AGENT, allow_private=private, timeout_s=10, sites=Sites(proxy=Proxy.at(address)))


async def failure(http: HttpFetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as failed:
        await http.get(url, max_bytes=1000)
    return failed.value


async def test_everything_goes_through_the_proxy_which_may_be_private_itself() -> None:
    async with WebSite({"/a?b": "news"}) as web, ForwardProxy(leads_to=web.port) as proxy:
        async with client(proxy.address) as http:
            answer = await http.get(f"http://{PUBLIC}/a?b#c", max_bytes=100)
        assert (answer.body, answer.url) == (b"news", f"http://{PUBLIC}/a?b#c")
        assert proxy.asked == [f"GET http://{PUBLIC}/a?b"]
        assert web.requests[0].headers["user-agent"] == AGENT


@NEEDS_OPENSSL
async def test_https_goes_through_a_tunnel_that_the_proxy_cannot_look_into(tmp_path: Path) -> None:
    made = certificate(tmp_path)
    async with WebSite({"/a": "news"}, tls=made.server) as web, ForwardProxy(user="me", password="p@ss word") as proxy:
        sites = Sites(
            [Site(url=web.base, headers={"X-Api-Key": "SECRET"}, cookies="id=SECRET")],
            proxy=Proxy.at(f"http://me:p%40ss%20word@127.0.0.1:{proxy.port}"),
        )
        async with HttpFetcher(user_agent=AGENT, allow_private=True, tls=made.trusting, sites=sites) as http:
            assert (await http.get(web.url("/a"), max_bytes=100)).body == b"news"
        assert proxy.asked == [f"CONNECT 127.0.0.1:{web.port}"]
        assert "SECRET" not in proxy.heads[0]
        assert web.requests[0].headers["x-api-key"] == "SECRET"
        assert "proxy-authorization" not in web.requests[0].headers


@NEEDS_OPENSSL
async def test_a_certificate_is_checked_through_a_tunnel_too(tmp_path: Path) -> None:
    made = certificate(tmp_path)
    async with WebSite({"/a": "news"}, tls=made.server) as web, ForwardProxy(leads_to=web.port) as proxy:
        async with client(proxy.address) as http:
            failed = await failure(http, f"https://{PUBLIC}/a")
        assert failed.reason.startswith("TLS: ")
        assert web.requests == []


async def test_a_site_has_a_proxy_of_its_own_and_others_go_straight_or_by_the_general_one() -> None:
    async with (
        WebSite({"/a": "a"}) as web,
        WebSite({"/b": "b"}) as other,
        ForwardProxy() as one,
        ForwardProxy() as all_,
    ):
        site = Site(url=web.base, proxy=Proxy.at(one.address))
        for general, asked in ((None, []), (Proxy.at(all_.address), [f"GET {other.url('/b')}"])):
            sites = Sites([site], proxy=general)
            async with HttpFetcher(user_agent=AGENT, allow_private=True, sites=sites) as http:
                await http.get(web.url("/a"), max_bytes=100)
                assert (await http.get(other.url("/b"), max_bytes=100)).body == b"b"
            assert all_.asked == asked
        assert one.asked == [f"GET {web.url('/a')}"] * 2


async def test_a_redirect_takes_the_way_of_where_it_leads() -> None:
    async with WebSite({"/b": "news"}, host="127.0.0.2") as other, WebSite() as web, ForwardProxy() as proxy:
        web.pages["/a"] = redirect(other.url("/b"))
        sites = Sites([Site(url=web.base, proxy=Proxy.at(proxy.address), headers={"X-Api-Key": "SECRET"})])
        async with HttpFetcher(user_agent=AGENT, allow_private=True, sites=sites) as http:
            assert (await http.get(web.url("/a"), max_bytes=100)).body == b"news"
        assert proxy.asked == [f"GET {web.url('/a')}"]
        assert "x-api-key" not in other.requests[0].headers


# What may not be asked for


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "127.1", "0x7f.1",
        "2130706433", "0177.0.0.1", "010.8.8.8", "8.8.8.010", "①②⑦.0.0.1", "user@127.0.0.1", "0.0.0.0", "127.0.0.1.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_no_spelling_of_a_private_address_is_handed_to_the_proxy(scheme: str, host: str) -> None:
    async with ForwardProxy() as proxy, client(proxy.address) as http:
        failed = await failure(http, f"{scheme}://{host}/")
        assert proxy.asked == []
        assert failed.reason in {"refused a private address", "no such host", "not a web address"}
        if failed.reason != "refused a private address":
            assert host in {"①②⑦.0.0.1", "127.0.0.1."}


async def test_a_redirect_to_a_private_address_is_not_handed_to_the_proxy_and_straight_ways_are_guarded_as_ever() -> (
    None
):
    async with WebSite({"/a": redirect("http://127.0.0.1/")}) as web, ForwardProxy(leads_to=web.port) as proxy:
        async with client(proxy.address) as http:
            failed = await failure(http, f"http://{PUBLIC}/a")
            assert (failed.reason, failed.failure) == ("refused a private address", FetchFailure.REFUSED)
            assert proxy.asked == [f"GET http://{PUBLIC}/a"]
        sites = Sites([Site(url=f"http://{PUBLIC}", proxy=Proxy.at(proxy.address))])
        async with HttpFetcher(user_agent=AGENT, sites=sites) as http:
            assert (await failure(http, web.url("/a"))).reason == "refused a private address"
            assert (await failure(http, f"http://{PUBLIC}/a")).reason == "refused a private address"


async def test_with_private_networks_allowed_the_proxy_is_asked_for_them() -> None:
    async with WebSite({"/a": "news"}) as web, ForwardProxy() as proxy, client(proxy.address, private=True) as http:
        assert (await http.get(web.url("/a"), max_bytes=100)).body == b"news"


# Failures


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_wrong_password_is_said_to_be_the_proxys_word(scheme: str) -> None:
    async with (
        ForwardProxy(user="me", password="right") as proxy,
        client(f"http://me:SECRET@127.0.0.1:{proxy.port}") as http,
    ):
        failed = await failure(http, f"{scheme}://{PUBLIC}/a")
    assert (str(failed), failed.failure) == ("the proxy refused: HTTP 407", FetchFailure.TEMPORARY)


async def test_a_tunnel_that_is_refused_is_said_to_be_the_proxys_word() -> None:
    async with ForwardProxy(refuses=403) as proxy, client(proxy.address) as http:
        failed = await failure(http, f"https://{PUBLIC}/a")
    assert (failed.reason, failed.failure) == ("the proxy refused: HTTP 403", FetchFailure.TEMPORARY)


async def test_a_407_without_a_proxy_is_the_sites_own() -> None:
    async with WebSite({"/a": Reply(status=407)}) as web, HttpFetcher(user_agent=AGENT, allow_private=True) as http:
        assert (await failure(http, web.url("/a"))).reason == "HTTP 407"


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "http://user:SECRET@nowhere.invalid:3128"])
async def test_a_proxy_that_is_not_there_is_named_as_that(scheme: str, proxy: str) -> None:
    async with client(proxy) as http:
        failed = await failure(http, f"{scheme}://{PUBLIC}/a")
    assert (str(failed), failed.failure) == ("no connection to the proxy", FetchFailure.TEMPORARY)


async def test_a_proxy_that_says_nothing_is_a_time_out() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    sites = Sites(proxy=Proxy.at(f"http://127.0.0.1:{port}"))
    async with listening, HttpFetcher(user_agent=AGENT, timeout_s=0.3, sites=sites) as http:
        failed = await failure(http, f"https://{PUBLIC}/a")
    assert (failed.reason, failed.failure) == ("timed out after 0.3 s", FetchFailure.TEMPORARY)


async def test_a_name_that_nobody_here_knows_is_not_handed_on() -> None:
    async with ForwardProxy() as proxy, client(proxy.address) as http:
        assert (await failure(http, "http://nowhere.invalid/")).reason == "no such host"
        assert proxy.asked == []
