"""The percolator against a slow evaluator that shares no code with it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.article import Field
from monitor.matching import Percolator, explain
from monitor.matching.excerpts import MAX_EXCERPTS
from monitor.rules.nodes import (
    And,
    AnyOf,
    AtLeast,
    Except,
    Inflected,
    Name,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Regex,
    Scope,
    Unit,
)
from tests.fakes.rule_sets import entity, exact, leaf, rule, rule_set, word
from tests.matching.oracle import Paper, Piece, Sentence, expected, paper

WORDS: list[list[Piece]] = [
    [Piece("Iran", "iran")],
    [Piece("IRAN", "iran")],
    [Piece("Írán’s", "iran", 4)],
    [Piece("i\N{SOFT HYPHEN}ran", "iran")],
    [Piece("oil")],
    [Piece("Oils", "oils")],
    [Piece("ban")],
    [Piece("banned")],
    [Piece("sanction")],
    [Piece("Sanctions", "sanctions")],
    [Piece("a")],
    [Piece("Straße", "strasse")],
    [Piece("北朝鮮")],
    [Piece("朝鮮中国")],
    [Piece("NATO", "nato"), Piece("と")],
    [Piece("북한")],
    [Piece("북한의")],
    [Piece("북한에서는")],
    [Piece("북한산")],
    [Piece("美"), Piece("북한의")],
]
GAPS = [" ", ", ", "-", " – ", " “", "… "]

KOREA = (["北朝鮮", "북한", "Korea"], ["nato", "oil"], ["oil ban", "북한 oil"])
TERM = (["~sanction", "=IRAN", "str*"], list[str](), list[str]())
ENTITIES = [entity("korea", KOREA[0], weak=KOREA[1], except_=KOREA[2]), entity("term", TERM[0])]
NAMES: dict[str, tuple[list[Node], list[Node], list[Node]]] = {
    identity: (list(map(leaf, names)), list(map(leaf, weak)), list(map(leaf, barred)))
    for identity, (names, weak, barred) in {"korea": KOREA, "term": TERM}.items()
}

sentences: st.SearchStrategy[Sentence] = st.lists(
    st.tuples(st.sampled_from(GAPS), st.sampled_from(WORDS)), min_size=1, max_size=9
).map(lambda words: [("", [Piece("Ko", "ko")]), *words])
papers = st.builds(
    paper,
    sentences,
    st.lists(st.lists(sentences, min_size=1, max_size=3), max_size=4),
    st.lists(sentences, max_size=2),
    language=st.sampled_from(["en", None, "fr"]),
    names=st.just(NAMES),
)

leaves: st.SearchStrategy[Node] = st.sampled_from(
    [
        *map(word, ["iran", "oil", "ban", "a", "ko", "oils", "strasse", "北朝鮮", "朝鮮", "中", "북한", "nato", "と"]),
        *map(word, ["iran oil", "iran iran", "oil ban a", "iran 北朝鮮", "nato と", "북한 oil", "朝鮮 iran"]),
        *map(
            word,
            ["sanction*", "str*", "ir?n", "?ran", "b?nned", "iran oil*", "?il ban", "북한*", "북?"],
        ),
        *map(word, ["朝?", "북한 ?an", "ko 북한", "ko 북*", "?朝鮮"]),
        *(Inflected("sanction"), Inflected("ban"), Inflected("iran sanction", quoted=True)),
        *map(exact, ["IRAN", "Iran", "oil", "北朝", "NATO"]),
        *map(Regex, [r"ir[aá]n", r"(?-i)IRAN", r"o\w+", r"[a-z]+, ban", "朝.", "북한(의|산)", r"a|oil ", r"\w*"]),
        *(Name("korea"), Name("term")),
    ]
)
groups = st.lists(leaves, min_size=2, max_size=3).map(lambda items: Or(tuple(items)))
operands = st.one_of(leaves, groups, st.builds(Except, leaves, leaves))
numbers = st.integers(0, 4)
near = st.builds(Near, st.lists(operands, min_size=2, max_size=3).map(tuple), numbers, st.booleans())
basic: st.SearchStrategy[Node] = st.one_of(
    leaves, near, st.builds(NotNear, operands, operands, numbers), st.builds(Except, operands, operands)
)


def scope(unit: Unit, item: Node, count: int) -> Scope:
    return Scope(unit, item, count if unit is Unit.FIRST else 0)


def composed(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda items: Or(tuple(items))),
        several.map(lambda items: And(tuple(items))),
        several.map(lambda items: And((items[0], *(Not(item) for item in items[1:])))),
        st.builds(scope, st.sampled_from(list(Unit)), inner, st.integers(1, 12)),
        st.builds(AtLeast, st.integers(1, 3), inner),
        several.map(lambda items: AnyOf(2, tuple(items))),
        st.lists(inner, min_size=3, max_size=4).map(lambda items: AnyOf(2, tuple(items))),
    )


expressions = st.recursive(basic, composed, max_leaves=6)


@settings(max_examples=300, deadline=None)
@given(st.lists(expressions, min_size=1, max_size=5), papers)
def test_the_percolator_finds_what_the_oracle_finds(nodes: list[Node], one: Paper) -> None:
    rules = rule_set(*(rule(node, str(number)) for number, node in enumerate(nodes)), entities=ENTITIES)
    found = {match.rule: match for match in Percolator(rules).match(one.article)}
    for number, node in enumerate(nodes):
        wanted = expected(node, one)
        assert (str(number) in found) == (wanted is not None)
        assert explain(rules, str(number), one.article).holds == (wanted is not None)
        if wanted is None:
            continue
        match = found[str(number)]
        assert {(str(s.field), s.start, s.end, s.clause) for s in match.spans} == wanted
        assert all(one.article.field(s.field)[s.start : s.end] == s.text for s in match.spans)
        assert list(match.spans) == sorted(
            match.spans, key=lambda s: (list(Field).index(s.field), s.start, s.end, s.clause)
        )
        assert len(match.excerpts) <= MAX_EXCERPTS
        assert all(start < end <= len(e.text) for e in match.excerpts for start, end in e.marks)
