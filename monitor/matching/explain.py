"""Why a rule holds for an article, or does not: every clause with its truth and its count."""

from collections.abc import Collection
from dataclasses import dataclass

from monitor.core.article import Article
from monitor.matching.clauses import Clause, Window, count_apart
from monitor.matching.evaluate import Compiler
from monitor.matching.layout import DEFAULT_LANGUAGE, Layout
from monitor.matching.proximity import NearClause
from monitor.matching.reading import Reading
from monitor.matching.scopes import ScopeClause
from monitor.matching.where import WHERE_LINES, Filter, Traits
from monitor.rules.model import Enabled, RuleSet
from monitor.rules.nodes import And, AnyOf, AtLeast, Except, Near, Node, Not, NotNear, Or, Scope, Unit


@dataclass(frozen=True, slots=True)
class ClauseReport:
    """A clause of an expression, as it stands in one article."""

    text: str  #: as the rule writes it
    operator: str  #: AND, NEAR/5, SENTENCE, …, or "" for a leaf
    holds: bool
    count: int  #: occurrences that make it true; of a NOT those of what must not be there, of an ATLEAST how often
    children: tuple["ClauseReport", ...] = ()
    note: str = ""  #: the nearest miss of a clause that does not hold


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

        A clause that has clauses of its own is named by its operator; a near miss stands behind it.
        """
        lines = ["false    -  enabled: false"] if not self.enabled else []
        lines.extend(f"false    -  where {line}" for line in self.where)
        pending = [(self.expression, 0)]
        while pending:
            clause, depth = pending.pop()
            truth = "true" if clause.holds else "false"
            note = f" ({clause.note})" if clause.note else ""
            lines.append(f"{truth:<5} {clause.count:>4}  {'  ' * depth}{clause.operator or clause.text}{note}")
            pending.extend((child, depth + 1) for child in reversed(clause.children))
        return lines


def explain(
    rule_set: RuleSet,
    rule_id: str,
    article: Article,
    *,
    where_lines: Collection[str] = WHERE_LINES,
    languages: Collection[str] = (DEFAULT_LANGUAGE,),
) -> Explanation:
    """Explain one rule; `holds` is what `Percolator.match` would say. Raises KeyError if there is no such rule.

    Lines of `where` that are not in `where_lines` are taken to hold, as in a rule test; `languages` as in `Percolator`.
    """
    rule = next((rule for rule in rule_set.rules if rule.identity == rule_id), None)
    if rule is None:
        raise KeyError(rule_id)
    compiler = Compiler(rule_set, languages)
    clause = compiler.clause(rule.expression)
    reading = Reading(Layout(article), compiler.scanner())
    unmet = Filter(rule.where).unmet(Traits(article), where_lines)
    enabled = rule.enabled is not Enabled.FALSE
    report = _report(rule.expression, clause, Window(reading))
    return Explanation(rule_id, enabled and report.holds and not unmet, enabled, unmet, report)


def _report(node: Node, clause: Clause, window: Window) -> ClauseReport:
    operator, items = _parts(node)
    inner = _inner(node, clause, window)
    children = tuple(_report(item, child, inner) for item, child in zip(items, clause.children, strict=True))
    found = clause.find(window)
    if operator == "NOT":
        count = children[0].count
    elif isinstance(node, AtLeast):
        count = count_apart(clause.children[0].instances(window))
    else:
        count = len(set(found or ()))
    note = "" if found is not None else _note(clause, children, window)
    return ClauseReport(clause.text, operator, found is not None, count, children, note)


def _parts(node: Node) -> tuple[str, tuple[Node, ...]]:
    """Return the operator of a node and what it stands between."""
    match node:
        case And():
            return "AND", node.items
        case Or():
            return "OR", node.items
        case Not():
            return "NOT", (node.item,)
        case Near():
            return f"{'ONEAR' if node.ordered else 'NEAR'}/{node.distance}", node.items
        case NotNear():
            return f"NOT NEAR/{node.distance}", (node.item, node.other)
        case Except():
            return "EXCEPT", (node.item, node.whole)
        case Scope():
            return f"{node.unit}/{node.count}" if node.unit is Unit.FIRST else str(node.unit), (node.item,)
        case AtLeast():
            return f"ATLEAST/{node.count}", (node.item,)
        case AnyOf():
            return f"ANY/{node.count}", node.items
        case _:
            return "", ()


def _inner(node: Node, clause: Clause, window: Window) -> Window:
    """Return where the items of a clause are looked at: of many sentences or paragraphs, in all of them."""
    if isinstance(clause, ScopeClause) and isinstance(node, Scope) and node.unit not in {Unit.SENTENCE, Unit.PARAGRAPH}:
        return next(clause.parts(window))
    return window


def _note(clause: Clause, children: tuple[ClauseReport, ...], window: Window) -> str:
    """Return how nearly a clause holds that does not."""
    if isinstance(clause, NearClause):
        return clause.nearest_miss(window)
    if isinstance(clause, ScopeClause) and all(child.holds for child in children):
        return "never all of it in one"
    return ""


def _decider(report: ClauseReport) -> str:
    if report.operator == "AND" and not report.holds:
        failed = next((child for child in report.children if not child.holds), None)
        if failed is not None:
            return _decider(failed)
    note = f", {report.note}" if report.note else ""
    if report.operator == "NOT" and not report.holds:
        return f"{report.text}: found {report.count}"
    return f"{report.text}: {report.count or 'not found'}{note}"
