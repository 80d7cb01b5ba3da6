"""The percolator against a slow evaluator that shares no code with it: plain regular expressions over the text."""

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.article import Article
from monitor.matching import Percolator
from monitor.matching.excerpts import MAX_EXCERPTS
from monitor.rules.nodes import And, Node, Not, Or, Words
from tests.fakes.rule_sets import article, rule, rule_set

VOCABULARY = ["iran", "oil", "talks", "ban", "ab", "a"]
GAPS = [" ", ", ", ". ", "-", "\n"]


def fields(one: Article) -> list[tuple[str, str]]:
    return [("title", one.title), ("body", one.text), ("caption", "\n".join(one.captions))]


def oracle(node: Node, one: Article) -> set[tuple[str, int, int, str]] | None:
    """The spans that make the node true, None if it is false."""
    if isinstance(node, Words):
        pattern = r"[^\w\n]+".join(map(re.escape, node.text.split()))
        found = {
            (field, match.start(1), match.end(1), str(node))
            for field, text in fields(one)
            for match in re.finditer(rf"(?=\b({pattern})\b)", text, re.IGNORECASE)
        }
        return found or None
    if isinstance(node, Not):
        return set() if oracle(node.item, one) is None else None
    assert isinstance(node, And | Or)
    results = [oracle(item, one) for item in node.items]
    if (None in results) if isinstance(node, And) else all(result is None for result in results):
        return None
    return set().union(*(result for result in results if result is not None))


def phrase(words: Sequence[str]) -> Words:
    return Words(" ".join(words), quoted=len(words) > 1)


leaves = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(phrase)
expressions: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Or(tuple(items))),
        st.tuples(st.lists(inner, min_size=1, max_size=2), st.lists(inner, min_size=1, max_size=2)).map(
            lambda parts: And((*parts[0], *(Not(item) for item in parts[1])))
        ),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: And(tuple(items))),
    ),
    max_leaves=6,
)
texts = st.lists(st.sampled_from([*VOCABULARY, "Iran", "OIL", "oils"]), max_size=12).flatmap(
    lambda words: st.lists(st.sampled_from(GAPS), min_size=len(words), max_size=len(words)).map(
        lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True))
    )
)
articles = st.tuples(texts.map(lambda text: text.replace("\n", " ")), texts, texts).map(
    lambda parts: article(parts[1], title=parts[0], captions=parts[2].split("\n"))
)


@given(st.lists(expressions, min_size=1, max_size=5), articles)
def test_the_percolator_finds_what_the_oracle_finds(nodes: list[Node], one: Article) -> None:
    rules = rule_set(*(rule(node, str(number)) for number, node in enumerate(nodes)))
    found = {match.rule: match for match in Percolator(rules).match(one)}
    for number, node in enumerate(nodes):
        expected = oracle(node, one)
        assert (str(number) in found) == (expected is not None)
        if expected is not None:
            match = found[str(number)]
            assert {(str(s.field), s.start, s.end, s.clause) for s in match.spans} == expected
            assert list(match.spans) == sorted(
                match.spans, key=lambda s: (["title", "body", "caption"].index(s.field), s.start, s.end, s.clause)
            )
            assert len(match.excerpts) <= MAX_EXCERPTS
            assert all(start < end <= len(e.text) for e in match.excerpts for start, end in e.marks)
