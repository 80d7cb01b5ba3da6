from pathlib import Path

import pytest

from monitor.rules.nodes import Exact, Inflected, Words
from tests.rules.files import loaded, problems


def _entity(names: str) -> str:
    return f"entities:\n  - entity: x\n    names: {names}\n"


def test_names_are_phrases_without_quotes_or_exact(tmp_path: Path) -> None:
    text = _entity('[North Korea, N. Korea, =DPRK, "=AT&T", Democratic People\'s Republic of Korea, 北朝鮮]')
    assert loaded(tmp_path, text).entities[0].names == (
        Words("North Korea", quoted=True),
        Words("N. Korea", quoted=True),
        Exact("DPRK"),
        Exact("AT&T", quoted=True),
        Words("Democratic People's Republic of Korea", quoted=True),
        Words("北朝鮮"),
    )


def test_names_may_have_wildcards_and_ask_for_every_form(tmp_path: Path) -> None:
    text = _entity('[sanction*, trade wa?, ~ease, ~trade war, ~"trade war", "=who?"]')
    assert loaded(tmp_path, text.replace('~"trade war"', "'~\"arms deal\"'")).entities[0].names == (
        Words("sanction*"),
        Words("trade wa?", quoted=True),
        Inflected("ease"),
        Inflected("trade war", quoted=True),
        Inflected("arms deal", quoted=True),
        Exact("who?", quoted=True),
    )


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("~ease*", "has a wildcard behind ~, which finds every form already (leave out one or the other)"),
        ("ab*", "has a wildcard out of place: * needs at least 3 letters right before it, or it would find too much"),
        ("/a+b/", "is a regular expression, and names take none (write it in the rule, with OR)"),
        ("TITLE(x)", "has the operator TITLE(, and names take none (write it in small letters: case does not count)"),
        (
            "~a OR b",
            "has the operator OR, and names take none (write it in small letters: case does not count)",
        ),
        ("~", "has no letter or digit to look for"),
        ("'@x'", "names something else (names do not stand for other names: write them out)"),
        ("'\"a b\"'", "is written without quotes of its own: in a list every name is a phrase"),
        ("'!?'", "has no letter or digit to look for"),
        ("=", "has no letter or digit to look for"),
        ("a AND b", "has the operator AND, and names take none (write it in small letters: case does not count)"),
        ("a NEAR/5 b", "has the operator NEAR/5, and names take none (write it in small letters: case does not count)"),
    ],
)
def test_a_name_with_anything_else_is_refused(tmp_path: Path, name: str, trouble: str) -> None:
    (found,) = problems(tmp_path, _entity(f"[x, {name}]"))
    assert found.startswith("3:16: names: ")
    assert found.endswith(trouble)


def test_a_name_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, _entity("[a b, a b]")) == ["3:18: names: a b is here twice"]


def test_a_name_of_more_than_five_hundred_characters_is_none(tmp_path: Path) -> None:
    assert loaded(tmp_path, _entity(f"[{'a' * 500}]")).entities
    assert problems(tmp_path, _entity(f"[x, {'a' * 501}]")) == [
        "3:16: names: longer than 500 characters (a name is a word or a phrase)"
    ]
