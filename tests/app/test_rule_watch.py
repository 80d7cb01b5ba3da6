"""The real daemon while people edit its rule files."""

import asyncio
import contextlib
import json
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.app.rule_sweep import GIT_LOCK_S, git_is_writing, sweep
from tests.app.command import call_monitor
from tests.fakes.newsroom import RULES as WITH_WAIT
from tests.fakes.newsroom import Newsroom

RULES = WITH_WAIT.replace("wait: 60s", "wait: 0s").replace(
    '"#port-desk"\n    max', '"#port-desk"\n    wait: 0s\n    max'
)
PORTS = '  - rule: ports\n    title: Ports\n    match: harbour\n    channel: "#port-desk"\n'


async def until(condition: Callable[[], object], timeout_s: float = 40) -> None:
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.1)


def status(newsroom: Newsroom) -> dict[str, Any]:
    said = json.loads(call_monitor("status", "--json", newsroom=newsroom).stdout)["rules"]
    assert isinstance(said, dict)
    return said


def log(newsroom: Newsroom) -> list[dict[str, Any]]:
    return [json.loads(line) for line in call_monitor("rules", "log", "--json", newsroom=newsroom).stdout.splitlines()]


def changes(newsroom: Newsroom) -> dict[str, Any]:
    said = status(newsroom)["changes"] or {}
    return {kind: {how: names for how, names in one.items() if names} for kind, one in said.items()}


@contextlib.asynccontextmanager
async def running(newsroom: Newsroom) -> AsyncIterator[asyncio.subprocess.Process]:
    daemon = await newsroom.start("monitor", "run")
    try:
        await until(lambda: newsroom.site.count("/feed") and (newsroom.data / "monitor.db").exists())
        yield daemon
    finally:
        if daemon.returncode is None:
            daemon.send_signal(signal.SIGTERM)
        _, err = await daemon.communicate()
    assert daemon.returncode == 0, err.decode()
    assert b"Traceback" not in err, err.decode()


def rename_over(file: Path, text: str) -> None:
    """Write as vim does: the old file is moved away, a new one written, the old one removed."""
    file.rename(file.with_name(f"{file.name}~"))
    file.write_text(text)
    file.with_name(f"{file.name}~").unlink()


def replace_file(file: Path, text: str) -> None:
    """Write as others do: into a new file, which is then given the name."""
    other = file.with_name(f".{file.name}.new")
    other.write_text(text)
    other.replace(file)


async def test_an_edit_comes_into_force_and_what_it_finds_is_told_once(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=2, rules=RULES) as newsroom, running(newsroom):
        await until(lambda: newsroom.audit() == {})
        for write, extra in ((rename_over, "-a"), (replace_file, "-b"), (Path.write_text, "-c")):
            text = RULES.replace("strike-news", f"strike-news{extra}")
            write(newsroom.rules / "rules.yaml", text)
            await until(lambda: f"strike-news{extra}" in changes(newsroom).get("rules", {}).get("added", []))  # noqa: B023
        (newsroom.rules / "rules.yaml").write_text(RULES)
        await until(lambda: status(newsroom)["version"] == 1)
        newsroom.publish(1)

        await until(lambda: newsroom.audit() == {})


async def test_files_with_a_mistake_leave_what_is_in_force_and_are_told_once(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=RULES) as newsroom, running(newsroom):
        before = status(newsroom)
        rules = newsroom.rules / "rules.yaml"
        rules.write_text(RULES.replace("strike AND workers", "strike AND (workers"))
        await until(lambda: status(newsroom)["refused"])
        assert status(newsroom)["version"] == before["version"]
        assert status(newsroom)["refused"]["problem"].startswith(f"{rules}:12:23: ")
        (newsroom.rules / "notes.yaml").write_text("# nothing\n")  # the same mistake: nothing new to tell
        newsroom.publish(1)
        await until(lambda: newsroom.audit() == {})
        assert "the files are refused since" in call_monitor("status", newsroom=newsroom).stdout
        (newsroom.rules / "notes.yaml").unlink()
        rules.write_text(RULES)
        await until(lambda: not status(newsroom)["refused"])
        rules.write_text(RULES + PORTS)
        await until(lambda: status(newsroom)["version"] == 2)

        assert [one["what"] for one in log(newsroom)] == ["adopted", "mended", "refused", "adopted"]
        assert changes(newsroom) == {"rules": {"added": ["ports"]}}


