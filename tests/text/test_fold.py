import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from monitor.text import fold, fold_letters
from monitor.text.characters import is_invisible, is_mark


def words(text: str) -> str:
    return fold(text).bytes.strip().decode()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("U.S. Navy", "u s navy"),
        ("North-Korea", "north korea"),
        ("Apple™ rises", "apple rises"),
        ("AT&T", "at t"),
        ("snake_case", "snake case"),
        ("a…b — c", "a b c"),
        ("STRASSE Straße", "strasse strasse"),
        ("Łódź Øresund Đilas Ħal Ŧ ışık Æsir œuvre", "lodz oresund dilas hal t isik aesir oeuvre"),
        ("İstanbul", "istanbul"),
        ("café cafe\u0301", "cafe cafe"),
        ("ﬁnance", "finance"),
        ("ＮＡＴＯ", "nato"),
        ("x² ½ ①", "x2 1 2 1"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffbom", "softhyphen zerowidth bom"),
        ("e\u00ad\u0301t", "et"),
        ("Ελλάδα ΣΑΣ", "ελλαδα σασ"),
        ("Йод ёлка", "иод елка"),
        ("مُحَمَّد كـتاب", "محمد كتاب"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी", "हिन्दी"),
        ("ไทย น้ำ", "ไทย น้\u0e4dา"),
        ("ガ ｶﾞ か\u3099", "ガ ガ が"),
        ("한글 \u1112\u1161\u11ab", "한글 한"),
        ("1️⃣ 👍🏽 ok", "1 ok"),
        ("\u0301abc", "abc"),
        ("a\x00b\u2028c\u3000d", "a b c d"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("ŉ", "n"),
        ("", ""),
    ],
)
def test_letters_fold_as_the_language_says(text: str, folded: str) -> None:
    assert words(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("people's", "people"),
        ("People’S choice", "people choice"),
        ("students' union", "students union"),
        ("U.S.'s allies", "u s allies"),
        ("the '90s 1990's", "the 90s 1990"),
        ("'the people's'", "the people"),
        ("O'Brien O’Brien OʼBrien Oʻahu O＇Brien", "obrien obrien obrien oahu obrien"),
        ("don't", "dont"),
        ("rock'n'roll", "rocknroll"),
        ("'quoted' ‘words’", "quoted words"),
        ("l'Iran L’Iran", "l iran l iran"),
        ("Côte d'Ivoire", "cote d ivoire"),
        ("D'Souza", "d souza"),
        ("qu'il jusqu'à lorsqu’on puisqu'elle", "qu il jusqu a lorsqu on puisqu elle"),
        ("dell'Iran nell'est sull'Etna quest'anno sant'Egidio", "dell iran nell est sull etna quest anno sant egidio"),
        ("aujourd'hui", "aujourdhui"),
        ("d'l'x", "d l x"),
        ("o'l'x", "olx"),
        ("‘l’Iran’", "l iran"),
        ("l's", "l"),
        ("s'il", "s il"),
        ("l'Iran's", "l iran"),
        ("d'œuvre", "d oeuvre"),
        ("l'11", "l 11"),
        ("''", ""),
    ],
)
def test_apostrophes_are_possessive_first_then_elision_then_nothing(text: str, folded: str) -> None:
    assert words(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("NATOと", "nato と"),
        ("2024年", "2024 年"),
        ("美대통령", "美 대통령"),
        ("한국2024", "한국 2024"),
        ("東京タワー", "東京タワー"),
        ("NATOไทย", "nato ไทย"),
        ("日本's", "日本"),
        ("McDonald'sと", "mcdonald と"),
        ("日本'と", "日本と"),
        ("日'x", "日 x"),
        ("中、国", "中 国"),
    ],
)
def test_a_change_of_script_ends_a_word(text: str, folded: str) -> None:
    assert words(text) == folded


