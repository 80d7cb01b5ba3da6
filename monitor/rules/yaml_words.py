"""What YAML's own complaints mean to somebody who has never heard of a token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.rules.source import Source
from monitor.rules.suggestions import short

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

MAX_DEPTH = 32  #: of lists and mappings in each other; the format itself needs 8
_A_TAB = "a tab (indent with spaces)"
_BAD_START = "a value that starts with {0} needs quotes: '{0}…', or a | block with the value on the next line"
TOO_DEEP = f"lists and mappings more than {MAX_DEPTH} deep (a rule file needs 8: check the brackets)"

_AFTER_QUOTE = re.compile(r"""["']\s+\S*$|["']$""")
_BRACKETS = {"[": "]", "{": "}"}
_BLOCK_BEGINS = re.compile(r":\s+[|>][-+0-9]*\s*(?:#.*)?$")
_TIGHT = re.compile(r"\s*(?:(-)[A-Za-z]|(?:- +)?[a-z_]+(:)(?!//)[^\s])")  #: -rule: a, rule:a
_LOST_IN_LIST = re.compile(r"[\[,{]\s*#|\s#")

_PLAIN = {  # what stands in a complaint that means one thing wherever it comes from, and what that is
    "maximum nesting depth": TOO_DEEP,  # libyaml from 0.2.6 on, 1,000 deep, while it looks ahead of what it hands out
    "tab character": _A_TAB,
    "unknown escape": "in double quotes a \\ begins an escape (use single quotes, or a | block)",
    "mapping keys are not allowed": _BAD_START.format("?"),
    "block sequence entries are not allowed": "a list begins on a line of its own, below its key",
}


def explain_fault(source: Source, error: MarkedYAMLError, inside: int | None) -> tuple[int, str]:
    """Return where a YAML error is and what would work; libyaml's wording and PyYAML's own are both known.

    `inside` is the offset of the innermost list or mapping that was being read.
    """
    at = error.problem_mark.index if error.problem_mark else 0
    began = error.context_mark.index if error.context_mark else at
    problem, context = error.problem or "", error.context or ""
    for words, meaning in _PLAIN.items():
        if words in problem:
            return at, meaning
    if "cannot start any token" in problem:
        char = source.text[at : at + 1]
        return at, _A_TAB if char == "\t" else _BAD_START.format(char)
    if "could not find expected ':'" in problem:
        return _no_key(source, began)
    if "quoted scalar" in context and "end of stream" in problem:
        return began, f"this {source.text[began : began + 1]} is never closed"
    if "block scalar" in context:
        return at, "behind | or > the value begins on the next line"
    if "flow" in context:
        opening = inside if inside is not None and source.text[inside : inside + 1] in _BRACKETS else began
        return _in_brackets(source, opening, at)
    if "mapping values are not allowed" in problem:
        return _missing_space(source, at) or (
            at,
            '": " inside a value (put the value in quotes), or a line that is indented too far',
        )
    if "expected <block end>" in problem or "did not find expected" in problem:
        return at, _out_of_place(source, at)
    return at, f"this is not YAML: {short(problem or context)}"


def _no_key(source: Source, began: int) -> tuple[int, str]:
    """Return what a line is that stands where a key should."""
    above = source.text[: source.text.rfind("\n", 0, began) + 1].rstrip()
    if _BLOCK_BEGINS.search(above[above.rfind("\n") + 1 :]):
        return began, "the text of a | block stands deeper than its key (put more spaces in front of each line of it)"
    return _missing_space(source, began) or (
        began,
        "a line that is no key with a value (write key: value, with a space behind the colon)",
    )


def _missing_space(source: Source, at: int) -> tuple[int, str] | None:
    """Return the dash or colon without a space behind it that made the lines up to here one text."""
    line = source.position(at).line
    for number in range(line, max(0, line - 3), -1):
        start = source.line_starts[number - 1]
        found = _TIGHT.match(source.line_of(start))
        if found:
            sign = found[1] or found[2]
            place = start + found.start(1 if found[1] else 2)
            return place, f"behind this {sign} comes a space ({'- name' if sign == '-' else 'key: value'})"
    return None


def _in_brackets(source: Source, opening: int, at: int) -> tuple[int, str]:
    bracket = source.text[opening : opening + 1]
    if bracket not in _BRACKETS or (source.text[at : at + 1] in {",", "]", "}"} and at > opening):
        return at, f"a value is missing before this {source.text[at : at + 1]}, or it closes nothing"
    lost = _LOST_IN_LIST.search(source.text[opening:at])
    hint = ' (a # starts a comment in YAML: write "#name" in quotes)' if lost else ""
    return opening, f"this {bracket} has no {_BRACKETS[bracket]}, or a comma is missing{hint}"


def _out_of_place(source: Source, at: int) -> str:
    line_start = source.text.rfind("\n", 0, at) + 1
    before = source.text[line_start:at].rstrip()
    if source.text[at - 1 : at] == "'" and source.text[at : at + 1].isalpha():
        return "the ' before this ends the value (write '' for an apostrophe in single quotes, or use double ones)"
    if _AFTER_QUOTE.search(before):
        return (
            "text after the closing quote, where YAML ends the value "
            "(write the whole value below as a | block, or in single quotes)"
        )
    return "this does not fit the lines above (check the indentation of this line)"
