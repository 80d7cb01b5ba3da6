"""kill -9 at every named step of DESIGN.md §3, then another run: each alert is posted exactly once."""

from pathlib import Path

import pytest

from tests.fakes.newsroom import Newsroom
from tests.fakes.warm import Ended

STEPS = (
    "feed fetched",
    "transaction 1",
    "entries stored",
    "page fetched",
    "page read",
    "transaction 2",
    "entry settled",
    "transaction 3",
    "alert claimed",
    "alert posted",
    "transaction 4",
    "alert sent",
)


@pytest.mark.parametrize("step", STEPS)
async def test_a_daemon_killed_at_a_step_and_started_again_posts_each_alert_exactly_once(
    step: str, tmp_path: Path
) -> None:
    async with Newsroom(tmp_path, articles=2) as newsroom:
        killed = await newsroom.run("tests.fakes.killed_daemon", step, "1")
        assert killed.status == -9, f"the step was never reached: {killed.stderr}"

        again = await newsroom.run_once("--backlog", "all")

        assert again.status == 0, again.stderr
        assert newsroom.audit() == {}


async def test_two_runs_post_each_alert_once(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=3) as newsroom:
        runs: list[Ended] = []
        while newsroom.site.count("/feed") < 2 and len(runs) < 20:  # it is due again after a second
            runs.append(await newsroom.run_once("--backlog", "all"))

        assert {ended.status for ended in runs} == {0}, [ended.stderr for ended in runs]
        assert newsroom.audit() == {}
        assert newsroom.site.count("/feed") == 2
