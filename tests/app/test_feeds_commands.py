"""Feeds before they are in the rules: found, looked at, imported and exported."""

import asyncio
from pathlib import Path

import pytest

from monitor.feeds.opml import read_opml
from monitor.rules import load
from tests.app.command import call_monitor
from tests.fakes.newsroom import Newsroom
from tests.fakes.warm import Ended

HOSTILE = """<opml version="2.0"><body><outline text="Ports: &amp; #ships">
<outline text="A &quot;quoted&quot; \\ name #7&#10;- feed: https://evil.example/" xmlUrl="https://courier.example/rss?a=1&amp;b=2"/>
<outline text="{}" xmlUrl="https://tide.example/#!/feed" category="yes,[x],Norway: no"/>
</outline></body></opml>"""


async def feeds(newsroom: Newsroom, *words: str) -> Ended:
    return await asyncio.to_thread(call_monitor, "feeds", *words, newsroom=newsroom)


async def test_the_feeds_of_a_site_are_found_from_any_of_its_pages(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        site = newsroom.site
        site.pages["/"] = (
            '<link rel="alternate" type="application/rss+xml" href="/feed"><a href="/old/rss">x</a>'
            '<a href="/atom">gone</a><a href="/articles/0">no feed</a>'
        )
        site.pages["/old/rss"] = "<html><title>We moved</title></html>"
        ended = await feeds(newsroom, "discover", site.url("/"))
        assert (ended.status, ended.stderr) == (0, "")
        head, only = ended.stdout.splitlines()
        assert head.split() == ["feed", "kind", "entries", "newest", "(UTC)", "title"]
        assert only.split() == [site.url("/feed"), "rss", "3", "–", "Wire"]

        ended = await feeds(newsroom, "discover", site.url("/feed"))
        assert site.url("/feed") in ended.stdout, "a feed is its own"

        ended = await feeds(newsroom, "discover", site.url("/articles/0"))
        assert (ended.status, ended.stdout) == (1, "")
        assert "no feed was found" in ended.stderr


async def test_one_poll_is_shown_step_by_step(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        ended = await feeds(newsroom, "poll", newsroom.site.url("/feed"))
        assert (ended.status, ended.stderr) == (0, "")
        lines = ended.stdout.splitlines()
        assert lines[0] == f"asked      {newsroom.site.url('/feed')}"
        assert lines[3:7] == ["kind       rss", "title      Wire", "language   unknown", "entries    3, without dates"]
        assert lines[9].startswith("polled     about every 20 minutes to begin with")
        assert any("Strike 0" in line for line in lines)
        assert not newsroom.data.exists(), "nothing is stored"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/articles/0", 'not a feed: an HTML page titled "Strike at harbour 0" (`monitor feeds discover` looks for'),
        ("/nowhere", "HTTP 404"),
    ],
)
async def test_what_is_no_feed_says_so(path: str, reason: str, tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        ended = await feeds(newsroom, "poll", newsroom.site.url(path))
        assert (ended.status, ended.stdout) == (1, "")
        assert ended.stderr.startswith(f"{newsroom.site.url(path)}: {reason}")


async def test_a_list_of_feeds_becomes_a_rule_file_that_can_be_checked(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        listed = tmp_path / "list.opml"
        known = f'<outline text="Wire" xmlUrl="{newsroom.site.url("/feed")}"/>'
        listed.write_text(HOSTILE.replace("</body>", f"{known}</body>"))

        ended = await feeds(newsroom, "import", str(listed))

        target = newsroom.rules / "imported-feeds.yaml"
        assert (ended.status, ended.stderr) == (0, "")
        assert ended.stdout == f"{target}: 2 feeds written; 1 named already (`monitor check` reads them)\n"
        checked = call_monitor("check", newsroom=newsroom)
        assert checked.status == 0
        assert "imported-feeds" not in checked.stderr
        courier, tide = (one for one in load(newsroom.rules).feeds if one.position.path.endswith("imported-feeds.yaml"))
        assert (courier.url, courier.name) == (
            "https://courier.example/rss?a=1&b=2",
            'A "quoted" \\ name #7 - feed: https://evil.example/',
        )
        assert (tide.name, set(tide.tags)) == ("{}", {"ports-ships", "yes", "x", "norway-no"})

        again = await feeds(newsroom, "import", str(listed))
        assert (again.status, again.stdout) == (2, "")
        assert "imported-feeds.yaml exists already: it is not touched" in again.stderr
        other = tmp_path / "other.yaml"
        nothing = await feeds(newsroom, "import", str(listed), "--into", str(other))
        assert (nothing.status, nothing.stdout) == (0, f"{listed}: nothing new; 3 named already\n")
        assert not other.exists()


async def test_the_feeds_of_the_rules_are_exported(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        ended = await feeds(newsroom, "export")
        (feed,) = read_opml(ended.stdout.encode())
        assert (feed.url, feed.name) == (newsroom.site.url("/feed"), "Wire")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "no such file or directory"), ("<rss/>", "not an OPML list of feeds: an XML document of <rss>")],
)
def test_a_list_that_cannot_be_read_writes_nothing(content: str | None, reason: str, tmp_path: Path) -> None:
    listed, target = tmp_path / "list.opml", tmp_path / "new.yaml"
    if content is not None:
        listed.write_text(content)
    ended = call_monitor("feeds", "import", str(listed), "--into", str(target))
    assert (ended.status, ended.stdout, ended.stderr) == (1, "", f"{listed}: {reason}\n")
    assert not target.exists()
