"""The rules that the benchmark measures with are what they are said to be."""

from pathlib import Path

import pytest

from monitor.rules import load
from tests.benchmarks.rule_mix import Mix, Vocabulary

TOPICS = ("harbour", "ballot", "ransom", "tariff", "missile", "subsidy", "verdict", "drought", "merger", "border")
TEXTS = [
    f"{name} of {place} spoke about the {topic} before {other} joined the people there."
    for number, topic in enumerate(TOPICS * 3)
    for name, place, other in [(("Anna Berg", "Carl Dorn", "Elsa Falk")[number % 3], "Norland", "Gustav Holm")]
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(TEXTS, seed=1)


def test_the_same_seed_gives_the_same_rules(vocabulary: Vocabulary) -> None:
    assert Mix(vocabulary, 200, prefix="a").rules == Mix(Vocabulary(TEXTS, seed=1), 200, prefix="a").rules
    assert Mix(vocabulary, 200, prefix="a").rules != Mix(vocabulary, 200, prefix="b").rules


def test_absent_names_are_in_no_text(vocabulary: Vocabulary) -> None:
    assert not [name for name in vocabulary.absent if any(name in text for text in TEXTS)]
    assert set(vocabulary.present) & {"Anna Berg", "Norland"}


def test_rules_load_as_written(vocabulary: Vocabulary, tmp_path: Path) -> None:
    mix = Mix(vocabulary, 60, prefix="a", plain=True)

    rule_set = load(mix.write(tmp_path / "rules"))

    assert [rule.identity for rule in rule_set.rules] == [f"a-{number}" for number in range(60)]
    assert len(rule_set.entities) == len(mix.entities) == 15


def test_a_mix_holds_every_form_and_a_plain_one_only_and_or_not(vocabulary: Vocabulary) -> None:
    assert {rule.form for rule in Mix(vocabulary, 300, prefix="a").rules} == {"AND", "NEAR", "SENTENCE", "TITLE"}
    assert all(rule.plain for rule in Mix(vocabulary, 300, prefix="a", plain=True).rules)
    assert any(rule.excluded for rule in Mix(vocabulary, 300, prefix="a").rules)