def test_a_newline_stands_between_paragraphs() -> None:
    assert fold("a\nb\n\nc").bytes == b" a \n b \n \n c "


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("In Côte d’Ivoire's north", "cote d ivoire", "Côte d’Ivoire"),
        ("The U.S. Navy", "u s navy", "U.S. Navy"),
        ("(e\u0301te\u0301)", "ete", "e\u0301te\u0301"),
        ("Die Straße\u00ad!", "strasse", "Straße"),
        ("\u00adKorea's", "korea", "Korea"),
        ("a\n\n  “NATO”と", "nato", "NATO"),
        ("x 🇰🇵 O'Brien's y", "obrien", "O'Brien"),
        ("ｶﾞス", "ガス", "ｶﾞス"),
        ("ด้าน", "ด", "ด้"),
    ],
)
def test_a_span_reaches_from_first_to_last_letter_with_its_marks(text: str, word: str, found: str) -> None:
    folded = fold(text)
    at = folded.bytes.index(word.encode())
    start, end = folded.span(at, at + len(word.encode()))
    assert text[start:end] == found


def test_words_take_each_character_of_a_script_without_spaces_as_one() -> None:
    assert [word.decode() for word in fold("NATOと日本 한국 ok").words()] == ["nato", "と", "日", "本", "한국", "ok"]


ALPHABET = [
    *"abcLl dDsStT'’ʼ.,-\n0İßﬁéŁœ①™…東京トｶﾞﾞ゙한글ᄒ\u1161ศน้ำมُحَוֹшйΣς\u0301\u00ad\u200b",
    "qu",
    "dell",
    "'s",
]
#: A few characters stand for several words (½ is 1 and 2): half of one has no place of its own.
characters = st.characters().filter(lambda character: len(fold(character).bytes.split()) < 2)
texts = st.lists(st.sampled_from(ALPHABET) | characters, max_size=30).map("".join)


@given(texts, st.data())
@example("l'a\u0301's", None)
def test_every_run_of_words_leads_back_to_text_that_folds_to_it(text: str, data: st.DataObject | None) -> None:
    # In "a's's" the last 's is the possessive; cut out, "a's" has one of its own.
    assume(not re.search("[sS].{,3}[sS]", text))
    folded = fold(text)
    lines = [line for line in folded.bytes.split(b"\n") if line.split()]
    assume(lines)
    line = data.draw(st.sampled_from(lines)) if data else lines[0]
    found = line.split()
    first = data.draw(st.integers(0, len(found) - 1)) if data else 0
    last = data.draw(st.integers(first, len(found) - 1)) if data else len(found) - 1
    at = folded.bytes.index(line)
    places = []
    for word in found:
        at = folded.bytes.index(word, at)
        places.append((at, at + len(word)))
        at += len(word)
    start, end = folded.span(places[first][0], places[last][1])
    assert fold(text[start:end]).bytes.split() == found[first : last + 1]


@given(texts)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    folded = fold(text).bytes
    assert fold(folded.decode()).bytes.split() == folded.split()


@given(texts)
def test_the_bytes_are_words_with_one_space_around_each(text: str) -> None:
    data = fold(text).bytes
    assert b"  " not in data
    assert data[:1] == data[-1:] == b" "
    assert b"'" not in data


@given(texts)
def test_texts_that_are_canonically_equal_fold_alike(text: str) -> None:
    import unicodedata

    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert fold(forms[0]).bytes.split() == fold(forms[1]).bytes.split()


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("L’Iran's Na\u00advy", "lirans navy"),
        ("O'Brien NATOと", "obrien natoと"),
        ("icon\ue000font un\u0378assigned c1\x85next con\x96trol", "iconfont unassigned c1 next control"),
        ("tab\tline\nbel\x07l", "tab line\nbell"),
    ],
)
def test_letters_stand_together_unless_every_reading_of_a_page_parts_them(text: str, letters: str) -> None:
    assert fold_letters(text).decode() == letters


@given(texts, st.sampled_from(["", "qu", "한", "ab", "漢", "ة"]), st.sampled_from(["", "s", "북", "z9", "字"]))
@settings(max_examples=300)
def test_every_folded_word_stands_in_the_letters_of_a_text_whatever_is_glued_to_it(
    text: str, before: str, after: str
) -> None:
    first = next((one for one in text if not is_invisible(one)), "x")  # what is not seen parts no mark from its letter
    assume(not is_mark(first))
    letters = fold_letters(before + text + after)

    assert [word for word in fold(text).bytes.split() if word not in letters] == []
