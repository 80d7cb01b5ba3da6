"""What a rule lacks that does not match an article: the first thing that decided, in words that end a sentence."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.matching.explain import ClauseReport, Explanation
from monitor.rules.suggestions import listed, short

_MOST_NAMED = 4  #: alternatives in a sentence
_LONGEST = 80  #: characters of a clause
_SCOPES = ("TITLE", "LEAD", "BODY", "CAPTION", "FIRST", "SENTENCE", "PARAGRAPH")


class LackKind(StrEnum):
    """What kind of thing decided that a rule does not match."""

    DISABLED = "disabled"
    WHERE = "where"  #: a line about the article
    NOT = "taken away"  #: what must not be there is
    SCOPE = "scope"  #: the words are there, not in the part of the article that was asked for
    CLAUSE = "clause"  #: words are missing, or not near each other


@dataclass(frozen=True, slots=True)
class Lack:
    """What decided; `words` go on after the name of the rule."""

    kind: LackKind
    words: str


def lack_of(explanation: Explanation) -> Lack | None:
    """Return what decided that a rule does not match; None for one that does.

    In the order of the walk: whether the rule is in use, `where`, then the clauses.
    """
    if explanation.holds:
        return None
    failing = None if explanation.expression.holds else _of(explanation.expression)
    if not explanation.enabled:
        besides = f"; besides, it {failing.words}" if failing else ""
        return Lack(LackKind.DISABLED, f"is disabled (`enabled: false`){besides}")
    if explanation.where:
        besides = f"; besides, it {failing.words}" if failing else ""
        return Lack(LackKind.WHERE, f"{' and '.join(map(_where, explanation.where))}{besides}")
    return failing


def _where(line: str) -> str:
    name, _, rest = line.partition(": wants ")
    wanted, _, has = rest.partition(", the article has ")
    return f"takes only {name} {wanted}, and the article has {has}" if has else f"asks for {line} in `where`"


def _of(report: ClauseReport) -> Lack:
    """Return what a clause that does not hold lacks."""
    if report.operator == "AND":
        failed = [child for child in report.children if not child.holds]
        failed.sort(key=lambda child: child.operator == "NOT")  # what is missing comes before what is in the way
        first, more = _of(failed[0]), len(failed) - 1
        rest = f", and {more} more {'clause that does' if more == 1 else 'clauses that do'} not hold" if more else ""
        return Lack(first.kind, first.words + rest)
    if report.operator == "NOT":
        return Lack(LackKind.NOT, f"is taken away by {_text(report)}{f': {report.note}' if report.note else ''}")
    if report.operator == "OR":
        return _of_alternatives(report)
    kind = LackKind.SCOPE if report.operator.startswith(_SCOPES) else LackKind.CLAUSE
    if report.operator in {"NOT NEAR", "EXCEPT"} or report.operator.startswith("NOT NEAR"):
        taken = bool(report.note)
        kind = LackKind.NOT if taken else kind
    note = report.note or next((child.note for child in report.children if child.note), "")
    if report.operator:
        return Lack(kind, f"needs {_text(report)}: {note or 'which does not hold'}")
    return Lack(kind, f"needs {_text(report)}, which does not occur{f' ({note})' if note else ''}")


def _of_alternatives(report: ClauseReport) -> Lack:
    """Return what is missing of alternatives: the one that came nearest, or that none occurs."""
    near = max(report.children, key=lambda child: sum(part.holds for part in child.children), default=None)
    if near is not None and any(part.holds for part in near.children):
        return _of(near)
    named = [_text(child) for child in report.children[:_MOST_NAMED]]
    more = len(report.children) - len(named)
    if more:
        named.append(f"{more} more")
    note = next((child.note for child in report.children if child.note), "")
    return Lack(LackKind.CLAUSE, f"needs {listed(named)}, none of which occurs{f' ({note})' if note else ''}")


def _text(report: ClauseReport) -> str:
    return short(report.text, _LONGEST)
