from dataclasses import replace

import pytest

from monitor.matching import Percolator, explain
from monitor.pipeline.cut_rules import CutRules
from monitor.rules.model import FeedSource, RuleSet, Where
from tests.fakes.rule_sets import (
    HERE,
    all_of,
    any_of,
    article,
    entity,
    inflected,
    name,
    near,
    none_of,
    rule,
    rule_set,
    term,
    word,
)

WHOLE = replace(
    rule_set(
        rule(all_of(name("korea"), near(inflected("Sanktion"), name("easing"), distance=5)), "relief"),
        rule(all_of(word("tanker"), none_of(name("easing"))), "tanker"),
        rule(any_of(name("iran"), name("korea")), "both", where=Where(languages=("de-AT", "k*"))),
        entities=[entity("iran", ["Iran"]), entity("korea", ["Nordkorea"], weak=["Kim"], except_=["Nordkorea Street"])],
        terms=[term("easing", ["~heben", "relief"])],
    ),
    feeds=(FeedSource(url="https://a.example/x", language="fr", position=HERE),),
)
TEXTS = ["Nordkorea: Sanktionen werden gehoben. Kim", "Iran", "tanker relief", "Nordkorea Street", "tanker", ""]


@pytest.mark.parametrize("identity", ["relief", "tanker", "both"])
@pytest.mark.parametrize("language", ["de", "en", "fr", "ko", None])
def test_a_rule_means_alone_what_it_means_in_the_whole(identity: str, language: str | None) -> None:
    cut = CutRules(WHOLE, ("en",))
    (wanted,) = (one for one in WHOLE.rules if one.identity == identity)
    alone = cut.to_one(wanted)
    for text in TEXTS:
        read = article(text, language=language)
        assert explain(alone, identity, read, languages=cut.languages) == explain(WHOLE, identity, read)
        found = Percolator(alone, languages=cut.languages).match(read)
        assert found == Percolator(WHOLE).match(read, only=[identity])


def test_forms_are_those_of_every_language_that_the_whole_names() -> None:
    german = article("Nordkorea: Sanktionen werden gehoben.", language="de")
    alone = CutRules(WHOLE, ("en",))
    assert Percolator(alone.to(["relief"]), languages=alone.languages).match(german)
    assert not Percolator(alone.to(["relief"])).match(german)


def test_a_cut_holds_what_its_rules_name_and_nothing_else() -> None:
    cut = CutRules(WHOLE, ("en",)).to(["tanker", "relief"])
    assert [one.identity for one in cut.rules] == ["relief", "tanker"]
    assert [one.identity for one in cut.entities] == ["korea"]
    assert [one.identity for one in cut.terms] == ["easing"]
    assert (cut.feeds, cut.channels) == ((), ())


def test_names_that_nobody_defined_do_not_stop_a_cut() -> None:
    assert CutRules(RuleSet(), ("en",)).to_one(rule(name("lost"))).entities == ()
