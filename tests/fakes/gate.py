"""A place where a fake waits until the test lets it go on."""

import asyncio


class Gate:
    """Whoever comes waits until the gate is open."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()

    async def pass_through(self) -> None:
        self.reached.set()
        await self.opened.wait()

    async def has_visitor(self) -> None:
        """Return once somebody waits; raises TimeoutError if nobody comes."""
        async with asyncio.timeout(5):
            await self.reached.wait()

    def open(self) -> None:
        self.opened.set()
