"""The operators of the rule language, one small class each.

Here: what an expression is. Not here: how it is read (`monitor.rules.parse`), how it is found in a text
(`monitor.matching.evaluate`). A new operator is a node here, a line in the parser's table and an evaluator there.
"""

from typing import TypeAlias

from monitor.rules.nodes.boolean import And, Not, Or
from monitor.rules.nodes.proximity import Except, Near, NotNear
from monitor.rules.nodes.scopes import AnyOf, AtLeast, Scope, Unit
from monitor.rules.nodes.walk import LEAVES, Leaf, children, leaves_of, walk
from monitor.rules.nodes.words import Exact, Inflected, Name, Pattern, Regex, Words

Node: TypeAlias = (
    Words | Inflected | Exact | Regex | Name | And | Or | Not | Near | NotNear | Except | Scope | AtLeast | AnyOf
)

#: What needs no parentheses inside another operator.
LEAVES_AND_CALLS = (Words, Inflected, Exact, Regex, Name, Scope, AtLeast, AnyOf)

__all__ = [
    "LEAVES",
    "LEAVES_AND_CALLS",
    "And",
    "AnyOf",
    "AtLeast",
    "Exact",
    "Except",
    "Inflected",
    "Leaf",
    "Name",
    "Near",
    "Node",
    "Not",
    "NotNear",
    "Or",
    "Pattern",
    "Regex",
    "Scope",
    "Unit",
    "Words",
    "children",
    "leaves_of",
    "walk",
]
