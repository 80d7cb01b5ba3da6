"""Outlines as bytes (JSON) and back, trusting nothing: whatever the bytes are, an outline comes out or ValueError.

A plain format and no pickle: to read it cannot run anything.
"""

import json
from collections.abc import Callable
from typing import TypeVar

from monitor.rules.outline import DefaultsOutline, NamedOutline, Outline, Remark, RuleOutline, Said

T = TypeVar("T")

_MOST = 1 << 31  #: lines and columns are far below


def encode(outline: Outline) -> bytes:
    """Return the outline as bytes; raises ValueError if it has half a character in it, which no bytes stand for."""
    return json.dumps(outline, ensure_ascii=False, check_circular=False, separators=(",", ":")).encode()


def decode(data: bytes) -> Outline:
    """Return the outline that was encoded; raises ValueError if that is not what the bytes are.

    >>> outline = Outline(channels=(Said("#desk", 3, 14),))
    >>> decode(encode(outline)) == outline
    True
    """
    try:
        return _outline(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no outline: {error}") from None


def _outline(value: object) -> Outline:
    readable, problems, feeds, channels, entities, terms, rules, defaults, linted, named, remarks = _row(value, 11)
    return Outline(
        readable=_flag(readable),
        problems=_all(problems, _said),
        feeds=_all(feeds, _said),
        channels=_all(channels, _said),
        entities=_all(entities, _said),
        terms=_all(terms, _said),
        rules=_all(rules, _rule),
        defaults=_all(defaults, _defaults),
        linted=_flag(linted),
        named=_all(named, _named),
        remarks=_all(remarks, _remark),
    )


def _rule(value: object) -> RuleOutline:
    identity, line, column, languages, channels, names, inflected, nouns = _row(value, 8)
    return RuleOutline(
        _text(identity),
        _number(line),
        _number(column),
        None if languages is None else _all(languages, _text),
        None if channels is None else _all(channels, _text),
        _all(names, _said) if names != [] else (),
        _all(inflected, _place) if inflected != [] else (),
        _all(nouns, _said) if nouns != [] else (),
    )


def _said(value: object) -> Said:
    # What there is most of: all in one look.
    if type(value) is not list or len(value) != 3:
        raise ValueError("no list of 3")
    text, line, column = value
    if type(text) is not str or type(line) is not int or type(column) is not int:
        raise ValueError("no text with a line and a column")
    if not 0 < line < _MOST or not 0 < column < _MOST:
        raise ValueError("no line or column")
    return Said(text, line, column)


def _remark(value: object) -> Remark:
    code, message, line, column = _row(value, 4)
    return Remark(_text(code), _text(message), _number(line), _number(column))


def _named(value: object) -> NamedOutline:
    identity, nouns, inflected = _row(value, 3)
    return NamedOutline(_text(identity), _all(nouns, _text), _flag(inflected))


def _defaults(value: object) -> DefaultsOutline:
    line, column, channels, languages = _row(value, 4)
    return DefaultsOutline(_number(line), _number(column), _texts_or_none(channels), _texts_or_none(languages))


def _place(value: object) -> tuple[int, int]:
    line, column = _row(value, 2)
    return _number(line), _number(column)


def _texts_or_none(value: object) -> tuple[str, ...] | None:
    return None if value is None else _all(value, _text)


def _all(value: object, read: Callable[[object], T]) -> tuple[T, ...]:
    if type(value) is not list:
        raise ValueError("no list")
    return tuple(map(read, value))


def _row(value: object, length: int) -> list[object]:
    if type(value) is not list or len(value) != length:
        raise ValueError(f"no list of {length}")
    return value


def _text(value: object) -> str:
    if type(value) is not str:
        raise ValueError("no text")
    return value


def _number(value: object) -> int:
    if type(value) is not int or not 0 < value < _MOST:
        raise ValueError("no line or column")
    return value


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError("neither true nor false")
    return value
