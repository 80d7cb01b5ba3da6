"""Slack in trouble while the real daemon posts: nothing is lost, nothing is posted twice."""

from pathlib import Path

import pytest

from tests.fakes.newsroom import Newsroom
from tests.fakes.slack_faults import Fault, FaultySlack

CHANNELS = ("news-desk", "port-desk")

TROUBLES: dict[str, list[Fault | str]] = {
    "429 with Retry-After": [Fault.THROTTLED],
    "500 before the post": [Fault.ERROR_BEFORE],
    "500 after the post": [Fault.ERROR_AFTER],
    "dropped before the post": [Fault.DROPPED_BEFORE],
    "dropped after the post": [Fault.LOST_ANSWER],
    "an answer that is no JSON": [Fault.HTML, Fault.BAD_JSON],
    "Slack's own errors": ["fatal_error", "internal_error"],
    "everything in turn": [Fault.LOST_ANSWER, Fault.THROTTLED, Fault.ERROR_AFTER, Fault.DROPPED_BEFORE, Fault.PLAIN],
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_each_alert_is_posted_exactly_once_through(trouble: str, tmp_path: Path) -> None:
    slack = FaultySlack(CHANNELS, faults=TROUBLES[trouble])
    async with Newsroom(tmp_path, articles=2, slack=slack) as newsroom:
        ended = await newsroom.run_once()

        assert ended.status == 0, ended.stderr
        assert slack.posts_seen >= 3 + len(TROUBLES[trouble]) - _posted_all_the_same(trouble)
        assert newsroom.audit() == {}


def _posted_all_the_same(trouble: str) -> int:
    shown = {Fault.ERROR_AFTER, Fault.LOST_ANSWER, Fault.BAD_JSON, Fault.PLAIN}
    return sum(fault in shown for fault in TROUBLES[trouble])


async def test_a_slack_that_is_down_loses_nothing(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=2) as newsroom:
        down = await newsroom.run("monitor", "run", "--once", MONITOR_SLACK_BASE_URL="http://127.0.0.1:9/api/")
        assert newsroom.slack.messages == []

        up = await newsroom.run_once()

        assert (down.status, up.status) == (0, 0), down.stderr + up.stderr
        assert "still due" in down.stderr
        assert newsroom.audit() == {}


async def test_an_archived_channel_is_told_and_its_alerts_wait_in_the_outbox(tmp_path: Path) -> None:
    slack = FaultySlack(CHANNELS, faults=["is_archived"])
    async with Newsroom(tmp_path, articles=1, slack=slack) as newsroom:
        ended = await newsroom.run_once()
        listed = await newsroom.run("monitor", "alerts", "list", "--json")

        assert ended.status == 0, ended.stderr
        assert "-desk: is_archived: unarchive the channel" in ended.stderr  # either: they are posted to side by side
        assert '"state": "parked"' in listed.stdout
