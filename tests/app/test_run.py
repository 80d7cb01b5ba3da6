"""`monitor run`: signals, the lock, and what it says when it cannot start."""

import asyncio
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.fakes.newsroom import Newsroom


async def _until(condition: Callable[[], object], timeout_s: float = 30) -> None:
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.05)


async def test_sigterm_ends_the_daemon_with_exit_0_and_nothing_is_lost(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=3) as newsroom:
        daemon = await newsroom.start("monitor", "run")
        await _until(lambda: newsroom.site.count("/articles/0"))
        daemon.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            _, err = await daemon.communicate()
        assert daemon.returncode == 0, err.decode()

        await newsroom.run_once()

        assert newsroom.audit() == {}


async def test_a_second_daemon_on_the_same_data_is_told_about_the_first(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        daemon = await newsroom.start("monitor", "run")
        await _until(lambda: newsroom.site.count("/feed"))

        second = await newsroom.run_once()

        daemon.send_signal(signal.SIGINT)
        await daemon.communicate()
        assert second.status == 2
        assert f"another daemon (process {daemon.pid}) works on {newsroom.data}" in second.stderr


async def test_a_wrong_token_is_one_line_and_exit_2(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        ended = await newsroom.run("monitor", "run", "--once", MONITOR_SLACK_BOT_TOKEN="xoxb-wrong")

        assert ended.status == 2
        assert ended.stderr.count("\n") == 1
        assert "Slack does not accept the token (invalid_auth)" in ended.stderr


async def test_no_token_tells_what_to_do(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        ended = await newsroom.run("monitor", "run", "--once", MONITOR_SLACK_BOT_TOKEN="")

        assert ended.status == 2
        assert "no token is set" in ended.stderr
        assert "--console" in ended.stderr


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        await newsroom.run_once()
        with sqlite3.connect(newsroom.data / "monitor.db") as database:
            database.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
        database.close()

        ended = await newsroom.run_once()

        assert ended.status == 1
        assert "newer version" in ended.stderr
        assert "Traceback" not in ended.stderr


async def test_the_console_shows_alerts_instead_of_slack(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        ended = await newsroom.run("monitor", "run", "--once", "--console", MONITOR_SLACK_BOT_TOKEN="")

        assert ended.status == 0, ended.stderr
        assert "Strike at harbour 0" in ended.stdout
        assert newsroom.slack.messages == []
