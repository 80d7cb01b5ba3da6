"""Fold a text to the bytes that patterns are searched in, and find the way back (RULES.md "Words and folding").

How it is fast (about 100 µs for an article of 4.6 KB): only the distinct non-ASCII characters are looked
at one by one, each that folds to one character is one `str.replace`; the few clusters that change their length go
through one regular expression; the rest is `bytes.translate`. Offsets are computed for reported spans only.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from monitor.text.characters import (
    FLOATING_MARKS,
    HAN_KANA,
    HANGUL,
    MARKLESS_LETTERS,
    SOUTH_EAST,
    UNSPACED,
    fold_character,
    fold_cluster,
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
#: Above this many distinct characters one `str.translate` is cheaper than that many `str.replace`.
_MANY_REPLACEMENTS = 24

_FLOATING = re.compile(f"[{FLOATING_MARKS}]")
_UNSPACED_CHARACTER = re.compile(f"[{UNSPACED}]|[^{UNSPACED}]+")
#: Places where the collapsed bytes are shorter or longer than those before.
_SEAM = re.compile(rb"[ \n'](?:(?<! )|[ \n'])[ \n']*")


class Folded:
    """A folded text; made by `fold`."""

    __slots__ = ("_code_points", "_layers", "_raw", "_seam_shifts", "_seam_starts", "bytes", "text")

    def __init__(self, text: str, raw: bytes, layers: list[Edits]) -> None:
        """Collapse `raw`, in which separators are not yet one space each; `layers` lead from it back to `text`."""
        self.text = text  #: the original
        self._raw = raw
        self._layers = layers
        self._code_points = CodePoints(raw)
        self._seam_starts: list[int] | None = None
        self._seam_shifts: list[int] = []
        data = raw.replace(b"'", b"").replace(b"\n", b" \n ")
        while b"  " in data:
            data = data.replace(b"  ", b" ")
        #: Folded words in UTF-8, one space before, between and after them; a newline stands as a word of its own
        #: between paragraphs, so that no phrase is found across it.
        self.bytes: bytes = data

    def span(self, start_byte: int, end_byte: int) -> tuple[int, int]:
        """Return `[start, end)` in code points of the original for a piece of `bytes` without spaces at its ends.

        The span reaches from the first to the last letter or digit, with the marks on it.
        """
        if self._seam_starts is None:
            self._find_seams()
        starts = self._seam_starts or []
        start = start_byte + self._seam_shifts[bisect_right(starts, start_byte) - 1]
        end = end_byte + self._seam_shifts[bisect_right(starts, end_byte - 1) - 1]
        start = self._code_points.before(start) - 1  # the padding in front
        end = self._code_points.before(end) - 1
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

    def _find_seams(self) -> None:
        """Note where offsets into `bytes` and into the raw bytes part; both hold the same word bytes in one order."""
        starts, shifts = [0], [0]
        shift = 0
        for match in _SEAM.finditer(self._raw):
            gap = match[0]
            newlines = gap.count(b"\n")
            width = 1 + 2 * newlines if newlines or b" " in gap else 0
            shift += len(gap) - width
            if shift != shifts[-1]:
                starts.append(match.end() - shift)
                shifts.append(shift)
        self._seam_starts, self._seam_shifts = starts, shifts


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
    folded = text if text.isascii() else _fold_characters(text, layers)
    raw = b" %b " % folded.encode().translate(_TABLE)
    if b"'" in raw:
        raw = _settle_apostrophes(raw)
    return Folded(text, raw, layers)


def _fold_characters(text: str, layers: list[Edits]) -> str:
    """Fold what is not ASCII; apostrophes become straight, script changes get a control character as boundary."""
    if not is_composed(text):
        text, edits = compose(text)
        layers.append(edits)
    characters = foreign_characters(text)
    floating = [c for c in characters if _FLOATING.match(c)]
    changes = {c: new for c in characters if (new := fold_character(c)) != c}
    singles = {c: new for c, new in changes.items() if len(new) == 1}
    if len(singles) <= _MANY_REPLACEMENTS:
        for character, new in singles.items():
            text = text.replace(character, new)
    else:
        text = text.translate({ord(c): new for c, new in singles.items()})
    kept = [c for c in characters if c not in floating and c not in changes and is_mark(c)]
    if len(changes) > len(singles) or floating or kept:
        text = _fold_clusters(text, [c for c, new in changes.items() if len(new) != 1], floating, kept, layers)
    if any(script_group(fold_character(c)[:1]) for c in characters):
        text, edits = rewrite(text, _script_change(), lambda last: last + "\x01")
        layers.append(edits)
    return text


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
