"""Each row of the table of RULES.md §2, both ways; expressions are built by hand."""

import pytest

from monitor.core.article import Article
from monitor.matching import Percolator
from monitor.rules.nodes import (
    AnyOf,
    AtLeast,
    Except,
    Inflected,
    Near,
    Node,
    NotNear,
    Regex,
    Unit,
)
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

A, B, C = word("a"), word("b"), word("c")
RULE_SET_PARTS = {
    "entities": [entity("korea", ["North Korea", "Korea"], weak=["Pyongyang"], except_=["Korea Street"])],
    "terms": [term("easing", ["~ease", "reli?f", "=Lift"])],
}


def found(expression: Node, one: Article) -> list[str] | None:
    """The texts of the spans, None if the rule does not match."""
    matches = Percolator(rule_set(rule(expression), **RULE_SET_PARTS)).match(one)  # type: ignore[arg-type]  # as named
    return [span.text for span in matches[0].spans] if matches else None


def in_body(expression: Node, text: str) -> list[str] | None:
    return found(expression, article(text))


@pytest.mark.parametrize(
    ("expression", "text", "expected"),
    [
        (word("sanction*"), "Sanctions, a sanction and sanctioned’s", ["Sanctions", "sanction", "sanctioned"]),
        (word("sanction*"), "unsanctioned sancti", None),
        (word("cove*"), "Covenant-breakers; cove2 Co-ve", ["Covenant", "cove2"]),
        (word("organi?ation"), "organisation, Organización, ORGANIZATION", ["organisation", "ORGANIZATION"]),
        (word("organi?ation"), "organiation organizzation", None),
        (word("wom?n"), "Women, wom’en; wom-n", ["Women", "wom’en"]),
        (word("sanction* relief"), "Sanctions – relief. Sanction-relief", ["Sanctions – relief", "Sanction-relief"]),
        (word("sanction* relief"), "sanctions\nrelief; sanctions as relief", None),
        (word("?rgani?ation"), "An organisation, Örganization, morganisation", ["organisation", "Örganization"]),
        (word("the ?rgan*"), "On the organs of the argument", ["the organs"]),
        (word("Côte d'Iv?ire"), "En Côte d’Ivoire, cote d ivaire", ["Côte d’Ivoire", "cote d ivaire"]),
        (word("북한*"), "북한산 대북한 북한의", ["북한산", "북한의"]),
        (word("북?"), "북한의 미사일, 북한산, 북", ["북한"]),
        (word("북한 제?"), "북한의 제재를, 북한산 제재", ["북한의 제재"]),
        (word("북?鮮"), "北朝鮮", None),
        (word("北?鮮"), "日本と北朝鮮の、北鮮", ["北朝鮮"]),
        (word("?朝鮮"), "日本と北朝鮮の、朝鮮", ["北朝鮮", "、朝鮮"][:1]),
        (word("санкци*"), "Новые санкции и санкций", ["санкции", "санкций"]),
        (word("सरका?"), "सरकार और सरका", ["सरकार"]),
        (word("الصي?"), "في الصين", ["الصين"]),
        (word("صي?"), "وبالصين والصين", ["صين", "صين"]),
    ],
)
def test_wildcards(expression: Node, text: str, expected: list[str] | None) -> None:
    assert in_body(expression, text) == expected


