"""The store as the event loop reaches it: one thread writes, a few read."""

import asyncio
import contextlib
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from monitor.core.ports import Clock
from monitor.core.stores import Store, Transaction

T = TypeVar("T")

#: After a transaction that several shared, so long is waited for more of them: whoever else runs here would let the
#: writer in between two polls, for a commit each. One who writes alone never waits.
GATHER_S = 0.005
MOST_TOGETHER = 64  #: units of work in one transaction: what readers then see at once, and what one failure undoes


@dataclass(slots=True, eq=False)
class _Unit(Generic[T]):
    """A unit of work and who waits for it."""

    work: Callable[[Transaction, datetime], T]
    caller: asyncio.Future[T]
    outcome: list[T] = field(default_factory=list)  #: one, once the work is done
    error: BaseException | None = None

    def run(self, tx: Transaction, now: datetime) -> None:
        """Do the work and keep what it returns."""
        self.outcome.append(self.work(tx, now))

    def run_apart(self, tx: Transaction, now: datetime) -> None:
        """Do the work; what it raises undoes it alone and is kept."""
        try:
            with tx.part():
                self.run(tx, now)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the caller's
            self.error = error

    def tell(self) -> None:
        """Tell the caller, who may have gone away; in the event loop."""
        if self.caller.done():
            return
        if self.error is not None:
            self.caller.set_exception(self.error)
        else:
            self.caller.set_result(self.outcome[0])


class Ledger:
    """Runs units of work on a store in threads, so that no transaction ever spans an `await`.

    A unit of work is a function of a transaction and the time it binds; it may be repeated, so it keeps no state.
    Those that wait to write while another writes share the next transaction, each as a part of it: a commit waits for
    the disk. One that fails is undone alone, and nobody is told of success before the commit; if that fails, none of
    them was done and all are told so.
    Cancelling the caller does not cut a unit of work that has begun: it commits or rolls back as a whole.
    """

    def __init__(self, store: Store, clock: Clock, *, readers: int = 2) -> None:
        self._store = store
        self._clock = clock
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(max_workers=readers, thread_name_prefix="store-reader")
        self._waiting: deque[_Unit[Any]] = deque()
        self._lock = threading.Lock()  #: of the two: what waits, and whether the writer is awake to find it
        self._is_awake = False

    async def write(self, work: Callable[[Transaction, datetime], T]) -> T:
        """Run `work` in a transaction; return what it returns once that is committed.

        Any exception rolls back all that `work` wrote, and is raised here.
        """
        caller: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        unit = _Unit(work, caller)
        with self._lock:
            if not self._is_awake:
                self._writer.submit(self._write_all)
                self._is_awake = True
            self._waiting.append(unit)
        return await caller

    async def read(self, work: Callable[[Transaction, datetime], T]) -> T:
        """Run `work` on a consistent snapshot; it cannot write."""

        def unit() -> T:
            with self._store.snapshot() as tx:
                return work(tx, self._clock.now())

        return await asyncio.get_running_loop().run_in_executor(self._readers, unit)

    def close(self) -> None:
        """Wait for the units of work that have begun."""
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)

    def _write_all(self) -> None:
        """Write, in the writer's thread, until nothing waits."""
        while units := self._next():
            try:
                self._write(units)
            except BaseException as error:  # noqa: BLE001 - it reaches those who asked: nothing was committed
                for unit in units:
                    unit.error = unit.error or error
            _tell(units)
            if len(units) > 1:
                time.sleep(GATHER_S)

    def _next(self) -> list[_Unit[Any]]:
        """Take what waits, in the order it came; where nothing does, the writer goes to sleep."""
        units: list[_Unit[Any]] = []
        with self._lock:
            while self._waiting and len(units) < MOST_TOGETHER:
                unit = self._waiting.popleft()
                if not unit.caller.cancelled():
                    units.append(unit)
            self._is_awake = bool(units)
        return units

    def _write(self, units: Sequence[_Unit[Any]]) -> None:
        with self._store.transaction() as tx:
            now = self._clock.now()
            if len(units) == 1:
                units[0].run(tx, now)
                return
            for unit in units:
                unit.run_apart(tx, now)


def _tell(units: Sequence[_Unit[Any]]) -> None:
    """Wake the event loops of those who asked, each once."""
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[_Unit[Any]]] = defaultdict(list)
    for unit in units:
        by_loop[unit.caller.get_loop()].append(unit)

    def tell(some: Sequence[_Unit[Any]]) -> None:
        for unit in some:
            unit.tell()

    for loop, some in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, some)
