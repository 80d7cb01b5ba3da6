"""Other rules come into force while everything goes on; files with a mistake leave those before in force."""

import asyncio
from collections.abc import Collection, Sequence

from monitor.core.errors import RuleProblem
from monitor.core.ports import Observer
from monitor.core.rule_changes import in_words
from monitor.matching import WordFrequencies
from monitor.pipeline.beside import run_beside
from monitor.pipeline.in_force import InForce
from monitor.pipeline.ledger import Ledger
from monitor.pipeline.rule_book import RuleBook, compile_book, put_in_force
from monitor.pipeline.rule_changes import Adopted
from monitor.rules.model import RuleSet


class Reloader:
    """Puts loaded rule sets in force, one after the other, and tells what the files come to.

    Compiled beside the event loop, stored with its feeds in one transaction, then used: whatever was judged by the
    rules before and is not stored yet is refused by the store and judged again (`InForce`). What is on its way is not
    touched: a removed rule's alerts are delivered, entries that a removed feed brought are read.
    """

    def __init__(
        self,
        ledger: Ledger,
        in_force: InForce,
        frequencies: WordFrequencies,
        observer: Observer,
        *,
        languages: Collection[str] = ("en",),
        prescan: bool = False,
    ) -> None:
        """Take the parts; the options are those that the book in force was compiled with."""
        self._ledger = ledger
        self._in_force = in_force
        self._frequencies = frequencies
        self._observer = observer
        self._languages = tuple(languages)
        self._prescan = prescan
        self._refused: tuple[RuleProblem, ...] = ()

    @property
    def rule_set(self) -> RuleSet:
        """The rule set in force."""
        return self._in_force.book.rule_set

    async def reload(self, rule_set: RuleSet) -> bool:
        """Put a rule set in force; False if it is in force already. Raises StoreError, and then nothing is changed."""
        if rule_set.digest == self.rule_set.digest:
            await self._mend()
            return False
        # Whoever goes away does not part what the store says from what is used.
        book, adopted = await asyncio.shield(self._replace(rule_set))
        self._refused = ()
        self._tell(book, adopted)
        if book.percolator.worth_rebuilding:
            await self._in_force.recompile()
        return True

    async def refuse(self, problems: Sequence[RuleProblem]) -> None:
        """Keep the rules in force, since the files have these problems; told and noted once as long as they stay."""
        if tuple(problems) == self._refused:
            return
        first = str(problems[0])
        await self._ledger.write(lambda tx, now: tx.rule_log.refused(first, len(problems), now=now))
        self._refused = tuple(problems)
        more = f" (and {len(problems) - 1:,} more)" if len(problems) > 1 else ""
        self._observer.saw(
            "rules refused",
            problem=first,
            problems=len(problems),
            in_force=self._in_force.book.version,
            more=more,
        )

    async def _replace(self, rule_set: RuleSet) -> tuple[RuleBook, Adopted]:
        async with self._in_force.turn():
            before = self._in_force.book

            def compiled() -> RuleBook:
                return compile_book(
                    rule_set, self._frequencies, languages=self._languages, prescan=self._prescan, before=before
                )

            book, adopted = await put_in_force(await run_beside(compiled), self._ledger)
            self._in_force.book = book
        return book, adopted

    async def _mend(self) -> None:
        """Note that the files say what is in force, if they did not."""
        if self._refused:
            await self._ledger.write(lambda tx, now: tx.rule_log.mended(now=now))
            self._refused = ()
            self._observer.saw("rules mended", version=self._in_force.book.version)

    def _tell(self, book: RuleBook, adopted: Adopted) -> None:
        self._observer.saw(
            "rules changed",
            version=book.version,
            changes=in_words(adopted.changes or {}),
            rules=len(book.rules),
            feeds=len(book.sources),
            feeds_added=adopted.feeds_added,
            feeds_removed=adopted.feeds_removed,
        )
