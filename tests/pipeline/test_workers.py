"""The victims are plain functions of the standard library: a worker must be able to import what it runs."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from multiprocessing import active_children, forkserver
from pathlib import Path

import pytest

from monitor.core.errors import NotAPage, WorkerError
from monitor.pipeline.parsing import read_page
from monitor.pipeline.workers import WorkerPool

ENDLESS = re.compile("(a+)+$")  # exponential on the text below, in C, without ever letting another thread run
NEVER_MATCHES = "a" * 64 + "b"


@pytest.fixture
async def workers() -> AsyncIterator[WorkerPool]:
    async with WorkerPool(2, memory_mb=256, timeout_s=20) as pool:
        yield pool


def pids() -> set[int]:
    return {child.pid for child in active_children() if child.pid}


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def until_gone(some: set[int], within_s: float) -> set[int]:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while (left := {pid for pid in some if is_alive(pid)}) and loop.time() < deadline:  # noqa: ASYNC110 - no event for it
        await asyncio.sleep(0.02)
    return left


async def test_nothing_is_started_before_the_first_task() -> None:
    async with WorkerPool(2):
        assert pids() == set()


async def test_a_task_runs_in_another_process(workers: WorkerPool) -> None:
    assert await workers.run(os.getpid) in pids()
    assert os.getpid() not in pids()


async def test_tasks_run_at_the_same_time_and_keep_their_own_results(workers: WorkerPool) -> None:
    assert await asyncio.gather(*(workers.run(pow, 2, n) for n in range(40))) == [2**n for n in range(40)]


async def test_a_page_is_read_in_a_worker(workers: WorkerPool) -> None:
    page = b"<html lang=en><h1>Harbour reopens</h1><p>The harbour reopened on Monday.</p><p>Ships came.</p></html>"
    article = await workers.run(read_page, page, "https://news.example/a", None, None)
    assert article.title == "Harbour reopens"


async def test_an_error_of_ours_comes_back_as_it_is(workers: WorkerPool) -> None:
    with pytest.raises(NotAPage, match=r"^a PDF$"):
        await workers.run(read_page, b"%PDF-1.7 ...", "https://news.example/a.pdf", None, None)


async def test_any_other_error_is_a_worker_error_that_names_it(workers: WorkerPool) -> None:
    with pytest.raises(WorkerError, match=r"^ValueError: invalid literal for int\(\)"):
        await workers.run(int, "ten")


async def test_a_task_that_never_ends_is_killed_and_costs_only_itself(workers: WorkerPool) -> None:
    stuck = workers.run(ENDLESS.match, NEVER_MATCHES, timeout_s=0.3)
    others = [workers.run(pow, 3, n) for n in range(10)]
    results = await asyncio.gather(stuck, *others, return_exceptions=True)
    assert str(results[0]) == "timed out after 0.3 s"
    assert isinstance(results[0], WorkerError)
    assert results[1:] == [3**n for n in range(10)]


async def test_a_task_that_wants_too_much_memory_fails_and_costs_only_itself(workers: WorkerPool) -> None:
    with pytest.raises(WorkerError, match=r"^out of memory$"):
        await workers.run(bytearray, 2_000_000_000)
    assert await workers.run(len, b"abc") == 3


async def test_a_worker_that_crashes_costs_only_its_task(workers: WorkerPool) -> None:
    with pytest.raises(WorkerError, match=r"^worker crashed$"):
        await workers.run(os._exit, 3)
    with pytest.raises(WorkerError, match=r"^worker crashed$"):
        await workers.run(signal.raise_signal, signal.SIGKILL)
    assert await workers.run(len, b"abc") == 3


async def test_a_task_that_exits_does_not_end_the_daemon(workers: WorkerPool) -> None:
    with pytest.raises(WorkerError, match=r"^SystemExit$"):
        await workers.run(sys.exit, 0)


async def test_idle_workers_that_are_killed_from_outside_are_replaced(workers: WorkerPool) -> None:
    await workers.run(len, b"")
    killed = pids()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert await until_gone(killed, 5) == set()
    assert await workers.run(len, b"abc") == 3


async def test_signals_for_the_daemon_stop_no_worker(workers: WorkerPool) -> None:
    await workers.run(len, b"")
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]  # typeshed hides it
    before = pids()
    for pid in (*before, server):
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGINT)
    assert await workers.run(os.getpid) in before
    assert is_alive(server)


async def test_a_cancelled_task_frees_its_worker() -> None:
    async with WorkerPool(1) as pool:
        await pool.run(len, b"")
        stuck = asyncio.create_task(pool.run(ENDLESS.match, NEVER_MATCHES))
        await asyncio.sleep(0)
        stuck.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stuck
        assert await pool.run(len, b"abc") == 3


async def test_closing_ends_what_runs_and_leaves_no_process() -> None:
    pool = WorkerPool(2)
    await pool.run(len, b"")
    stuck = asyncio.create_task(pool.run(ENDLESS.match, NEVER_MATCHES))
    await asyncio.sleep(0)
    before = pids()
    await pool.close()
    with pytest.raises(WorkerError, match=r"^the workers were stopped$"):
        await stuck
    with pytest.raises(WorkerError, match=r"^the workers were stopped$"):
        await pool.run(len, b"")
    assert await until_gone(before, 5) == set()


async def test_workers_are_replaced_after_so_many_tasks() -> None:
    async with WorkerPool(1, max_tasks=3) as pool:
        assert len({await pool.run(os.getpid) for _ in range(7)}) == 3


DAEMON = """
import asyncio, re, time
from multiprocessing import active_children, forkserver
from monitor.pipeline.workers import WorkerPool

async def main():
    pool = WorkerPool(2)
    await pool.run(len, b"")
    waits = asyncio.create_task(pool.run(time.sleep, 60, timeout_s=60))
    spins = asyncio.create_task(pool.run(re.compile("(a+)+$").match, "a" * 64 + "b", timeout_s=1))
    await asyncio.sleep(0.3)
    print(forkserver._forkserver._forkserver_pid, *(child.pid for child in active_children()), flush=True)
    await asyncio.gather(waits, spins)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_workers_die_with_a_daemon_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "daemon.py"
    script.write_text(DAEMON)
    root = Path(__file__).parents[2]
    daemon = await asyncio.create_subprocess_exec(sys.executable, script, stdout=asyncio.subprocess.PIPE, cwd=root)
    assert daemon.stdout is not None
    everybody = {int(pid) for pid in (await daemon.stdout.readline()).split()}
    assert len(everybody) == 3
    daemon.kill()
    # the one that waits notices at once; the one that holds the interpreter is ended by its alarm, after 1 s and grace
    left = await until_gone(everybody, 15)
    for pid in left:
        os.kill(pid, signal.SIGKILL)  # a test that fails leaves no process that spins
    assert left == set()
    assert await daemon.wait() == -signal.SIGKILL  # its output ends only with the last worker