@pytest.mark.parametrize(
    ("expression", "text", "expected"),
    [
        (near(A, B, distance=2), "a x y b", ["a", "b"]),
        (near(A, B, distance=2), "b x, x. a", ["b", "a"]),
        (near(A, B, distance=2), "a x y z b", None),
        (near(A, B, distance=2), "a\nb", None),
        (near(A, B, distance=0), "a b", ["a", "b"]),
        (near(A, B, distance=0), "a x b", None),
        (near(A, B, distance=1), "a x b x x a a", ["a", "b"]),
        (near(any_of(A, C), B, distance=1), "a x x b c", ["b", "c"]),
        (near(word("a b"), B, distance=3), "a b", None),
        (near(word("a b"), B, distance=3), "a b b", ["a b", "b"]),
        (near(A, A, distance=3), "a", None),
        (near(A, A, distance=3), "a x a", ["a", "a"]),
        (near(word("日本"), word("韓国"), distance=3), "日本と北の韓国", ["日本", "韓国"]),
        (near(word("日本"), word("韓国"), distance=2), "日本と北の韓国", None),
        (near(exact("A"), Regex("b+"), distance=1), "A (x) bbb", ["A", "bbb"]),
        (near(exact("A"), Regex("b+"), distance=1), "a (x) bbb", None),
        (near(A, B, distance=1), "a l’x b", None),
        (near(A, B, distance=1), "a o’x b", ["a", "b"]),
        (near(name("korea"), A, distance=0), "Pyongyang a. North Korea", ["Pyongyang", "a", "North Korea"]),
        (near(A, B, C, distance=2), "a b c", ["a", "b", "c"]),
        (near(A, B, C, distance=1), "c x b a", ["c", "b", "a"]),
        (near(A, B, C, distance=1), "a b x x x b c", None),
        (near(A, B, C, distance=1), "a b x x x b c x x a x b x c", ["a", "b", "c"]),
        (Near((A, B), 2, ordered=True), "a x b", ["a", "b"]),
        (Near((A, B), 2, ordered=True), "b x a", None),
        (Near((A, B), 1, ordered=True), "b a x b", ["a", "b"]),
        (Near((A, B, C), 1, ordered=True), "a b c", ["a", "b", "c"]),
        (Near((A, B, C), 1, ordered=True), "a c b", None),
        (near(Except(A, word("a b")), B, distance=4), "a b x x a", ["b", "a"]),
        (near(Except(A, word("a b")), B, distance=4), "a b", None),
    ],
)
def test_near(expression: Node, text: str, expected: list[str] | None) -> None:
    assert in_body(expression, text) == expected


def test_near_never_crosses_a_field() -> None:
    assert found(near(A, B, distance=9), article("b", title="a", captions=["a", "b"])) is None


@pytest.mark.parametrize(
    ("expression", "text", "expected"),
    [
        (NotNear(A, B, 1), "a x x b", ["a"]),
        (NotNear(A, B, 1), "a x b", None),
        (NotNear(A, B, 1), "b x a", None),
        (NotNear(A, B, 1), "a b. x x a\nb", ["a"]),
        (NotNear(A, B, 1), "a", ["a"]),
        (NotNear(A, word("a b"), 1), "a b", ["a"]),  # what overlaps is not near
        (Except(A, word("a b")), "a b, a c", ["a"]),
        (Except(A, word("a b")), "a b", None),
        (Except(any_of(A, C), any_of(word("a b"), word("b c"))), "a b c a", ["a"]),
        (Except(word("korea"), word("korea street")), "Korea. Street", None),
        (all_of(A, none_of(Except(B, word("b c")))), "a b c", ["a"]),
        (all_of(A, none_of(Except(B, word("b c")))), "a b b c", None),
    ],
)
def test_not_near_and_except(expression: Node, text: str, expected: list[str] | None) -> None:
    assert in_body(expression, text) == expected


