"""A page passes if a rule may match its article; of those that none can, most do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.article import Article
from monitor.matching import Percolator, WordFrequencies
from monitor.matching.affixes import prefixed_forms
from monitor.matching.prescan import Prescan
from monitor.matching.required import bare
from monitor.rules.model import Enabled, Where
from monitor.rules.nodes import And, AnyOf, AtLeast, Except, Node, Not, NotNear, Regex, Scope, Unit
from monitor.text import fold_letters
from tests.fakes.rule_sets import (
    all_of,
    any_of,
    entity,
    exact,
    inflected,
    name,
    near,
    none_of,
    rule,
    rule_set,
    term,
    word,
)
from tests.matching.oracle import Paper
from tests.matching.test_oracle import ENTITIES, expressions, papers

KOREA = entity("korea", ["North Korea", "=DPRK", "N. Korea"], weak=["Pyongyang"], except_=["North Korea Street"])
EASING = term("easing", ["~ease", "waiv*", "relief"])


def passes(expression: Node, text: str, *, languages: tuple[str, ...] = ("en",)) -> bool:
    rules = rule_set(rule(expression), entities=[KOREA], terms=[EASING])
    return Prescan(rules, languages=languages).passes(fold_letters(text))


def letters_of(one: Article) -> bytes:
    """All of an article, the end of each line glued to the start of the next one as on a page without spaces."""
    return fold_letters("".join((*one.captions, one.title, one.text)).replace("\n", ""))


@pytest.mark.parametrize(
    ("expression", "there", "not_there"),
    [
        (word("sanctions"), "theSanctionsare", "a sanction"),
        (word("sanctions relief"), "relief from sanctions", "sanctions"),
        (word("élysée"), "ELYSEES", "elys ee"),
        (word("people's choice"), "choice of the people", "choice"),
        (word("Côte d'Ivoire"), "cote divoire", "cote"),
        (word("O'Brien"), "O’Brien", "o brien"),
        (word("Straße"), "STRASSEN", "stras"),
        (word("sanction*"), "sanctioned", "sancti"),
        (word("organi?ation"), "organisation", "organi"),
        (word("?ran strik*"), "iran, strikes", "tirana"),
        (exact("US"), "us", "you"),
        (exact("AT&T"), "at", "a t"),
        (word("the U.K. of old"), "of the old", "of the"),
        (exact("l'Iran"), "l’Iran", "ira"),
        (inflected("sanction relief"), "sanctioning reliefs", "sanctioning"),
        (name("korea"), "the DPRK", "Pyongyang"),
        (name("korea"), "n. korea", "kore"),
        (name("easing"), "eased", "lifted"),
        (word("北朝鮮"), "また北朝鮮が", "北京 朝鮮"),
        (word("북한 제재"), "북한에서는 제재를", "북한에서는"),
        (word("北 Korea"), "北Korea", "北"),
        (word("الصين"), "للصين", "صين"),
        (word("إيران"), "وبالإيران", "عراق"),
        (word("ישראל"), "בישראל", "שראל"),
        (Regex(r"CVE-\d{4}-\d+"), "see cve-2024", "cv e"),
        (Regex(r"(missile|rocket)s? launch"), "launching a rocket", "a rocket"),
        (all_of(word("iran"), word("oil")), "soil in tirana", "oil"),
        (any_of(word("iran"), word("oil")), "boiling", "ira"),
        (all_of(word("iran"), none_of(word("oil"))), "iran oil", "oil"),
        (near(word("iran"), word("oil"), distance=3), "oil " * 50 + "iran", "iran"),
        (NotNear(word("iran"), word("oil"), 3), "iran oil", "oil"),
        (Except(word("iran"), word("iran air")), "iran air", "air"),
        (Scope(Unit.TITLE, word("iran")), "iran", "ira"),
        (Scope(Unit.SENTENCE, And((word("iran"), word("oil")))), "oil. iran", "iran"),
        (Scope(Unit.FIRST, word("iran"), 3), "a b c d e iran", "ira"),
        (AtLeast(3, word("iran")), "iran", "ira"),
        (AnyOf(2, (word("iran"), word("oil"), word("gas"))), "gas oil", "none of them"),
        (AnyOf(2, (word("iran"), word("oil"))), "iran oil", "iran"),
        (AnyOf(2, (word("iran"), Regex("[a-z]+x"), word("gas"))), "iran", "oil"),
        (any_of(all_of(word("iran"), word("oil")), word("gas")), "gas", "iran"),
    ],
)
def test_a_page_passes_with_the_words_of_each_form_and_not_without(
    expression: Node, there: str, not_there: str
) -> None:
    assert passes(expression, f"<<{there}>>")
    assert not passes(expression, not_there)


def test_the_forms_of_a_word_count_in_every_language_that_may_be_asked_for() -> None:
    assert passes(inflected("gehen"), "er ging", languages=("en", "de"))
    assert not passes(inflected("gehen"), "er ging", languages=("en",))
    rules = rule_set(rule(inflected("gehen"), where=Where(languages=("de",))))
    assert Prescan(rules).passes(fold_letters("er ging"))


def test_what_a_rule_asks_of_the_article_itself_is_not_looked_at() -> None:
    rules = rule_set(rule(word("iran"), where=Where(languages=("fr",), sites=("*.example",))))
    assert Prescan(rules).passes(b"iran")


def test_shadow_rules_count_and_disabled_ones_do_not() -> None:
    rules = rule_set(rule(word("iran"), "a", enabled=Enabled.SHADOW), rule(word("oil"), "b", enabled=Enabled.FALSE))
    scan = Prescan(rules)
    assert (scan.passes(b"iran"), scan.passes(b"oil")) == (True, False)


@pytest.mark.parametrize(
    "expression",
    [
        Regex(r"\d{4}-\d{4}"),
        Regex(r"(abcd|\d+) x"),
        exact("$"),
        exact("C++"),
        word("U.S."),
        Not(word("iran")),
        any_of(word("iran"), Regex(r"\d{4}-\d{4}")),
        near(any_of(exact("§"), word("law")), any_of(exact("€"), word("euro")), distance=3),
        AnyOf(1, (word("iran"), Regex(r"[a-z]+-\d+"))),
        word("???"),
    ],
    ids=str,
)
def test_a_rule_that_can_do_without_words_lets_every_page_pass_and_is_named(expression: Node) -> None:
    scan = Prescan(rule_set(rule(word("oil"), "fine"), rule(expression, "wordless")))

    assert scan.wordless == ("wordless",)
    assert scan.passes(b"nothing of it")


def test_one_word_of_a_rule_is_enough_to_tell_pages_apart() -> None:
    scan = Prescan(rule_set(rule(And((Regex(r"\d{4}-\d{4}"), word("iran"))))))

    assert scan.wordless == ()
    assert (scan.passes(b"1234 5678"), scan.passes(b"iran")) == (False, True)


def test_a_rule_that_can_never_match_lets_nothing_pass() -> None:
    scan = Prescan(rule_set(rule(word("…"))))
    assert (scan.wordless, scan.passes(b"a"), Prescan(rule_set()).passes(b"a")) == ((), False, False)


def test_a_word_is_found_wherever_a_long_page_has_it() -> None:
    scan = Prescan(rule_set(rule(all_of(word("sanctions"), word("iran")))))
    for at in (65_530, 65_536, 200_000):
        assert scan.passes(b"iran" + b" " * at + b"sanctions" + b" " * 100_000)


def test_what_is_known_of_words_changes_no_answer() -> None:
    rules = rule_set(rule(all_of(word("sanctions"), word("iran"))))
    scan = Prescan(rules, frequencies=WordFrequencies({"sanctions": 90.0, "iran": 1.0}, articles=100))
    assert (scan.passes(b"iran sanctions"), scan.passes(b"iran"), scan.passes(b"sanctions")) == (True, False, False)


@pytest.mark.parametrize("spelt", ["الصين", "ال", "إيران", "ישראל", "ليبيا"])
def test_what_is_looked_for_stands_in_every_prefixed_form(spelt: str) -> None:
    folded = fold_letters(spelt).decode()
    assert [form for form, _ in prefixed_forms(folded) if bare(folded) not in form] == []


@settings(max_examples=400, deadline=None)
@given(st.lists(expressions, min_size=1, max_size=3), papers)
def test_no_match_is_lost(nodes: list[Node], one: Paper) -> None:
    rules = rule_set(*(rule(node, str(number)) for number, node in enumerate(nodes)), entities=ENTITIES)

    if Percolator(rules, languages=("en", "fr")).match(one.article):
        assert Prescan(rules, languages=("en", "fr")).passes(letters_of(one.article))
