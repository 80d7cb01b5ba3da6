"""An observer that remembers what it saw, and can break a named step: it is told of transactions before they commit."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it was told."""

    name: str
    ids: dict[str, object]


class RecordingObserver:
    """A `core.ports.Observer`; `faults` holds what the next step of a name raises."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.faults: dict[str, BaseException] = {}
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def saw(self, step: str, **ids: object) -> None:
        self.steps.append(Step(step, ids))
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._told.set)
        if step in self.faults:
            raise self.faults.pop(step)

    def of(self, name: str) -> list[dict[str, object]]:
        """Return what was told with each step of this name, in order."""
        return [step.ids for step in self.steps if step.name == name]

    async def until(self, name: str, times: int = 1) -> None:
        """Return once a step was told so often; raises TimeoutError if it is not."""
        self._loop = asyncio.get_running_loop()
        async with asyncio.timeout(5):
            while len(self.of(name)) < times:
                self._told.clear()
                if len(self.of(name)) < times:
                    await self._told.wait()