LONG = " ".join(["x"] * 14)
APE, BEE, CAT = word("ape"), word("bee"), word("cat")
PAGE = article(
    f"By Ape Bee\nHere {LONG} ape. Ape cat!\nThe bee cat. No. 5 ape of the U.S. cat says “no bee. Go!” Cat. The end.",
    title="Cat. Bee",
    captions=["Ape. Cat", "A map\nof bee"],
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (scope(Unit.TITLE, BEE), ["Bee"]),
        (scope(Unit.TITLE, APE), None),
        (scope(Unit.LEAD, APE), ["ape", "Ape"]),
        (scope(Unit.LEAD, BEE), None),
        (scope(Unit.BODY, word("x x")), ["x x"] * 13),
        (scope(Unit.BODY, word("map")), None),
        (scope(Unit.CAPTION, word("map")), ["map"]),
        (scope(Unit.CAPTION, all_of(CAT, word("map"))), ["Cat", "map"]),
        (scope(Unit.CAPTION, word("x")), None),
        (scope(Unit.FIRST, APE, 2), ["Ape"]),
        (scope(Unit.FIRST, BEE, 2), None),
        (scope(Unit.FIRST, BEE, 3), ["Bee"]),
        (scope(Unit.FIRST, word("bee here"), 4), None),
        (scope(Unit.FIRST, word("ape ape"), 19), None),
        (scope(Unit.FIRST, word("ape ape"), 20), ["ape. Ape"]),
        (scope(Unit.FIRST, word("end"), 9999), ["end"]),
        (scope(Unit.FIRST, word("map"), 9999), None),
        (scope(Unit.PARAGRAPH, all_of(APE, word("here"))), ["Here", "ape", "Ape"]),
        (scope(Unit.PARAGRAPH, all_of(word("map"), BEE)), ["map", "bee"]),
        (scope(Unit.PARAGRAPH, all_of(word("by"), word("here"))), None),
        (scope(Unit.SENTENCE, all_of(BEE, CAT)), ["Cat", "Bee", "bee", "cat", "cat", "bee"]),
        (scope(Unit.SENTENCE, all_of(APE, word("here"))), ["Here", "ape"]),
        (scope(Unit.SENTENCE, all_of(word("end"), CAT)), None),
        (scope(Unit.SENTENCE, all_of(word("go"), word("says"), word("5"))), ["5", "says", "Go"]),
        (scope(Unit.SENTENCE, all_of(CAT, none_of(any_of(APE, BEE)))), ["Cat"]),
        (scope(Unit.SENTENCE, word("ape ape")), None),  # a phrase across a sentence end is in no one sentence
        (word("ape ape"), ["ape. Ape"]),
        (word("bee here"), None),
        (scope(Unit.SENTENCE, all_of(scope(Unit.TITLE, CAT), BEE)), ["Cat", "Bee"]),
        (scope(Unit.LEAD, scope(Unit.SENTENCE, all_of(APE, CAT))), ["Ape", "cat"]),
        (scope(Unit.LEAD, scope(Unit.SENTENCE, all_of(word("here"), CAT))), None),
        (scope(Unit.PARAGRAPH, all_of(scope(Unit.SENTENCE, all_of(APE, CAT)), word("here"))), ["Here", "Ape", "cat"]),
        (scope(Unit.SENTENCE, near(word("says"), CAT, distance=0)), ["cat", "says"]),
        (scope(Unit.SENTENCE, near(word("go"), CAT, distance=0)), None),
        (near(word("go"), CAT, distance=0), ["Go", "Cat"]),
        (all_of(scope(Unit.TITLE, BEE), scope(Unit.CAPTION, APE)), ["Bee", "Ape"]),
    ],
)
def test_scopes(expression: Node, expected: list[str] | None) -> None:
    assert found(expression, PAGE) == expected


def test_without_a_long_paragraph_the_first_is_the_lead() -> None:
    assert found(scope(Unit.LEAD, A), article("\na\nb")) == ["a"]
    assert found(scope(Unit.LEAD, B), article("\na\nb")) is None
    assert found(scope(Unit.LEAD, A), article("", title="a")) is None


def test_the_lead_that_the_article_names_is_the_lead() -> None:
    one = Article(url="https://news.example/a", title="", text=f"{LONG} x\na b\nc", lead="a b")
    assert found(scope(Unit.LEAD, B), one) == ["b"]


