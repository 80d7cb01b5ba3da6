import pytest

from monitor.matching import explain, explain_each
from monitor.rules.model import Enabled, Where
from monitor.rules.nodes import AnyOf, AtLeast, Except, Near, Node, NotNear, Unit
from tests.fakes.rule_sets import (
    all_of,
    any_of,
    article,
    entity,
    exact,
    inflected,
    name,
    near,
    none_of,
    rule,
    rule_set,
    scope,
    term,
    word,
)

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
        "false    1    NOT (found in paragraph 1)",
        "true     1      football",
    ]
    assert told.deciding_clause() == '"sanctions relief": 1 · @korea OR iran: 2 · NOT football: found in paragraph 1'


@pytest.mark.parametrize(
    ("text", "language", "decider"),
    [
        ("Iran", "en", '@korea OR iran: 1 · "sanctions relief": 0'),
        ("Sanctions relief", "en", '"sanctions relief": 1 · @korea OR iran: 0'),
        ("Nothing", "en", '"sanctions relief": 0 · @korea OR iran: 0'),
        ("Sanctions relief for Iran", "ko", "where languages: wants en, the article has ko"),
    ],
)
def test_what_decides_is_told_behind_what_holds(text: str, language: str, decider: str) -> None:
    assert explain(RULES, "rule", article(text, language=language)).deciding_clause() == decider


def test_a_rule_that_holds_says_so() -> None:
    told = explain(RULES, "rule", article("Sanctions relief for Iran", language="en"))
    assert told.holds
    assert told.deciding_clause() == '"sanctions relief": 1 · @korea OR iran: 1'


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
    assert told.deciding_clause() == "korea: 1 · easing NEAR/5 sanction: 0, closest pair 7 words apart in paragraph 2"


A, B, C = word("aa"), word("bb"), word("cc")


@pytest.mark.parametrize(
    ("node", "text", "note"),
    [
        (near(A, B, distance=1), "aa\nbb", "never in one paragraph"),
        (near(A, B, distance=1), "aa", "no bb"),
        (near(A, B, distance=1), "x", ""),
        (near(A, B, distance=1), "bb x y aa", "closest pair 2 words apart in paragraph 1"),
        (near(A, B, distance=0), "x\nbb x aa. x x bb", "closest pair 1 word apart in paragraph 2"),
        (Near((A, B), 1, ordered=True), "bb aa", "never in this order in one paragraph"),
        (Near((A, B), 1, ordered=True), "bb\naa", "never in one paragraph"),
        (Near((A, B), 0, ordered=True), "bb aa x bb", "closest pair 1 word apart in paragraph 1"),
        (near(A, B, C, distance=0), "aa bb x x cc", "bb and cc: closest pair 2 words apart in paragraph 1"),
        (near(A, B, C, distance=0), "aa bb x bb cc", "each pair is near once, but never all in one chain"),
        (NotNear(A, B, 1), "aa bb", "the only one is within 1 word of bb"),
        (NotNear(A, B, 3), "aa bb aa", "each of the 2 is within 3 words of bb"),
        (NotNear(A, B, 3), "bb", ""),
        (Except(A, word("aa bb")), "aa bb, aa bb", 'each of the 2 is part of "aa bb"'),
        (scope(Unit.SENTENCE, all_of(A, B, C)), "Aa cc. Bb.\ncc", "2 of 3 in a sentence of paragraph 1, without bb"),
        (scope(Unit.SENTENCE, all_of(A, B, C)), "Aa. Bb.", "no cc"),
        (scope(Unit.SENTENCE, all_of(A, B)), "x", ""),
        (scope(Unit.SENTENCE, all_of(A, none_of(B))), "Aa bb.", "1 of 2 in a sentence of paragraph 1, but with bb"),
        (scope(Unit.SENTENCE, near(A, B, distance=3)), "Aa. Bb.", "never in one sentence"),
        (scope(Unit.PARAGRAPH, all_of(A, B)), "x\naa\nbb", "1 of 2 in paragraph 2, without bb"),
        (AtLeast(3, A), "aa aa", "2 of 3"),
        (AtLeast(3, A), "", "0 of 3"),
        (AnyOf(2, (A, B, C)), "bb", "1 of 2: bb"),
        (AnyOf(3, (A, B, C)), "cc aa", "2 of 3: aa, cc"),
        (AnyOf(2, (A, B, C)), "x", "0 of 2"),
        (scope(Unit.TITLE, A), "aa aa\naa", "3 in the body, none in the title"),
        (scope(Unit.TITLE, A), "x", ""),
        (scope(Unit.CAPTION, A), "aa", "1 in the body, none in the captions"),
        (scope(Unit.LEAD, A), "x\naa", "1 in the body, none in the lead"),
        (scope(Unit.FIRST, A, 2), "x x x\nx aa", "the first is word 5 of the body"),
        (scope(Unit.TITLE, near(A, B, distance=1)), "aa bb", "2 in the body, none in the title"),
    ],
)
def test_a_miss_is_told_as_it_is(node: Node, text: str, note: str) -> None:
    told = explain(rule_set(rule(node)), "rule", article(text))
    assert not told.holds
    assert told.expression.note == note


