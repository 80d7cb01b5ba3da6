"""Where in the article something has to stand, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.rules.nodes import Node


class Unit(StrEnum):
    """The parts of an article that a scope can name."""

    SENTENCE = "SENTENCE"
    PARAGRAPH = "PARAGRAPH"
    TITLE = "TITLE"
    LEAD = "LEAD"
    BODY = "BODY"
    CAPTION = "CAPTION"
    FIRST = "FIRST"  #: the first `count` words of the body


@dataclass(frozen=True, slots=True)
class Scope:
    """One unit of the kind holds all of the item."""

    unit: Unit
    item: Node
    count: int = 0  #: of FIRST
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f"{self.unit}/{self.count}({self.item})" if self.unit is Unit.FIRST else f"{self.unit}({self.item})"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The item occurs at least `count` times."""

    count: int
    item: Node
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f"ATLEAST/{self.count}({self.item})"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least `count` of the items hold."""

    count: int
    items: tuple[Node, ...]
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f"ANY/{self.count}({', '.join(map(str, self.items))})"
