"""kill -9 at every named step of DESIGN.md §3, then another run: each alert is posted exactly once."""

import contextlib
from pathlib import Path

import pytest

from monitor.store import open_store
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


@pytest.mark.parametrize("step", ["transaction 1", "page fetched", "page read", "transaction 2", "article read again"])
async def test_a_daemon_killed_while_it_reads_an_article_again_makes_one_revision_and_one_alert(
    step: str, tmp_path: Path
) -> None:
    async with Newsroom(tmp_path, articles=2) as newsroom:
        await newsroom.run_once("--backlog", "all")
        before = len(newsroom.slack.messages)
        newsroom.edit(1, "The harbour workers joined in.")
        statuses = [0]
        while statuses[-1] == 0 and len(statuses) < 20:  # the feed is due again after a second
            statuses.append((await newsroom.run("tests.fakes.killed_daemon", step, "1")).status)
        assert statuses[-1] == -9, f"the step was never reached: {statuses}"

        while newsroom.site.count("/feed") < 3 and len(statuses) < 40:
            statuses.append((await newsroom.run_once()).status)

        assert set(statuses) == {0, -9}
        (told,) = newsroom.slack.messages[before:]
        assert newsroom.slack.channel(told.channel).name == "port-desk"
        with (
            contextlib.closing(open_store(f"sqlite:///{newsroom.data / 'monitor.db'}")) as store,
            store.snapshot() as tx,
        ):
            counts = tx.counts()
        assert (counts.revisions, counts.edits, counts.rereads_waiting) == (1, {"started to match": 1}, 0)
