import sys
import time
from pathlib import Path

import pytest
from yaml import Mark
from yaml.scanner import ScannerError

from monitor.rules.source import Source
from monitor.rules.yaml_nodes import MAX_VALUES
from monitor.rules.yaml_words import TOO_DEEP, explain_fault
from tests.rules.files import loaded, problems, rule_matching


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rules:\n\t- rule: a\n", "2:1: a tab (indent with spaces)"),
        (
            "rules: @x\n",
            "1:8: a value that starts with @ needs quotes: '@…', or a | block with the value on the next line",
        ),
        (
            "rules: `x\n",
            "1:8: a value that starts with ` needs quotes: '`…', or a | block with the value on the next line",
        ),
        ("rules: *x\n", "1:8: *x: no &x stands before it (a value that starts with * needs quotes)"),
        ('feeds: "x\n\n', '1:8: this " is never closed'),
        ("feeds: 'x\n\n", "1:8: this ' is never closed"),
        ("rules: [\n", "1:8: this [ has no ], or a comma is missing"),
        ("rules: [{a: b\n", "1:9: this { has no }, or a comma is missing"),
        ("rules: [a, , b]\n", "1:12: a value is missing before this ,, or it closes nothing"),
        ("feeds: [a, b\n", "1:8: this [ has no ], or a comma is missing"),
        (
            "channel: [#a, b]\nx: y\n",
            '1:10: this [ has no ], or a comma is missing (a # starts a comment in YAML: write "#name" in quotes)',
        ),
        ("a: b: c\n", '1:5: ": " inside a value (put the value in quotes), or a line that is indented too far'),
        ('a: "\\d"\n', "1:5: in double quotes a \\ begins an escape (use single quotes, or a | block)"),
        ("a: | b\n", "1:6: behind | or > the value begins on the next line"),
        ("a:\n  b: 1\n  c:2\n", "3:4: behind this : comes a space (key: value)"),
        ("a:\n  b: 1\n  c\n", "3:3: a line that is no key with a value (write key: value, with a space behind"),
        ("rules:\n  -rule: a\n   match: b\n", "2:3: behind this - comes a space (- name)"),
        ("rules:\n  - rule:a\n    match: b\n", "2:9: behind this : comes a space (key: value)"),
        ("names:\n  - a\n  -b\n", "3:3: behind this - comes a space (- name)"),
        ("a: https://x.example/\n  b: c\n", '2:4: ": " inside a value (put the value in quotes), or a line'),
        (
            "- a: |\n  b AND c\n  d: e\n",
            "2:3: the text of a | block stands deeper than its key (put more spaces in front of each line of it)",
        ),
        (
            "a: 'it's'\n",
            "1:8: the ' before this ends the value (write '' for an apostrophe in single quotes, or use double ones)",
        ),
        ("a: ? b\n", "1:4: a value that starts with ? needs quotes"),
        ("a: - b\n", "1:4: a list begins on a line of its own, below its key"),
        ("- a\nb: c\n", "2:1: this does not fit the lines above (check the indentation of this line)"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document (write one list of each kind, without ---)"),
        ("a: !!python/object:os.system x\n", "1:4: the tag !!python/object:os.system is no part of this format"),
        ("a: !!int 5\n", "1:4: the tag !!int is no part of this format"),
        ("rules: &r [*r]\n", "1:12: *r stands inside what it repeats"),
    ],
)
def test_a_yaml_fault_says_where_and_what_would_work(tmp_path: Path, text: str, expected: str) -> None:
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_text_behind_a_closing_quote_is_the_trap_it_is(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, rule_matching('"sanctions relief" AND @north-korea'))
    assert found.startswith("4:31: text after the closing quote, where YAML ends the value")


def test_a_match_that_starts_with_a_name_asks_for_quotes(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, rule_matching("@north-korea"))
    assert found.startswith("4:12: a value that starts with @ needs quotes")


def test_aliases_that_expand_without_end_are_refused_at_once(tmp_path: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    started = time.monotonic()
    (found,) = problems(tmp_path, "\n".join(lines))
    assert "the aliases (*name) of this file stand for more than 40,000 values" in found
    assert time.monotonic() - started < 2


def test_a_long_text_that_is_repeated_counts_as_many_values(tmp_path: Path) -> None:
    expression = "a OR " * 20_000 + "b"
    lines = ["rules:", f"  - {{rule: r, channel: console, match: &a {expression}}}"]
    lines += [f"  - {{rule: r{number}, channel: console, match: *a}}" for number in range(2_000)]
    started = time.monotonic()
    (found,) = problems(tmp_path, "\n".join(lines))
    assert found.startswith("10:41: the aliases (*name) of this file stand for more")
    assert time.monotonic() - started < 2


def test_deep_nesting_is_refused_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    for text in ("[" * 500_000, "{a: " * 100_000, "- " * 500_000, "? " * 500_000):
        (found,) = problems(tmp_path, text)
        assert "more than 32 deep" in found
    assert time.monotonic() - started < 2


def test_deep_nesting_that_libyaml_itself_refuses_is_told_the_same_way() -> None:
    mark = Mark("<unicode string>", 1_000, 0, 1_000, None, 0)
    refused = ScannerError("while increasing flow level", mark, "exceeded maximum nesting depth", mark)
    offset, message = explain_fault(Source.of("deep.yaml", "[" * 5_000), refused, inside=0)
    assert (offset, message) == (1_000, TOO_DEEP)


def test_a_file_of_more_values_than_any_rules_have_is_refused(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "terms: [" + "a," * MAX_VALUES + "b]")
    assert found.startswith("1:50007: this file has more than 25,000 values (split it into several)")


def test_anchors_and_aliases_work(tmp_path: Path) -> None:
    text = (
        "rules:\n  - rule: a\n    match: &m iran\n    channel: &c [console, '#x']\n"
        "  - rule: b\n    match: *m\n    channel: *c\n"
    )
    first, second = loaded(tmp_path, text).rules
    assert (first.expression, first.channels) == (second.expression, second.channels)


def test_scalars_are_what_is_written_never_what_yaml_guesses(tmp_path: Path) -> None:
    text = "terms:\n  - term: t\n    any: [On, Null, 012, 1e3, NO, yes, 2024-01-01, 1_000, !!str 12]\n"
    (term,) = loaded(tmp_path, text).terms
    assert [name.text for name in term.any] == ["On", "Null", "012", "1e3", "NO", "yes", "2024-01-01", "1_000", "12"]


def test_the_pure_python_yaml_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    text = rule_matching("|\n      iran AND\n      (sanctions OR U.S.)")
    fast = problems(tmp_path, text)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert problems(tmp_path, text) == fast == [fast[0]]
    assert problems(tmp_path, rule_matching("@x"))[0].startswith("4:12: a value that starts with @")
    assert problems(tmp_path, "a: [b\n")[0].startswith("1:4: this [ has no ]")
    assert "yaml" in sys.modules
