"""Nearness in one paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.rules.nodes.printing import inside

if TYPE_CHECKING:
    from monitor.rules.nodes import Node


@dataclass(frozen=True, slots=True)
class Near:
    """Each item within `distance` words of the next: at most so many words lie between them.

    `a NEAR/2 b NEAR/2 c` holds when both neighbouring pairs hold with the same occurrence of `b`.
    """

    items: tuple[Node, ...]  #: two at least
    distance: int
    ordered: bool = False  #: ONEAR: each before the next
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        operator = f" {'ONEAR' if self.ordered else 'NEAR'}/{self.distance} "
        return operator.join(inside(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class NotNear:
    """An occurrence of `item` that has none of `other` within `distance` words."""

    item: Node
    other: Node
    distance: int
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f"{inside(self.item)} NOT NEAR/{self.distance} {inside(self.other)}"


@dataclass(frozen=True, slots=True)
class Except:
    """An occurrence of `item` that is not part of one of `whole`."""

    item: Node
    whole: Node
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        return f"{inside(self.item)} EXCEPT {inside(self.whole)}"
