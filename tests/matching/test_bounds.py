"""Work per article is bounded whatever rules and page are made to do: CPU time, with slack for a slow machine."""

import time

import pytest

from monitor.matching import Percolator, Report, atoms
from monitor.rules.nodes import AnyOf, AtLeast, Except, Near, Node, NotNear, Regex, Unit
from tests.fakes.rule_sets import all_of, any_of, article, entity, name, near, rule, rule_set, scope, word

A, B = word("aa"), word("bb")
MANY = entity("many", [f"w{number}" for number in range(40)])


def cpu_of(expression: Node, text: str) -> tuple[float, Report]:
    percolator = Percolator(rule_set(rule(expression), entities=[MANY]))
    one = article(text)
    start = time.process_time()
    report = percolator.percolate(one)
    return time.process_time() - start, report


@pytest.mark.parametrize(
    "expression",
    [
        near(name("many"), name("many"), distance=3),
        Near((name("many"), name("many"), name("many"), name("many")), 50, ordered=True),
        NotNear(name("many"), A, 5),
        Except(name("many"), any_of(*(word(f"w{n} w{n + 1}") for n in range(39)))),
        scope(Unit.SENTENCE, all_of(name("many"), A)),
        scope(Unit.PARAGRAPH, scope(Unit.SENTENCE, scope(Unit.PARAGRAPH, all_of(name("many"), B)))),
        scope(Unit.FIRST, near(name("many"), A, distance=2), 50_000),
        AtLeast(300, name("many")),
        AnyOf(2, (name("many"), A, B)),
        Regex("w[0-9]+ .*aa"),
        all_of(A, Regex("([a-z]+ ?)+$")),
        word("??? w1"),
    ],
    ids=str,
)
@pytest.mark.parametrize("gap", [" ", ". And ", "\n"], ids=["one sentence", "sentences", "paragraphs"])
def test_a_page_made_of_occurrences_costs_little(expression: Node, gap: str) -> None:
    words = gap.join(f"w{number % 40} aa xx bb" for number in range(4_000))
    seconds, _ = cpu_of(expression, words)
    assert seconds < 3


def test_twice_the_occurrences_cost_about_twice() -> None:
    expression = all_of(near(name("many"), name("many"), distance=3), scope(Unit.SENTENCE, all_of(name("many"), A)))

    def cost(times: int) -> float:
        text = " ".join(f"w{number % 40} aa." for number in range(times))
        return min(cpu_of(expression, text)[0] for _ in range(5))

    assert cost(8_000) < 10 * cost(2_000)  # four times as many: 16 times the cost if each met each


def test_more_matches_of_a_regular_expression_than_are_kept_are_told() -> None:
    _, report = cpu_of(Regex(r"aa"), "aa " * 600)
    assert report.truncated
    assert len(report.matches[0].spans) == 500
    assert not cpu_of(Regex(r"aa"), "aa " * 500)[1].truncated


def test_a_long_text_is_searched_in_stretches_and_nothing_is_missed_or_found_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expression = any_of(word("new york times"), word("york*"), word("北京"))
    text = "Old New York Times yorkers 北京市. " * 40
    whole = Percolator(rule_set(rule(expression))).match(article(text))
    for stretch in (7, 16, 31, 64):
        monkeypatch.setattr(atoms, "_STRETCH", stretch)
        assert Percolator(rule_set(rule(expression))).match(article(text)) == whole


def test_a_text_with_more_occurrences_than_are_taken_in_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atoms, "_STRETCH", 100)
    monkeypatch.setattr(atoms, "MAX_FOUND", 60)
    percolator = Percolator(rule_set(rule(word("oil")), rule(word("gas"), "gas")))
    report = percolator.percolate(article("oil " * 100 + "gas"))
    assert report.truncated
    assert [match.rule for match in report.matches] == ["rule"]
    assert not percolator.percolate(article("oil " * 50 + "gas")).truncated
    alone = Percolator(rule_set(rule(all_of(word("oil"), word("gas")))))
    missed = alone.percolate(article("oil " * 100 + "gas"))
    assert missed.truncated  # what was not looked at may be why it does not match
    assert not missed.matches


def test_a_match_that_a_bound_may_have_cost_is_told() -> None:
    apart = Percolator(rule_set(rule(near(word("oil"), word("gas"), distance=2))))
    assert not apart.percolate(article("oil " * 400 + "x " * 9 + "gas")).truncated
    beyond = apart.percolate(article("oil\n" * 600 + "oil gas"))  # the only near pair is behind those looked at
    assert beyond.truncated
    assert not beyond.matches


def test_many_names_in_a_page_of_occurrences_cost_little() -> None:
    wide = entity("wide", [f"w{number}" for number in range(2_000)])
    percolator = Percolator(rule_set(rule(name("wide")), entities=[wide]))
    text = article(" ".join(f"w{number % 2_000}" for number in range(90_000)))
    start = time.process_time()
    assert percolator.percolate(text).truncated
    assert time.process_time() - start < 3