@pytest.mark.parametrize(
    ("expression", "text", "expected"),
    [
        (AtLeast(3, A), "a a. A", ["a", "a", "A"]),
        (AtLeast(3, A), "a a", None),
        (AtLeast(2, name("korea")), "North Korea", None),  # two names, one place
        (AtLeast(2, name("korea")), "North Korea, Korea", ["North Korea", "Korea", "Korea"]),
        (AtLeast(2, near(A, B, distance=1)), "a b", None),
        (AtLeast(2, near(A, B, distance=1)), "a b a", None),
        (AtLeast(2, near(A, B, distance=1)), "a b x x a b", ["a", "b", "a", "b"]),
        (AtLeast(2, scope(Unit.SENTENCE, A)), "A and a.", None),
        (AtLeast(2, scope(Unit.SENTENCE, A)), "A cat. No a.", ["A", "a"]),
        (AtLeast(2, all_of(A, B)), "a a b", None),
        (AtLeast(2, all_of(A, B)), "a a b b", ["a", "a", "b", "b"]),
        (AtLeast(2, any_of(A, B)), "a b", ["a", "b"]),
        (AtLeast(2, AnyOf(2, (A, B, C))), "a a b c c", ["a", "a", "b", "c", "c"]),
        (AtLeast(2, AnyOf(2, (A, B, C))), "a a b c", None),
        (scope(Unit.SENTENCE, AtLeast(2, word("ape"))), "An ape. The ape.", None),
        (scope(Unit.SENTENCE, AtLeast(2, word("ape"))), "Ape by ape.", ["Ape", "ape"]),
        (AnyOf(2, (A, B, C)), "c and a", ["c", "a"]),
        (AnyOf(2, (A, B, C)), "c and c", None),
        (AnyOf(3, (A, B, C)), "c b a", ["c", "b", "a"]),
        (AnyOf(1, (A, B, C)), "b", ["b"]),
        (AnyOf(2, (Regex(r"\d+%"), A, B)), "5% a", ["5%", "a"]),
    ],
)
def test_at_least_and_any(expression: Node, text: str, expected: list[str] | None) -> None:
    assert in_body(expression, text) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"CVE-\d{4}-\d{4,}", "日本: cve-2024-12345, CVE-20-1", ["cve-2024-12345"]),
        (r"(?-i)CVE-\d+", "cve-1", None),
        (r"(?-i)CVE-\d+", "CVE-1", ["CVE-1"]),
        (r"é+t", "ÉÉT 한국 éét", ["ÉÉT", "éét"]),
        (r"ab.c", "ab\nc", None),
        (r"^ab$", "x\nab\nx ab", ["ab"]),
        (r"a*", "b aa", ["aa"]),
        ("b/c", "a/b/c", ["b/c"]),
        (r"nction", "Sanctions", ["nction"]),
        ("안보리 ?결의", "유엔 안보리결의를", ["안보리결의"]),
    ],
)
def test_regular_expressions(pattern: str, text: str, expected: list[str] | None) -> None:
    assert in_body(Regex(pattern), text) == expected


def test_a_regular_expression_survives_half_a_character() -> None:
    assert in_body(Regex("oil"), "\ud800 oil") == ["oil"]


@pytest.mark.parametrize(
    ("node", "language", "text", "expected"),
    [
        (
            inflected("sanction"),
            "en",
            "Sanctions, sanctioned, sanctioning!",
            ["Sanctions", "sanctioned", "sanctioning"],
        ),
        (inflected("sanction"), "en-GB", "sanctions", ["sanctions"]),
        (inflected("sanction"), "en", "sanctionable, sanct", None),
        (inflected("sanction"), "nl", "sanctions", None),
        (inflected("sanction"), "nl", "sanction", ["sanction"]),
        (inflected("sanction"), None, "sanctions", ["sanctions"]),
        (Inflected("ease sanction", quoted=True), "en", "eased sanctions", ["eased sanctions"]),
        (Inflected("ease sanction", quoted=True), "en", "sanctions eased", None),
        (Inflected("take give make go", quoted=True), "en", "took gives, making went!", ["took gives, making went"]),
        (Inflected("take give make go", quoted=True), "en", "took gives making wents", None),
        (Inflected("take give make go", quoted=True), "nl", "take give make go", ["take give make go"]),
        (name("easing"), "en", "easing reliEF", ["easing", "reliEF"]),
    ],
)
def test_inflected_words(node: Node, language: str | None, text: str, expected: list[str] | None) -> None:
    assert found(node, article(text, language=language)) == expected
