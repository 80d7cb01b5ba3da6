"""The operators of the rule language, one small class each.

Here: what an expression is. Not here: how it is read (`monitor.rules.parse`), how it is found in a text
(`monitor.matching.evaluate`). A new operator is a node here, a line in the parser's table and an evaluator there.
"""

from typing import TypeAlias

from monitor.rules.nodes.boolean import And, Not, Or
from monitor.rules.nodes.words import Exact, Name, Words

Node: TypeAlias = Words | Exact | Name | And | Or | Not

__all__ = ["And", "Exact", "Name", "Node", "Not", "Or", "Words"]
