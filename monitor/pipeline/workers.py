"""Parsers in processes that can be killed: no parser is safe on hostile input, and none is worth the daemon.

The processes come from a fork server that has loaded the parsers once (a fork of the daemon itself would copy its
threads' locks, a spawn would load them anew in each). A task has a time limit and each process a memory limit; what
breaks them costs that task alone. Signals meant for the daemon are not theirs to follow, and when the daemon is gone,
however it went, they go too.
"""

import asyncio
import contextlib
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, forkserver, resource_tracker
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar, TypeVarTuple

from pebble import ProcessExpired, ProcessPool

from monitor.core.errors import MonitorError, WorkerError

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

#: What the fork server loads, so that a worker starts in milliseconds; one that is missing is skipped.
PRELOAD: Final = (
    "monitor.articles.extract",
    "monitor.articles.glance",
    "monitor.articles.markup",
    "monitor.feeds.unseen",
    "monitor.pipeline.parsing",
    "monitor.pipeline.preloaded",
)
MAX_TASKS: Final = 500  #: a worker is replaced after so many: parsers keep caches, and libxml2 fragments memory
GRACE_S: Final = 2.0  #: past its time limit a task is ended by the kernel, should nobody else have done it
REASON_CHARS: Final = 200
CRASHED: Final = "worker crashed"
STOPPED: Final = "the workers were stopped"


class _Process(ForkServerProcess):
    """A worker; it ignores SIGTERM, so it is stopped by SIGKILL at once instead of after a wait."""

    def terminate(self) -> None:
        self.kill()


class _Context(ForkServerContext):
    """The fork server, making such workers."""

    Process = _Process


class WorkerPool:
    """Runs plain functions in other processes; an async context manager.

    `memory_mb` is what a task may take on top of what the loaded parsers take (Linux; elsewhere the kernel may not
    keep to it), `timeout_s` its wall time once it runs. Nothing is started before the first task. Workers import the
    main module, as multiprocessing has it: a script must keep what it does under `if __name__ == "__main__":`.
    """

    def __init__(
        self, size: int, *, memory_mb: int = 1024, timeout_s: float = 20.0, max_tasks: int = MAX_TASKS
    ) -> None:
        self._size = size
        self._memory_mb = memory_mb
        self._timeout_s = timeout_s
        self._max_tasks = max_tasks
        self._pool: ProcessPool | None = None
        self._starting = asyncio.Lock()
        self._waiting: set[Future[object]] = set()
        self._closed = False

    async def __aenter__(self) -> Self:
        """Return the pool; its processes start with the first task."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Kill the workers; what still runs ends in WorkerError."""
        await self.close()

    async def close(self) -> None:
        """Kill the workers; what still runs ends in WorkerError."""
        self._closed = True
        for future in tuple(self._waiting):
            future.cancel()
        async with self._starting:
            await self._drop(self._pool)

    async def run(self, fn: Callable[[*Ts], T], *args: *Ts, timeout_s: float | None = None) -> T:
        """Return `fn(*args)` as computed in a worker; function, arguments and result must be picklable.

        Raises the MonitorError that `fn` raised as it is, and WorkerError for everything else: `timed out after 20 s`,
        `out of memory`, `worker crashed`, or the name and message of an exception.
        """
        limit_s = self._timeout_s if timeout_s is None else timeout_s
        for _ in range(2):
            pool = await self._started()
            try:
                return await self._run_in(pool, fn, args, limit_s)
            except BrokenProcessPool:  # an idle worker was killed from outside: pebble gives up, the task need not
                await self._replace(pool)
        raise WorkerError(CRASHED)

    async def _run_in(self, pool: ProcessPool, fn: Callable[[*Ts], T], args: tuple[*Ts], limit_s: float) -> T:
        try:
            future = pool.schedule(_run_task, args=(fn, args, limit_s + GRACE_S), timeout=limit_s)
        except RuntimeError as error:  # "not active", "unexpected error within the pool"
            raise BrokenProcessPool(str(error)) from error
        self._waiting.add(future)
        try:
            result: T = await asyncio.wrap_future(future)
        except BrokenProcessPool:
            raise
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._closed and not (task and task.cancelling()):
                raise WorkerError(STOPPED) from None
            raise
        except MonitorError:
            raise
        except Exception as error:  # whatever a parser raises on a hostile page, it costs that page alone
            raise WorkerError(_reason(error, limit_s)) from error
        finally:
            self._waiting.discard(future)
        return result

    async def _started(self) -> ProcessPool:
        if self._closed:
            raise WorkerError(STOPPED)
        async with self._starting:
            if self._pool is None:
                self._pool = await asyncio.to_thread(self._start)
            return self._pool

    def _start(self) -> ProcessPool:
        context = _Context()
        context.set_forkserver_preload(list(PRELOAD))
        _start_fork_server()
        pool = ProcessPool(
            max_workers=self._size,
            max_tasks=self._max_tasks,
            initializer=_prepare_worker,
            initargs=(self._memory_mb,),
            context=context,
        )
        if not pool.active:  # asking starts it
            raise WorkerError("the workers do not start")
        return pool

    async def _replace(self, broken: ProcessPool) -> None:
        async with self._starting:
            if self._pool is broken:
                await self._drop(broken)

    async def _drop(self, pool: ProcessPool | None) -> None:
        self._pool = None
        if pool is not None:
            await asyncio.to_thread(_stop, pool)


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
    pool.join()


def _start_fork_server() -> None:
    """Start the fork server with SIGTERM blocked: a service manager sends it to every process of the service.

    The mask is this thread's alone and is inherited by what it starts. The resource tracker comes first because
    starting it would unblock the signal again.
    """
    resource_tracker.ensure_running()
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _prepare_worker(memory_mb: int) -> None:
    """Make this process a worker: deaf to signals for the daemon, bounded in memory, gone when the daemon is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    limit = _address_space_used() + memory_mb * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):  # refused on some platforms, where there is no such limit then
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_die_with, args=(parent.sentinel,), daemon=True).start()


def _address_space_used() -> int:
    """Return the bytes of address space that this process has; 0 where the kernel does not tell it this way."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * resource.getpagesize()


def _die_with(sentinel: int) -> None:
    """Wait for the daemon to end, by whatever means, and end too.

    A task that never lets other threads run is ended by its alarm instead (`_run_task`). PR_SET_PDEATHSIG would not
    do: the parent is the fork server, and that lives as long as any worker does.
    """
    connection.wait([sentinel])
    os._exit(1)


def _run_task(fn: Callable[[*Ts], T], args: tuple[*Ts], limit_s: float) -> T:
    """Run one task; should nobody end it in time, the kernel does: the default of SIGALRM ends the process."""
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        return fn(*args)
    except SystemExit as error:  # would end the daemon once it is raised there
        raise WorkerError("SystemExit") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _reason(error: Exception, limit_s: float) -> str:
    """Return why a task failed, in words that can be counted."""
    if isinstance(error, TimeoutError):
        return f"timed out after {limit_s:g} s"
    if isinstance(error, ProcessExpired):
        return f"timed out after {limit_s:g} s" if error.exitcode == -signal.SIGALRM else CRASHED
    if isinstance(error, MemoryError):
        return "out of memory"
    return " ".join(f"{type(error).__name__}: {error}".split())[:REASON_CHARS]
