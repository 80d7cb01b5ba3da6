"""Why a rule holds for an article, or does not: every clause with its truth and its count."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.core.article import Article
from monitor.matching.clauses import Clause, Window, count_apart
from monitor.matching.evaluate import Compiler, inflection_languages
from monitor.matching.hints import hints
from monitor.matching.layout import DEFAULT_LANGUAGE, Layout
from monitor.matching.misses import miss, part_of
from monitor.matching.reading import Reading
from monitor.matching.where import WHERE_LINES, Filter, Traits
from monitor.rules.model import Enabled, RuleSet
from monitor.rules.nodes import And, AnyOf, AtLeast, Except, Near, Node, Not, NotNear, Or, Scope, Unit, children
from monitor.rules.suggestions import short

_MOST_SAID = 3  #: clauses in a line that hold, and that do not
_LONGEST = 80  #: characters of one of them


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
        """Return in one line what decided: what holds, then what does not, with its nearest miss.

        `@north-korea: 3 · easing NEAR/5 sanction: 0, closest pair 11 words apart in paragraph 4`
        """
        if not self.enabled:
            return "enabled: false"
        if self.where and self.expression.holds:
            return f"where {self.where[0]}"
        return _decision(self.expression)

    def nearness(self) -> float:
        """Return how much of what the rule asks for at once is there, from 0 to 1: for putting near misses first."""
        if self.expression.operator != "AND" or self.expression.holds:
            return float(self.expression.holds)
        wanted = [child.holds for child in self.expression.children if child.operator != "NOT"]
        return sum(wanted) / (len(wanted) + 1)

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
    known = {rule.identity for rule in rule_set.rules}
    if rule_id not in known:
        raise KeyError(rule_id)
    return explain_each(rule_set, [rule_id], article, where_lines=where_lines, languages=languages, closely=True)[0]


def explain_each(
    rule_set: RuleSet,
    rule_ids: Collection[str],
    article: Article,
    *,
    where_lines: Collection[str] = WHERE_LINES,
    languages: Collection[str] = (DEFAULT_LANGUAGE,),
    closely: bool = False,
) -> list[Explanation]:
    """Explain several rules, in file order; `closely` says of words that are missing what stands in their place."""
    named = inflection_languages(rule_set, languages)
    asked = frozenset(rule_ids)
    chosen = replace(rule_set, rules=tuple(rule for rule in rule_set.rules if rule.identity in asked))
    compiler = Compiler(chosen, named)
    clauses = [compiler.clause(rule.expression) for rule in chosen.rules]
    window = Window(Reading(Layout(article), compiler.scanner()))
    traits = Traits(article)
    said: Mapping[str, str] = {}
    if closely:
        wanted = {leaf: None for rule in chosen.rules for leaf in _wanted(rule.expression)}
        absent = [leaf for leaf in wanted if compiler.clause(leaf).find(window) is None]
        said = hints(rule_set, absent, article, named)
    explanations: list[Explanation] = []
    for rule, clause in zip(chosen.rules, clauses, strict=True):
        report = _report(rule.expression, clause, window, said)
        unmet = Filter(rule.where).unmet(traits, where_lines)
        enabled = rule.enabled is not Enabled.FALSE
        holds = enabled and report.holds and not unmet
        explanations.append(Explanation(rule.identity, holds, enabled, unmet, report))
    return explanations


def _report(node: Node, clause: Clause, window: Window, hints: Mapping[str, str]) -> ClauseReport:
    operator, items = _parts(node)
    inner = _inner(node, window)
    reports = tuple(_report(item, child, inner, hints) for item, child in zip(items, clause.children, strict=True))
    found = clause.find(window)
    if operator == "NOT":
        count = reports[0].count
    elif isinstance(node, AtLeast):
        count = count_apart(clause.children[0].instances(window))
    else:
        count = len(set(found or ()))
    note = "" if found is not None else hints.get(clause.text, "") or miss(node, clause, window)
    return ClauseReport(clause.text, operator, found is not None, count, reports, note)


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


def _inner(node: Node, window: Window) -> Window:
    """Return where the items of a clause are looked at: of many sentences or paragraphs, in all of them."""
    if isinstance(node, Scope) and node.unit not in {Unit.SENTENCE, Unit.PARAGRAPH}:
        return part_of(node, window)
    return window


def _wanted(node: Node) -> Iterator[Node]:
    """Yield the words, phrases, patterns and names that make a clause true, not those that make it false."""
    match node:
        case Not():
            return
        case NotNear(item) | Except(item):
            yield from _wanted(item)
        case _:
            below = children(node)
            if not below:
                yield node
            for each in below:
                yield from _wanted(each)


def _decision(report: ClauseReport) -> str:
    """Return what holds of a clause that does not, then what does not."""
    if report.holds:
        return " · ".join(map(_said, _positive(report) if report.operator == "AND" else (report,)))
    if report.operator == "AND":
        failed = [child for child in report.children if not child.holds]
        held = [_said(child) for child in _positive(report) if child.holds]
        if len(held) > _MOST_SAID:
            held[_MOST_SAID:] = [f"{len(held) - _MOST_SAID} more that hold"]
        more = [f"{len(failed) - _MOST_SAID} more that fail"] if len(failed) > _MOST_SAID else []
        return " · ".join([*held, *map(_decision, failed[:_MOST_SAID]), *more])
    if report.operator == "OR":
        # The alternative that came nearest: one that is a clause itself, else one of which something else is there.
        near = max(report.children, key=lambda child: (_progress(child), bool(child.note)))
        if _progress(near) or near.note:
            return _decision(near)
    return _said(report)


def _positive(report: ClauseReport) -> list[ClauseReport]:
    return [child for child in report.children if child.operator != "NOT"]


def _progress(report: ClauseReport) -> int:
    """Return how many of the clauses inside hold."""
    return sum(child.holds for child in _positive(report))


def _said(report: ClauseReport) -> str:
    note = report.note
    if not note and not report.holds:
        note = next((child.note for child in report.children if child.note), "")
    text = short(report.text, _LONGEST)
    if note and report.operator.startswith(("NOT", "ATLEAST", "ANY")) and not report.operator.startswith("NOT NEAR"):
        return f"{text}: {note}"
    return f"{text}: {report.count}, {note}" if note else f"{text}: {report.count}"
