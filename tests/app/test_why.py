"""`monitor why` as an analyst calls it after a real run."""

import json
import re
import shlex
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.store import open_store
from tests.app.command import call_monitor
from tests.fakes.newsroom import RULES, Newsroom
from tests.fakes.web import Reply

QUIET = "<!doctype html><html lang=en><title>Quiet</title><p>Nothing to tell at the harbour today, workers say.</p>"


def why(newsroom: Newsroom, *words: str, status: int = 0) -> list[str]:
    ended = call_monitor("why", *words, newsroom=newsroom)
    assert ended.status == status, ended.stderr
    return (ended.stdout if status == 0 else ended.stderr).splitlines()


def told(newsroom: Newsroom, *words: str) -> dict[str, Any]:
    (line,) = why(newsroom, *words, "--json")
    made: dict[str, Any] = json.loads(line)
    return made


def make_due(newsroom: Newsroom) -> None:
    """Have the feed polled by the next run, however soon that comes."""
    store = open_store(f"sqlite:///{newsroom.data / 'monitor.db'}")
    with store.transaction() as tx:
        (feed,) = tx.feeds.all()
        tx.feeds.record(feed.id, replace(feed.state, due_at=feed.state.due_at - timedelta(minutes=1)))
    store.close()


async def test_the_first_line_is_the_verdict_and_then_comes_the_walk(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        url = newsroom.site.url("/articles/0")
        lines = why(newsroom, f"{url}?utm_source=mail", "--rule", "strike-news")
        (message,) = [one for one in newsroom.slack.messages if newsroom.slack.channel(one.channel).name == "news-desk"]

    assert re.fullmatch(r"Posted to #news-desk at (\d{4}-\d\d-\d\d )?\d\d:\d\d UTC by strike-news\.", lines[0])
    assert lines[2:4] == ["Strike at harbour 0", url]
    walk = [re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "TIME", line) for line in lines[5:]]
    assert walk[:2] == ["  TIME  feed      Wire brought it", f"{'':<30}{url}"]
    assert re.fullmatch(r"  TIME  entry     read, \d+ s after it was seen", walk[2])
    assert walk[3:] == [
        f"  TIME  page      {url}",
        "  TIME  state     full; en, 166 words",
        "  TIME  where     strike-news: every line of `where` holds",
        "  TIME  clauses   strike-news: every clause holds (strike: 2 · workers: 1)",
        "  TIME  story     strike-news → #news-desk: it is the first article of story 1",
        "  TIME  outbox    strike-news → #news-desk: alert 1",
        "  TIME  hold      strike-news → #news-desk: no mute, quiet hours or cap held it when its turn came",
        f"> TIME  channel   strike-news → #news-desk: posted, message {message.ts}",
        "",
        "next:",
        "  monitor alerts show 1",
    ]


async def test_json_has_the_same_stations_and_exactly_one_decided(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=2) as newsroom:
        newsroom.site.pages["/articles/1"] = QUIET
        await newsroom.run_once()
        posted = told(newsroom, newsroom.site.url("/articles/0"))
        missed = told(newsroom, newsroom.site.url("/articles/1"))

    assert list(posted) == [
        "asked", "url", "title", "outcome", "verdict", "decided_by", "stations", "remedies", "nearest",
    ]  # fmt: skip
    assert (posted["outcome"], posted["decided_by"]) == ("posted", {"step": "channel", "outcome": "sent"})
    (decided,) = [one for one in posted["stations"] if one["decided"]]
    assert set(decided) == {"step", "outcome", "at", "rule", "channel", "detail", "decided", "lines"}
    assert (decided["rule"], decided["channel"]) == ("strike-news", "#news-desk")
    assert decided["at"].endswith("+00:00")
    assert posted["verdict"].endswith(" by strike-news. 1 more outcome below.")

    assert missed["outcome"] == "not posted"
    assert missed["decided_by"] == {"step": "clauses", "outcome": "clause"}
    assert missed["nearest"] == [
        {"rule": "strike-news", "matches_now": False, "why": "needs strike, which does not occur"},
        {"rule": "harbour-news", "matches_now": False, "why": "needs strike, which does not occur"},
    ]
    (decided,) = [one for one in missed["stations"] if one["decided"]]
    assert decided["lines"][0] == "false    0  AND"


