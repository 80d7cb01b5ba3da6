from pathlib import Path

import pytest

from tests.rules.files import rule_matching, warnings

_TESTED = "    tests:\n      - {given: x, expect: no match}\n"


def test_a_rule_set_with_nothing_odd_has_no_warnings(tmp_path: Path) -> None:
    assert warnings(tmp_path, rule_matching("sanctions OR =US OR NATO") + _TESTED) == []


@pytest.mark.parametrize("word", ["US", "IT", "WHO", "AIDS"])
def test_capitals_that_fold_to_a_common_word_are_warned_about(tmp_path: Path, word: str) -> None:
    text = rule_matching(f"sanctions AND {word}") + _TESTED
    assert warnings(tmp_path, text) == [
        f'4:26: common-word: {word} also matches the word "{word.lower()}"; write ={word}'
    ]


def test_common_words_among_names_are_warned_about(tmp_path: Path) -> None:
    text = "terms:\n  - term: t\n    any: [WHO, =WHO, who]\n" + rule_matching("'@t'") + _TESTED
    assert warnings(tmp_path, text) == ['3:11: common-word: WHO also matches the word "who"; write =WHO']


def test_a_rule_without_tests_is_warned_about(tmp_path: Path) -> None:
    (found,) = warnings(tmp_path, rule_matching("sanctions"))
    assert found.startswith("2:11: no-tests: the rule r has no tests; write one text that it matches")


def test_what_nobody_names_is_warned_about(tmp_path: Path) -> None:
    text = (
        "entities:\n  - entity: e\n    names: [x]\n  - entity: used\n    names: [y]\n"
        "terms:\n  - term: t\n    any: [z]\n"
        "channels:\n  - channel: '#a'\n  - channel: console\n"
    )
    assert warnings(tmp_path, text + rule_matching("'@used'") + _TESTED) == [
        "2:13: unused: no rule names the entity @e",
        "7:11: unused: no rule names the term @t",
        "10:14: unused: no rule tells the channel #a",
    ]
