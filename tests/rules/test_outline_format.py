import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rules import RuleCache, check
from monitor.rules.outline import DefaultsOutline, NamedOutline, Outline, Remark, RuleOutline, Said
from monitor.rules.outline_format import decode, encode
from tests.fakes.shelf import MemoryShelf
from tests.rules.edited import START, apply

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_NUMBER = st.integers(1, 2_000_000)
_SAID = st.builds(Said, _TEXT, _NUMBER, _NUMBER)
_TEXTS = st.lists(_TEXT, max_size=2).map(tuple)
_SOME = st.lists(_SAID, max_size=2).map(tuple)
_OUTLINES = st.builds(
    Outline,
    readable=st.booleans(),
    problems=_SOME,
    feeds=_SOME,
    channels=_SOME,
    entities=_SOME,
    terms=_SOME,
    rules=st.lists(
        st.builds(
            RuleOutline,
            _TEXT,
            _NUMBER,
            _NUMBER,
            st.none() | _TEXTS,
            st.none() | _TEXTS,
            _SOME,
            st.lists(st.tuples(_NUMBER, _NUMBER), max_size=2).map(tuple),
            _SOME,
        ),
        max_size=3,
    ).map(tuple),
    defaults=st.lists(
        st.builds(DefaultsOutline, _NUMBER, _NUMBER, st.none() | _TEXTS, st.none() | _TEXTS), max_size=2
    ).map(tuple),
    linted=st.booleans(),
    named=st.lists(st.builds(NamedOutline, _TEXT, _TEXTS, st.booleans()), max_size=2).map(tuple),
    remarks=st.lists(st.builds(Remark, _TEXT, _TEXT, _NUMBER, _NUMBER), max_size=2).map(tuple),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=12,
)


@given(_OUTLINES)
def test_every_outline_comes_back_as_it_was(outline: Outline) -> None:
    assert decode(encode(outline)) == outline


@given(st.binary(max_size=60) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_other_bytes_are_an_error_and_no_outline(data: bytes) -> None:
    with pytest.raises(ValueError, match="no outline: "):
        decode(data)


@pytest.mark.parametrize(
    "data", [b"[" * 1_000_000, b"9" * 100_000, b'{"a":' * 100_000, b"", b"\xed\xa0\x80", b"[1e999]"]
)
def test_bytes_that_are_made_to_hurt_are_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="no outline: "):
        decode(data)


def test_half_a_character_is_refused_and_not_changed() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        encode(Outline(problems=(Said("\ud83d\ude00", 1, 1),)))


def _places(value: object, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    yield path
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _places(inner, (*path, number))


def _planted(value: object, path: tuple[int, ...], new: object) -> object:
    if not path:
        return new
    assert isinstance(value, list)
    return [_planted(inner, path[1:], new) if number == path[0] else inner for number, inner in enumerate(value)]


@given(st.data())
@settings(deadline=None)
def test_a_forged_entry_can_lie_but_never_stop_a_check(data: st.DataObject) -> None:
    shelf = MemoryShelf()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in START.items():
            apply(Path(folder), name, text)
        check(folder, cache=RuleCache(shelf))
        digest = data.draw(st.sampled_from(sorted(shelf.entries)))
        sound = json.loads(shelf.entries[digest])
        place = data.draw(st.sampled_from(list(_places(sound))))
        other = data.draw(_JSON | st.sampled_from([[], [sound], sound[-1], sound[6]]))
        shelf.entries[digest] = json.dumps(_planted(sound, place, other)).encode()

        checked = check(folder, cache=RuleCache(shelf))

    assert all(isinstance(str(found), str) for found in (*checked.problems, *checked.warnings))
