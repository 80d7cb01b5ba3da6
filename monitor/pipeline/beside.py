"""Long work beside the event loop that does not keep the process from ending."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def run_beside(work: Callable[[], T]) -> T:
    """Return what `work` returns, done in a thread of its own.

    The end of the process does not wait for it, as it does for the threads of `asyncio.to_thread`: compiling 100,000
    rules takes longer than SIGTERM may.
    """
    loop = asyncio.get_running_loop()
    caller: asyncio.Future[T] = loop.create_future()

    def tell(outcome: T | None, error: BaseException | None) -> None:
        if caller.done():
            return
        if error is not None:
            caller.set_exception(error)
        else:
            caller.set_result(outcome)  # type: ignore[arg-type]  # None only if that is what `work` returns

    def run() -> None:
        outcome, fault = None, None
        try:
            outcome = work()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            fault = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, outcome, fault)

    threading.Thread(target=run, name="beside", daemon=True).start()
    return await caller
