"""How `monitor test` shows a test that fails: what was expected and found, what decided, how marks differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

from monitor.app.cli.output import Piece, counted, marked
from monitor.app.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.matching import ClauseReport, Explanation
    from monitor.pipeline.check import RuleTestResult

SHOWN = 20  #: tests that fail, unless all are asked for

_FILES = 5  #: named where the rest is summed up
_EXCERPTS = 3
_TEXT = 100  #: characters of a given text, or of a clause
_CLAUSES = 16  #: lines of an expression
_MANY = 4  #: alternatives: of more, those that are not found are only counted
_WIDEST = 44  #: terminal cells of a mark in a column; wider ones stand below each other
_AROUND = 2  #: equal marks that are shown around those that differ

_Line = list[Piece]


def show_failure(out: "Console", result: "RuleTestResult") -> None:
    """Print one test that failed."""
    head: _Line = [(f"{result.path}:{result.line}: {result.rule}: test {result.test}: ", "bold")]
    _print(out, [*head, (_headline(result), "")])
    if result.article is None:
        return
    if result.excerpts:
        passages = (marked(one.text, one.marks, out) for one in result.excerpts[:_EXCERPTS])
        _print_labelled(out, "found", passages)
    else:
        given = " · ".join(part for part in (result.article.title, result.article.text) if part)
        _print_labelled(out, "given", [[(_cut(given), "")]])
    if result.explanation is not None:
        if not _says_itself(result.explanation):
            _print_labelled(out, "decided", [[(result.reason, "")]])
        _print_labelled(out, "clauses", _clauses(result.explanation))
    elif result.expected_marks is not None and result.got_marks:
        _print_labelled(out, "marks", _marks(result.expected_marks, result.got_marks))


def rest_of(failed: Sequence["RuleTestResult"]) -> str:
    """Return in one sentence what is not shown."""
    by_file = Counter(result.path for result in failed)
    named = [f"{count:,} in {path}" for path, count in by_file.most_common(_FILES)]
    if len(by_file) > _FILES:
        others = len(failed) - sum(count for _, count in by_file.most_common(_FILES))
        named.append(f"{others:,} in {counted(len(by_file) - _FILES, 'other file')}")
    fails = "fails" if len(failed) == 1 else "fail"
    return f"… {counted(len(failed), 'more test')} {fails}: {', '.join(named)} (--all shows each)"


def _headline(result: "RuleTestResult") -> str:
    if result.article is None:
        return result.reason
    wanted, found = result.expected.partition(",")[0], result.got.partition(",")[0]
    return f"expected {wanted}, found {found}" if wanted != found else "it matches, with other marks"


def _says_itself(explanation: "Explanation") -> bool:
    """Whether the first of the clauses that are shown is the one that decided."""
    return bool(explanation.expression.children) and explanation.expression.holds and not explanation.where


def _clauses(explanation: "Explanation") -> Iterator[_Line]:
    """Yield the clauses of an expression, each with its truth and its count; nothing where one line says it all."""
    top = explanation.expression
    if not top.children or (explanation.where and top.holds):
        return
    for line in explanation.where:
        yield [("false", "red"), (f"    -  where {line}", "")]
    pending = [(top, 0)]
    shown = 0
    while pending:
        clause, depth = pending.pop()
        if shown == _CLAUSES:
            yield [(f"… and {counted(len(pending) + 1, 'more clause')}, with what is inside them", "dim")]
            return
        shown += 1
        children = _children(clause)
        text = clause.operator if children else _cut(clause.text)
        note = f" ({clause.note})" if clause.note else ""
        left = len(clause.children) - len(children) if children else 0
        if left:
            note += f" (and {left:,} that {'is' if left == 1 else 'are'} not found)"
        truth: Piece = ("true ", "green") if clause.holds else ("false", "red")
        yield [truth, (f" {clause.count:>4,}  {'  ' * depth}{text}{note}", "")]
        pending.extend((child, depth + 1) for child in reversed(children))


def _children(clause: "ClauseReport") -> Sequence["ClauseReport"]:
    """Return the clauses inside that say more than the whole; of many alternatives those that are found."""
    inside = clause.children
    if clause.operator == "NOT" and not inside[0].children:
        return ()
    if clause.operator == "OR" and len(inside) > _MANY:
        return [child for child in inside if child.count]
    return inside


def _marks(expected: Sequence[str], found: Sequence[str]) -> Iterator[_Line]:
    """Yield both lists of marks, side by side where they are narrow; of long lists what is around a difference."""
    from rich.cells import cell_len

    wanted, had = ([printable(" ".join(mark.split())) for mark in marks] for marks in (expected, found))
    width = max(map(cell_len, [*wanted, "expected"]))
    row = _row_beside if max(map(cell_len, [*wanted, *had])) <= _WIDEST else _row_below
    if row is _row_beside:
        yield [(f"  {_padded('expected', width)}  found", "dim")]
    end = 0
    for group in SequenceMatcher(None, wanted, had, autojunk=False).get_grouped_opcodes(_AROUND):
        if group[0][1] > end:
            yield [("  …", "dim")]
        for _, first, last, other_first, other_last in group:
            for want, have in zip_longest(wanted[first:last], had[other_first:other_last]):
                yield from row(want, have, width)
        end = group[-1][2]
    if end < len(wanted):
        yield [("  …", "dim")]


def _row_beside(want: str | None, have: str | None, width: int) -> Iterator[_Line]:
    if want == have:
        yield [(f"  {_padded(want or '', width)}  {have}", "")]
    else:
        sign = "+" if want is None else "-" if have is None else "≠"
        yield [(f"{sign} ", "bold"), (f"{_padded(want or '', width)}  ", "red"), (have or "", "green")]


def _row_below(want: str | None, have: str | None, _: int) -> Iterator[_Line]:
    if want == have:
        yield [(f"  {want}", "")]
        return
    if want is not None:
        yield [(f"- {want}", "red")]
    if have is not None:
        yield [(f"+ {have}", "green")]


def _padded(text: str, width: int) -> str:
    from rich.cells import cell_len

    return text + " " * (width - cell_len(text))


def _cut(text: str) -> str:
    line = " ".join(text[: 4 * _TEXT].split())
    return line if len(line) <= _TEXT else line[: _TEXT - 1].rstrip() + "…"


def _print_labelled(out: "Console", label: str, lines: Iterable[_Line]) -> None:
    """Print lines behind a label that stands before the first of them."""
    for line in lines:
        _print(out, [(f"    {label:<10}", "dim"), *line])
        label = ""


def _print(out: "Console", line: _Line) -> None:
    from rich.text import Text

    pieces = [(printable(text), style) for text, style in line]
    while pieces and not pieces[-1][0].rstrip():
        pieces.pop()
    pieces[-1] = (pieces[-1][0].rstrip(), pieces[-1][1])
    out.print(Text.assemble(*pieces), soft_wrap=True)
