from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.article import Article, Field
from monitor.core.feed import Entry
from monitor.core.match import Excerpt, Match, Span
from monitor.store.codec import (
    key_hash,
    match_from_json,
    match_to_json,
    pack_article,
    pack_entry,
    unpack_article,
    unpack_entry,
)

#: Any code point, halves of surrogate pairs too.
ANYTHING = st.text(st.characters(codec=None), max_size=60)
COUNT = st.integers(0, 1_000_000)
SPANS = st.builds(Span, st.sampled_from(Field), COUNT, COUNT, ANYTHING, ANYTHING)
EXCERPTS = st.builds(Excerpt, ANYTHING, st.lists(st.tuples(COUNT, COUNT)).map(tuple), st.sampled_from(Field))


@given(text=ANYTHING, lead=ANYTHING, captions=st.lists(ANYTHING).map(tuple))
def test_the_text_of_an_article_is_stored_exactly(text: str, lead: str, captions: tuple[str, ...]) -> None:
    article = Article(url="u", title="t", text=text, lead=lead, captions=captions)
    again = unpack_article(
        pack_article(article),
        url="u",
        title="t",
        author=None,
        site=None,
        language=None,
        published_at=None,
        state="full",
        state_reason="",
    )
    assert again == article


@given(
    summary=ANYTHING,
    content=ANYTHING,
    author=st.none() | ANYTHING,
    published_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)
def test_an_entry_is_stored_exactly(
    summary: str, content: str, author: str | None, published_at: datetime | None
) -> None:
    entry = Entry(
        key="k", url="u", title="t", summary=summary, content=content, author=author, published_at=published_at
    )
    assert unpack_entry(pack_entry(entry), key="k", url="u", title="t") == entry


@given(spans=st.lists(SPANS).map(tuple), excerpts=st.lists(EXCERPTS).map(tuple))
def test_a_match_is_stored_exactly(spans: tuple[Span, ...], excerpts: tuple[Excerpt, ...]) -> None:
    match = Match("r", spans, excerpts)
    assert match_from_json("r", match_to_json(match)) == match


def test_long_text_is_stored_small() -> None:
    article = Article(url="u", title="t", text="The committee met again on Monday. " * 200)
    assert len(pack_article(article)) < len(article.text) / 10


def test_keys_that_differ_anywhere_are_told_apart() -> None:
    assert key_hash("x" * 100_000) != key_hash("x" * 100_000 + "y")
    assert key_hash("\ud800") != key_hash("?")
    assert len(key_hash("")) == 16
