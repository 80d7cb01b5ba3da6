"""Row 33: nothing inside the network is asked for, however it is named; with the switch on it is."""

import socket
from pathlib import Path

import pytest

from monitor.core.errors import FetchError
from monitor.fetching import guard
from tests.fakes.web import Site, redirect
from tests.fetching.test_guard import SPELLINGS
from tests.hostile_web.server import feed, item, page, rss, told
from tests.hostile_web.world import World, client, headlines, use
from tests.pipeline.desk import Desk

INSIDE, OUTSIDE = "127.0.0.1", "127.0.0.2"  #: of the loopback addresses, one plays the public internet
REFUSED = "refused a private address"
NAME = "rebound.example"


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "is_public", lambda address: address == OUTSIDE)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the name server says of NAME, one list of addresses after the other; the last one stays."""
    script: list[list[str]] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *rest: object, **named: object) -> list[tuple[object, ...]]:
        if host != NAME:
            return list(real(host, port, *rest, **named))  # type: ignore[arg-type]  # passed on as they came
        addresses = script.pop(0) if len(script) > 1 else script[0]
        kind = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [(*kind, (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return script


async def poll(desk: Desk, site: Site, url: str, *, private: bool = False, text: str = "feed") -> World:
    world = World(site, desk)
    async with client(private=private) as web:
        use(desk, web=web)
        await world.follow(url, text=text)
        await desk.cycle()
    return world


async def outcome(url: str, *, private: bool) -> str:
    async with client(private=private) as web:
        try:
            return (await web.get(url, max_bytes=100)).body.decode()
        except FetchError as error:
            return error.reason


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_row_33_no_spelling_of_this_machine_is_asked_for_and_the_switch_refuses_none(spelling: str) -> None:
    async with Site({"/": "secret"}) as site:
        url = f"http://{spelling}:{site.port}/"
        guarded = await outcome(url, private=False)
        assert guarded in {REFUSED, "no such host", "not a web address"}
        assert site.requests == []
        reached = await outcome(url, private=True)
        if ":" in spelling:  # not every machine has IPv6, and nobody listens on `::1`
            assert reached != REFUSED
        else:
            assert reached == ("secret" if guarded == REFUSED else guarded)


async def test_row_33_a_private_feed_is_refused_by_name_and_with_the_switch_on_it_is_read(desk: Desk) -> None:
    async with Site({"/feed": feed(rss(item("a")))}) as site:
        world = await poll(desk, site, "/feed")
        assert (world.error, world.titles, site.requests) == (REFUSED, [], [])
        desk.clock.at = world.state().due_at
        world = await poll(desk, site, "/feed", private=True)
        assert (world.error, world.posted) == (None, headlines("a"))


@pytest.mark.usefixtures("internet")
async def test_row_33_a_redirect_into_the_network_is_refused_for_feeds_and_for_pages(desk: Desk) -> None:
    async with Site({"/": page("a"), "/feed": feed(rss(item("secret")))}, host=INSIDE) as inside:
        async with Site(host=OUTSIDE) as outside:
            outside.pages |= {
                "/moved": redirect(inside.url("/feed"), status=301),
                "/a": redirect(inside.url("/?x=1")),
                "/feed": feed(rss(item("a"), item("b", link=inside.url("/?y=2")))),
            }
            assert (await poll(desk, outside, "/moved")).state("/moved").last_error == REFUSED
            world = await poll(desk, outside, "/feed", text="article")
            assert world.outcomes == [("failed", REFUSED)] * 2
            assert world.posted == headlines("ab"), "what the feed carried is matched all the same"
        assert inside.requests == []


@pytest.mark.usefixtures("internet")
async def test_row_33_a_name_that_is_rebound_to_this_machine_is_refused(desk: Desk, answers: list[list[str]]) -> None:
    async with Site(host=OUTSIDE) as outside:
        outside.pages["/feed"] = feed(rss(item("a")))
        async with Site({"/feed": feed(rss(item("secret")))}, host=INSIDE, port=outside.port) as inside:
            url = f"http://{NAME}:{outside.port}/feed"
            answers += [[OUTSIDE], [INSIDE]]
            world = await poll(desk, outside, url)
            assert world.posted == headlines("a")
            desk.clock.at = world.state(url).due_at
            world = await poll(desk, outside, url)
            assert (world.state(url).last_error, inside.requests) == (REFUSED, [])
            answers[:] = [[INSIDE, OUTSIDE]]
            desk.clock.at = world.state(url).due_at
            world = await poll(desk, outside, url)
            assert (world.state(url).last_error, inside.requests) == (None, []), "its public address is used"
            answers[:] = [[INSIDE]]
            desk.clock.at = world.state(url).due_at
            world = await poll(desk, outside, url, private=True)
            assert world.posted == headlines(["a", "secret"])


@pytest.mark.parametrize("address", ["file://{}", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "data:text/html,x"])
async def test_row_33_no_other_scheme_is_followed_from_a_feed(desk: Desk, tmp_path: Path, address: str) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text(page("secret"))
    async with Site() as site:
        link = address.format(secret)
        site.pages["/feed"] = feed(rss(item("a", link=link), item("b", link="/b", text=told("b"))))
        site.pages["/b"] = redirect(link)
        world = await poll(desk, site, "/feed", private=True, text="article")
        assert world.posted == headlines("ab")
        assert "secret" not in str([match.article for match in desk.matches])
