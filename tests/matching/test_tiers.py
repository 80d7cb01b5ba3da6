"""An edited percolator is the one that the edited rules would give, and only what was edited is compiled."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import Percolator
from monitor.matching import tiers as module
from monitor.rules.model import Enabled, FeedSource, Rule, RuleSet, Where
from monitor.rules.nodes import Node
from tests.fakes.rule_sets import HERE, all_of, any_of, article, entity, inflected, name, none_of, rule, rule_set, word

WORDS = ["ant", "bee", "cat", "dog", "elk"]
EXPRESSIONS: list[Node] = [
    *map(word, WORDS),
    all_of(word("ant"), any_of(word("bee"), name("pets"))),
    all_of(name("pets"), none_of(name("wild"))),
    any_of(name("pets"), name("wild")),
    all_of(word("dog"), none_of(word("elk"))),
]
ARTICLES = [
    article("Ant, bee and cat."),
    article("A dog, an elk.", language="en"),
    article("Cat.", title="Bee"),
    article("Elk and ant."),
]
PETS = [["cat"], ["cat", "dog"], ["bee", "=Dog"]]

names_of = st.builds(
    lambda pets, wild: (entity("pets", PETS[pets]), entity("wild", ["elk"], except_=["elk and ant"][:wild])),
    st.integers(0, 2),
    st.integers(0, 1),
)
expressions = st.sampled_from(EXPRESSIONS)


@st.composite
def edits(draw: st.DrawFn) -> list[RuleSet]:
    """Rule sets, each an edit of the one before; what is not edited stays the same object, or is made anew."""
    rules = [rule(draw(expressions), f"r{number}") for number in range(draw(st.integers(0, 8)))]
    current = rule_set(*rules, entities=draw(names_of))
    sets = [current]
    for step in range(draw(st.integers(1, 5))):
        rules = list(current.rules)
        for _ in range(draw(st.integers(0, 3))):
            place = draw(st.integers(0, len(rules)))
            _edit(draw, rules, place, f"n{step}-{place}")
        entities = draw(st.one_of(st.just(current.entities), names_of))
        if draw(st.booleans()) and draw(st.booleans()):
            rules = [replace(one) for one in rules]  # the files were read anew
            entities = tuple(replace(one) for one in entities)
        current = replace(current, rules=tuple(rules), entities=entities)
        sets.append(current)
    return sets


def _edit(draw: st.DrawFn, rules: list[Rule], place: int, identity: str) -> None:
    match draw(st.sampled_from(["change", "remove", "insert", "move", "switch", "where"])):
        case "insert":
            if identity not in {one.identity for one in rules}:
                rules.insert(place, rule(draw(expressions), identity))
        case _ if place == len(rules):
            pass
        case "change":
            rules[place] = replace(rules[place], expression=draw(expressions))
        case "remove":
            del rules[place]
        case "move":
            rules.insert(draw(st.integers(0, len(rules) - 1)), rules.pop(place))
        case "switch":
            enabled = draw(st.sampled_from(list(Enabled)))
            rules[place] = replace(rules[place], enabled=enabled)
        case "where":
            rules[place] = replace(rules[place], where=Where(languages=("en",)))


@settings(max_examples=200, deadline=None)
@given(edits(), st.booleans())
def test_an_edited_percolator_matches_as_a_new_one(sets: list[RuleSet], disabled: bool) -> None:
    percolator = Percolator(sets[0], include_disabled=disabled)
    for edited in sets[1:]:
        percolator = percolator.updated(edited)
        anew = Percolator(edited, include_disabled=disabled)
        for one in ARTICLES:
            assert percolator.match(one) == anew.match(one)
            assert percolator.match(one, only=["r1", "n0-1"]) == anew.match(one, only=["r1", "n0-1"])


def many(count: int) -> list[Rule]:
    return [rule(all_of(word(f"w{number}"), name("pets")), f"r{number}") for number in range(count)]


def test_only_what_was_edited_is_compiled() -> None:
    rules = many(1_000)
    before = rule_set(*rules, entities=[entity("pets", ["cat"])])
    percolator = Percolator(before)
    rules[500] = rule(word("elk"), "r500")
    edited = percolator.updated(replace(before, rules=tuple(rules)))
    assert edited._tiers.base is percolator._tiers.base
    assert [one.rule.identity for one in edited._tiers.edited] == ["r500"]
    assert [match.rule for match in edited.match(article("w499 w500 w501 cat elk"))] == ["r499", "r500", "r501"]
    assert [match.rule for match in percolator.match(article("w500 cat elk"))] == ["r500"]  # never changes


def test_an_edited_entity_is_an_edit_of_the_rules_that_use_it() -> None:
    rules = [*many(3), rule(word("elk"), "other")]
    before = rule_set(*rules, entities=[entity("pets", ["cat"])])
    edited = Percolator(before).updated(replace(before, entities=(entity("pets", ["dog"]),)))
    assert [one.rule.identity for one in edited._tiers.edited] == ["r0", "r1", "r2"]
    assert [match.rule for match in edited.match(article("w1 dog elk"))] == ["r1", "other"]
    assert edited.match(article("w1 cat")) == []


def test_what_is_moved_within_a_file_or_gets_another_title_is_not_compiled() -> None:
    before = rule_set(*many(5), entities=[entity("pets", ["cat"])])
    rules = tuple(replace(one, title="new", position=replace(HERE, line=9)) for one in before.rules)
    entities = tuple(replace(one, position=replace(HERE, line=9)) for one in before.entities)
    edited = Percolator(before).updated(replace(before, rules=rules, entities=entities))
    assert edited._tiers.edits is None
    assert not edited.worth_rebuilding


def test_after_many_edits_one_tier_is_worth_its_while() -> None:
    rules = many(3_000)
    before = rule_set(*rules, entities=[entity("pets", ["cat"])])
    percolator = Percolator(before)
    for number in range(150):
        rules[number] = rule(word("elk"), f"r{number}")
    edited = percolator.updated(replace(before, rules=tuple(rules)))
    assert edited.worth_rebuilding
    assert not edited.rebuilt(replace(before, rules=tuple(rules))).worth_rebuilding


def test_a_rule_set_that_is_mostly_new_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MANY_EDITS", 1)
    before = rule_set(*many(4), entities=[entity("pets", ["cat"])])
    rules = tuple(rule(word("elk"), one.identity) for one in before.rules)
    edited = Percolator(before).updated(replace(before, rules=rules))
    assert edited._tiers.edits is None
    assert len(edited.match(article("elk"))) == 4


def test_another_language_is_one_for_the_rules_that_were_not_edited_too() -> None:
    before = rule_set(rule(inflected("chien")))
    feed = FeedSource(url="https://news.example/feed", language="fr", position=HERE)
    french = article("Des chiens.", language="fr")
    percolator = Percolator(before)
    assert not percolator.match(french)
    assert percolator.updated(replace(before, feeds=(feed,))).match(french)
