import pytest

from monitor.matching import explain
from monitor.rules.model import Enabled, Where
from monitor.rules.nodes import AnyOf, AtLeast, Except, Near, Node, NotNear, Unit
from tests.fakes.rule_sets import all_of, any_of, article, entity, name, near, none_of, rule, rule_set, scope, word

EXPRESSION = all_of(word("sanctions relief"), any_of(name("korea"), word("iran")), none_of(word("football")))
RULES = rule_set(rule(EXPRESSION, where=Where(languages=("en",))), entities=[entity("korea", ["North Korea"])])


def test_every_clause_tells_whether_it_holds_and_how_often() -> None:
    told = explain(RULES, "rule", article("Sanctions relief. Iran, Iran. Football.", language="en"))
    assert not told.holds
    assert told.lines() == [
        "false    0  AND",
        'true     1    "sanctions relief"',
        "true     2    OR",
        "false    0      @korea",
        "true     2      iran",
        "false    1    NOT",
        "true     1      football",
    ]
    assert told.deciding_clause() == "NOT football: found 1"


@pytest.mark.parametrize(
    ("text", "language", "decider"),
    [
        ("Iran", "en", '"sanctions relief": not found'),
        ("Sanctions relief", "en", "@korea OR iran: not found"),
        ("Sanctions relief for Iran", "ko", "where languages: wants en, the article has ko"),
    ],
)
def test_the_first_thing_that_fails_decides(text: str, language: str, decider: str) -> None:
    assert explain(RULES, "rule", article(text, language=language)).deciding_clause() == decider


def test_a_rule_that_holds_says_so() -> None:
    told = explain(RULES, "rule", article("Sanctions relief for Iran", language="en"))
    assert told.holds
    assert told.deciding_clause() == '"sanctions relief" AND (@korea OR iran) AND NOT football: 2'


def test_a_disabled_rule_is_decided_by_that() -> None:
    told = explain(rule_set(rule(word("iran"), enabled=Enabled.FALSE)), "rule", article("Iran"))
    assert not told.holds
    assert told.deciding_clause() == "enabled: false"
    assert told.lines()[0] == "false    -  enabled: false"


def test_an_unknown_rule_is_an_error() -> None:
    with pytest.raises(KeyError):
        explain(RULES, "nobody", article())


def test_near_tells_the_nearest_miss_and_where() -> None:
    expression = all_of(word("korea"), near(word("easing"), word("sanction"), distance=5))
    text = "Korea.\n\nEasing one two three four five six seven sanction.\nSanction a b c d e f g h easing."
    told = explain(rule_set(rule(expression)), "rule", article(text, title="Easing"))
    assert told.lines() == [
        "false    0  AND",
        "true     1    korea",
        "false    0    NEAR/5 (closest pair 7 words apart in paragraph 2)",
        "true     3      easing",
        "true     2      sanction",
    ]
    assert told.deciding_clause() == ("easing NEAR/5 sanction: not found, closest pair 7 words apart in paragraph 2")


@pytest.mark.parametrize(
    ("node", "text", "note"),
    [
        (near(word("a"), word("b"), distance=1), "a\nb", "never in one paragraph"),
        (near(word("a"), word("b"), distance=1), "a", ""),
        (near(word("a"), word("b"), distance=1), "b x y a", "closest pair 2 words apart in paragraph 1"),
        (Near((word("a"), word("b")), 1, ordered=True), "b a", "never in this order in one paragraph"),
        (Near((word("a"), word("b")), 0, ordered=True), "b a c b", "closest pair 1 words apart in paragraph 1"),
        (near(word("a"), word("b"), word("c"), distance=0), "a b x b c", "no chain of near pairs goes through all"),
        (scope(Unit.SENTENCE, all_of(word("one"), word("two"))), "One here. Two there.", "never all of it in one"),
        (scope(Unit.SENTENCE, all_of(word("one"), word("two"))), "One here.", ""),
    ],
)
def test_a_miss_is_told_as_it_is(node: Node, text: str, note: str) -> None:
    told = explain(rule_set(rule(node)), "rule", article(text))
    assert not told.holds
    assert told.expression.note == note


def test_every_operator_is_named_and_counted() -> None:
    expression = all_of(
        scope(Unit.FIRST, word("ape"), 3),
        AtLeast(3, word("bee")),
        AnyOf(2, (word("ape"), word("cat"), word("dog"))),
        NotNear(word("ape"), word("cat"), 2),
        Except(word("bee"), word("bee line")),
        scope(Unit.SENTENCE, Near((word("ape"), word("bee")), 1, ordered=True)),
    )
    told = explain(rule_set(rule(expression)), "rule", article("ape, bee line, bee. Ape"))
    assert told.lines() == [
        "false    0  AND",
        "true     1    FIRST/3",
        "true     1      ape",
        "false    2    ATLEAST/3",
        "true     2      bee",
        "false    0    ANY/2",
        "true     2      ape",
        "false    0      cat",
        "false    0      dog",
        "true     2    NOT NEAR/2",
        "true     2      ape",
        "false    0      cat",
        "true     1    EXCEPT",
        "true     2      bee",
        'true     1      "bee line"',
        "true     2    SENTENCE",
        "true     2      ONEAR/1",
        "true     2        ape",
        "true     2        bee",
    ]
    assert told.deciding_clause() == "ATLEAST/3(bee): 2"
