import string

import yaml
from hypothesis import given
from hypothesis import strategies as st

from monitor.rules.offsets import offsets_of
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
