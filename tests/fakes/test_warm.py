"""A process that starts warm is one like any other. The programs run under `python -m timeit`, which takes any."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.fakes.warm import Ended, run_warm


async def ran(program: str, *, directory: Path | None = None, timeout_s: float = 60, **variables: str) -> Ended:
    once = ["timeit", "-n1", "-r1", program]
    return await run_warm(once, variables, directory=directory, timeout_s=timeout_s)


async def test_it_has_its_own_number_place_variables_and_streams(tmp_path: Path) -> None:
    ended = await ran(
        "import os, sys; print(os.getpid(), os.getcwd(), dict(os.environ), sys.stdin.read()); "
        "print('aside', file=sys.stderr)",
        directory=tmp_path,
        COLOUR="red",
    )

    number, rest = ended.stdout.splitlines()[0].split(" ", 1)
    assert (ended.status, ended.stderr) == (0, "aside\n")
    assert int(number) != os.getpid()
    assert rest == f"{tmp_path} {{'COLOUR': 'red'}} "


async def test_what_one_does_to_its_modules_no_other_sees() -> None:
    assert (await ran("import monitor; monitor.spoilt = True; print('spoilt')")).stdout.startswith("spoilt\n")

    assert (await ran("import monitor; print(hasattr(monitor, 'spoilt'))")).stdout.startswith("False\n")


@pytest.mark.parametrize(
    ("program", "status"),
    [
        ("pass", 0),
        ("1 / 0", 1),
        ("import os; os._exit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
    ],
)
async def test_its_status_is_told(program: str, status: int) -> None:
    ended = await ran(program)

    assert ended.status == status
    assert ("ZeroDivisionError" in ended.stderr) == (status == 1)


async def test_a_module_that_is_not_there_is_told_as_an_error() -> None:
    ended = await run_warm(["monitor.nowhere"], {}, timeout_s=60)

    assert ended.status == 1
    assert "No module named monitor.nowhere" in ended.stderr


async def test_what_it_leaves_to_the_end_is_done_and_its_threads_are_waited_for() -> None:
    ended = await ran(
        "import atexit, threading; atexit.register(print, 'at exit'); main = threading.main_thread(); "
        "threading.Thread(target=lambda: (main.join(), print('thread'))).start()"
    )

    assert ended.stdout.splitlines()[-2:] == ["thread", "at exit"]


async def test_the_run_is_over_when_all_that_it_forked_is() -> None:
    ended = await ran(
        "import os; waits, first = os.pipe()\n"
        "if os.fork() == 0: os.close(first); os.read(waits, 1); print('last', flush=True); os._exit(0)"
    )  # nothing is ever written: it reads on when the first process is gone

    assert ended.stdout.splitlines()[-1] == "last"


async def test_a_run_that_is_given_up_is_killed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "line")
    program = "import signal; line = open('line', 'w'); line.write('on\\n'); line.flush(); signal.pause()"
    run = asyncio.create_task(ran(program, directory=tmp_path))
    line = await asyncio.to_thread((tmp_path / "line").open)  # opens when the other end does
    with line:
        assert await asyncio.to_thread(line.readline) == "on\n"

        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run

        async with asyncio.timeout(30):
            assert await asyncio.to_thread(line.read) == ""  # the other end is closed: nothing else closes it


async def test_its_worker_pool_finds_the_parsers_loaded_and_ends_with_it() -> None:
    ended = await ran(
        "import asyncio, multiprocessing.forkserver as f\n"
        "from monitor.pipeline.workers import WorkerPool\n"
        "async def main():\n"
        "    async with WorkerPool(1) as pool:\n"
        "        print(await pool.run(eval, \"'trafilatura' in __import__('sys').modules\"))\n"
        "asyncio.run(main())"
    )

    assert ended.stdout.startswith("True\n"), ended.stderr
