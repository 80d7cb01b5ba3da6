from dataclasses import replace

import pytest

from monitor.matching import Percolator, required_weight
from monitor.rules.model import FeedSource, Where
from monitor.rules.nodes import AnyOf, AtLeast, Near, Node, Regex, Unit
from tests.fakes.rule_sets import HERE, all_of, any_of, article, inflected, name, none_of, rule, rule_set, scope, word


@pytest.mark.parametrize(
    ("node", "weight"),
    [
        (word("a"), 1),
        (any_of(word("a"), word("b")), 1),
        (all_of(word("a"), name("b"), none_of(word("c"))), 2),
        (Near((word("a"), any_of(word("b"), word("c"))), 5), 2),
        (scope(Unit.SENTENCE, all_of(word("a"), word("b"))), 2),
        (all_of(scope(Unit.TITLE, word("a")), Near((word("a"), word("b")), 2)), 3),
        (AnyOf(2, (word("a"), word("b"), word("c"))), 2),
        (AtLeast(3, word("a")), 1),
    ],
)
def test_a_rule_weighs_what_it_asks_for_at_once(node: Node, weight: int) -> None:
    assert required_weight(rule(node)) == weight


def test_forms_are_those_of_every_language_that_rules_feeds_or_settings_name() -> None:
    chien = rule_set(rule(inflected("chien")))
    french = article("Des chiens.", language="fr")
    assert not Percolator(chien).match(french)
    assert Percolator(chien, languages=("fr",)).match(french)
    assert Percolator(replace(chien, rules=(rule(inflected("chien"), where=Where(languages=("fr",))),))).match(french)
    feed = FeedSource(url="https://news.example/feed", language="fr_CA", position=HERE)
    assert Percolator(replace(chien, feeds=(feed,))).match(french)
    assert not Percolator(replace(chien, feeds=(feed,))).match(article("Des chiens.", language="de"))


def test_a_language_without_a_dictionary_and_a_glob_leave_the_word_as_it_is() -> None:
    rules = rule_set(rule(inflected("제재"), where=Where(languages=("ko", "z*"))))
    (match,) = Percolator(rules).match(article("제재의", language="ko"))
    assert [span.text for span in match.spans] == ["제재"]


def test_a_regular_expression_that_cannot_be_is_an_error_and_no_silence() -> None:
    with pytest.raises(Exception, match="missing"):
        Percolator(rule_set(rule(Regex("(a"))))
