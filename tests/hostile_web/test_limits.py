"""Rows 17, 30–32, 40 and 42, and the hostile documents: time and memory are bounded, and the rest goes on."""

import time
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar, TypeVarTuple

import pytest

from monitor.pipeline.pages import RETRY_WAITS
from monitor.pipeline.workers import WorkerPool
from tests.benchmarks.hostile_pages import REFUSED
from tests.fakes.web import Reply
from tests.hostile_web.server import CHALLENGE, bomb, drip, feed, item, page, rss, told
from tests.hostile_web.world import World, client, headlines, use

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
BILLION = f'<!DOCTYPE rss [<!ENTITY l0 "strike">{LAUGHS}]>'


class Impatient(WorkerPool):
    """Real workers that are given so many seconds for a feed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(1, memory_mb=512)
        self._seconds = seconds

    async def run(self, fn: Callable[[*Ts], T], *args: *Ts, timeout_s: float | None = None) -> T:
        return await super().run(fn, *args, timeout_s=self._seconds if fn.__name__ == "parse_unseen" else timeout_s)


@asynccontextmanager
async def killed_after(world: World, seconds: float) -> AsyncIterator[None]:
    async with Impatient(seconds) as workers:
        await workers.run(len, b"")
        use(world.desk, workers=workers)
        yield


# Too much


async def test_row_17_a_feed_of_thousands_of_entries_is_stored_whole_and_its_news_found(world: World) -> None:
    archive = [item(f"n{place}", text=told("harbour") + "x" * 400) for place in range(2_789)]
    body = rss(*archive)
    assert len(body) > 3_000_000
    started = time.process_time()
    await world.read(feed(body), backlog="none")
    await world.serve(feed(rss(*archive, item("a"))))
    assert time.process_time() - started < 30
    assert world.desk.counts.entries == {"backlog": 2_789, "read": 1}
    assert world.posted == headlines("a")


async def test_row_17_a_feed_beyond_the_cap_is_told(world: World) -> None:
    await world.read(feed(rss(item("a", text="x" * 10_000_001))))
    assert (world.error, world.titles) == ("larger than 10 MB", [])


async def test_row_30_a_slow_drip_is_stopped_by_the_time_it_takes_all_in_all(world: World) -> None:
    listed = feed(rss(item("a"), item("b", link="/drip")))
    world.site.pages |= {"/feed": drip, "/drip": drip, "/other": listed, "/a": page("a")}
    async with client(timeout_s=0.3) as web:
        use(world.desk, web=web)
        await world.follow("/feed", "/other", text="article")
        started = time.monotonic()
        await world.desk.cycle()
        assert time.monotonic() - started < 10
        assert world.error == "timed out after 0.3 s"
        assert [state for state, _ in world.outcomes] == ["read", "waiting"]
        assert world.posted == headlines("a")
        for wait in RETRY_WAITS:
            await world.desk.cycle(wait)
    assert world.outcomes[1] == ("failed", "timed out after 0.3 s")
    assert world.posted == headlines("ab"), "what the feed carried is matched in the end"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_row_31_a_bomb_stops_at_the_cap_and_takes_no_memory(world: World, encoding: str) -> None:
    packed = bomb(encoding)
    assert len(packed) < 300_000
    world.site.pages["/feed"] = Reply(body=packed, headers={"Content-Encoding": encoding})
    world.site.pages["/other"] = feed(rss(item("a")))
    await world.follow("/feed", "/other")
    tracemalloc.start()
    try:
        await world.desk.cycle()
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert world.error in {"larger than 10 MB", "unknown content encoding 'br'"}
    assert most < 60_000_000
    assert world.posted == headlines("a")


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip, br", "zstd", "compress"])
async def test_row_31_stacked_and_unknown_encodings_are_errors(world: World, encoding: str) -> None:
    await world.read(Reply(body=bomb("gzip, gzip", 1), headers={"Content-Encoding": encoding}))
    assert world.error in {f"unknown content encoding {encoding!r}", "not an HTTP answer"}
    assert world.state().first_polled_at is None


async def test_row_31_a_bomb_instead_of_an_article_costs_that_page_alone(world: World) -> None:
    world.site.pages |= {"/a": Reply(body=bomb("gzip"), headers={"Content-Encoding": "gzip"}), "/b": page("b")}
    await world.read(feed(rss(item("a"), item("b"))), text="article")
    assert ("failed", "larger than 3 MB") in world.outcomes
    assert world.posted == headlines("ab")


# Entities


async def test_row_32_entities_that_grow_are_not_expanded(world: World) -> None:
    body = rss(item("a", title="Laughs &l9;"), item("b"), declaration=f'<?xml version="1.0"?>{BILLION}')
    started = time.process_time()
    await world.read(feed(body))
    assert time.process_time() - started < 5
    assert world.error is None
    assert world.titles[1:] == headlines("b")
    assert len(world.titles[0]) < 1_000
    assert "Headline b" in world.posted


async def test_row_32_a_feed_with_thousands_of_entities_of_the_ordinary_kind_is_read_whole(world: World) -> None:
    text = told("a") + "Fish &amp;amp; chips &#233; &quot;fried&quot;. " * 4_000
    await world.read(feed(rss(item("a", text=text), item("b"))))
    assert world.posted == headlines("ab")


async def test_row_32_no_entity_brings_in_a_file_of_this_machine(world: World, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the strike is secret")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y SYSTEM "{world.site.url("/secret")}">]>'
    body = rss(item("a", title="Read &x;&y;"), item("b"), declaration=f'<?xml version="1.0"?>{entity}')
    await world.read(feed(body))
    assert world.titles[0].startswith("Read")
    assert "secret" not in " ".join(world.titles)
    assert world.site.count("/secret") == 0
    assert "Headline b" in world.posted


# Weight within entries, and parsers that hang


async def test_row_40_images_within_entries_are_left_out_and_the_words_are_kept(world: World) -> None:
    image = f'&lt;img src="data:image/png;base64,{"iVBORw0KGgo" * 270_000}"/&gt;'
    started = time.process_time()
    await world.read(feed(rss(item("a", text=f"{image}{told('a')}{image}"), item("b"))))
    assert time.process_time() - started < 15
    assert world.posted == headlines("ab")
    assert {len(match.article.text) < 2_000 for match in world.desk.matches} == {True}


HOSTILE = {
    "an author of 64 kB": rss(item("a", more=f"<author>a@{'a.' * 32_000}</author>"), item("b")),
    "one description of 4 MB": rss(item("a", text=told("a") + "word " * 800_000), item("b")),
    "a stray end tag in an image": rss(*map(item, "ab"), head="<image><url>/i</url></width></image>"),
    "items that nest 5,000 deep": rss(item("a"), "<item>" * 5_000, item("b")),
    "tags that nest 5,000 deep": rss(item("a", text="<b>" * 5_000), item("b")),
}


async def test_row_42_no_document_makes_the_parser_hang_or_lose_the_entries_beside_it(world: World) -> None:
    named = {f"/feed{place}": name for place, name in enumerate(HOSTILE)}
    world.site.pages |= {path: feed(HOSTILE[name]) for path, name in named.items()}
    async with killed_after(world, 15):
        await world.follow(*named)
        await world.desk.cycle()
    found: dict[str, set[str]] = {name: set() for name in HOSTILE}
    for one in world.desk.entries:
        found[named[one.feed_url.removeprefix(world.site.url(""))]].add(one.title)
    assert {name: world.state(path).last_error for path, name in named.items()} == dict.fromkeys(HOSTILE)
    assert {name for name, titles in found.items() if not {"Headline a", "Headline b"} <= titles} == set()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<" * 2_000_000, "not a feed"),
        (CHALLENGE + "<p>word</p>" * 90_000, "Just a moment"),
        ("[" * 200_000, "JSON nested too deeply"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [' + '{"id":1},' * 90_000, "damaged JSON"),
        (b"\x00" * 1_000_000, "empty"),
        (b"\x89PNG\r\n" + b"\x00" * 1_000_000, "an image"),
    ],
)
async def test_row_42_what_is_no_feed_is_told_in_time(world: World, body: str | bytes, reason: str) -> None:
    started = time.process_time()
    await world.read(feed(body))
    assert time.process_time() - started < 5
    assert reason in (world.error or "")


async def test_row_42_a_parser_that_is_killed_costs_its_feed_one_poll_and_nothing_else(world: World) -> None:
    world.site.pages |= {
        "/feed": feed("<rss><channel>" + "<" * 9_000_000, ETag='"bad"'),  # feedparser takes ten seconds
        "/other": feed(rss(item("c"))),
    }
    async with killed_after(world, 2):
        await world.follow("/feed", "/other")
        await world.desk.cycle()
        assert (world.error, world.state().etag) == ("timed out after 2 s", None)
        assert world.posted == headlines("c")
        await world.serve(feed(rss(*map(item, "ab"))))
    assert (world.error, world.posted) == (None, headlines("abc"))


async def test_row_42_pages_that_no_extractor_could_read_cost_their_own_entry_alone(world: World) -> None:
    names = {f"n{place}": name for place, name in enumerate(REFUSED)}
    world.site.pages |= {f"/{entry}": REFUSED[name][0] for entry, name in names.items()}
    world.site.pages["/a"] = page("a")
    started = time.process_time()
    await world.read(feed(rss(*map(item, [*names, "a"]))), text="article")
    assert time.process_time() - started < 10
    outcomes = dict(zip(world.titles, world.outcomes, strict=True))
    assert outcomes.pop("Headline a")[0] == "read"
    assert outcomes == {f"Headline {entry}": ("failed", REFUSED[name][1]) for entry, name in names.items()}
    assert world.posted == sorted(headlines([*names, "a"])), "what their feed carried is matched"
    assert world.counts_add_up()
