"""What tight operators join: NEAR, ONEAR, NOT NEAR and EXCEPT, and what may stand between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.rules.nodes import And, AnyOf, AtLeast, Except, Near, Node, NotNear, Or, Scope
from monitor.rules.suggestions import short
from monitor.rules.tokens import Fault


@dataclass(frozen=True, slots=True)
class Link:
    """One operator of a chain."""

    name: str  #: NEAR, ONEAR or EXCEPT
    number: int
    negated: bool
    column: int

    def __str__(self) -> str:
        """Return it as a rule would write it."""
        number = f"/{self.number}" if self.name != "EXCEPT" else ""
        return f"{'NOT ' if self.negated else ''}{self.name}{number}"


def join(
    operands: Sequence[Node | None], links: Sequence[Link], written: Sequence[str]
) -> tuple[Node | None, list[Fault]]:
    """Return the node of a chain, or what is wrong with it; `written` are the operands as the rule has them."""
    faults = [fault for fault in (_bad_link(link) for link in links) if fault]
    head = links[0]
    for place, link in enumerate(links):
        if str(link) != str(head) and not faults:
            faults.append(Fault(link.column, _mixed(links[place - 1], link, written[place - 1 : place + 2])))
    for place, operand in enumerate(operands):
        if operand is not None:
            faults.extend(_operand_faults(operand, str(links[max(place - 1, 0)])))
    nodes = tuple(operand for operand in operands if operand is not None)
    if faults or len(nodes) < len(operands):
        return None, faults
    if head.name != "EXCEPT" and not head.negated:
        return Near(nodes, head.number, head.name == "ONEAR", head.column), []
    # `a NOT NEAR/5 b NOT NEAR/5 c` has neither b nor c near it.
    other = nodes[1] if len(nodes) == 2 else Or(nodes[1:], links[1].column)
    if head.name == "EXCEPT":
        return Except(nodes[0], other, head.column), []
    return NotNear(nodes[0], other, head.number, head.column), []


def count_fault(item: Node, call: str) -> list[Fault]:
    """Return why occurrences of an item cannot be counted, if so."""
    return [] if isinstance(item, Near | NotNear) else _operand_faults(item, call)


def _bad_link(link: Link) -> Fault | None:
    if link.negated and link.name == "EXCEPT":
        return Fault(link.column, "NOT EXCEPT says nothing (write EXCEPT, or AND)")
    if link.negated and link.name == "ONEAR":
        return Fault(link.column, f"{link} is no operator (write NOT NEAR/{link.number}, which looks to both sides)")
    return None


def _mixed(before: Link, link: Link, written: Sequence[str]) -> str:
    """Return what to write in place of two different operators in one chain."""
    left, middle, right = (short(text, 60) for text in written)
    if link.name == "EXCEPT":
        reading = f"{left} {before} ({middle} EXCEPT {right})"
    elif before.name == "EXCEPT":
        reading = f"({left} EXCEPT {middle}) {link} {right}"
    else:
        reading = f"{left} {before} {middle} AND {middle} {link} {right}"
    return f"{before} and {link} in one chain (write {reading})"


def _operand_faults(node: Node, operator: str) -> list[Fault]:
    """Return what stands in an operand and is neither a term nor a group of terms."""
    match node:
        case Or(items):
            return [fault for item in items for fault in _operand_faults(item, operator)]
        case And(column=column):
            what, hint = "AND", "it takes words, phrases, @names and groups with OR; join whole clauses with AND"
        case Scope(column=column):
            what = str(node).partition("(")[0] + "(…)"
            whole = f"… {operator} …" if "/" not in operator or "NEAR" in operator else f"{operator}(…)"
            hint = f"put it around the whole: {what.replace('…', whole)}"
        case Near(column=column) | NotNear(column=column):
            what = f"{'ONEAR' if isinstance(node, Near) and node.ordered else 'NEAR'}/{node.distance}"
            hint = "it takes words, phrases, @names and groups with OR; join the two with AND"
        case AtLeast(column=column) | AnyOf(column=column):
            what = f"{'ANY' if isinstance(node, AnyOf) else 'ATLEAST'}/{node.count}(…)"
            hint = "it takes words, phrases, @names and groups with OR"
        case _:
            return []
    return [Fault(column, f"{what} cannot stand inside {operator} ({hint})")]
