import string

import yaml
from hypothesis import given
from hypothesis import strategies as st

from monitor.rules.offsets import Places, offsets_of
from monitor.rules.source import Source
from monitor.rules.yaml_nodes import Mapping, Scalar, compose


def _value(text: str) -> tuple[Source, Scalar]:
    source = Source.of("f.yaml", text)
    root = compose(source)
    assert isinstance(root, Mapping)
    value = root.pairs[0][1]
    assert isinstance(value, Scalar)
    return source, value


def _visible_places_agree(text: str) -> bool:
    source, scalar = _value(text)
    places = offsets_of(source, scalar)
    return all(
        source.text[place] == char
        for char, place in zip(scalar.value, places, strict=False)
        if not char.isspace() and char not in "\\\"'"
    )


def test_every_style_leads_back_to_the_characters_that_were_written() -> None:
    for text in (
        "a: plain words, and\n   more of them\n",
        "a: 'it''s quoted\n\n   twice'\n",
        'a: "with \\"escapes\\" and \\\n   a joined line"\n',
        "a: |\n    literal\n      deeper\n\n    end\n",
        "a: |2-  # a comment\n    kept indentation\n",
        "a: >\n    folded\n    lines\n",
        "a: &anchor !!str words\n",
        "a: &anchor |\n   words\n",
    ):
        assert _visible_places_agree(text), text


def test_an_escaped_character_stands_where_its_escape_begins() -> None:
    source, scalar = _value('a: "\\u0041\\tB"\n')
    assert scalar.value == "A\tB"
    assert offsets_of(source, scalar)[0] == 4
    assert source.text[offsets_of(source, scalar)[2]] == "B"


_CHARS = string.ascii_letters + " \n\t'\"\\#:-,[]{}&*!|>%@`éß北😀\u00a0\u2028"


@given(st.text(_CHARS, max_size=40), st.sampled_from(["'", '"', "|", ">", None]), st.integers(10, 80))
def test_whatever_yaml_writes_is_found_again(value: str, style: str | None, width: int) -> None:
    text = yaml.safe_dump({"a": value}, default_style=style, width=width, allow_unicode=True)
    source, scalar = _value(text)
    places = offsets_of(source, scalar)
    assert len(places) == len(scalar.value) + 1
    assert places == sorted(places) or any(char.isspace() for char in scalar.value)
    for char, place in zip(scalar.value, places, strict=False):
        if char.isalnum() and char.isascii():
            assert source.text[place] == char


def _is_asked_for(value: str, number: int) -> bool:
    """Whether parts of an expression begin or end there: at a visible character, or right behind one."""
    return bool(value[number : number + 1].strip() or (number and value[number - 1 : number].strip()))


@given(st.text(_CHARS, max_size=40), st.sampled_from(["'", '"', "|", ">", None]), st.integers(10, 80))
def test_the_short_way_to_a_place_leads_where_the_long_one_does(value: str, style: str | None, width: int) -> None:
    text = yaml.safe_dump({"a": value}, default_style=style, width=width, allow_unicode=True)
    source, scalar = _value(text)

    long = [source.position(offset) for offset in offsets_of(source, scalar)]

    asked = [number for number in range(len(scalar.value) + 1) if _is_asked_for(scalar.value, number)]
    assert [Places(source, scalar).at(number) for number in asked] == [long[number] for number in asked]
    assert [Places(source, scalar).line_and_column(number) for number in asked] == [
        (long[number].line, long[number].column) for number in asked
    ]


def test_places_in_blocks_that_people_write_are_right() -> None:
    for text, places in (
        ("a: |\n   x AND\n     yy\n\n   z\n", [(2, 4), (2, 6), (3, 6), (5, 4)]),
        ("a: |-\n  x AND\n    yy\n\n  z", [(2, 3), (2, 5), (3, 5), (5, 3)]),
        ("a: x AND yy  z\n", [(1, 4), (1, 6), (1, 10), (1, 14)]),
        ("a: 'x AND  yy z'\n", [(1, 5), (1, 7), (1, 12), (1, 15)]),
        ("a: x\n  AND yy\n  z\n", [(1, 4), (2, 3), (2, 7), (3, 3)]),
    ):
        source, scalar = _value(text)
        found = Places(source, scalar)
        assert [found.line_and_column(scalar.value.index(part)) for part in ("x", "AND", "yy", "z")] == places, text
