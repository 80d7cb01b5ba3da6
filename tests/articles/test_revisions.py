"""What counts as a change of an article, and what does not."""

from dataclasses import replace

import pytest

from monitor.articles.repeated import line_number
from monitor.articles.revisions import MOST_SPLIT, changes, shows_less
from monitor.core.article import Article, TextState

FIRST = Article(
    url="https://news.example/a",
    title="Ministers meet",
    text="The ministers met at dawn. Nothing was signed.\nTalks go on. A deal is near, said one.",
    captions=("A long table",),
    language="en",
)


def differing(**values: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = changes(FIRST, replace(FIRST, **values))  # type: ignore[arg-type] # any field
    return found.removed, found.added


def test_a_sentence_that_was_put_in_is_told_alone() -> None:
    text = FIRST.text.replace("Talks go on.", "Talks go on. A treaty was signed.")
    assert differing(text=text) == ((), ("A treaty was signed.",))


def test_a_sentence_that_was_reworded_went_and_came() -> None:
    text = FIRST.text.replace("Nothing was", "A treaty was")
    assert differing(text=text) == (("Nothing was signed.",), ("A treaty was signed.",))


def test_headline_and_captions_count_each_in_its_place() -> None:
    assert differing(title="Ministers agree") == (("Ministers meet",), ("Ministers agree",))
    assert differing(captions=("Ministers meet",)) == (("A long table",), ("Ministers meet",))
    assert differing(captions=()) == (("A long table",), ())


@pytest.mark.parametrize(
    "text",
    [
        FIRST.text.upper(),
        FIRST.text.replace(". ", "  –  "),
        "\n".join(reversed(FIRST.text.split("\n"))),
        FIRST.text.replace("Nothing was signed.\nTalks go on. ", "Nothing was signed. Talks go on.\n"),
        FIRST.text.replace("Talks", "\u200bTalks").replace("\u200b", ""),
        f"{FIRST.text}\n***\n",
    ],
)
def test_case_punctuation_and_place_are_no_change(text: str) -> None:
    assert not changes(FIRST, replace(FIRST, text=text))


def test_a_sentence_that_stands_twice_now_came_once() -> None:
    assert differing(text=f"{FIRST.text}\nTalks go on.") == ((), ("Talks go on.",))


def test_a_line_that_the_host_is_known_to_repeat_by_now_did_not_go() -> None:
    before = replace(FIRST, text=f"{FIRST.text}\nRead our newsletter every day.")
    assert changes(before, FIRST).removed == ("Read our newsletter every day.",)
    assert not changes(before, FIRST, repeated={line_number("Read our newsletter every day.")})


def test_a_text_that_changed_whole_is_told_by_lines_where_it_is_long() -> None:
    long = "\n".join(f"Line {number} says this. And that." for number in range(MOST_SPLIT // 20))
    found = changes(FIRST, replace(FIRST, text=long))
    assert found.added[0] == "Line 0 says this. And that."
    assert len(found.removed) == 2


def test_text_in_scripts_without_spaces_is_told_by_sentences() -> None:
    before = replace(FIRST, language="ja", text="首相は会見した。合意はない。")
    now = replace(before, text="首相は会見した。合意に署名した。")
    found = changes(before, now)
    assert (found.removed, found.added) == (("合意はない。",), ("合意に署名した。",))


@pytest.mark.parametrize(
    ("before", "now", "less"),
    [
        (TextState.FULL, TextState.TEASER, True),
        (TextState.FULL, TextState.BLOCKED, True),
        (TextState.FULL, TextState.FAILED, True),
        (TextState.FULL, TextState.FEED, True),
        (TextState.FEED, TextState.FAILED, True),
        (TextState.TEASER, TextState.BLOCKED, True),
        (TextState.FULL, TextState.FULL, False),
        (TextState.TEASER, TextState.FULL, False),
        (TextState.FAILED, TextState.BLOCKED, False),
        (TextState.BLOCKED, TextState.FULL, False),
        (TextState.FEED, TextState.FEED, False),
    ],
)
def test_which_reading_is_to_be_trusted_less(before: TextState, now: TextState, less: bool) -> None:
    assert shows_less(replace(FIRST, state=before), replace(FIRST, state=now)) is less