async def test_a_checkout_of_many_files_is_one_change(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *who, *arguments], cwd=newsroom.rules, check=True, capture_output=True)

    async with Newsroom(tmp_path, articles=1, rules=RULES) as newsroom:
        git("init")
        for branch in ("one", "two"):
            for number in range(10):
                rule = f"rules:\n  - rule: r{number}\n    title: {branch}\n    match: '@t{(number + 1) % 10}'\n"
                term = f"terms:\n  - term: t{number}\n    any: [{branch}x{number}]\n"
                (newsroom.rules / f"f{number}.yaml").write_text(rule + term)
            git("checkout", "-b", branch)
            git("add", "-A")
            git("commit", "-m", branch)
        async with running(newsroom):
            for branch in ("one", "two", "one"):
                version = status(newsroom)["version"]
                git("checkout", branch)
                await until(lambda: status(newsroom)["version"] != version)  # noqa: B023
                assert len(changes(newsroom)["rules"]["changed"]) == len(changes(newsroom)["terms"]["changed"]) == 10

        assert [one["what"] for one in log(newsroom)] == ["adopted"] * 4


async def test_a_directory_that_vanishes_and_comes_back_is_watched_on(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=RULES) as newsroom, running(newsroom):
        shutil.move(newsroom.rules, tmp_path / "away")
        await until(lambda: status(newsroom)["refused"])
        assert "there is no such file or directory" in status(newsroom)["refused"]["problem"]
        shutil.copytree(tmp_path / "away", newsroom.rules)
        await until(lambda: not status(newsroom)["refused"])
        (newsroom.rules / "rules.yaml").write_text(RULES + PORTS)

        await until(lambda: changes(newsroom) == {"rules": {"added": ["ports"]}})


async def test_sighup_reads_the_files_and_a_removed_feed_is_polled_no_more(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=RULES) as newsroom, running(newsroom) as daemon:
        await until(lambda: newsroom.audit() == {})
        (newsroom.rules / "feeds.yaml").unlink()
        daemon.send_signal(signal.SIGHUP)
        await until(lambda: "feeds" in changes(newsroom))
        await asyncio.sleep(0.5)
        polls = newsroom.site.count("/feed")
        await asyncio.sleep(2.5)

        assert newsroom.site.count("/feed") == polls
        assert newsroom.audit() == {}


async def test_a_channel_that_cannot_be_posted_to_is_refused_with_what_to_set(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=RULES) as newsroom, running(newsroom):
        (newsroom.rules / "more.yaml").write_text("rules:\n" + PORTS.replace("#port-desk", "webhook:desk"))
        await until(lambda: status(newsroom)["refused"])

        problem = status(newsroom)["refused"]["problem"]
        assert "more.yaml:2:" in problem
        assert "[webhooks.desk]" in problem
        assert "start the daemon again" in problem


def test_a_sweep_sees_every_write_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("rules: []\n")
    before = sweep(tmp_path)
    (tmp_path / "a.yaml~").write_text("x")
    (tmp_path / ".a.yaml.swp").write_text("x")
    assert sweep(tmp_path) == before
    replace_file(tmp_path / "a.yaml", "rules: {}\n")
    assert sweep(tmp_path) != before
    assert sweep(tmp_path / "nowhere").trouble


@pytest.mark.parametrize(("age_s", "writing"), [(0.0, True), (GIT_LOCK_S * 2, False)])
def test_git_writes_while_it_holds_its_lock_unless_that_was_left_behind(
    tmp_path: Path, age_s: float, *, writing: bool
) -> None:
    import os
    import time

    (tmp_path / ".git").mkdir()
    (tmp_path / "rules").mkdir()
    assert not git_is_writing(tmp_path / "rules")
    lock = tmp_path / ".git" / "index.lock"
    lock.write_text("")
    os.utime(lock, (time.time() - age_s,) * 2)
    assert git_is_writing(tmp_path / "rules") is writing
