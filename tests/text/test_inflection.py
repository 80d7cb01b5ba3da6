"""`~word`: every dictionary form whose lemma is that of the word."""

import gc
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
from simplemma import lemmatize

from monitor.text import inflection
from monitor.text.inflection import expand, expand_one, languages


@pytest.mark.parametrize("written", ["sanction", "sanctions", "sanctioned", "sanctioning"])
def test_each_form_of_a_word_gives_the_whole_family(written: str) -> None:
    assert expand_one(written, "en") == {"sanction", "sanctions", "sanctioned", "sanctioning"}


def test_derived_words_are_no_inflected_forms() -> None:
    assert expand_one("relax", "en").isdisjoint({"relaxation", "relaxant"})


def test_irregular_forms_are_found() -> None:
    assert {"strike", "strikes", "struck", "striking"} <= expand_one("strike", "en")


def test_a_word_that_is_a_form_of_one_and_the_lemma_of_another_gives_both_families() -> None:
    assert {"find", "finds", "found", "founded", "founding"} <= expand_one("found", "en")
    assert {"see", "seen", "saw", "sawed", "saws"} <= expand_one("saw", "en")
    assert "founded" not in expand_one("find", "en")


@pytest.mark.parametrize(
    ("word", "language", "forms"),
    [
        ("élection", "fr", {"élection", "élections"}),
        ("lever", "fr", {"levons", "levait", "lèvera"}),
        ("sanción", "es", {"sanción", "sanciones"}),
        ("Wahl", "de", {"Wahl", "Wahlen"}),
        ("vijest", "hr", {"vijest", "vijesti", "vijestima"}),
    ],
)
def test_forms_come_from_the_dictionary_of_the_language(word: str, language: str, forms: set[str]) -> None:
    assert forms <= expand_one(word, language)


def test_the_same_word_in_two_languages_has_two_families() -> None:
    assert "chats" in expand_one("chat", "fr")
    assert "chatting" not in expand_one("chat", "fr")
    assert "chatting" in expand_one("chat", "en")


def test_a_lemma_that_is_spelt_with_and_without_its_accent_is_one_word() -> None:
    expanded = expand(["самолет", "самолёт", "самолету", "самолёту", "санкция"], "ru")
    forms = {"самолет", "самолёт", "самолётам", "самолету", "самолетами"}
    assert [word for word, found in expanded.items() if forms <= found] == list(expanded)[:4]
    assert {"санкции", "санкций", "санкциями"} <= expanded["санкция"]


def test_a_german_noun_written_with_its_capital_is_not_the_verb() -> None:
    expanded = expand(["Krieg", "krieg"], "de")
    assert expanded["Krieg"].isdisjoint({"kriegt", "gekriegt"})
    assert {"Krieges", "kriegt"} <= expanded["krieg"]


def test_a_noun_written_small_is_found_with_its_capital() -> None:
    assert {"Sanktion", "Sanktionen"} <= expand_one("sanktion", "de")


def test_a_word_at_the_start_of_a_sentence_or_shouted_is_found_in_small_letters() -> None:
    assert "sanctioned" in expand_one("Sanction", "en")
    assert "sanctioned" in expand_one("SANCTION", "en")


def test_the_word_itself_is_always_among_its_forms() -> None:
    assert "SANCTION" in expand_one("SANCTION", "en")


def test_an_unknown_word_is_all_there_is() -> None:
    assert expand_one("brandolstok", "en") == {"brandolstok"}
    assert expand_one("", "en") == {""}


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "xx", "", "../en"])
def test_without_a_dictionary_a_word_has_no_other_forms(language: str) -> None:
    assert expand_one("sanction", language) == {"sanction"}
    assert language not in languages()


@pytest.mark.parametrize("language", ["en-US", "EN", "en-Latn-GB"])
def test_a_region_and_the_case_of_a_language_tag_do_not_matter(language: str) -> None:
    assert "sanctions" in expand_one("sanction", language)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ru", "ar", "he", "no", "nb", "sr", "uk"])
def test_languages_with_a_dictionary_are_named(language: str) -> None:
    assert language in languages()


def test_every_language_that_is_named_otherwise_has_its_dictionary() -> None:
    assert set(inflection._OTHER_CODES.values()) <= languages()


def test_clitics_are_no_forms() -> None:
    assert not any(form.startswith(("'", "’")) for form in expand_one("have", "en"))
    assert "hasn’t" in expand_one("have", "en")


def test_a_decomposed_accent_is_the_same_word() -> None:
    assert "élections" in expand_one("e\u0301lection", "fr")


def test_every_form_has_a_lemma_of_the_word_by_simplemma_itself() -> None:
    for word in ("sanction", "attack", "missile", "lift", "ease", "talk"):
        assert {lemmatize(form, "en") for form in expand_one(word, "en")} == {word}


def test_many_words_cost_one_reading_of_the_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    scans: list[set[str]] = []
    scan = inflection._scan

    def counted(words: set[str], code: str) -> dict[str, frozenset[str]]:
        scans.append(set(words))
        return scan(words, code)

    monkeypatch.setattr(inflection, "_scan", counted)
    inflection._slot.cache_clear()
    expand({"sanction", "talk"}, "en")
    expand({"sanction", "missile"}, "en")
    expand({"sanction", "missile"}, "en")
    assert scans == [{"sanction", "talk"}, {"missile"}]


def test_more_words_than_are_kept_are_expanded_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"brandol{number}" for number in range(inflection.KEPT_WORDS + 10)] + ["sanction"]
    expanded = expand(words, "en")
    assert len(expanded) == len(words)
    assert "sanctions" in expanded["sanction"]
    inflection._slot.cache_clear()


def test_threads_that_ask_at_once_all_get_every_form() -> None:
    inflection._slot.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: expand_one("sanction", "en"), range(8)))
    assert set(found) == {frozenset({"sanction", "sanctions", "sanctioned", "sanctioning"})}


def test_nothing_of_a_dictionary_is_kept() -> None:
    inflection._slot.cache_clear()
    expand_one("cat", "gd")  # imports
    tracemalloc.start()
    try:
        expand_one("cath", "gd")  # Gaelic: among the smallest
        gc.collect()
        left, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak > 1_000_000
    assert left < 100_000


def test_the_dictionaries_are_imported_when_forms_are_asked_for_only() -> None:
    code = "import sys, monitor.text.inflection; print('simplemma' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
