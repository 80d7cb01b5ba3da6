from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from monitor.core.article import Article, Field, TextState
from monitor.core.errors import NotAPage
from monitor.core.match import Span
from monitor.matching import Explanation, explain
from monitor.pipeline import check
from monitor.rules import RuleSet, load

_HEAD = """\
entities:
  - entity: north-korea
    names: [North Korea, =DPRK]
    weak: [Pyongyang]
rules:
  - rule: relief
    channel: console
    match: '"sanctions relief" AND @north-korea AND NOT football'
"""


def _no_pages(path: Path) -> Article:
    raise NotAPage(f"{path.name} is a PDF")


def _run(directory: Path, tests: str, where: str = "") -> list[check.RuleTestResult]:
    file = directory / "rules.yaml"
    file.write_text(f"{_HEAD}{where}    tests:\n{tests}")
    return check.run_tests(load(file), _no_pages)


def _one(directory: Path, given: str, expect: str, where: str = "") -> check.RuleTestResult:
    (result,) = _run(directory, f"      - given: {given}\n        expect: {expect}\n", where)
    return result


def test_a_test_that_holds_says_where_it_stands(tmp_path: Path) -> None:
    result = _one(tmp_path, "Sanctions relief for North Korea.", "match")
    assert (result.ok, result.reason) == (True, "")
    assert (result.path, result.line, result.rule, result.test) == (f"{tmp_path}/rules.yaml", 10, "relief", 1)


def test_a_test_that_fails_names_the_clause_that_decided(tmp_path: Path) -> None:
    missing = _one(tmp_path, "Sanctions relief for Iran.", "match")
    assert (missing.ok, missing.expected, missing.got) == (False, "match", "no match")
    assert "@north-korea" in missing.reason
    forbidden = _one(tmp_path, "Sanctions relief for North Korea and football.", "match")
    assert "football" in forbidden.reason


def test_a_match_that_was_not_expected_is_a_failure(tmp_path: Path) -> None:
    result = _one(tmp_path, "Sanctions relief for North Korea.", "no match")
    assert (result.ok, result.expected, result.got) == (False, "no match", "match")
    assert result.reason


def test_marks_are_compared_title_first_then_body_then_captions(tmp_path: Path) -> None:
    given = "{title: DPRK, body: 'Sanctions relief? Pyongyang waits.', captions: [North Korea]}"
    expect = "match\n        spans: [DPRK, Sanctions relief, Pyongyang, North Korea]"
    assert _one(tmp_path, given, expect).ok


@pytest.mark.parametrize(
    ("spans", "reason"),
    [
        ("[Sanctions relief, DPRK]", 'mark 2 is "North Korea", not "DPRK"'),
        ("[Sanctions relief]", 'marked too: "North Korea"'),
        ("[Sanctions relief, North Korea, talks]", 'not marked: "talks"'),
    ],
)
def test_marks_that_differ_are_a_failure(tmp_path: Path, spans: str, reason: str) -> None:
    result = _one(tmp_path, "Sanctions relief for North Korea.", f"match\n        spans: {spans}")
    assert (result.ok, result.reason) == (False, reason)
    assert result.got == "match, marked: Sanctions relief · North Korea"


@pytest.mark.parametrize("enabled", ["false", "shadow", "true"])
def test_tests_of_disabled_and_shadow_rules_run_too(tmp_path: Path, enabled: str) -> None:
    line = f"    enabled: {enabled}\n"
    assert _one(tmp_path, "Sanctions relief for North Korea.", "match", line).ok
    assert "@north-korea" in _one(tmp_path, "Sanctions relief.", "match", line).reason


_WHERE = "    where: {languages: [ko], tags: [asia], feeds: [News*], sites: ['*.x.example'], text: [full]}\n"


def test_a_line_of_where_about_which_given_says_nothing_holds(tmp_path: Path) -> None:
    assert _one(tmp_path, "Sanctions relief for North Korea.", "match", _WHERE).ok


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("language: ko", True),
        ("language: en", False),
        ("tags: [asia]", True),
        ("tags: [sport]", False),
        ("feed: News Asia", True),
        ("feed: Asia News", False),
        ("url: 'https://www.x.example/a'", True),
        ("url: 'https://x.example/a'", False),
        ("state: full", True),
        ("state: teaser", False),
    ],
)
def test_a_line_of_where_about_which_given_speaks_is_asked(tmp_path: Path, said: str, holds: bool) -> None:
    result = _one(tmp_path, f"{{body: Sanctions relief for North Korea., {said}}}", "match", _WHERE)
    assert result.ok is holds
    assert holds or result.reason.startswith("where ")


