"""Counts of lines in memory."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from datetime import datetime


class MemoryBoilerplateLines:
    """What `core.stores.BoilerplateLines` asks for, forgotten with the process."""

    def __init__(self, enough: int = 3) -> None:
        self._enough = enough
        self._pages: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))

    def learn(self, host: str, page: str, lines: AbstractSet[int], *, now: datetime) -> None:
        for line in lines:
            self._pages[host][line].add(page)

    def known(self, host: str) -> frozenset[int]:
        return frozenset(line for line, pages in self._pages[host].items() if len(pages) >= self._enough)
