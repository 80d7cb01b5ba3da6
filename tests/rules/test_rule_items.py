import time
from pathlib import Path

import pytest

from monitor.core.article import TextState
from monitor.core.message import Severity
from monitor.rules.model import Enabled, Where
from tests.rules.files import loaded, problems, rule_matching


def test_a_rule_is_read_with_all_it_says(tmp_path: Path) -> None:
    text = """
rules:
  - rule: relief
    title: Sanctions relief
    match: '"sanctions relief"'
    where:
      languages: [EN, "pt*"]
      tags: [asia]
      feeds: ["Nikkei*"]
      sites: ["*.nikkei.com"]
      text: [full, feed]
    channel: ["#korea-desk", C0123ABCD]
    severity: high
    mention: "@here"
    enabled: shadow
"""
    (rule,) = loaded(tmp_path, text).rules
    assert (rule.title, str(rule.expression)) == ("Sanctions relief", '"sanctions relief"')
    assert rule.where == Where(
        languages=("en", "pt*"),
        tags=("asia",),
        feeds=("Nikkei*",),
        sites=("*.nikkei.com",),
        text=(TextState.FULL, TextState.FEED),
    )
    assert rule.channels == ("#korea-desk", "C0123ABCD")
    assert (rule.severity, rule.mention, rule.enabled) == (Severity.HIGH, "@here", Enabled.SHADOW)


def test_a_rule_that_says_little_has_the_defaults(tmp_path: Path) -> None:
    (rule,) = loaded(tmp_path, rule_matching("iran")).rules
    assert (rule.title, rule.severity, rule.enabled, rule.where) == ("r", Severity.NORMAL, Enabled.TRUE, Where())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("severity: urgent", "5:15: severity: urgent is not one of low, normal, high, critical (write low, normal"),
        ("severity: hihg", "5:15: severity: hihg is not one of low, normal, high, critical (did you mean high?)"),
        ("enabled: yes", "5:14: enabled: yes is not one of true, false, shadow (write true, false or shadow)"),
        ("enabled: True", "5:14: enabled: True is not one of true, false, shadow (did you mean true?)"),
        ("chanel: x", "5:5: unknown key chanel in a rule (did you mean channel?)"),
        ("where: {language: [en]}", "5:13: unknown key language in where (did you mean languages?)"),
        (
            "where: {text: [ful]}",
            "5:20: text: ful is not one of full, feed, teaser, blocked, failed (did you mean full?)",
        ),
        ("where: {languages: [jp]}", "5:25: languages: unknown language jp (did you mean ja?)"),
        ("where: en", "5:12: where is written as keys with values (the text 'en' stands here; write"),
        ("title: [a]", "5:12: title is a single value (a list stands here)"),
        ("tests: []", "5:12: tests: an empty list (write at least one item, or delete the line)"),
        ("title: a\n    title: b", "6:5: duplicate key title (the first is on line 5; write both as one)"),
    ],
)
def test_a_wrong_line_of_a_rule_has_its_place(tmp_path: Path, line: str, expected: str) -> None:
    (found,) = problems(tmp_path, rule_matching("iran") + f"    {line}\n")
    assert found.startswith(expected)


def test_a_channel_named_twice_is_refused(tmp_path: Path) -> None:
    text = rule_matching("iran").replace("channel: console", "channel: [console, console]")
    assert problems(tmp_path, text) == ["3:24: channel: console is here twice"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rules:\n  - title: x\n", "2:5: a rule begins with its identity: - rule: sanctions-relief"),
        ("rules:\n  - rule: x\n    channel: console\n", "2:11: this rule has no expression (write match: …)"),
        (
            "rules:\n  - rule: x\n    match: y\n",
            '2:11: this rule has no channel (write channel: "#desk" here, or under',
        ),
        (
            "rules:\n  - rule: x\n    match: y\n    channel: #desk\n",
            "4:14: channel is empty: # starts a comment in YAML",
        ),
    ],
)
def test_what_a_rule_lacks_is_named(tmp_path: Path, text: str, expected: str) -> None:
    (found,) = problems(tmp_path, text)
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ("iran OR North Korea", "4:26: write"),
        ("'iran OR North Korea'", "4:27: write"),
        ("'\"it''s\" OR North Korea'", "4:30: write"),
        ('"\\"a\\" OR North Korea"', "4:28: write"),
        ("|\n      iran OR\n      North Korea", "6:13: write"),
        ("|-\n        iran OR\n          North Korea", "6:17: write"),
        (">\n      iran OR\n      North Korea", "6:13: write"),
        ("iran OR\n      North\n      Korea", "6:7: write"),
        ("&m iran OR North Korea", "4:29: write"),
        ("|\n      iran # never North Korea\n      AND U.S.", "6:11: U.S. has more"),
        ("|\n      (iran\n\n      OR x", "5:7: this ( is never closed"),
        ("|\n      # nothing\n", "5:7: an empty expression"),
        ("''", "4:12: match is empty"),
        ("# x", "4:12: match is empty: # starts a comment"),
    ],
)
def test_a_fault_in_an_expression_has_its_place_in_the_file(tmp_path: Path, match: str, expected: str) -> None:
    found = problems(tmp_path, rule_matching(match))
    assert len(found) == 1
    assert found[0].startswith(expected)


@pytest.mark.parametrize(
    ("match", "phrase"), [('"North Korea"', "North Korea"), ("'U.S. sanctions'", "U.S. sanctions")]
)
def test_quotes_that_yaml_takes_away_get_their_own_words(tmp_path: Path, match: str, phrase: str) -> None:
    assert problems(tmp_path, rule_matching(match)) == [
        f"4:12: YAML takes these quotes away and leaves words side by side (for the phrase write match: '\"{phrase}\"')"
    ]


def test_a_single_word_in_yaml_quotes_is_the_word(tmp_path: Path) -> None:
    assert str(loaded(tmp_path, rule_matching('"sanctions"')).rules[0].expression) == "sanctions"


def test_an_expression_of_more_than_twenty_thousand_characters_is_refused(tmp_path: Path) -> None:
    match = "ab OR " * 3_333 + "cd"
    assert loaded(tmp_path, rule_matching(match)).rules
    assert problems(tmp_path, rule_matching(match + "e")) == [
        "4:12: match: longer than 20,000 characters (name parts of it under terms, or write several rules)"
    ]


@pytest.mark.parametrize("pattern", [r"[a-z]{2,999}x", r"\p{Han}{2,90}x", "abc" * 50])
def test_regular_expressions_that_are_too_large_together_end_the_file_at_once(tmp_path: Path, pattern: str) -> None:
    rules = [f"  - {{rule: r{at}, channel: console, match: '/{pattern} y{at}/'}}" for at in range(3_500)]
    started = time.process_time()
    (found,) = problems(tmp_path, "\n".join(["rules:", *rules]))
    assert "with this one the regular expressions of this file are too large together" in found
    assert time.process_time() - started < 4


def test_four_thousand_plain_regular_expressions_are_no_fault(tmp_path: Path) -> None:
    rules = [f"  - {{rule: r{at}, channel: console, match: '/[A-Z]{{2}}{at:04} Y/'}}" for at in range(3_500)]
    assert len(loaded(tmp_path, "\n".join(["rules:", *rules])).rules) == 3_500
