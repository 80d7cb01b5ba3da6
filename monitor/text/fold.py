"""Fold a text to the bytes that patterns are searched in, and find the way back (RULES.md "Words and folding").

How it is fast (about 100 µs for an article of 4.6 KB): only the distinct non-ASCII characters are looked
at one by one, each that folds to one character is one `str.replace`; the few clusters that change their length go
through one regular expression; the rest is `bytes.translate`. Offsets are computed for reported spans only.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

from monitor.text.characters import (
    FLOATING_MARKS,
    HAN_KANA,
    HANGUL,
    MARKLESS_LETTERS,
    SOUTH_EAST,
    UNSPACED,
    fold_character,
    fold_cluster,
    is_invisible,
    is_mark,
    is_unspaced,
    script_group,
)
from monitor.text.edits import CodePoints, Edits, rewrite
from monitor.text.normal import compose, foreign_characters, is_composed

#: Before an apostrophe at the start of a word, these make it a word of their own (`l'Iran`, `d'Ivoire`).
_ELIDED = frozenset(
    b"l d j m n s t c qu jusqu lorsqu puisqu un dell all nell sull dall quell quest bell sant".split(),
)
_LONGEST_ELIDED = max(map(len, _ELIDED))
_SPACE, _NEWLINE, _APOSTROPHE, _S = b" \n's"
_GAPS = frozenset((_SPACE, _NEWLINE))

#: Capitals become small, everything of ASCII that is no letter, digit, apostrophe or newline becomes a space.
_TABLE = bytes(
    byte if byte > 0x7F or byte in b"\n'" else ord(chr(byte).lower()) if chr(byte).isalnum() else _SPACE
    for byte in range(256)
)
#: What `fold_letters` deletes of ASCII: apostrophes, and control characters that are no white space.
_NO_LETTERS = bytes((*range(0x09), *range(0x0E, 0x1C), 0x7F, *_APOSTROPHE.to_bytes()))
#: Above this many distinct characters one `str.translate` is cheaper than that many `str.replace`.
_MANY_REPLACEMENTS = 24

_FLOATING = re.compile(f"[{FLOATING_MARKS}]")
_UNSPACED_CHARACTER = re.compile(f"[{UNSPACED}]|[^{UNSPACED}]+")
_SPACES = re.compile(rb"  +")


class Folded:
    """A folded text; made by `fold`."""

    __slots__ = ("_code_points", "_dropped", "_layers", "_line_starts", "_raw", "_raw_starts", "bytes", "text")

    def __init__(self, text: str, raw: bytes, layers: list[Edits]) -> None:
        """Collapse `raw`, in which separators are not yet one space each; `layers` lead from it back to `text`."""
        self.text = text  #: the original
        self._raw = raw
        self._layers = layers
        self._code_points = CodePoints(raw)
        self._line_starts: list[int] = []
        self._raw_starts: list[int] = []
        self._dropped: list[list[int] | None] = []  # by line, see _find_dropped
        data = _SPACES.sub(b" ", raw.replace(b"'", b"").replace(b"\n", b" \n "))
        #: Folded words in UTF-8, one space before, between and after them; a newline stands as a word of its own
        #: between paragraphs, so that no phrase is found across it.
        self.bytes: bytes = data

    def span(self, start_byte: int, end_byte: int) -> tuple[int, int]:
        """Return `[start, end)` in code points of the original for a piece of `bytes` without spaces at its ends.

        The piece is of one paragraph. The span reaches from the first to the last letter or digit, with its marks.
        """
        return self.spans(((start_byte - 1, end_byte + 1, 0),))[0]

    def spans(self, pieces: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
        """Return the same for many pieces, as an automaton finds them.

        They come with the bytes before and after them, mostly spaces, and with a number that does not matter.
        """
        if not self._line_starts:
            self._line_starts = list(accumulate(map(len, self.bytes.splitlines(keepends=True)), initial=0))
            self._raw_starts = list(accumulate(map(len, self._raw.splitlines(keepends=True)), initial=0))
            self._dropped = [None] * len(self._line_starts)
        line_starts, raw_starts, dropped = self._line_starts, self._raw_starts, self._dropped
        found: list[tuple[int, int]] = []
        for start, end, _ in pieces:
            line = bisect_right(line_starts, start) - 1
            before = dropped[line]
            if before is None:
                before = self._find_dropped(line)
            at = line_starts[line]
            shift = raw_starts[line] - at  # less the space in front of the line, and the padding of all
            found.append(
                (
                    start + shift - 1 + bisect_right(before, start + 1 - at),
                    end + shift - 3 + bisect_right(before, end - 2 - at),
                )
            )
        if self._layers or not self._code_points.one_byte_each:
            return [self._unfold(start, end) for start, end in found]
        return found

    def _unfold(self, start: int, end: int) -> tuple[int, int]:
        """Return code points of the original for bytes before they were collapsed."""
        start = self._code_points.before(start + 1) - 1
        end = self._code_points.before(end + 1) - 1
        for layer in reversed(self._layers):
            start = layer.old_start(start)
            end = layer.old_end(end)
        last = self.text[end - 1]
        if is_unspaced(last):  # elsewhere the marks are in the same word, or gone with their letter
            group = script_group(last)
            while end < len(self.text) and is_mark(self.text[end]) and script_group(self.text[end]) == group:
                end += 1
        return start, end

    def words(self) -> list[bytes]:
        """Return the folded words; each character of a script without spaces is one."""
        words = self.bytes.split()
        if self.bytes.isascii():
            return words
        return [
            piece.encode()
            for word in words
            for piece in ([word.decode()] if word.isascii() else _UNSPACED_CHARACTER.findall(word.decode()))
        ]

    def lines(self) -> list[str]:
        """Return what is folded but not yet collapsed, by paragraph: words stand between runs of spaces."""
        return self._raw.decode().split("\n")

    def originals(self, bounds: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
        """Return starts and ends in code points of the original for `[start, end)` in code points of `lines`."""
        starts = [start - 1 for start, _ in bounds]  # the padding in front
        ends = [end - 1 for _, end in bounds]
        for layer in reversed(self._layers):
            starts = list(map(layer.old_start, starts))
            ends = list(map(layer.old_end, ends))
        return starts, ends

    def _find_dropped(self, line: int) -> list[int]:
        """Note for each byte that was dropped of a line how many are kept before it.

        Dropped are apostrophes, and spaces that have another one behind them. The line is taken with the space in front
        that it has in `bytes`: as many bytes were dropped before a place in it as there are notes up to that place.
        """
        raw, at, after = self._raw, self._raw_starts[line], self._raw_starts[line + 1]
        places = [at - 1] if raw[at] == _SPACE else []
        places += _places_of(b"  ", raw, at, after)
        apostrophes = _places_of(b"'", raw, at, after)
        if apostrophes:
            places = sorted(places + apostrophes)
        notes = [place - number for number, place in enumerate(places, at - 1)]
        self._dropped[line] = notes
        return notes


def _places_of(wanted: bytes, data: bytes, at: int, after: int) -> list[int]:
    """Return where something stands in a part of the data, overlapping places too."""
    places: list[int] = []
    at = data.find(wanted, at, after)
    while at >= 0:
        places.append(at)
        at = data.find(wanted, at + 1, after)
    return places


def fold(text: str) -> Folded:
    """Fold a text; a newline parts paragraphs.

    >>> folded = fold("L’Iran's U.S. policy")
    >>> folded.bytes
    b' l iran u s policy '
    >>> start, end = folded.span(3, 7)
    >>> folded.text[start:end]
    'Iran'
    """
    layers: list[Edits] = []
    folded = text if text.isascii() else _fold_characters(text, layers, foreign_characters(text))
    raw = b" %b " % folded.encode().translate(_TABLE)
    if b"'" in raw:
        raw = _settle_apostrophes(raw)
    return Folded(text, raw, layers)


def fold_letters(text: str) -> bytes:
    """Fold a text for asking whether a word may stand in what is made of it: every folded word of that is a substring.

    So nothing parts a word here but what parts it on any way that leads from a page to an article: neither an
    apostrophe nor a change of scripts, nor a character that extractors leave out because it cannot be printed.

    >>> fold_letters("L’Iran's Na\N{SOFT HYPHEN}vy")
    b'lirans navy'
    """
    folded = text
    if not text.isascii():
        characters = foreign_characters(text)
        for character in characters:
            if not (character.isprintable() or character.isspace() or is_invisible(character)):
                folded = folded.replace(character, "\x02")  # deleted below; until then no mark jumps over it
        folded = _fold_characters(folded, [], characters, part_scripts=False)
    return folded.encode("utf-8", "replace").translate(_TABLE, _NO_LETTERS)


def _fold_characters(text: str, layers: list[Edits], characters: list[str], *, part_scripts: bool = True) -> str:
    """Fold what is not ASCII; apostrophes become straight, script changes get a control character as boundary.

    `characters` are those that are not ASCII; some that are not there do no harm.
    """
    if not is_composed(text, characters):
        text, edits = compose(text)
        layers.append(edits)
        characters = foreign_characters(text)
    manners = list(map(_manner, characters))
    floating = [c for c, manner in zip(characters, manners, strict=True) if manner.floating]
    changes = {c: manner.folded for c, manner in zip(characters, manners, strict=True) if manner.folded != c}
    singles = {c: new for c, new in changes.items() if len(new) == 1}
    if len(singles) <= _MANY_REPLACEMENTS:
        for character, new in singles.items():
            text = text.replace(character, new)
    else:
        text = text.translate({ord(c): new for c, new in singles.items()})
    kept = [c for c, manner in zip(characters, manners, strict=True) if manner.kept]
    if len(changes) > len(singles) or floating or kept:
        text = _fold_clusters(text, [c for c, new in changes.items() if len(new) != 1], floating, kept, layers)
    if part_scripts and any(manner.group for manner in manners):
        text, edits = rewrite(text, _script_change(), lambda last: last + "\x01")
        layers.append(edits)
    return text


class _Manner(NamedTuple):
    """What folding does with a character."""

    folded: str
    floating: bool  #: a mark whose fate depends on its letter
    kept: bool  #: a mark that stays
    group: int  #: of scripts, of what it folds to


@lru_cache(maxsize=1 << 16)
def _manner(character: str) -> _Manner:
    folded = fold_character(character)
    floating = _FLOATING.match(character) is not None
    kept = folded == character and not floating and is_mark(character)
    return _Manner(folded, floating, kept, script_group(folded[:1]) if folded else 0)


def _fold_clusters(text: str, odd: list[str], floating: list[str], kept: list[str], layers: list[Edits]) -> str:
    """Fold characters that change their length, and characters with marks on them."""
    marks = re.escape("".join(floating))
    foreign = marks + re.escape("".join(kept))
    deleted = re.escape("".join(c for c in odd if not fold_character(c) and c not in floating))
    own = re.escape("".join(odd)) + marks
    gap = f"[{deleted}]*" if deleted else ""
    choices = []
    if kept:
        choices.append(f"[{MARKLESS_LETTERS}](?:{gap}[{foreign}])+")
    if floating:
        choices.append(f"[^{marks}{deleted}](?:{gap}[{marks}])+")
    if own:
        choices.append(f"[{own}]")
    pattern = re.compile("|".join(choices))
    text, edits = rewrite(text, pattern, lambda c: fold_cluster(c) if len(c) > 1 else fold_character(c))
    layers.append(edits)
    return text


def _settle_apostrophes(raw: bytes) -> bytes:
    """Make boundaries of those that part words; those left inside a word are ignored when the bytes are collapsed."""
    settled = bytearray(raw)
    at = raw.find(b"'")
    while at >= 0:
        follower = raw[at + 1]
        if follower == _S and _ends_word(raw, at + 2):
            settled[at] = settled[at + 1] = _SPACE  # a possessive
        elif settled[at - 1] in _GAPS or follower in _GAPS:
            settled[at] = _SPACE
        elif follower != _APOSTROPHE:
            head = bytes(settled[max(0, at - _LONGEST_ELIDED - 1) : at])
            word = head[max(head.rfind(b" "), head.rfind(b"\n")) + 1 :]
            if len(word) < len(head) and word in _ELIDED:
                settled[at] = _SPACE
        at = raw.find(b"'", at + 1)
    return bytes(settled)


def _ends_word(raw: bytes, at: int) -> bool:
    while raw[at] == _APOSTROPHE:
        at += 1
    return raw[at] in _GAPS


@cache
def _script_change() -> re.Pattern[str]:
    """Return a pattern for the last character before a change of script; apostrophes between are looked through.

    Compiled when first needed: it takes longer than importing everything else here.
    """
    other = f"[0-9A-Za-z\u0080-\U0010ffff](?<![{HAN_KANA}{HANGUL}{SOUTH_EAST}])"
    return re.compile(
        "|".join(
            (
                f"[{HAN_KANA}](?='*(?:[{HANGUL}{SOUTH_EAST}]|{other}))",
                f"[{HANGUL}](?='*(?:[{HAN_KANA}{SOUTH_EAST}]|{other}))",
                f"[{SOUTH_EAST}](?='*(?:[{HAN_KANA}{HANGUL}]|{other}))",
                f"{other}(?='*[{HAN_KANA}{HANGUL}{SOUTH_EAST}])",
            ),
        ),
    )
