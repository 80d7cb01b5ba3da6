"""One alert: shown whole, sent again, and its message as it would look."""

import asyncio
import json
from pathlib import Path

from tests.app.command import call_monitor
from tests.app.test_listings import objects, told
from tests.fakes.newsroom import Newsroom, article_page
from tests.fakes.slack_faults import FaultySlack


async def test_an_alert_is_shown_with_where_it_stands_its_articles_and_its_message(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        await newsroom.run_once()
        (number,) = [one["number"] for one in objects(newsroom, "alerts", "list") if one["rule"] == "harbour-news"]

        lines = told(newsroom, "alerts", "show", str(number))

        assert lines[:2] == [f"alert      {number}", "rule       harbour-news"]
        assert lines[2].startswith("story      ")
        assert lines[3] == f"channel    {_place(newsroom)}"
        assert "state      sent" in lines
        assert f"article    {newsroom.site.url('/articles/0')}: posted" in lines
        assert any("Strike at harbour 0" in line and line.startswith("│") for line in lines)
        (shown,) = objects(newsroom, "alerts", "show", str(number))
        assert (shown["state"], shown["attempts"], shown["channel"]) == ("sent", 1, "#port-desk")
        assert [one["outcome"] for one in shown["articles"]] == ["posted"]


def _place(newsroom: Newsroom) -> str:
    (channel,) = {m.channel for m in newsroom.slack.messages if newsroom.slack.channel(m.channel).name == "port-desk"}
    return f"#port-desk ({channel})"


async def test_an_alert_that_nobody_has_is_told_and_changes_nothing(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        await newsroom.run_once()
        for words in (("show", "99"), ("retry", "1", "99"), ("render", "99")):
            ended = call_monitor("alerts", *words, newsroom=newsroom)
            assert (ended.status, ended.stdout) == (1, "")
            assert ended.stderr == "there is no alert 99 (`monitor alerts list` shows their numbers)\n"


async def test_a_refused_alert_is_sent_again_by_hand_and_its_match_ends_posted(tmp_path: Path) -> None:
    slack = FaultySlack(channels=("news-desk", "port-desk"), faults=["msg_too_long"])
    async with Newsroom(tmp_path, articles=1, slack=slack) as newsroom:
        await newsroom.run_once()
        (refused,) = [one for one in objects(newsroom, "alerts", "list") if one["state"] == "refused"]

        lines = told(newsroom, "alerts", "retry", str(refused["number"]))
        assert lines == [f"alert {refused['number']} is due now"]
        await newsroom.run_once()

        (shown,) = objects(newsroom, "alerts", "show", str(refused["number"]))
        assert (shown["state"], [one["outcome"] for one in shown["articles"]]) == ("sent", ["posted"])
        assert newsroom.audit() == {}
        again = call_monitor("alerts", "retry", str(refused["number"]), newsroom=newsroom)
        assert (again.status, again.stdout) == (1, "")
        assert again.stderr == f"alert {refused['number']} stands in its channel already\n"


async def test_an_alert_of_a_channel_that_was_refused_is_sent_at_once_when_it_is_asked_for(tmp_path: Path) -> None:
    slack = FaultySlack(channels=("news-desk", "port-desk"), faults=["is_archived"])
    async with Newsroom(tmp_path, articles=1, slack=slack) as newsroom:
        await newsroom.run_once()
        (parked,) = [one for one in objects(newsroom, "alerts", "list") if one["state"] == "parked"]
        await newsroom.run_once()
        assert [one["state"] for one in objects(newsroom, "alerts", "list")].count("sent") == 1, "it waits an hour"

        told(newsroom, "alerts", "retry", str(parked["number"]))
        await newsroom.run_once()

        assert newsroom.audit() == {}


async def test_what_an_article_would_bring_is_shown_and_nothing_is_posted(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        page = tmp_path / "page.html"
        page.write_text(article_page(0))
        other = tmp_path / "other.txt"
        other.write_text("Nothing to tell.")

        ended = await asyncio.to_thread(call_monitor, "alerts", "render", str(page), newsroom=newsroom)
        cards = [line for line in ended.stdout.splitlines() if line.startswith("╭")]
        assert [card.split()[1] for card in cards] == ["#news-desk", "#port-desk"]
        only = ("alerts", "render", str(page), "--rule", "harbour-news", "--json")
        blocks = await asyncio.to_thread(call_monitor, *only, newsroom=newsroom)
        assert {"text", "blocks", "metadata"} <= json.loads(blocks.stdout).keys()
        assert newsroom.slack.messages == []

        ended = await asyncio.to_thread(call_monitor, "alerts", "render", str(other), newsroom=newsroom)
        assert (ended.status, ended.stdout) == (1, "")
        assert ended.stderr.endswith("other.txt --explain` tells why)\n")


async def test_the_message_of_an_alert_is_shown_as_it_was_posted(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        number = str(objects(newsroom, "alerts", "list")[0]["number"])
        assert any("Strike at harbour 0" in line for line in told(newsroom, "alerts", "render", number))
        (posted,) = objects(newsroom, "alerts", "render", number)
        assert posted["text"] in {message.text for message in newsroom.slack.messages}
