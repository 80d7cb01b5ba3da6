"""How an operand is written inside an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.rules.nodes import Node


def inside(item: Node) -> str:
    """Return the operand, in parentheses where it is not one token or a call by itself."""
    from monitor.rules.nodes import LEAVES_AND_CALLS  # noqa: PLC0415 - the nodes know how they are printed, this knows them

    return str(item) if isinstance(item, LEAVES_AND_CALLS) else f"({item})"
