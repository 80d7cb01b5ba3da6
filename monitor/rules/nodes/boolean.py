"""The connectives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.rules.nodes import Node


@dataclass(frozen=True, slots=True)
class And:
    """All of the items; at least one is not a `Not`."""

    items: tuple[Node, ...]
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return " AND ".join(f"({item})" if isinstance(item, And | Or) else str(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the items."""

    items: tuple[Node, ...]
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return " OR ".join(f"({item})" if isinstance(item, And | Or) else str(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class Not:
    """None of the item; stands only among the items of an `And`."""

    item: Node
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f"NOT ({self.item})" if isinstance(self.item, And | Or) else f"NOT {self.item}"
