"""The sentences that a further article has and the earlier ones have not."""

from dataclasses import replace

from monitor.alerts.news import MOST_CHARACTERS, news_of
from monitor.core.article import Article, Field
from monitor.core.match import Match, Span
from tests.alerts.rows import article

FIRST = (
    "The port authority closed both harbours on Monday after the storm damaged three cranes.\n"
    "Ships were told to wait outside the bay until the wind had fallen below forty knots."
)
NEW = "Insurers put the damage at ninety million euros and expect more claims next week."
MARKED = "A second storm may reach the coast by Thursday according to the weather service."


def written(text: str) -> Article:
    return replace(article(), text=text)


def found_in(text: str, *words: str) -> Match:
    spans = tuple(
        Span(Field.BODY, text.index(word), text.index(word) + len(word), word, word) for word in words if word in text
    )
    return Match("storms", spans)


def news(text: str, *words: str, earlier: str = FIRST) -> list[str]:
    return [excerpt.text for excerpt in news_of(written(text), found_in(text, *words), [written(earlier)])]


def test_a_copy_has_no_news() -> None:
    assert news(FIRST) == []
    assert news("\n".join(reversed(FIRST.split("\n")))) == []
    assert news(FIRST.replace("three cranes", "four cranes").replace("Monday", "Tuesday")) == []


def test_what_was_added_is_news_in_the_order_of_the_article() -> None:
    assert news(f"{NEW}\n{FIRST}\n{MARKED}") == [NEW, MARKED]


def test_sentences_with_the_rules_words_come_first_and_are_marked() -> None:
    other = "The mayor thanked the crews who had worked through the whole of the night."
    text = f"{NEW}\n{other}\n{FIRST}\n{MARKED}"

    (first, second) = news_of(written(text), found_in(text, "second storm"), [written(FIRST)])

    assert [first.text, second.text] == [NEW, MARKED]
    assert [second.text[start:end] for start, end in second.marks] == ["second storm"]


def test_a_few_words_are_no_news() -> None:
    assert news(f"{FIRST}\nMore to follow soon.") == []


def test_what_any_earlier_article_had_is_no_news() -> None:
    found = news_of(written(f"{FIRST} {NEW}"), found_in(FIRST), [written(FIRST), written(NEW)])
    assert found == ()


def test_a_very_long_sentence_is_cut_and_its_marks_stay_inside() -> None:
    text = " ".join(f"word{number}" for number in range(400)) + " storm."
    (excerpt,) = news_of(written(text), found_in(text, "word3 ", "storm"), [written(FIRST)])
    assert len(excerpt.text) == MOST_CHARACTERS
    assert excerpt.text.endswith("…")
    assert [excerpt.text[start:end] for start, end in excerpt.marks] == ["word3 "]


def test_texts_in_scripts_without_spaces_have_news_too() -> None:
    earlier = "港湾当局は月曜日、嵐がクレーン三基を壊した後、二つの港を閉鎖した。"
    new = "保険会社は被害額を九千万ユーロと見積もっている。"
    assert news(f"{earlier}{new}", earlier=earlier) == [new]
