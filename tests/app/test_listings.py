"""What happened, as people and programs ask for it after a run."""

import json
import re
from pathlib import Path
from typing import Any

from tests.app.command import call_monitor
from tests.fakes.newsroom import Newsroom


def told(newsroom: Newsroom, *command: str) -> list[str]:
    ended = call_monitor(*command, newsroom=newsroom)
    assert (ended.status, ended.stderr) == (0, "")
    return ended.stdout.splitlines()


def objects(newsroom: Newsroom, *command: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told(newsroom, *command, "--json")]


async def test_a_run_can_be_followed_from_feeds_over_articles_to_alerts(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        newsroom.site.pages["/articles/2"] = "<!doctype html><title>Quiet</title><p>Nothing to tell at all today.</p>"
        await newsroom.run_once()

        (feed,) = objects(newsroom, "feeds", "list")
        assert (feed["name"], feed["polls"], feed["failures"], feed["last_error"]) == ("Wire", 1, 0, None)
        header, row = told(newsroom, "feeds", "list")
        assert header.split() == ["feed", "state", "brings", "last", "new", "polled", "next", "why"]
        assert re.match(r"Wire  +well  +unknown ", row)

        articles = objects(newsroom, "articles", "list")
        assert {(one["url"], one["matched"]) for one in articles} == {
            (newsroom.site.url("/articles/0"), True),
            (newsroom.site.url("/articles/1"), True),
            (newsroom.site.url("/articles/2"), False),
        }
        assert [one["matched"] for one in objects(newsroom, "articles", "list", "--unmatched")] == [False]
        assert len(objects(newsroom, "articles", "list", "--limit", "2")) == 2
        (found,) = objects(newsroom, "articles", "list", "--url", "articles/1")
        assert found["title"] == "Strike at railway 1"
        lines = told(newsroom, "articles", "list", "--matched")
        assert len(lines) == 3
        assert all(line.endswith(("/articles/0", "/articles/1")) for line in lines[1:])

        alerts = objects(newsroom, "alerts", "list")
        assert {(one["rule"], one["channel"], one["state"], one["title"]) for one in alerts} == {
            ("strike-news", "#news-desk", "sent", "Strike at harbour 0"),
            ("strike-news", "#news-desk", "sent", "Strike at railway 1"),
            ("harbour-news", "#port-desk", "sent", "Strike at harbour 0"),
        }
        assert all(line.endswith(("harbour 0", "railway 1")) for line in (told(newsroom, "alerts", "list"))[1:])


async def test_an_article_is_shown_with_what_was_found_in_it_and_what_became_of_that(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        newsroom.site.pages["/articles/2"] = "<!doctype html><title>Quiet</title><p>Nothing to tell at all today.</p>"
        await newsroom.run_once()
        url = newsroom.site.url("/articles/0")

        (shown,) = objects(newsroom, "articles", "show", url)
        assert (shown["url"], shown["state"], len(shown["feeds"])) == (url, "full", 1)
        assert {(one["rule"], one["channel"], one["outcome"]) for one in shown["matches"]} == {
            ("strike-news", "#news-desk", "posted"),
            ("harbour-news", "#port-desk", "posted"),
        }
        assert all(one["excerpts"] for one in shown["matches"])
        lines = told(newsroom, "articles", "show", "articles/0")
        assert lines[0] == f"source     {url}"
        assert shown["text"].splitlines()[0] in lines
        assert "harbour-news → #port-desk: posted" in lines
        assert "no rule matched" in told(newsroom, "articles", "show", "articles/2")

        unknown = call_monitor("articles", "show", "https://a.example/never", newsroom=newsroom)
        assert (unknown.status, unknown.stdout) == (1, "")
        assert unknown.stderr.startswith("no article was read from https://a.example/never (`monitor articles list")
        several = call_monitor("articles", "show", "/articles/", newsroom=newsroom)
        assert (several.status, several.stdout) == (1, "")
        assert several.stderr.startswith("3 articles have /articles/ in their URL (write more of one):")


async def test_an_article_that_was_edited_is_shown_with_what_came_and_which_rule_that_concerned(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        await newsroom.run_once()
        lines = told(newsroom, "articles", "show", "--diff", "articles/1")
        assert lines[-1] == "it says what it said when it was first read"
        newsroom.edit(1, "The [bold]harbour[/bold] workers joined \x1b[31min.")
        for _ in range(20):  # the feed is due again after a second
            if newsroom.site.count("/feed") < 2:
                await newsroom.run_once()

        (shown,) = objects(newsroom, "articles", "show", "articles/1")
        (change,) = shown["revisions"]
        assert (change["revision"], change["cause"], change["removed"]) == (1, "entry changed", [])
        assert [edit["rule"] for edit in change["edits"]] == ["harbour-news"]
        lines = told(newsroom, "articles", "show", "--diff", "articles/1")
        assert lines[0] == "Strike at railway 1"
        assert re.fullmatch(r"revision 1, 20\d\d-\d\d-\d\d \d\d:\d\d UTC: entry changed", lines[3])
        assert lines[4:] == ["  + The [bold]harbour[/bold] workers joined [31min.", "  harbour-news started to match"]
        whole = told(newsroom, "articles", "show", "articles/1")
        assert any(line.startswith("revised    1 revision, the last 20") for line in whole)
        assert {one["rule"]: one["matches_now"] for one in shown["matches"]} == {
            "strike-news": True,
            "harbour-news": True,
        }
        figures = told(newsroom, "status")
        assert "re-reads       1  1 revised; 0 to come" in figures
        assert "edits          1  1 started to match; 1 revision" in figures


async def test_the_figures_of_status_add_up_and_trouble_is_named(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        feeds = newsroom.rules / "feeds.yaml"
        feeds.write_text(f"{feeds.read_text()}  - feed: {newsroom.site.url('/missing')}\n")
        await newsroom.run_once()

        (found,) = objects(newsroom, "status")
        lines = told(newsroom, "status")

        assert (sum(found["entries"].values()), sum(found["articles"].values())) == (3, 3)
        assert sum(found["matches"].values()) == sum(found["alerts"].values()) == 4
        assert lines[0].startswith("rules         v1  in force since 20")
        assert lines[1:6] == [
            "feeds          2  1 failing, 1 well; polled 2 times",
            "entries        3  3 read",
            "articles       3  3 full; 3 matched",
            "matches        4  4 posted",
            "alerts         4  4 sent",
        ]
        assert re.fullmatch(
            r"kept +texts since \d{4}-\d\d-\d\d \(90 days\), outcomes since \d{4}-\d\d-\d\d \(400 days\); \S+ kB",
            lines[6],
        )
        assert found["kept"]["used_bytes"] > 0
        (trouble,) = found["trouble"]
        assert (trouble["feed"], trouble["reason"]) == (
            newsroom.site.url("/missing"),
            "HTTP 404 (never answered, 1 failure)",
        )
        assert lines[8] == "in trouble"
        assert lines[9].startswith(
            f"  {newsroom.site.url('/missing')}: HTTP 404 (never answered, 1 failure), next try in "
        )


async def test_a_store_in_which_nothing_happened_yet_says_so(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=0) as newsroom:
        await newsroom.run_once()

        for command, said in (("articles", "no such articles\n"), ("alerts", "no alerts yet\n")):
            ended = call_monitor(command, "list", newsroom=newsroom)
            assert (ended.status, ended.stdout, ended.stderr) == (0, "", said)
            assert call_monitor(command, "list", "--json", newsroom=newsroom).stdout == ""


async def test_a_reader_that_leaves_early_is_no_trouble(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        await newsroom.run_once()
        process = await newsroom.start("monitor", "articles", "list")
        transport = process._transport  # type: ignore[attr-defined]  # asyncio has no other way to close a read end
        transport.get_pipe_transport(1).close()
        _, err = await process.communicate()

        assert process.returncode == 1
        assert err == b""


def test_a_listing_without_a_database_says_what_to_do(tmp_path: Path) -> None:
    ended = call_monitor("alerts", "list", "--data", str(tmp_path))

    assert ended.status == 1
    assert ended.stderr == (
        f"{tmp_path}/monitor.db: there is no database yet (start `monitor run`, or name another --data)\n"
    )
