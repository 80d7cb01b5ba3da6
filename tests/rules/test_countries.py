from pathlib import Path

import pytest

from monitor.rules.countries import country_names
from monitor.rules.nodes import Exact, Words
from tests.rules.files import loaded, problems


def _entity(lines: str, rest: str = "") -> str:
    return f"{rest}entities:\n  - entity: x\n    {lines}\n"


def _names(tmp_path: Path, text: str) -> list[str]:
    return [name.text for name in loaded(tmp_path, text).entities[0].names]


def test_a_country_adds_its_names_behind_those_that_are_written(tmp_path: Path) -> None:
    names = _names(tmp_path, _entity("country: KP\n    names: [Chosun]\n    languages: [en, de]"))
    assert names[0] == "Chosun"
    assert {"North Korea", "DPRK", "Nordkorea"} <= set(names)
    assert "북한" not in names


def test_without_languages_names_are_english_and_of_every_language_named_by_a_feed(tmp_path: Path) -> None:
    feeds = (
        "feeds:\n  - feed: https://x.example/\n    language: ko\n  - feed: https://y.example/\n    language: zh-TW\n"
    )
    names = _names(tmp_path, _entity("country: KP", feeds))
    assert {"North Korea", "북한", "北韓"} <= set(names)
    assert "Nordkorea" not in names
    assert "북한" not in _names(tmp_path, _entity("country: KP"))


def test_a_country_code_is_read_as_written(tmp_path: Path) -> None:
    assert _names(tmp_path, _entity("country: NO")) == ["Norway"]


def test_a_parenthesised_second_name_gives_both_forms() -> None:
    assert [name.text for name in country_names("MM", ["en"])] == ["Myanmar", "Burma"]
    assert {"Myanmar", "Birmanie"} <= {name.text for name in country_names("MM", ["fr"])}


def test_parentheses_that_say_something_else_are_lost() -> None:
    names = {name.text for language in ("ja", "ko", "ru", "zh", "es") for name in country_names("HK", [language])}
    assert "홍콩" in names
    assert "Гонконг" in names
    assert names.isdisjoint({"China", "САР", "중국 특별행정구"})


def test_two_countries_never_share_a_name_because_parentheses_were_lost() -> None:
    congos = {name.text for code in ("CD", "CG") for name in country_names(code, ["zh"])}
    assert congos.isdisjoint({"刚果", "金", "布"})
    assert "刚果民主共和国" in congos


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("TR", "en", Words("Turkey")),
        ("HK", "en", Words("Hong Kong", quoted=True)),
        ("CD", "en", Words("DR Congo", quoted=True)),
        ("CI", "en", Words("Ivory Coast", quoted=True)),
        ("US", "en", Exact("US")),
        ("GB", "en-GB", Exact("UK")),
        ("US", "ja", Words("米国")),
        ("KP", "zh", Words("北韓")),
        ("BR", "pt", Words("Brasil")),
        ("NO", "no", Words("Norge")),
    ],
)
def test_names_in_use_are_among_those_of_a_country(code: str, language: str, name: Words | Exact) -> None:
    assert name in country_names(code, [language])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("country: kp", "3:14: country: unknown country kp (did you mean KP?)"),
        ("country: UK", "3:14: country: unknown country UK (did you mean GB?)"),
        ("country: PRK", "3:14: country: unknown country PRK (did you mean KP?)"),
        ("country: Norway", "3:14: country: unknown country Norway (did you mean NO?)"),
        ("country: ZZ", "3:14: country: unknown country ZZ (write its two letters, as in ISO 3166: KP, NO, US)"),
        ("country: [KP]", "3:14: country is a single value (a list stands here)"),
        ("country: KP\n    languages: [jp]", "4:17: languages: unknown language jp (did you mean ja?)"),
        ("country: KP\n    languages: en", "4:16: languages is a list: [en], or one item a line behind a dash"),
        (
            "country: KP\n    languages: [en, sco]",
            "4:21: languages: the CLDR has no countries in sco (write them under names)",
        ),
        ("weak: [x]", "2:13: this entity has no names (write names: [North Korea, =DPRK], or country: KP)"),
    ],
)
def test_a_country_or_language_that_is_none_says_what_was_meant(tmp_path: Path, lines: str, expected: str) -> None:
    assert problems(tmp_path, _entity(lines)) == [expected]
