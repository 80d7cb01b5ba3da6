"""The daemon and what sites ask for, and what is asked with them: robots.txt, headers, cookies, a proxy."""

import json
from pathlib import Path

from tests.app.test_bad_web import status
from tests.fakes.newsroom import Newsroom
from tests.fakes.proxy import ForwardProxy
from tests.fakes.web import Reply

FORBIDS = "User-agent: *\nDisallow: /feed\nDisallow: /articles/1\n"


async def test_articles_that_robots_txt_forbids_are_not_fetched_and_the_headline_is_matched(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        newsroom.site.pages["/robots.txt"] = FORBIDS

        ended = await newsroom.run_once()

        assert ended.status == 0, ended.stderr
        assert newsroom.site.count("/articles/1") == 0
        assert newsroom.site.count("/robots.txt") == 1
        found = status(newsroom)
        assert (found["entries"], found["failures"]) == ({"read": 2, "failed": 1}, {"robots.txt forbids it": 1})


async def test_with_the_setting_off_nobody_asks_what_robots_txt_says(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        newsroom.site.pages["/robots.txt"] = FORBIDS

        ended = await newsroom.run("monitor", "run", "--once", MONITOR_ROBOTS="false")

        assert ended.status == 0, ended.stderr
        assert (newsroom.site.count("/robots.txt"), newsroom.site.count("/articles/1")) == (0, 1)
        assert status(newsroom)["entries"] == {"read": 3}


async def test_what_is_set_for_a_site_goes_with_everything_fetched_there_and_is_written_nowhere(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom, ForwardProxy(user="desk", password="HIDDEN") as proxy:
        newsroom.site.pages["/articles/1"] = Reply(status=404)

        ended = await newsroom.run(
            "monitor",
            "run",
            "--once",
            MONITOR_SITES__PAPER__URL=newsroom.site.base,
            MONITOR_SITES__PAPER__COOKIES="session=VERY-SECRET",
            MONITOR_SITES__PAPER__HEADERS__X_API_KEY="VERY-SECRET",
            MONITOR_PROXY=proxy.address,
        )

        assert ended.status == 0, ended.stderr
        assert [seen.headers.get("cookie") for seen in newsroom.site.requests] == ["session=VERY-SECRET"] * 5
        assert [seen.headers.get("x-api-key") for seen in newsroom.site.requests] == ["VERY-SECRET"] * 5
        assert len(proxy.asked) == 5, "Slack is spoken to without it"
        assert newsroom.slack.messages != []
        written = [path.read_bytes() for path in newsroom.data.rglob("*") if path.is_file()]
        shown = (ended.stdout + ended.stderr).encode()
        assert not any(b"VERY-SECRET" in text or b"HIDDEN" in text for text in (shown, *written))


async def test_a_feed_and_a_page_that_are_looked_at_by_hand_are_fetched_the_same_way(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        paper = json.dumps({"paper": {"url": newsroom.site.base, "cookies": "id=7"}})
        newsroom.site.pages["/robots.txt"] = "User-agent: *\nDisallow: /\n"

        polled = await newsroom.run("monitor", "feeds", "poll", newsroom.site.url("/feed"), MONITOR_SITES=paper)
        matched = await newsroom.run("monitor", "match", newsroom.site.url("/articles/0"), MONITOR_SITES=paper)

        assert (polled.status, matched.status) == (0, 0), polled.stderr + matched.stderr
        assert [seen.path for seen in newsroom.site.requests] == ["/feed", "/articles/0"]
        assert [seen.headers.get("cookie") for seen in newsroom.site.requests] == ["id=7", "id=7"]


async def test_a_proxy_that_is_not_there_is_what_a_poll_tells(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        url = newsroom.site.url("/feed")
        ended = await newsroom.run("monitor", "feeds", "poll", url, MONITOR_PROXY="http://u:HIDDEN@127.0.0.1:1")
    assert ended.status == 1
    assert ended.stderr.strip() == f"{url}: no connection to the proxy"