async def test_an_address_that_was_never_seen(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        polled = why(newsroom, newsroom.site.url("/articles/77"))
        away = why(newsroom, "https://www.paper.example/story?a=1&b=$(date)")
        newsroom.site.pages["/feed"] = Reply(status=503, body="")
        make_due(newsroom)
        await newsroom.run_once()
        failing = why(newsroom, newsroom.site.url("/articles/77"))
        long_ago = told(newsroom, newsroom.site.url("/articles/77"), "--at", "2020-02-29")

    assert re.match(r"Never seen: feed Wire was polled once, last .* UTC, and never carried it", polled[0])
    assert away[0] == "Never seen: no feed of paper.example is in the rules."
    assert "  monitor feeds discover https://www.paper.example/  # then: monitor feeds add URL" in away
    assert re.match(r"Never seen: feed Wire is failing \(HTTP 503\) since .* UTC \(1 failure; next try ", failing[0])
    assert long_ago["decided_by"] == {"step": "feed", "outcome": "rolled off"}


async def test_a_part_of_several_addresses_is_no_answer(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=2) as newsroom:
        await newsroom.run_once()
        both = why(newsroom, "articles/", status=1)
        nothing = why(newsroom, "no-such-thing", status=1)
        ended = call_monitor("why", "articles/", "--json", newsroom=newsroom)
        one = why(newsroom, "articles/1")
        urls = {newsroom.site.url("/articles/0"), newsroom.site.url("/articles/1")}

    assert both[0] == "2 articles have articles/ in their URL (write more of one):"
    assert {line.strip() for line in both[1:]} == urls
    assert nothing[0].startswith("nothing is known of no-such-thing (write the whole URL")
    assert (ended.status, set(json.loads(ended.stdout)["candidates"])) == (1, urls)
    assert one[3] in urls


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([""], "write an article's URL, or a part of it"),
        (["x" * 4_001], "longer than 4,000 characters: no URL"),
        (["articles/0", "--at", "yesterday"], "'yesterday' does not match the formats"),
        (
            ["articles/0", "--rule", "strike-nws"],
            "--rule strike-nws: there is no such rule (did you mean strike-news?)",
        ),
    ],
)
async def test_what_makes_no_sense_is_refused(tmp_path: Path, words: list[str], complaint: str) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        assert complaint in " ".join(why(newsroom, *words, status=2))


def test_without_a_database_there_is_nothing_to_tell(tmp_path: Path) -> None:
    ended = call_monitor("why", "https://news.example/a", "--data", str(tmp_path / "none"))

    assert (ended.status, ended.stdout) == (1, "")
    assert "there is no database yet" in ended.stderr


async def test_rules_that_cannot_be_read_cost_only_what_they_say_now(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        (newsroom.rules / "broken.yaml").write_text("rules:\n  - rule: x\n    mach: y\n    why: z\n")
        ended = call_monitor("why", newsroom.site.url("/articles/0"), newsroom=newsroom)

    assert ended.status == 0
    assert ended.stdout.startswith("Posted to #news-desk at ")
    assert re.match(
        r"the rules cannot be read, so nothing is told of what they say now: .*broken.yaml:2:11: ", ended.stderr
    )
    assert "more)" in ended.stderr


async def test_rules_that_were_edited_since_are_told_beside_what_was_judged(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        (newsroom.rules / "rules.yaml").write_text(RULES.replace("strike AND workers", "strike AND lockout"))
        made = told(newsroom, newsroom.site.url("/articles/0"), "--rule", "strike-news")

    assert made["outcome"] == "posted"
    now = [one["detail"] for one in made["stations"] if one["step"] == "rule" and one["rule"] == "strike-news"]
    assert now == ["as the rules stand now, it needs lockout, which does not occur"]


async def test_text_of_a_stranger_stays_text(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        link = newsroom.site.url("/a?x=$(touch%20owned)&y='|sh")
        newsroom.site.pages["/feed"] = Reply(
            body='<rss version="2.0"><channel><title>Wire</title><item><title>Bad &#27;[2J</title><guid>1</guid><link>'
            f"{link.replace('&', '&amp;')}</link></item></channel></rss>",
            content_type="application/rss+xml",
        )
        await newsroom.run_once()
        shown = "\n".join(why(newsroom, link))

    assert not {"\x1b", "\x07"} & set(shown)
    (command,) = [line for line in shown.splitlines() if line.startswith("  monitor match ")]
    assert shlex.split(command, comments=True) == ["monitor", "match", link, "--explain"]
