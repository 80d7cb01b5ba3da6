import builtins
from collections.abc import Mapping, Sequence
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.automaton import DaachorseAutomaton, RustAutomaton, build_automaton

letters = st.text("ab 한", min_size=1, max_size=4).map(str.encode)


@given(st.lists(letters, min_size=1, max_size=8, unique=True), st.text("ab 한", max_size=40).map(str.encode))
def test_both_automata_find_the_same(patterns: list[bytes], haystack: bytes) -> None:
    pytest.importorskip("daachorse")
    one, other = DaachorseAutomaton(patterns).find(haystack), RustAutomaton(patterns).find(haystack)
    every = [
        (at, at + len(pattern), index)
        for index, pattern in enumerate(patterns)
        for at in range(len(haystack))
        if haystack.startswith(pattern, at)
    ]
    assert sorted(one) == sorted(other) == sorted(every)


def test_without_patterns_nothing_is_found() -> None:
    assert build_automaton([]).find(b"anything") == []


def test_where_daachorse_cannot_be_imported_the_other_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_daachorse(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the signature of __import__
        locals: Mapping[str, object] | None = None,  # noqa: A002 - as above
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> ModuleType:
        if name == "daachorse":
            raise ImportError(name)
        return real(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", without_daachorse)
    automaton = build_automaton([b"ab", b"b"])
    assert isinstance(automaton, RustAutomaton)
    assert automaton.find(b"ab") == [(0, 2, 0), (1, 2, 1)]
