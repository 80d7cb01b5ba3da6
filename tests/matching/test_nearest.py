"""Which rules came nearest to an article, and what each of them lacks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import LackKind, Percolator, explain, explain_each, lack_of, nearest
from monitor.rules.model import Enabled, Where
from monitor.rules.nodes import Node, Unit
from tests.fakes.rule_sets import all_of, any_of, article, near, none_of, rule, rule_set, scope, word
from tests.matching.oracle import Paper
from tests.matching.test_oracle import ENTITIES, expressions, papers

STRIKE, PORT, WHALE, OTTER = map(word, ("strike", "port", "whale", "otter"))
TEXT = article("A strike at the port.", language="en")


def ranked(*rules: tuple[str, Node], most: int = 5, without: tuple[str, ...] = ()) -> list[str]:
    made = rule_set(*(rule(node, identity) for identity, node in rules))
    return [one.rule for one in nearest(made, TEXT, most=most, without=without)]


def test_those_of_which_the_least_is_missing_come_first() -> None:
    assert ranked(
        ("far", all_of(STRIKE, WHALE, OTTER)),
        ("near", all_of(STRIKE, WHALE)),
        ("nearer", all_of(STRIKE, PORT, WHALE)),
        ("there", all_of(STRIKE, PORT)),
    ) == ["there", "nearer", "near", "far"]


def test_among_equals_the_order_of_the_files_counts_and_only_so_many_are_told() -> None:
    rules = [(f"r{number}", all_of(STRIKE, WHALE)) for number in range(9)]

    assert ranked(*rules, most=3) == ["r0", "r1", "r2"]
    assert ranked(*rules, most=3, without=("r0", "r2")) == ["r1", "r3", "r4"]


def test_a_rule_of_which_nothing_is_there_is_not_near() -> None:
    assert ranked(("whale", WHALE), ("not", all_of(WHALE, none_of(OTTER)))) == []


def test_a_line_of_where_and_a_rule_out_of_use_are_missing_parts_too() -> None:
    made = rule_set(
        rule(all_of(STRIKE, WHALE), "clause"),
        rule(STRIKE, "off", enabled=Enabled.FALSE, where=Where(tags=("sea",))),
        rule(all_of(STRIKE, PORT), "where", where=Where(languages=("de",))),
    )
    assert [one.rule for one in nearest(made, TEXT, most=5)] == ["where", "clause", "off"]


@pytest.mark.parametrize(
    ("node", "kind", "words"),
    [
        (WHALE, LackKind.CLAUSE, "needs whale, which does not occur"),
        (any_of(WHALE, OTTER), LackKind.CLAUSE, "needs whale or otter, none of which occurs"),
        (any_of(WHALE, all_of(PORT, OTTER)), LackKind.CLAUSE, "needs otter, which does not occur"),
        (
            any_of(*(word(f"w{number}") for number in range(7))),
            LackKind.CLAUSE,
            "needs w0, w1, w2, w3 or 3 more, none of which occurs",
        ),
        (
            all_of(none_of(PORT), STRIKE, WHALE),
            LackKind.CLAUSE,
            "needs whale, which does not occur, and 1 more clause that does not hold",
        ),
        (all_of(STRIKE, none_of(PORT)), LackKind.NOT, "is taken away by NOT port: found in paragraph 1"),
        (
            scope(Unit.TITLE, STRIKE),
            LackKind.SCOPE,
            "needs TITLE(strike): 1 in the body, none in the title",
        ),
        (
            near(STRIKE, PORT, distance=1),
            LackKind.CLAUSE,
            "needs strike NEAR/1 port: closest pair 2 words apart in paragraph 1",
        ),
    ],
)
def test_what_a_rule_lacks_is_told_in_words(node: Node, kind: LackKind, words: str) -> None:
    lack = lack_of(explain(rule_set(rule(node)), "rule", TEXT))

    assert lack is not None
    assert (lack.kind, lack.words) == (kind, words)


def test_a_rule_that_matches_lacks_nothing() -> None:
    assert lack_of(explain(rule_set(rule(STRIKE)), "rule", TEXT)) is None


@settings(max_examples=150, deadline=None)
@given(st.lists(expressions, min_size=1, max_size=5), papers)
def test_rules_that_match_come_first_and_only_the_others_lack_something(nodes: list[Node], one: Paper) -> None:
    rules = rule_set(*(rule(node, str(number)) for number, node in enumerate(nodes)), entities=ENTITIES)
    matching = {match.rule for match in Percolator(rules).match(one.article)}

    found = [each.rule for each in nearest(rules, one.article, most=len(nodes))]
    assert set(found[: len(matching)]) == matching
    for each in explain_each(rules, [str(number) for number in range(len(nodes))], one.article, closely=True):
        lack = lack_of(each)
        assert (lack is None) == (each.rule in matching)
        assert lack is None or ("\n" not in lack.words and lack.words)
