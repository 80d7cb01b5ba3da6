import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import WordIndex, fold


def words(text: str, paragraph: int = 0) -> list[str]:
    starts, ends = WordIndex(fold(text)).bounds(paragraph)
    return [text.split("\n")[paragraph] and text[start:end] for start, end in zip(starts, ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. Navy's  O’Brien – l'Iran", ["The", "U", "S", "Navy", "O’Brien", "l", "Iran"]),
        ("NATOと韓国 2024年", ["NATO", "と", "韓", "国", "2024", "年"]),
        ("북한의 美대통령", ["북한의", "美", "대통령"]),
        ("e\u0301te\u0301 stra\u00adße", ["e\u0301te\u0301", "stra\u00adße"]),
        ("“…”", []),
    ],
)
def test_words_stand_where_the_original_has_them(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_each_paragraph_has_its_own() -> None:
    text = "Été one\n\n’tis two—three"
    assert words(text, 0) == ["Été", "one"]
    assert words(text, 1) == []
    assert words(text, 2) == ["tis", "two", "three"]


def test_words_between_count_only_those_that_lie_there_whole() -> None:
    index = WordIndex(fold("a bc d ef"))
    assert index.between(0, 1, 7) == 2
    assert index.between(0, 3, 7) == 1  # from inside bc
    assert index.between(0, 1, 8) == 2  # to inside ef
    assert index.between(0, 1, 2) == 0


@given(st.text("aé ’'\n.北국ー\u0301ßก", max_size=30))
def test_words_are_those_that_stories_count(text: str) -> None:
    folded = fold(text)
    index = WordIndex(folded)
    count = 0
    for number, line in enumerate(text.split("\n")):
        starts, ends = index.bounds(number)
        top = sum(len(one) + 1 for one in text.split("\n")[:number])
        assert all(top <= start < end <= top + len(line) for start, end in zip(starts, ends, strict=True))
        assert starts == sorted(starts)
        assert ends == sorted(ends)
        count += len(starts)
    assert count == len(folded.words())
    assert re.sub(r"[^\w]", "", text) == "" or count
