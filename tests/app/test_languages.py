"""The setting `languages`, from what a person writes to what `~word` finds."""

import doctest
import json
from pathlib import Path

import pytest

from monitor.app import languages
from monitor.app.settings import load_settings
from monitor.core.errors import SettingsError
from monitor.matching.layout import DEFAULT_LANGUAGE
from monitor.rules.languages import KNOWN
from monitor.text import inflection
from tests.app.command import call_monitor
from tests.fakes.newsroom import Newsroom

WANTED = 'write codes such as en,de or ["en", "de"]'
RULES = """\
rules:
  - rule: dogs
    title: Dogs
    match: ~chien
    channel: console
    tests:
      - given: {body: Les chiens dorment., language: fr}
        expect: match
"""
PAGE = """<!doctype html><html lang="fr"><head><title>La nuit au village</title></head><body><article>
<h1>La nuit au village</h1><p>Les chiens du village ont aboyé toute la nuit de lundi, et personne n'a pu dormir avant
l'aube, racontent les habitants de la vallée.</p><p>Le maire a promis une réunion dans la semaine, où chacun pourra
dire ce qu'il a entendu, et ce qu'il faudrait faire pour que le calme revienne.</p></article></body></html>"""

with_and_without_french = pytest.mark.parametrize(("setting", "found"), [("en,fr", True), ("en,de", False)])


@pytest.fixture
def village(tmp_path: Path) -> Path:
    """A directory with a rule about `~chien`, which names no language, and a French page."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "rules.yaml").write_text(RULES)
    (tmp_path / "page.html").write_text(PAGE)
    return tmp_path


def test_the_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(languages).failed == 0


def test_it_is_english_until_it_says_otherwise(place: Path) -> None:
    assert load_settings().languages == (DEFAULT_LANGUAGE,)


def test_the_file_has_a_list_and_the_variable_wins(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "monitor.toml").write_text('languages = ["en", "de"]\n')
    assert load_settings().languages == ("en", "de")

    monkeypatch.setenv("MONITOR_LANGUAGES", "fr")
    assert load_settings().languages == ("fr",)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('["en", "de"]', ("en", "de")),
        (' ["fr"]', ("fr",)),
        ("en,de", ("en", "de")),
        ("en, de,", ("en", "de")),
        ("EN", ("en",)),
        ("pt-BR,pt,zh-Hant-TW", ("pt", "zh")),
        ("[]", ()),
    ],
)
def test_a_variable_is_a_json_list_or_codes_with_commas(
    text: str, read: tuple[str, ...], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_LANGUAGES", text)
    assert load_settings().languages == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("en,jp", "unknown language jp (did you mean ja?)"),
        ("english", "unknown language english (did you mean en?)"),
        ('["qq", "jp"]', f"unknown language qq ({WANTED}); unknown language jp (did you mean ja?)"),
        ("pt_BR", f"unknown language pt_BR ({WANTED})"),
        ("{reason}", f"unknown language {{reason}} ({WANTED})"),
        ('["en", "de"', f"not a JSON list: {WANTED}"),
        ("[" * 100_000, f"not a JSON list: {WANTED}"),
        ("[en, de]", f"not a JSON list: {WANTED}"),
        ("[1]", f"not a list of languages: {WANTED}"),
        (" , ", f"names no language: {WANTED}, or [] for none"),
    ],
)
def test_a_bad_variable_is_told_with_what_would_work(
    text: str, said: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_LANGUAGES", text)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value) == f"MONITOR_LANGUAGES = {text}: {said}"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('["en", "jp"]', "languages = ['en', 'jp']: unknown language jp (did you mean ja?)"),
        ('"en jp"', f"languages = en jp: unknown language en jp ({WANTED})"),
        ("3", f"languages = 3: not a list of languages: {WANTED}"),
        ('[["en"]]', f"languages = [['en']]: not a list of languages: {WANTED}"),
        ("{en = 1}", f"languages = {{'en': 1}}: not a list of languages: {WANTED}"),
    ],
)
def test_a_bad_value_in_the_file_is_told_with_what_would_work(value: str, said: str, place: Path) -> None:
    (place / "monitor.toml").write_text(f"languages = {value}\n")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value) == f"monitor.toml: {said}"


def test_a_language_without_a_word_list_is_taken_and_every_one_with_a_word_list_can_be_named(place: Path) -> None:
    assert "ko" not in inflection.languages()
    assert load_settings(languages=["ko"]).languages == ("ko",)

    named = sorted(inflection.languages() & KNOWN)
    assert len(named) > 40
    assert load_settings(languages=named).languages == tuple(named)


@with_and_without_french
def test_match_finds_the_forms_and_explains_them(setting: str, found: bool, village: Path) -> None:
    ended = call_monitor(
        "match", "page.html", "--explain", "--json", cwd=village, variables={"MONITOR_LANGUAGES": setting}
    )

    assert (ended.status, ended.stderr) == (0, "")
    told = json.loads(ended.stdout)
    assert told["article"]["language"] == "fr"
    assert [span["text"] for match in told["matches"] for span in match["spans"]] == ["chiens"] * found
    assert [one["holds"] for one in told["explanations"]] == [found]


@with_and_without_french
def test_rule_tests_are_run_with_the_setting(setting: str, found: bool, village: Path) -> None:
    ended = call_monitor("test", "rules", cwd=village, variables={"MONITOR_LANGUAGES": setting})

    assert ended.status == (0 if found else 1)
    assert ended.stdout.endswith(f"{int(found)} of 1 tests hold\n")


def test_the_reason_of_a_rule_test_that_fails_knows_the_forms(village: Path) -> None:
    (village / "rules" / "rules.yaml").write_text(RULES.replace("~chien", "~chien AND oiseau"))

    ended = call_monitor("test", "rules", cwd=village, variables={"MONITOR_LANGUAGES": "fr"})

    assert ended.status == 1
    assert "    decided   ~chien: 1 · oiseau: 0\n" in ended.stdout


def test_rule_tests_read_the_settings_file_once(village: Path) -> None:
    (village / "monitor.toml").write_text('languages = ["fr"]\n')

    ended = call_monitor("test", cwd=village, variables={"MONITOR_LANGUAGE": "en"})

    assert ended.stdout == "1 of 1 tests hold\n"
    assert ended.stderr.count("(did you mean MONITOR_LANGUAGES?)") == 1


@with_and_without_french
async def test_the_daemon_finds_the_forms(setting: str, found: bool, tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=RULES) as newsroom:
        newsroom.site.pages["/articles/0"] = PAGE

        ended = await newsroom.run("monitor", "run", "--once", MONITOR_LANGUAGES=setting)

        assert ended.status == 0, ended.stderr
        assert newsroom.site.count("/articles/0") == 1
        assert ("La nuit au village" in ended.stdout) == found
