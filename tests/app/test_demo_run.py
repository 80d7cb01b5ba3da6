"""The demo as a newcomer runs it: the real daemon, the shipped rules, and an audit that can fail."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.app.command import only_line
from tests.fakes.warm import Ended, run_warm

REPOSITORY = Path(__file__).parents[2]
#: Settings of the caller that would break the daemon if any of them reached it.
FOREIGN = {"MONITOR_RULES": "nowhere", "MONITOR_DATABASE_URL": "sqlite:///nowhere/x.db", "MONITOR_TICK_S": "60"}


async def _start(directory: Path, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "monitor", "demo", *arguments),
        cwd=directory,
        env=_environment(directory),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def _environment(directory: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(REPOSITORY), "COLUMNS": "100", "TMPDIR": str(directory)} | FOREIGN


async def _in_full(directory: Path, *arguments: str) -> Ended:
    process = await _start(directory, *arguments)
    out, err = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


async def _demo(directory: Path, *arguments: str) -> Ended:
    """Run the demo, itself started warm; its daemon is not."""
    return await run_warm(["monitor", "demo", *arguments], _environment(directory), directory=directory, timeout_s=120)


def _left_over(directory: Path) -> list[str]:
    """Return the command lines of processes that were started for `directory`."""
    lines = (path.read_bytes().replace(b"\0", b" ").decode() for path in Path("/proc").glob("[0-9]*/cmdline"))
    return [line for line in lines if str(directory) in line]


async def test_the_demo_tells_everything_once_and_its_audit_catches_what_is_planted(tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    real, double, loss = await asyncio.gather(
        _in_full(tmp_path, "--keep", str(kept), "--show-json"),
        _demo(tmp_path, "--plant", "double"),
        _demo(tmp_path, "--plant", "loss"),
    )

    assert real.status == 0, real.stdout + real.stderr
    assert "expected alerts arrived exactly once, and nothing else" in real.stdout
    assert "planted double caught, planted loss caught" in real.stdout
    assert "\x1b" not in real.stdout + real.stderr
    for shown in ("#news-desk", "Also reported by", "Also matched: ransomware-attack", "1 HTTP 404", "1 teaser"):
        assert shown in real.stdout
    assert '"event_type": "news_alert"' in real.stdout
    assert {"rules", "data", "daemon.log"} == {path.name for path in kept.iterdir()}
    assert (double.status, loss.status) == (1, 1)
    assert "doubled: " in double.stdout
    assert "lost: " in loss.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert _left_over(tmp_path) == []


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are listed from /proc")
async def test_a_demo_that_is_stopped_takes_everything_down(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    demo = await _start(tmp_path, "--keep", str(kept))
    async with asyncio.timeout(60):
        while not (kept / "data" / "monitor.db").exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.05)

    demo.send_signal(signal.SIGTERM)
    demo.send_signal(signal.SIGTERM)
    async with asyncio.timeout(60):
        await demo.communicate()

    assert demo.returncode == 128 + signal.SIGTERM
    assert _left_over(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("--plant", "rumour"), "write double or loss"), (("--keep", "full"), "full is not empty")],
)
async def test_what_cannot_work_is_said_in_one_line(arguments: tuple[str, str], words: str, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")

    ended = await _demo(tmp_path, *arguments)

    assert ended.status == 2
    assert words in only_line(ended.stderr)
    assert ended.stdout == ""


async def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = await _demo(tmp_path, "--port", str(port))

    assert ended.status == 2
    assert f"port {port} is not free" in only_line(ended.stderr)
    assert ended.stdout == ""
