"""Going through an expression."""

from collections.abc import Iterator

from monitor.rules.nodes.boolean import And, Not, Or
from monitor.rules.nodes.proximity import Except, Near, NotNear
from monitor.rules.nodes.scopes import AnyOf, AtLeast, Scope
from monitor.rules.nodes.words import Exact, Inflected, Name, Regex, Words

Leaf = Words | Inflected | Exact | Regex | Name
_Node = Leaf | And | Or | Not | Near | NotNear | Except | Scope | AtLeast | AnyOf


def children(node: _Node) -> tuple[_Node, ...]:
    """Return what a node stands above or between, in order; nothing for a leaf."""
    match node:
        case And() | Or() | Near() | AnyOf():
            return node.items
        case Not() | Scope() | AtLeast():
            return (node.item,)
        case NotNear():
            return (node.item, node.other)
        case Except():
            return (node.item, node.whole)
        case _:
            return ()


def leaves_of(node: _Node) -> Iterator[Leaf]:
    """Yield the words, texts, regular expressions and names of an expression, from left to right."""
    pending: list[_Node] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, Leaf):
            yield one
        else:
            pending += reversed(children(one))
