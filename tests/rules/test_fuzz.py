"""Whatever the bytes: a rule set, or problems that point into the file. Nothing else ever comes out."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.rules import check
from tests.rules.files import write

_VALID = """\
feeds:
  - feed: https://news.example/rss
    name: News
    tags: [asia, business]
    backlog: last 10
channels:
  - channel: "#korea-desk"
    wait: 60s
entities:
  - entity: north-korea
    names: &n [North Korea, N. Korea, =DPRK, 北朝鮮]
    country: KP
    languages: [en, ko]
    weak: [Pyongyang]
    except: [North Korea Street]
terms:
  - term: easing
    any: [~ease, "lift", 'waiv*', ~trade war]
rules:
  - rule: relief
    title: Sanctions relief
    match: |
      ("sanctions relief" OR @easing)
        AND @north-korea AND NOT "football"  # not sports
        AND ((~sanction OR organi?ation) NEAR/5 (talk* EXCEPT "talk show") OR a ONEAR/2 b ONEAR/2 c)
        AND NOT TITLE(SENTENCE(x NOT NEAR/3 ="C++")) AND ANY/2(FIRST/100(a), ATLEAST/3(b), c AND NOT d)
        AND /CVE-\\d{4}-\\d{4,}/
    where: {languages: [en], text: [full]}
    channel: ["#korea-desk", console]
    tests:
      - given: Pyongyang wants "sanctions relief".
        expect: match
        spans: [Pyongyang, sanctions relief]
      - given: {title: Tehran, body: "...", captions: [x]}
        expect: no match
defaults:
  channel: console
"""

_YAML = [
    "",
    " ",
    "\n",
    "\t",
    "#",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "*n",
    "!",
    "!!x ",
    "|",
    ">",
    "?",
    ",",
]
_QUOTES = ["'", '"', "@", "`", "%", "---\n", "...\n", "<<: *n\n", "\\", "rules:\n", "  - rule: x\n", "/", "$", ".."]
_LANGUAGE = [
    "=",
    "~",
    "(",
    ")",
    "AND",
    "OR",
    "NOT ",
    "NEAR/5",
    "TITLE(",
    "“",
    "*",
    "?",
    ",",
    "EXCEPT ",
    "ANY/9(",
    "/",
    "\\/",
    "ONEAR/0 ",
]
_ODD = ["\x00", "\x85", "\u2028", "\ufeff", "é", "😀", "\r"]
_SNIPPETS = [*_YAML, *_QUOTES, *_LANGUAGE, *_ODD]

_edits = st.lists(
    st.tuples(st.integers(0, len(_VALID)), st.integers(0, 12), st.sampled_from(_SNIPPETS)), min_size=1, max_size=4
)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def _agrees(directory: Path, raw: bytes) -> None:
    path = write(directory, raw) / "rules.yaml"
    checked = check(path)
    lines = raw.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert (checked.rule_set is None) == bool(checked.problems)
    for found in (*checked.problems, *checked.warnings):
        assert found.path == str(path)
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1
        assert "\n" not in str(found)


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_are_a_rule_set_or_problems(directory: Path, raw: bytes) -> None:
    _agrees(directory, raw)


@given(_edits)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
def test_a_damaged_file_is_a_rule_set_or_problems(directory: Path, edits: list[tuple[int, int, str]]) -> None:
    text = _VALID
    for place, length, snippet in edits:
        text = text[:place] + snippet + text[place + length :]
    _agrees(directory, text.encode())


def test_the_undamaged_file_loads(directory: Path) -> None:
    assert check(write(directory, _VALID) / "rules.yaml").problems == ()


def test_deep_and_wide_expressions_are_problems_at_once(directory: Path) -> None:
    started = time.monotonic()
    for match in (
        "(" * 100_000,
        "TITLE(" * 100_000,
        "ANY/2(a, " * 50_000,
        "NOT " * 100_000,
        "/(" * 100_000,
        "~" * 100_000,
    ):
        checked = check(
            write(directory, f"rules:\n  - rule: r\n    channel: console\n    match: {match}\n") / "rules.yaml"
        )
        assert checked.problems
    assert time.monotonic() - started < 8
