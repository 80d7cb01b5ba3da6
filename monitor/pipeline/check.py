"""Run the tests that rules carry, through the real percolator.

The one stage that needs no store: rule set in, results out. Reading a page that a test names is handed in, since
`app` decides how pages are read.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.core.article import Article, Field
from monitor.core.errors import MonitorError
from monitor.core.match import Span
from monitor.matching import Percolator, explain
from monitor.rules.model import Enabled, Rule, RuleSet, RuleTest

#: What `given` has to say so that a line of `where` is asked (RULES.md "Tests").
_SAID_BY = {"languages": "language", "tags": "tags", "feeds": "feed", "sites": "url", "text": "state"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTestResult:
    """What became of one test."""

    path: str
    line: int
    rule: str
    test: int  #: its place among the rule's tests, from 1
    ok: bool
    reason: str  #: the clause that decided, or what could not be read; "" where the test holds
    expected: str  #: `match` or `no match`, with the marks where the test names them
    got: str  #: the same of what was found


def run_tests(
    rule_set: RuleSet, read_page: Callable[[Path], Article], *, languages: Collection[str] = ("en",)
) -> list[RuleTestResult]:
    """Run every test of every rule, those of disabled and shadow rules too; in file order.

    A page that cannot be read is a test that fails, with the reason. `languages` as in `Percolator`.
    """
    percolator = Percolator(rule_set, include_disabled=True, languages=languages)
    return [
        _run(rule_set, percolator, rule, test, number, read_page, languages)
        for rule in rule_set.rules
        for number, test in enumerate(rule.tests, 1)
    ]


def marks_of(article: Article, spans: Iterable[Span]) -> tuple[str, ...]:
    """Return the texts that are marked: spans with overlapping ones joined, title, then body, then captions.

    >>> article = Article(url="", title="", text="North Korea Street")
    >>> spans = [Span(Field.BODY, 0, 11, "a", "North Korea"), Span(Field.BODY, 6, 18, "b", "Korea Street")]
    >>> marks_of(article, spans)
    ('North Korea Street',)
    """
    joined: list[tuple[Field, int, int]] = []
    for span in sorted(spans, key=lambda span: (_ORDER[span.field], span.start, span.end)):
        if joined and joined[-1][0] is span.field and span.start < joined[-1][2]:
            joined[-1] = (span.field, joined[-1][1], max(joined[-1][2], span.end))
        else:
            joined.append((span.field, span.start, span.end))
    return tuple(article.field(field)[start:end] for field, start, end in joined)


_ORDER = {Field.TITLE: 0, Field.BODY: 1, Field.CAPTION: 2}


def _run(
    rule_set: RuleSet,
    percolator: Percolator,
    rule: Rule,
    test: RuleTest,
    number: int,
    read_page: Callable[[Path], Article],
    languages: Collection[str],
) -> RuleTestResult:
    """Run one test."""
    result = RuleTestResult(
        path=test.position.path,
        line=test.position.line,
        rule=rule.identity,
        test=number,
        ok=False,
        reason="",
        expected=_words(test.expect_match, test.spans),
        got="nothing",
    )
    try:
        article = _article(test, read_page)
    except (MonitorError, OSError) as error:
        return replace(result, reason=f"{test.file} cannot be read: {error}")
    lines = _lines_asked(test, article)
    found = percolator.match_rules(article, [rule.identity], where_lines=lines)
    marks = marks_of(article, found[0].spans) if found else ()
    result = replace(result, got=_words(bool(found), marks if found and test.spans is not None else None))
    if bool(found) == test.expect_match:
        difference = "" if test.spans is None else _first_difference(test.spans, marks)
        return replace(result, ok=not difference, reason=difference)
    enabled = replace(rule_set, rules=(replace(rule, enabled=Enabled.TRUE),))
    decided = explain(enabled, rule.identity, article, where_lines=lines, languages=languages).deciding_clause()
    return replace(result, reason=decided)


def _article(test: RuleTest, read_page: Callable[[Path], Article]) -> Article:
    if test.given is not None:
        return test.given
    return read_page(Path(test.position.path).parent / (test.file or ""))


def _lines_asked(test: RuleTest, article: Article) -> frozenset[str]:
    """Return the lines of `where` that the test says something about; a page says its language and its state."""
    said = test.said
    if test.given is None:
        said = frozenset({"state", "language"} if article.language else {"state"})
    return frozenset(line for line, key in _SAID_BY.items() if key in said)


def _words(matches: bool, marks: Iterable[str] | None) -> str:
    if not matches:
        return "no match"
    return "match" if marks is None else f"match, marked: {' · '.join(' '.join(mark.split()) for mark in marks)}"


def _first_difference(expected: tuple[str, ...], got: tuple[str, ...]) -> str:
    """Say in which mark two lists part, nothing if they do not."""
    for number, (want, have) in enumerate(zip(expected, got, strict=False), 1):
        if " ".join(want.split()) != " ".join(have.split()):
            return f'mark {number} is "{have}", not "{want}"'
    if len(got) > len(expected):
        return f'marked too: "{got[len(expected)]}"'
    return f'not marked: "{expected[len(got)]}"' if len(expected) > len(got) else ""
