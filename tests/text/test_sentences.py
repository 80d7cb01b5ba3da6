import pytest

from monitor.text import paragraphs, sentences


def split(text: str, language: str | None = None) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language=language)]


def test_abbreviations_initials_and_decimals_do_not_end_a_sentence() -> None:
    text = "The U.S. Treasury fined No. 5 on the list. Gov. J. Doe paid 3.5 million.  “All of it.” It was late."
    assert split(text) == [
        "The U.S. Treasury fined No. 5 on the list.",
        "Gov. J. Doe paid 3.5 million.",
        "“All of it.”",
        "It was late.",
    ]


def test_a_sentence_never_crosses_a_newline() -> None:
    assert split("First line without a stop\nsecond line. 😀 Third.") == [
        "First line without a stop",
        "second line.",
        "😀 Third.",
    ]


@pytest.mark.parametrize("language", ["ja", "ja-JP", "xx", None])
def test_other_scripts_are_split_too(language: str | None) -> None:
    assert split("首相は会見した。「合意した。」と述べた。", language)[0] == "首相は会見した。"


def test_blank_paragraphs_are_left_out() -> None:
    assert list(paragraphs("a\n\n  \nbc")) == [(0, 1), (6, 8)]
