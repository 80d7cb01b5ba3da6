"""Run the tests that rules carry, through the real percolator.

The one stage that needs no store: rule set in, results out. Reading a page that a test names is handed in, since
`app` decides how pages are read.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.core.article import Article, Field
from monitor.core.errors import MonitorError
from monitor.core.match import Excerpt, Match, Span
from monitor.core.ports import Observer
from monitor.matching import Explanation, Percolator, explain
from monitor.pipeline.cut_rules import CutRules
from monitor.pipeline.rule_book import collections_put_off
from monitor.rules.model import Enabled, Rule, RuleSet, RuleTest

#: What `given` has to say so that a line of `where` is asked (RULES.md "Tests").
_SAID_BY = {"languages": "language", "tags": "tags", "feeds": "feed", "sites": "url", "text": "state"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTestResult:
    """What became of one test; what stands behind `got` is there to show why one failed, and empty where it holds."""

    path: str
    line: int
    rule: str
    test: int  #: its place among the rule's tests, from 1
    ok: bool
    reason: str  #: the clause that decided, or what could not be read; "" where the test holds, or none was asked for
    expected: str  #: `match` or `no match`, with the marks where the test names them
    got: str  #: the same of what was found
    expected_marks: tuple[str, ...] | None = None  #: None where the test names none
    got_marks: tuple[str, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()  #: of what matched
    explanation: Explanation | None = None  #: why the rule matches or not, where that was not expected
    article: Article | None = None  #: None if it could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How tests are run: which, and how much is found out about those that fail."""

    only: Collection[str] | None = None  #: rules; None: all
    most_explained: int | None = None  #: tests that fail after so many get no reason; None: no limit
    languages: Collection[str] = ("en",)  #: of the setting, as in `Percolator`


def run_tests(
    rule_set: RuleSet, read_page: Callable[[Path], Article], *, languages: Collection[str] = ("en",)
) -> list[RuleTestResult]:
    """Run every test of every rule, those of disabled and shadow rules too; in file order.

    A page that cannot be read is a test that fails, with the reason. `languages` as in `Percolator`.
    """
    return list(each_test(rule_set, read_page, Run(languages=languages)))


def each_test(
    rule_set: RuleSet, read_page: Callable[[Path], Article], run: Run | None = None, observer: Observer | None = None
) -> Iterator[RuleTestResult]:
    """Do the same one by one; what a test takes does not grow with the rule set, also if it fails."""
    run = run or Run()
    cut = CutRules(rule_set, run.languages)
    tested = rule_set if run.only is None else cut.to(run.only)
    count = sum(len(rule.tests) for rule in tested.rules)
    if observer is not None:
        observer.saw("tests begun", rules=len(tested.rules), tests=count)
    with collections_put_off(len(tested.rules)):
        percolator = Percolator(tested, include_disabled=True, languages=cut.languages)
    done = failed = 0
    for rule in tested.rules:
        for number, test in enumerate(rule.tests, 1):
            explained = run.most_explained is None or failed < run.most_explained
            result = _run(percolator, cut if explained else None, rule, test, number, read_page)
            done += 1
            failed += not result.ok
            if observer is not None:
                observer.saw("test run", done=done, of=count)
            yield result


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
    percolator: Percolator,
    cut: CutRules | None,
    rule: Rule,
    test: RuleTest,
    number: int,
    read_page: Callable[[Path], Article],
) -> RuleTestResult:
    """Run one test; `cut` is what a failure is explained with."""
    result = RuleTestResult(
        path=test.position.path,
        line=test.position.line,
        rule=rule.identity,
        test=number,
        ok=False,
        reason="",
        expected=_words(test.expect_match, test.spans),
        got="nothing",
        expected_marks=test.spans,
    )
    try:
        article = _article(test, read_page)
    except (MonitorError, OSError) as error:
        return replace(result, reason=f"{test.file} cannot be read: {error}")
    lines = _lines_asked(test, article)
    found = percolator.match_rules(article, [rule.identity], where_lines=lines)
    marks = marks_of(article, found[0].spans) if found and (test.spans is not None or not test.expect_match) else ()
    difference = _difference(test, found, marks)
    got = _words(bool(found), marks if found and test.spans is not None else None)
    if difference is None:
        return replace(result, ok=True, got=got)
    excerpts = found[0].excerpts if found else ()
    result = replace(result, reason=difference, got=got, got_marks=marks, excerpts=excerpts, article=article)
    if difference or cut is None:
        return result
    enabled = replace(rule, enabled=Enabled.TRUE)
    why = explain(cut.to_one(enabled), rule.identity, article, where_lines=lines, languages=cut.languages)
    return replace(result, reason=why.deciding_clause(), explanation=why)


def _difference(test: RuleTest, found: list[Match], marks: tuple[str, ...]) -> str | None:
    """Return None if the test holds, in which mark the lists part, or "" if it is the match itself that differs."""
    if bool(found) != test.expect_match:
        return ""
    return None if test.spans is None else _first_difference(test.spans, marks) or None


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
