from pathlib import Path

import pytest

from tests.app.command import call_monitor

HEAD = """\
defaults: {channel: console}
entities:
  - entity: north-korea
    names: [North Korea, =DPRK, 北朝鮮]
    weak: [Pyongyang]
rules:
"""
RELIEF = """\
  - rule: relief
    match: ("sanctions relief" OR (~ease NEAR/5 ~sanction)) AND @north-korea AND NOT (football OR chess)
    tests:
"""


def _failures(directory: Path, rules: str, *options: str) -> str:
    (directory / "a.yaml").write_text(HEAD + rules, "utf-8")
    ended = call_monitor("test", "a.yaml", *options, cwd=directory)
    assert (ended.status, ended.stderr) == (1, "")
    return ended.stdout


def test_a_match_that_is_missed_shows_every_clause_with_its_count(tmp_path: Path) -> None:
    tests = "      - given: Tehran hails sanctions relief. Football follows.\n        expect: match\n"
    assert (
        _failures(tmp_path, RELIEF + tests)
        == """\
a.yaml:10: relief: test 1: expected match, found no match
    given     Tehran hails sanctions relief. Football follows.
    decided   "sanctions relief" OR ~ease NEAR/5 ~sanction: 1 · @north-korea: 0 · NOT (football OR chess): \
found in paragraph 1
    clauses   false    0  AND
              true     1    OR
              true     1      "sanctions relief"
              false    0      NEAR/5 (no ~ease)
              false    0        ~ease
              true     1        ~sanction
              false    0    @north-korea
              false    1    NOT (found in paragraph 1)
              true     1      OR
              true     1        football
              false    0        chess
0 of 1 tests hold
"""
    )


def test_a_match_that_was_not_expected_shows_what_was_found(tmp_path: Path) -> None:
    tests = "      - given: They ease a sanction on the DPRK. Rain.\n        expect: no match\n"
    assert (
        _failures(tmp_path, RELIEF + tests)
        == """\
a.yaml:10: relief: test 1: expected no match, found match
    found     They [ease] a [sanction] on the [DPRK].
    clauses   true     3  AND
              true     2    OR
              false    0      "sanctions relief"
              true     2      NEAR/5
              true     1        ~ease
              true     1        ~sanction
              true     1    @north-korea
              true     0    NOT
              false    0      OR
              false    0        football
              false    0        chess
0 of 1 tests hold
"""
    )


def test_a_near_miss_says_how_near(tmp_path: Path) -> None:
    rule = "  - rule: r\n    match: tanker NEAR/2 fire\n    tests:\n"
    tests = "      - given: {title: News, body: The tanker was seen before the fire.}\n        expect: match\n"
    assert (
        _failures(tmp_path, rule + tests)
        == """\
a.yaml:10: r: test 1: expected match, found no match
    given     News · The tanker was seen before the fire.
    decided   tanker NEAR/2 fire: 0, closest pair 4 words apart in paragraph 1
    clauses   false    0  NEAR/2 (closest pair 4 words apart in paragraph 1)
              true     1    tanker
              true     1    fire
0 of 1 tests hold
"""
    )


def test_lists_of_marks_stand_side_by_side(tmp_path: Path) -> None:
    tests = """\
      - given: The DPRK eased sanctions, and 北朝鮮 said so. Pyongyang waits.
        expect: match
        spans: [The DPRK, eased, sanctions, 北朝鮮, Pyongyang, waits, talks]
"""
    assert (
        _failures(tmp_path, RELIEF + tests)
        == """\
a.yaml:10: relief: test 1: it matches, with other marks
    found     The [DPRK] [eased] [sanctions], and [北朝鮮] said so.
    marks       expected   found
              ≠ The DPRK   DPRK
                eased      eased
                sanctions  sanctions
                北朝鮮     北朝鮮
                Pyongyang  Pyongyang
              - waits
              - talks
0 of 1 tests hold
"""
    )


def test_of_long_lists_only_what_is_around_a_difference_is_shown(tmp_path: Path) -> None:
    rule = "  - rule: r\n    match: tanker OR ship\n    tests:\n"
    tests = f"""\
      - given: {"tanker " * 9}ship {"tanker " * 9}
        expect: match
        spans: [{", ".join(["tanker"] * 18)}]
"""
    shown = _failures(tmp_path, rule + tests)
    assert shown.partition("    marks")[2].splitlines() == [
        "       expected  found",
        "                …",
        "                tanker    tanker",
        "                tanker    tanker",
        "              +           ship",
        "                tanker    tanker",
        "                tanker    tanker",
        "                …",
        "0 of 1 tests hold",
    ]


def test_long_marks_stand_below_each_other(tmp_path: Path) -> None:
    phrase = "the minister of foreign affairs and of trade said"
    rule = f"  - rule: r\n    match: '\"{phrase}\"'\n    tests:\n"
    tests = f"      - given: Then {phrase} no.\n        expect: match\n        spans: [Then {phrase}, {phrase}]\n"
    assert _failures(tmp_path, rule + tests).splitlines()[2:-1] == [
        f"    marks     - Then {phrase}",
        f"                {phrase}",
    ]


