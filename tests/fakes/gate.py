"""A place where a fake waits until the test lets it go on."""

import asyncio


class Gate:
    """`reached` is set by who comes to it, `opened` by the test."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()

    async def pass_through(self) -> None:
        self.reached.set()
        await self.opened.wait()
