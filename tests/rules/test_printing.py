"""Printing an expression and parsing it again gives the same tree, for every kind of node."""

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rules.nodes import (
    And,
    AnyOf,
    AtLeast,
    Exact,
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
    Words,
)
from monitor.rules.operators import CALLS, OPERATORS
from monitor.rules.parse import parse
from monitor.rules.patterns import is_bare, wildcard_fault

_NUMBERS = st.integers(1, 120)
_WORD = st.text("abcXYZ09éß북제", min_size=1, max_size=6).filter(
    lambda word: word.upper() not in {*OPERATORS, *CALLS} and is_bare(word)
)
_PHRASE = st.text("abc XYZ.,&'é-北", min_size=1, max_size=12).filter(lambda text: any(char.isalnum() for char in text))
_WILD = st.text("abcé-제?*", min_size=1, max_size=7).filter(
    lambda text: is_bare(text, wildcards=True) and wildcard_fault(text) is None
)
_PATTERN = st.sampled_from(["CVE-[0-9]+", "24/7", r"a\\/b", r"\d{4}, (x|y)", "北朝鮮", "(?-i)NATO #1"])
_LEAF: st.SearchStrategy[Node] = st.one_of(
    _WORD.map(Words),
    _WILD.map(Words),
    _PHRASE.map(lambda text: Words(text, quoted=True)),
    _WORD.map(Exact),
    _PHRASE.map(lambda text: Exact(text, quoted=True)),
    _WORD.map(Inflected),
    _PHRASE.map(lambda text: Inflected(text, quoted=True)),
    _PATTERN.map(Regex),
    st.sampled_from(["iran", "north-korea", "x1"]).map(Name),
)


def _several(items: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(items, min_size=2, max_size=4).map(tuple)


#: What may stand in a chain: terms, groups of them, EXCEPT.
_TERMS: st.SearchStrategy[Node] = st.recursive(
    _LEAF, lambda inner: st.one_of(_several(inner).map(Or), st.builds(Except, inner, inner)), max_leaves=6
)
_CHAIN: st.SearchStrategy[Node] = st.one_of(
    _TERMS,
    st.builds(Near, _several(_TERMS), st.integers(0, 60), st.booleans()),
    st.builds(NotNear, _TERMS, _TERMS, st.integers(0, 60)),
    st.builds(AtLeast, _NUMBERS, _TERMS),
)


def _operators(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    unit = st.sampled_from([unit for unit in Unit if unit is not Unit.FIRST])
    return st.one_of(
        _several(inner).map(Or),
        _several(inner).map(And),
        st.tuples(inner, inner.map(Not)).map(And),
        st.builds(Scope, unit, inner),
        st.builds(Scope, st.just(Unit.FIRST), inner, _NUMBERS),
        _several(inner).flatmap(lambda items: st.builds(AnyOf, st.integers(1, len(items)), st.just(items))),
    )


@given(st.recursive(_CHAIN, _operators, max_leaves=12))
@settings(deadline=None)
def test_an_expression_printed_and_read_again_is_the_same(node: Node) -> None:
    parsed = parse(str(node))
    assert parsed.faults == ()
    assert parsed.node == node


_OPENINGS = ["TITLE(", "ANY/2(", "FIRST/9(", "ATLEAST/2(", "SENTENCE", "near/"]
_JOINTS = [" ", " AND ", " OR ", " NOT ", " NEAR/5 ", " ONEAR/2 ", " EXCEPT ", ", ", "\n"]
_OPERANDS = ["abc", '"a b"', "/x+y/", "\\/", "제", "北", "’", "“", *'ab(),~=@*?/#"']
_SNIPPETS = st.lists(st.sampled_from([*_OPENINGS, *_JOINTS, *_OPERANDS]), max_size=25).map("".join)


@given(_SNIPPETS | st.text(max_size=40))
@settings(deadline=None, max_examples=300)
def test_any_text_gives_an_expression_or_faults_inside_it(text: str) -> None:
    parsed = parse(text)
    assert (parsed.node is None) == bool(parsed.faults)
    assert all(0 <= fault.column <= len(text) for fault in parsed.faults)
    if parsed.node is not None:
        assert parse(str(parsed.node)).node == parsed.node
