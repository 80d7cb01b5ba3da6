"""Texts made harmless and short."""

import unicodedata
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.channels.wording import clean, found_after, line, passage
from monitor.core.match import Excerpt
from tests.channels.messages import NOW, ORDINARY, TEXT, excerpts


@given(TEXT)
def test_clean_text_has_no_control_characters_and_can_be_encoded(text: str) -> None:
    cleaned = clean(text)

    assert not [one for one in cleaned if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"}]
    assert clean(cleaned) == cleaned


@given(TEXT, st.integers(1, 100))
def test_a_line_fits_and_begins_as_the_text_does(text: str, limit: int) -> None:
    shown = line(text, limit)

    assert len(shown) <= limit
    assert line(text).startswith(shown.removesuffix("…"))


@given(excerpts(), st.integers(20, 200))
def test_a_passage_is_part_of_the_text_with_its_first_mark(excerpt: Excerpt, limit: int) -> None:
    pieces = passage(excerpt, limit)
    shown = "".join(text for text, _ in pieces)

    assert len(shown) <= limit + 2
    assert shown.removeprefix("…").removesuffix("…") in clean(excerpt.text)
    assert all(first[1] != second[1] for first, second in pairwise(pieces))


@given(excerpts())
def test_a_whole_passage_marks_exactly_what_is_marked(excerpt: Excerpt) -> None:
    marked = "".join(text for text, is_marked in passage(excerpt, 10**6) if is_marked)

    assert marked == "".join(clean(excerpt.text[start:end]) for start, end in excerpt.marks)


def test_the_first_mark_is_shown_however_far_in_it_stands() -> None:
    text = "rain " * 200 + "relief " + "snow " * 200

    assert ("relief", True) in passage(Excerpt(text, ((1000, 1006),)), 100)


def test_how_late_it_was_found_is_told_only_where_it_means_something() -> None:
    assert found_after(replace(ORDINARY, published_at=NOW - timedelta(hours=5))) == "found after 5 h"
    assert found_after(replace(ORDINARY, published_at=NOW - timedelta(days=5))) == ""
    assert found_after(replace(ORDINARY, published_at=NOW + timedelta(hours=1))) == ""
    assert found_after(replace(ORDINARY, published_at=None)) == ""
