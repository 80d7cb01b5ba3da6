"""Why a rule holds for an article, or does not: every clause with its truth and its count."""

from collections.abc import Collection
from dataclasses import dataclass

from monitor.core.article import Article
from monitor.matching.evaluate import Clause, Compiler
from monitor.matching.reading import Reading
from monitor.matching.where import WHERE_LINES, Filter, Traits
from monitor.rules.model import Enabled, RuleSet
from monitor.rules.nodes import And, Node, Not, Or


@dataclass(frozen=True, slots=True)
class ClauseReport:
    """A clause of an expression, as it stands in one article."""

    text: str  #: as the rule writes it
    operator: str  #: AND, OR, NOT, or "" for a leaf
    holds: bool
    count: int  #: occurrences that make it true; of a NOT those of what must not be there
    children: tuple["ClauseReport", ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule and an article."""

    rule: str
    holds: bool
    enabled: bool
    where: tuple[str, ...]  #: the lines that do not hold, in words
    expression: ClauseReport

    def deciding_clause(self) -> str:
        """Return in one line what decided: the first thing that fails, else the expression that holds."""
        if not self.enabled:
            return "enabled: false"
        if self.where and self.expression.holds:
            return f"where {self.where[0]}"
        return _decider(self.expression)

    def lines(self) -> list[str]:
        """Return the tree as text, a line per clause: whether it holds, its count, and the clause in its place.

        A clause that has clauses of its own is named by its operator.
        """
        lines = ["false    -  enabled: false"] if not self.enabled else []
        lines.extend(f"false    -  where {line}" for line in self.where)
        pending = [(self.expression, 0)]
        while pending:
            clause, depth = pending.pop()
            truth = "true" if clause.holds else "false"
            lines.append(f"{truth:<5} {clause.count:>4}  {'  ' * depth}{clause.operator or clause.text}")
            pending.extend((child, depth + 1) for child in reversed(clause.children))
        return lines


def explain(
    rule_set: RuleSet, rule_id: str, article: Article, *, where_lines: Collection[str] = WHERE_LINES
) -> Explanation:
    """Explain one rule; `holds` is what `Percolator.match` would say. Raises KeyError if there is no such rule.

    Lines of `where` that are not in `where_lines` are taken to hold, as in a rule test.
    """
    rule = next((rule for rule in rule_set.rules if rule.identity == rule_id), None)
    if rule is None:
        raise KeyError(rule_id)
    compiler = Compiler(rule_set)
    clause = compiler.clause(rule.expression)
    reading = Reading(article, compiler.table.scanner())
    unmet = Filter(rule.where).unmet(Traits(article), where_lines)
    enabled = rule.enabled is not Enabled.FALSE
    report = _report(rule.expression, clause, reading)
    return Explanation(rule_id, enabled and report.holds and not unmet, enabled, unmet, report)


def _report(node: Node, clause: Clause, reading: Reading) -> ClauseReport:
    items: tuple[Node, ...] = ()
    operator = ""
    if isinstance(node, And | Or):
        items, operator = node.items, "AND" if isinstance(node, And) else "OR"
    elif isinstance(node, Not):
        items, operator = (node.item,), "NOT"
    children = tuple(_report(item, child, reading) for item, child in zip(items, clause.children, strict=True))
    count = children[0].count if operator == "NOT" else len(set(clause.occurrences(reading)))
    return ClauseReport(clause.text, operator, clause.holds(reading), count, children)


def _decider(report: ClauseReport) -> str:
    if report.operator == "AND" and not report.holds:
        return _decider(next(child for child in report.children if not child.holds))
    if report.operator == "NOT" and not report.holds:
        return f"{report.text}: found {report.count}"
    return f"{report.text}: {report.count or 'not found'}"
