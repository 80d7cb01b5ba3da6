"""The daemon and what sites ask for: robots.txt, and the setting that lets it be."""

from pathlib import Path

from tests.app.test_bad_web import status
from tests.fakes.newsroom import Newsroom

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
