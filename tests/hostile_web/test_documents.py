"""Rows 5, 6, 28, 34, 36 and 37: what is served as a feed, and what links and dates mean."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.web import Reply, redirect
from tests.hostile_web.server import CHALLENGE, HOME, PARKED, feed, item, page, rss, told
from tests.hostile_web.world import World, headlines

ATOM = "http://www.w3.org/2005/Atom"


@pytest.mark.parametrize(
    "content_type",
    ["text/html; charset=utf-8", "text/plain", "application/octet-stream", "image/png", "application/json", "", ";"],
)
async def test_row_05_a_feed_is_one_whatever_type_it_is_served_as(world: World, content_type: str) -> None:
    await world.read(feed(rss(*map(item, "ab")), content_type=content_type))
    assert (world.error, world.posted) == (None, headlines("ab"))


@pytest.mark.parametrize("front", ["\n\n  ", "<!-- cached -->", "<br />\n<b>Warning</b>: old plugin\n", "\ufeff"])
async def test_row_05_what_stands_in_front_of_a_feed_does_not_hide_it(world: World, front: str) -> None:
    await world.read(feed(front + rss(*map(item, "ab")), content_type="text/html"))
    assert (world.error, world.posted) == (None, headlines("ab"))


@pytest.mark.parametrize(
    ("status", "reason"), [(200, 'not a feed: an HTML page titled "Just a moment..."'), (403, "HTTP 403")]
)
async def test_row_06_a_challenge_is_a_failure_with_its_reason_and_never_the_first_poll(
    world: World, status: int, reason: str
) -> None:
    challenge = Reply(body=CHALLENGE, status=status, headers={"ETag": '"wall"'})
    await world.read(challenge, backlog="none")
    state = world.state()
    assert (state.last_error, state.failures, state.etag, state.first_polled_at) == (reason, 1, None, None)
    await world.serve(feed(rss(item("a"))))
    assert world.outcomes == [("backlog", "first poll")]
    await world.serve(challenge)
    await world.serve(feed(rss(item("b"), item("a"))))
    assert world.posted == headlines("b")


@pytest.mark.parametrize(
    ("there", "title"), [(HOME, "Eastmere Gazette: home"), (PARKED, "eastmere.example is for sale")]
)
async def test_row_28_a_feed_that_leads_to_a_page_fails_by_the_pages_title(
    world: World, there: str, title: str
) -> None:
    await world.read(feed(rss(item("a")), ETag='"1"'))
    world.site.pages["/"] = there
    for _ in range(2):
        await world.serve(redirect("/", status=301), after=timedelta(days=1))
    state = world.state()
    assert state.last_error == f'not a feed: an HTML page titled "{title}"'
    assert (state.failures, state.etag, world.posted) == (2, '"1"', headlines("a"))


async def test_row_28_an_article_that_leads_to_the_front_page_is_told_by_what_its_feed_carried(world: World) -> None:
    world.site.pages |= {"/": HOME, "/a": redirect("/"), "/b": page("b")}
    await world.read(feed(rss(item("a"), item("b"))), text="article")
    assert min(world.outcomes) == ("failed", "redirected to a front page")
    assert world.posted == headlines("ab")


async def test_row_34_relative_links_are_whole_by_the_place_the_feed_was_found_at(world: World) -> None:
    links = ("/2026/a", "2026/b", "../c", "?id=d", f"//127.0.0.1:{world.site.port}/e")
    world.site.pages["/deep/feed"] = feed(rss(*(item(link[-1], link=link) for link in links)))
    await world.read(redirect("/deep/feed"))
    base = world.site.url("")
    assert [one.url.removeprefix(base) for one in world.desk.entries] == [
        "/2026/a",
        "/deep/2026/b",
        "/c",
        "/deep/feed?id=d",
        "/e",
    ]


async def test_row_34_xml_base_is_where_an_entrys_links_count_from(world: World) -> None:
    entries = "".join(
        f"<entry{base}><id>urn:{name}</id><title>Headline {name}</title><link href='{name}.html'/>"
        f"<summary>{told(name)}</summary></entry>"
        for name, base in (("a", " xml:base='https://news.example/2026/'"), ("b", " xml:base='more/'"), ("c", ""))
    )
    await world.read(feed(f"<feed xmlns='{ATOM}' xml:base='https://news.example/'><title>W</title>{entries}</feed>"))
    assert [one.url for one in world.desk.entries] == [
        "https://news.example/2026/a.html",
        "https://news.example/more/b.html",
        "https://news.example/c.html",
    ]
    assert world.posted == headlines("abc")


async def dates_of(world: World, said: list[str]) -> list[datetime | None]:
    """Let a feed say these dates, and return what its articles have."""
    await world.read(feed(rss(*(item(f"n{place}", date=date) for place, date in enumerate(said)))))
    found = {match.article.title: match.article.published_at for match in world.desk.matches}
    return [found[f"Headline n{place}"] for place in range(len(said))]


async def test_row_36_dates_without_zone_in_words_of_the_country_and_year_first(world: World) -> None:
    said = {
        "2016/6/29": (2016, 6, 29),
        "2016-06-29 18:30:00": (2016, 6, 29, 18, 30),
        "29 juin 2016 18:30": (2016, 6, 29, 18, 30),
        "Mi, 29 Dez 2021 08:00:00 +0100": (2021, 12, 29, 7),
        "29 июня 2016": (2016, 6, 29),
        "2016年6月29日 18:30": (2016, 6, 29, 18, 30),
        "Wed, 29 Jun 2016 18:30:00": (2016, 6, 29, 18, 30),
    }
    assert await dates_of(world, list(said)) == [datetime(*parts, tzinfo=UTC) for parts in said.values()]  # type: ignore[misc, arg-type]


async def test_row_36_what_is_no_date_is_none_and_costs_no_entry(world: World) -> None:
    assert await dates_of(world, ["yesterday", "0001-01-01T00:00:00", "99/99/9999", "1970-01-01", ""]) == [None] * 5


async def test_row_37_named_zones_are_what_they_say_also_in_summer(world: World) -> None:
    said = {
        "Mon, 29 Jun 2026 10:00:00 PST": 18,
        "Mon, 29 Jun 2026 10:00:00 PDT": 17,
        "Mon, 29 Jun 2026 10:00:00 EST": 15,
        "Mon, 29 Jun 2026 10:00:00 EDT": 14,
        "Mon, 29 Jun 2026 10:00:00 CEST": 8,
        "Mon, 29 Jun 2026 10:00:00 KST": 1,
        "Mon, 29 Jun 2026 10:00:00 +0530": 4,
        "Mon, 29 Jun 2026 10:00:00 XYZ": 10,
    }
    hours = [at.hour if at else None for at in await dates_of(world, list(said))]
    assert hours == list(said.values())