def test_a_page_is_read_beside_the_rule_file(tmp_path: Path) -> None:
    asked: list[Path] = []

    def read(path: Path) -> Article:
        asked.append(path)
        return Article(url="", title="", text="Sanctions relief for North Korea.", language="en", state=TextState.FULL)

    file = tmp_path / "rules.yaml"
    file.write_text(f"{_HEAD}    tests:\n      - given: {{file: pages/a.html}}\n        expect: match\n")
    assert check.run_tests(load(file), read)[0].ok
    assert asked == [tmp_path / "pages" / "a.html"]


def test_a_page_that_cannot_be_read_fails_its_test_and_no_other(tmp_path: Path) -> None:
    first, second = _run(
        tmp_path,
        "      - given: {file: a.pdf}\n        expect: match\n"
        "      - given: Sanctions relief for North Korea.\n        expect: match\n",
    )
    assert (first.ok, first.reason) == (False, "a.pdf cannot be read: a.pdf is a PDF")
    assert second.ok


def test_only_marks_that_overlap_are_joined() -> None:
    article = Article(url="", title="abcdef", text="abcdef", captions=("abcdef",))
    spans = [
        Span(Field.CAPTION, 0, 1, "x", "a"),
        Span(Field.BODY, 0, 3, "x", "abc"),
        Span(Field.BODY, 1, 2, "x", "b"),
        Span(Field.BODY, 3, 4, "x", "d"),
        Span(Field.TITLE, 2, 4, "x", "cd"),
        Span(Field.TITLE, 3, 5, "x", "de"),
    ]
    assert check.marks_of(article, spans) == ("cde", "abc", "d", "a")


def test_a_rule_set_without_tests_has_no_results(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(_HEAD)
    assert check.run_tests(load(file), _no_pages) == []


def _set(directory: Path, tests: str) -> RuleSet:
    file = directory / "rules.yaml"
    file.write_text(f"{_HEAD}    tests:\n{tests}")
    return load(file)


_FAILING = "      - given: Rain.\n        expect: match\n"


def test_tests_that_fail_after_so_many_get_no_reason(tmp_path: Path) -> None:
    results = list(check.each_test(_set(tmp_path, _FAILING * 3), _no_pages, check.Run(most_explained=2)))
    assert [(result.ok, bool(result.reason), result.explanation is None) for result in results] == [
        (False, True, False),
        (False, True, False),
        (False, False, True),
    ]


def test_only_the_tests_of_the_rules_that_are_asked_for_run(tmp_path: Path) -> None:
    rule_set = _set(tmp_path, _FAILING)
    assert [result.rule for result in check.each_test(rule_set, _no_pages, check.Run(only=["relief"]))] == ["relief"]
    assert list(check.each_test(rule_set, _no_pages, check.Run(only=["other"]))) == []


def test_whoever_waits_is_told_how_far_it_is(tmp_path: Path) -> None:
    class Seen:
        steps: ClassVar[list[tuple[str, dict[str, object]]]] = []

        def saw(self, step: str, **ids: object) -> None:
            self.steps.append((step, ids))

    assert len(list(check.each_test(_set(tmp_path, _FAILING * 2), _no_pages, None, Seen()))) == 2
    assert Seen.steps == [
        ("tests begun", {"rules": 1, "tests": 2}),
        ("test run", {"done": 1, "of": 2}),
        ("test run", {"done": 2, "of": 2}),
    ]


def test_a_failure_is_explained_without_the_other_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[RuleSet] = []

    def told(rule_set: RuleSet, *arguments: Any, **options: Any) -> Explanation:
        asked.append(rule_set)
        return explain(rule_set, *arguments, **options)

    monkeypatch.setattr(check, "explain", told)
    rule_set = _set(tmp_path, _FAILING)
    others = tuple(replace(rule_set.rules[0], identity=f"r{number}", tests=()) for number in range(50))

    check.run_tests(replace(rule_set, rules=(*rule_set.rules, *others)), _no_pages)

    assert [[rule.identity for rule in one.rules] for one in asked] == [["relief"]]


def test_a_result_that_failed_has_what_shows_why(tmp_path: Path) -> None:
    given = "Sanctions relief for North Korea."
    result = _one(tmp_path, given, "match\n        spans: [Sanctions relief]")
    assert result.expected_marks == ("Sanctions relief",)
    assert result.got_marks == ("Sanctions relief", "North Korea")
    assert [excerpt.text for excerpt in result.excerpts] == [given]
    assert result.article is not None
    assert result.explanation is None