def test_what_a_rule_asks_of_the_article_is_said_where_it_decides(tmp_path: Path) -> None:
    rule = "  - rule: r\n    match: iranian AND talks\n    where: {languages: [ko]}\n    tests:\n"
    tests = "      - given: {body: Iranian talks, language: en}\n        expect: match\n"
    assert _failures(tmp_path, rule + tests).splitlines()[2:-1] == [
        "    decided   where languages: wants ko, the article has en"
    ]
    tests = "      - given: {body: Iranian tales, language: en}\n        expect: match\n"
    assert _failures(tmp_path, rule + tests).splitlines()[2:-1] == [
        "    decided   iranian: 1 · talks: 0",
        "    clauses   false    -  where languages: wants ko, the article has en",
        "              false    0  AND",
        "              true     1    iranian",
        "              false    0    talks",
    ]


def test_many_alternatives_are_summed_up(tmp_path: Path) -> None:
    words = " OR ".join(f"word{number}" for number in range(30))
    rule = f"  - rule: r\n    match: ({words}) AND fire AND NOT smoke\n    tests:\n"
    tests = "      - given: A word7 without\n        expect: match\n      - given: A fire\n        expect: match\n"
    lines = _failures(tmp_path, rule + tests).splitlines()
    assert lines[3:8] == [
        "    clauses   false    0  AND",
        "              true     1    OR (and 29 that are not found)",
        "              true     1      word7",
        "              false    0    fire",
        "              true     0    NOT smoke",
    ]
    assert lines[12].startswith("              false    0    word0 OR word1 OR ")
    assert lines[12].endswith("…")


def test_a_page_that_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    rule = "  - rule: r\n    match: iranian\n    tests:\n      - given: {file: lost.html}\n        expect: match\n"
    first, last = _failures(tmp_path, rule).splitlines()
    assert first.startswith("a.yaml:10: r: test 1: lost.html cannot be read: ")
    assert last == "0 of 1 tests hold"


def test_one_clause_needs_no_tree(tmp_path: Path) -> None:
    rule = "  - rule: r\n    match: iranian\n    tests:\n"
    tests = "      - {given: Iran, expect: match}\n      - {given: Iranian, expect: no match}\n"
    assert (
        _failures(tmp_path, rule + tests)
        == """\
a.yaml:10: r: test 1: expected match, found no match
    given     Iran
    decided   iranian: 0
a.yaml:11: r: test 2: expected no match, found match
    found     [Iranian]
    decided   iranian: 1
0 of 2 tests hold
"""
    )


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Seven files, in which 63 tests of 70 fail."""
    for number in range(7):
        tests = "      - {given: iranian, expect: no match}\n" * 9 + "      - {given: iranian, expect: match}\n"
        rule = f"  - rule: r{number}\n    match: iranian\n    channel: console\n    tests:\n"
        (tmp_path / f"{number}.yaml").write_text("rules:\n" + rule + tests)
    return tmp_path


def test_many_failures_do_not_flood(many: Path) -> None:
    lines = call_monitor("test", ".", cwd=many).stdout.splitlines()
    assert sum(": expected no match" in line for line in lines) == 20
    assert lines[-2:] == [
        "… 43 more tests fail: 9 in 3.yaml, 9 in 4.yaml, 9 in 5.yaml, 9 in 6.yaml, 7 in 2.yaml (--all shows each)",
        "7 of 70 tests hold",
    ]


def test_all_failures_are_shown_where_all_are_asked_for(many: Path) -> None:
    lines = call_monitor("test", ".", "--all", cwd=many).stdout.splitlines()
    assert sum(": expected no match" in line for line in lines) == 63
    assert sum(line == "    decided   iranian: 1" for line in lines) == 63
    assert lines[-1] == "7 of 70 tests hold"


def test_the_rest_is_summed_up_by_the_files_with_most_of_it(many: Path) -> None:
    for number in range(7, 9):
        (many / f"{number}.yaml").write_text((many / "6.yaml").read_text().replace("r6", f"r{number}"))
    line = call_monitor("test", ".", cwd=many).stdout.splitlines()[-2]
    assert line.startswith("… 61 more tests fail: 9 in ")
    assert line.endswith(", 16 in 2 other files (--all shows each)")


def test_one_rule_alone_is_tested_where_it_is_named(many: Path) -> None:
    ended = call_monitor("test", ".", "--rule", "r3", "--rule", "r5", cwd=many)
    assert ended.stdout.splitlines()[-1] == "2 of 20 tests hold"
    ended = call_monitor("test", ".", "--rule", "r33", cwd=many)
    assert (ended.status, ended.stderr) == (2, "--rule r33: there is no such rule (did you mean r3?)\n")