def test_a_scope_that_has_a_part_says_what_it_lacks() -> None:
    node = scope(Unit.TITLE, all_of(A, B))
    told = explain(rule_set(rule(node)), "rule", article("bb", title="aa"))
    assert told.deciding_clause() == "TITLE(aa AND bb): 0, 1 of 2 in the title, without bb"
    told = explain(rule_set(rule(scope(Unit.FIRST, A, 3))), "rule", article("x", title="aa"))
    assert told.expression.note == "1 in the title, none in the first 3 words"


KOREA = entity("korea", ["North Korea"], weak=["Pyongyang", "the North"], except_=["North Korea Street"])


@pytest.mark.parametrize(
    ("node", "language", "text", "note"),
    [
        (
            word("sanction"),
            "en",
            "Sanctions and sanctioned",
            '"Sanctions" is there 2 times; ~sanction finds every form',
        ),
        (word("sanction"), "ko", "Sanctions", ""),
        (word("sanction relief"), "en", "Sanctions relief", '"Sanctions relief" is there; ~"sanction relief" finds'),
        (word("oil deal"), "en", "A deal on oil", "each word is there, but not side by side in this order"),
        (word("oil deal"), "en", "A deal", "no oil"),
        (word("oil deal"), "en", "", ""),
        (word("sanction*"), "en", "sanctio", ""),
        (exact("US"), "en", "Let us go", '"us" is there, not written so'),
        (name("korea"), "en", "Pyongyang, the North", 'only weak names: "Pyongyang", "the North"'),
        (name("korea"), "en", "In North Korea Street", 'only in an exception: "North Korea Street"'),
        (name("korea"), "en", "Nothing", ""),
        (inflected("sanction"), "ko", "sanctions", "no forms are known in ko, only the word itself counts"),
        (
            inflected("sanction"),
            "de",
            "sanctions",
            "only the word itself counts in de, a language that no rule, feed or",
        ),
        (inflected("sanction"), "en", "relief", ""),
    ],
)
def test_what_stands_in_place_of_a_word_is_told(node: Node, language: str, text: str, note: str) -> None:
    told = explain(rule_set(rule(node), entities=[KOREA]), "rule", article(text, language=language))
    assert not told.holds
    assert told.expression.note.startswith(note)
    assert bool(told.expression.note) == bool(note)


def test_what_stands_in_place_of_a_word_that_must_not_be_there_is_no_miss() -> None:
    expression = all_of(word("iran"), none_of(word("talk")), Except(word("oil"), word("oil deal")))
    told = explain(rule_set(rule(expression)), "rule", article("Talks of oil; a deal on oil", language="en"))
    assert [line for line in told.lines() if line.endswith(")")] == []


def test_of_alternatives_the_one_that_came_nearest_is_told() -> None:
    either = any_of(word("sanctions relief"), near(name("easing"), word("sanction"), distance=5))
    rules = rule_set(rule(all_of(either, word("korea"))), terms=[term("easing", ["~ease"])])
    text = "Korea.\nKorea would ease one two three four five six seven eight nine ten eleven sanction."
    assert explain(rules, "rule", article(text, language="en")).deciding_clause() == (
        "korea: 2 · @easing NEAR/5 sanction: 0, closest pair 11 words apart in paragraph 2"
    )


def test_of_many_clauses_only_some_are_told() -> None:
    expression = all_of(*(word(f"a{number}") for number in range(5)), *(word(f"b{number}") for number in range(5)))
    told = explain(rule_set(rule(expression)), "rule", article("a0 a1 a2 a3 a4"))
    assert told.deciding_clause() == (
        "a0: 1 · a1: 1 · a2: 1 · 2 more that hold · b0: 0 · b1: 0 · b2: 0 · 2 more that fail"
    )


def test_rules_are_explained_together_in_file_order_and_near_ones_can_be_told_apart() -> None:
    rules = rule_set(
        rule(all_of(word("iran"), word("oil")), "far"),
        rule(all_of(word("iran"), word("talks"), none_of(word("football"))), "near"),
        rule(word("iran"), "holds"),
        rule(word("oil"), "other"),
    )
    told = explain_each(rules, ["holds", "near", "far"], article("Iran. Football. Talks"))
    assert [(one.rule, one.holds) for one in told] == [("far", False), ("near", False), ("holds", True)]
    assert sorted(told, key=lambda one: -one.nearness()) == [told[2], told[1], told[0]]


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
        "false    2    ATLEAST/3 (2 of 3)",
        "true     2      bee",
        "false    0    ANY/2 (1 of 2: ape)",
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
    assert told.deciding_clause() == (
        'FIRST/3(ape): 1 · ape NOT NEAR/2 cat: 2 · bee EXCEPT "bee line": 1 · 1 more that hold'
        " · ATLEAST/3(bee): 2 of 3 · ANY/2(ape, cat, dog): 1 of 2: ape"
    )
