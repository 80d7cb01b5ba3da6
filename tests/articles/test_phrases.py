"""The tables of phrases against lines of every language; the lines are data: samples/lines/."""

import re
import tomllib

import pytest

from monitor.articles.junk import junk_kind
from monitor.articles.phrases import LANGUAGES, Kind, held, rows
from monitor.articles.states import asks_for_money
from tests.articles.pages import SAMPLES_DIR

LINES: dict[str, dict[str, list[str]]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((SAMPLES_DIR / "lines").glob("*.toml"))
}
DROPPED = [
    (language, Kind(kind), line)
    for language, lines in LINES.items()
    for kind in sorted(lines.keys() - {"keep", "asks"})
    for line in lines[kind]
]


def test_there_are_lines_for_every_language() -> None:
    assert {*LINES, "mul"} == set(LANGUAGES)


@pytest.mark.parametrize(("kind", "line"), [pytest.param(kind, line, id=line) for _, kind, line in DROPPED])
def test_a_line_that_is_no_news_is_told_by_its_kind(kind: Kind, line: str) -> None:
    assert junk_kind(line) is kind


@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines["keep"]])
def test_news_that_comes_close_to_a_phrase_is_kept(line: str) -> None:
    assert junk_kind(line) is None
    assert not asks_for_money(line)


@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines["asks"]])
def test_what_stands_where_a_text_is_cut_off_asks_for_money(line: str) -> None:
    assert asks_for_money(f"Harbour Post {line} © 2031")


def test_every_phrase_within_a_line_is_filed_under_a_literal_that_it_contains() -> None:
    cells = [cell for language in LANGUAGES.values() for cell in (*language.holds.values(), language.paywall)]
    misfiled = [
        (literal, pattern)
        for cell in cells
        for literal, pattern in held(cell)
        if not literal or literal != literal.lower() or literal not in pattern.lower().replace("\\", "")
    ]
    assert misfiled == []


def test_no_phrase_matches_the_empty_line() -> None:
    everything = [
        row
        for language in LANGUAGES.values()
        for cell in (*language.whole.values(), *language.starts.values())
        for row in rows(cell)
    ]
    assert [row for row in everything if re.fullmatch(row, "")] == []
