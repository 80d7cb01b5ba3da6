"""Where alerts go, and whether they would arrive."""

import asyncio
import json
from pathlib import Path

import pytest

from monitor.app.demo.slack_server import Conversation
from monitor.channels.slack import SCOPES
from tests.app.command import call_monitor
from tests.app.test_listings import objects, told
from tests.fakes.newsroom import Newsroom
from tests.fakes.slack_faults import FaultySlack
from tests.fakes.warm import Ended

MANIFEST = Path(__file__).parents[2] / "deploy" / "slack-app-manifest.yaml"


async def test_channels_are_listed_with_what_waits_for_them(tmp_path: Path) -> None:
    slack = FaultySlack(channels=("news-desk", Conversation(name="port-desk", private=True)))
    async with Newsroom(tmp_path, articles=1, slack=slack) as newsroom:
        await newsroom.run_once()

        desk, port = objects(newsroom, "channels", "list")

        assert (desk["channel"], desk["rules"], desk["waiting"], desk["trouble"]) == ("#news-desk", 1, 0, None)
        assert desk["id"].startswith("C")
        assert desk["held"] == 0
        assert (port["channel"], port["rules"], port["waiting"]) == ("#port-desk", 1, 1)
        assert port["trouble"].startswith("channel_not_found")
        lines = told(newsroom, "channels", "list")
        assert lines[0].split() == ["channel", "id", "rules", "waiting", "held", "next", "post", "trouble"]


async def tried(newsroom: Newsroom, *words: str) -> Ended:
    return await asyncio.to_thread(call_monitor, "channels", "test", *words, newsroom=newsroom)


async def test_a_test_message_is_posted_and_marked_as_one(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        newsroom.slack.scopes = tuple(SCOPES)
        ended = await tried(newsroom, "#news-desk")
        assert (ended.status, ended.stderr) == (0, "")
        (message,) = newsroom.slack.messages
        assert "Test: alerts of the news monitor arrive here" in message.text
        assert ended.stdout.startswith(f"a test message stands in #news-desk ({message.channel}), by ")


async def test_a_scope_that_alerts_will_need_is_told_with_what_it_is_for(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        newsroom.slack.scopes = [scope for scope in SCOPES if scope != "channels:history"]
        ended = await tried(newsroom, "#news-desk")
        assert ended.status == 1
        assert ended.stdout.startswith("a test message stands in #news-desk")
        assert ended.stderr == (
            "the app lacks the scope channels:history: whether a post arrived cannot be looked up in public channels "
            "(add it under OAuth & Permissions, and install the app again)\n"
        )


async def test_a_channel_that_takes_no_post_says_what_would_help(tmp_path: Path) -> None:
    slack = FaultySlack(channels=(Conversation(name="old", archived=True),))
    async with Newsroom(tmp_path, slack=slack) as newsroom:
        for channel, reason in (
            (slack.channel("old").id, f"nothing arrived in {slack.channel('old').id}: is_archived: "),
            ("#absent", "nothing arrived in #absent: channel_not_found: the app sees no #absent"),
        ):
            ended = await tried(newsroom, channel)
            assert (ended.status, ended.stdout) == (1, "")
            assert ended.stderr.startswith(reason)
        told_as_json = json.loads((await tried(newsroom, "#absent", "--json")).stdout)
        assert (told_as_json["arrived"], told_as_json["channel"]) == (False, "#absent")
        assert newsroom.slack.messages == []


def test_the_console_takes_a_test_message() -> None:
    ended = call_monitor("channels", "test", "console")
    assert (ended.status, ended.stderr) == (0, "")
    assert "Test: alerts of the news monitor arrive here" in ended.stdout


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("desk", "desk is no channel (write '#name', an ID such as C0123456789, webhook:NAME, or console)\n"),
        ("#desk", "#desk is in Slack and no token is set: set MONITOR_SLACK_BOT_TOKEN, or test console\n"),
    ],
)
def test_what_is_no_channel_or_has_no_token_is_a_usage_error(channel: str, expected: str) -> None:
    ended = call_monitor("channels", "test", channel)
    assert (ended.status, ended.stdout, ended.stderr) == (2, "", expected)


async def test_rules_are_checked_against_slack_when_that_is_asked_for(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        ended = await asyncio.to_thread(call_monitor, "check", "--slack", newsroom=newsroom)
        assert ended.status == 0, ended.stderr
        assert ended.stdout.splitlines()[-1] == f"{newsroom.rules}: 2 Slack channels: ok"
        assert newsroom.slack.messages == []

        rules = newsroom.rules / "rules.yaml"
        rules.write_text(rules.read_text().replace("#port-desk", "#porpoises"))
        newsroom.slack.scopes = [scope for scope in SCOPES if scope != "chat:write"]
        ended = await asyncio.to_thread(call_monitor, "check", "--slack", newsroom=newsroom)
        assert ended.status == 1
        absent, scope = ended.stderr.splitlines()[-2:]
        assert absent.startswith("#porpoises: channel_not_found: the app sees no #porpoises: create it, or invite")
        assert scope.startswith("the app lacks the scope chat:write: nothing can be posted (add it under OAuth")


def test_asking_slack_needs_a_token(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text("rules:\n")
    ended = call_monitor("check", "--slack", cwd=tmp_path)
    assert ended.status == 2
    assert ended.stderr.startswith("--slack asks Slack and no token is set: set MONITOR_SLACK_BOT_TOKEN, or check")


def test_the_scopes_are_those_of_the_manifest() -> None:
    named = MANIFEST.read_text().partition("bot:\n")[2].partition("settings:")[0].splitlines()
    assert [line.split()[1] for line in named] == list(SCOPES)
