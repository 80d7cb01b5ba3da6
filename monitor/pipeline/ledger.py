"""The store as the event loop reaches it: one thread writes, a few read."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from monitor.core.ports import Clock
from monitor.core.stores import Store, Transaction

T = TypeVar("T")


class Ledger:
    """Runs units of work on a store in threads, so that no transaction ever spans an `await`.

    A unit of work is a function of a transaction and the time it binds; it may be repeated, so it keeps no state.
    Cancelling the caller does not cut a unit of work that has begun: it commits or rolls back as a whole.
    """

    def __init__(self, store: Store, clock: Clock, *, readers: int = 2) -> None:
        self._store = store
        self._clock = clock
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(max_workers=readers, thread_name_prefix="store-reader")

    async def write(self, work: Callable[[Transaction, datetime], T]) -> T:
        """Run `work` in one transaction; commits at its end, rolls back on any exception."""

        def unit() -> T:
            with self._store.transaction() as tx:
                return work(tx, self._clock.now())

        return await asyncio.get_running_loop().run_in_executor(self._writer, unit)

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
