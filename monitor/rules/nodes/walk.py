"""Going through an expression, in the order in which it is written."""

from collections.abc import Iterator
from typing import TypeAlias

from monitor.rules.nodes.boolean import And, Not, Or
from monitor.rules.nodes.proximity import Except, Near, NotNear
from monitor.rules.nodes.scopes import AnyOf, AtLeast, Scope
from monitor.rules.nodes.words import Exact, Inflected, Name, Regex, Words

#: A word, phrase, text, pattern or name.
Leaf: TypeAlias = Words | Inflected | Exact | Regex | Name
_Node: TypeAlias = Leaf | And | Or | Not | Near | NotNear | Except | Scope | AtLeast | AnyOf

LEAVES = (Words, Inflected, Exact, Regex, Name)


def children(node: _Node) -> tuple[_Node, ...]:
    """Return the operands of an operator; nothing for a leaf."""
    if isinstance(node, LEAVES):  # most of them are
        return ()
    match node:
        case And(items) | Or(items) | Near(items) | AnyOf(items=items):
            return items
        case Not(item) | Scope(item=item) | AtLeast(item=item):
            return (item,)
        case NotNear(item, other) | Except(item, other):
            return item, other


def walk(node: _Node) -> Iterator[_Node]:
    """Yield a node and everything in it."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def leaves_of(node: _Node) -> list[Leaf]:
    """Return the leaves of an expression."""
    return [leaf for leaf in walk(node) if isinstance(leaf, LEAVES)]
