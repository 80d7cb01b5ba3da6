import pytest

from monitor.articles.prose import count_words, ends_as_sentence, key_of, lead_of, weigh


@pytest.mark.parametrize(
    ("text", "words", "weight"),
    [
        ("", 0, 0),
        ("Kim's sister rejects the U.S. offer", 6, 6),
        ("full-scale talks", 2, 2),
        ("北朝鮮が拒否した", 8, 4),
        ("NATOと日本", 4, 3),
        ("북한이 제재 완화를 요구했다", 4, 4),
        ("… — !", 0, 0),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int, weight: int) -> None:
    assert (count_words(text), weigh(text)) == (words, weight)


@pytest.mark.parametrize(
    "text", ["So it ended.", "“So it ended.”", "So?", "終わった。", "「終わった。」", "끝났다.", "Fin !  "]
)
def test_sentences_end(text: str) -> None:
    assert ends_as_sentence(text)


@pytest.mark.parametrize("text", ["Read more", "So it ended,", "", "見出し", "U.S"])
def test_other_lines_do_not(text: str) -> None:
    assert not ends_as_sentence(text)


def test_keys_ignore_case_and_punctuation() -> None:
    assert key_of("Port  shut: “why?”") == key_of("PORT SHUT – why")


def test_the_lead_is_the_first_paragraph_of_fifteen_words_else_the_first() -> None:
    long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    assert lead_of(f"By Mara Lind\n{long}\nmore") == long
    assert lead_of("By Mara Lind\nmore") == "By Mara Lind"
    assert lead_of("") == ""
