"""The rule book in force, which may be replaced while articles are read and alerts are posted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from monitor.pipeline.beside import run_beside
from monitor.pipeline.findings import RulesMoved
from monitor.pipeline.rule_book import RuleBook


class InForce:
    """Holds the book; used by one event loop, where replacing it is one assignment.

    The store says which version is in force, and changes first: who judged by the book before is refused there
    (RulesMoved), and waits here for the one that follows.
    """

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self._turn = asyncio.Lock()  #: of whoever replaces it

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Keep everybody else from replacing the book, from before the store is told until the book is here."""
        async with self._turn:
            yield

    async def newer(self, book: RuleBook) -> RuleBook:
        """Return the book that replaces this one; raises RulesMoved if there is none: another process moved on."""
        if self.book is book:
            async with self._turn:  # the store knows the new version already, or another process works on it
                pass
        if self.book is book:
            raise RulesMoved
        return self.book

    async def recompile(self) -> None:
        """Hang each rule on what is rare by now."""
        async with self._turn:
            self.book = await run_beside(self.book.recompiled)
