"""How one character folds, and which characters belong together (RULES.md "Words and folding").

The functions are pure and cached: an article has about ten distinct non-ASCII characters, a Japanese one some hundreds.
"""

import re
import unicodedata
from functools import lru_cache

#: U+0027 2018 2019 02BC 02BB FF07
APOSTROPHES = frozenset("'‘’ʼʻ＇")

_TATWEEL = "\u0640"
#: Characters without width that are not in category Cf: variation selectors, fillers, joiners
#: (Default_Ignorable_Code_Point of the Unicode character database).
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]",
)
#: Letters with a stroke have no decomposition; these fold to the plain letter all the same. ß is casefold's.
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"})
_DROPPING_SCRIPTS = ("LATIN ", "GREEK ", "CYRILLIC ", "ARABIC ", "HEBREW ")

#: Marks whose fate depends on the letter that they stand on: those of Latin, Greek, Cyrillic, Arabic and Hebrew, those
#: of no script, and kana voicing marks that composed with nothing. Ranges for a character class.
FLOATING_MARKS = (
    "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\u2de0-\u2dff\u3099\u309a\ua66f-\ua672\ua674-\ua67d\ua69e\ua69f\ufb1e\ufe20-\ufe2f"
    "\uff9e\uff9f"
)

# The groups of scripts between which a word ends. Ranges for a character class; they hold for folded text, where
# punctuation and symbols are spaces already, and may therefore be coarse.
HAN_KANA = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3035\u3038-\u303c\u3041-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\ua4cf\uf900-\ufaff\uff66-\uff9f\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff"
#: Thai, Lao, Khmer, Burmese; their digits are digits.
SOUTH_EAST = (
    "\u0e01-\u0e4e\u0e81-\u0ecf\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u109a-\u109f\u1780-\u17d3\u17d7\u17dc\u17dd"
    "\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f"
)
#: Letters and digits, after folding, on which the marks of Indic scripts cannot stand. Ranges for a character class.
MARKLESS_LETTERS = (
    "0-9A-Za-z\u0250-\u02af\u0370-\u052f\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u0750-\u077f\u08a0-\u08c9"
    "\u3041-\u3096\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
)
#: Written without spaces between words: a term in these matches as a substring.
UNSPACED = HAN_KANA + SOUTH_EAST

_GROUPS = tuple((group, re.compile(f"[{ranges}]")) for group, ranges in enumerate((HAN_KANA, HANGUL, SOUTH_EAST), 1))
_UNSPACED = re.compile(f"[{UNSPACED}]")


@lru_cache(maxsize=1 << 16)
def fold_character(character: str) -> str:
    """Return what a non-ASCII character folds to: itself, other letters, " " for a boundary, "" if it is deleted."""
    if character in APOSTROPHES:
        return "'"
    if is_invisible(character) or character == _TATWEEL:
        return ""
    category = unicodedata.category(character)
    if category[0] in "SPZC":
        return " "
    if category[0] == "M":
        return "" if _FLOATING.match(character) else character
    return _fold_letters(character, keep_marks=not loses_marks(character))


@lru_cache(maxsize=1 << 14)
def fold_cluster(cluster: str) -> str:
    """Return what a character with the marks after it folds to; it may be folded already and hold invisible ones."""
    base = cluster[0]
    if base.isascii() or loses_marks(base):
        return base if base.isascii() else fold_character(base)
    folded = _fold_letters("".join(c for c in cluster if not is_invisible(c)), keep_marks=True)
    # A stray mark of another group of scripts would part the word.
    return "".join(c for c in folded if not is_mark(c) or script_group(c) == script_group(base))


def loses_marks(character: str) -> bool:
    """Whether marks are dropped from it: Latin, Greek, Cyrillic, Arabic, Hebrew, and whatever is no letter."""
    letter = next((c for c in unicodedata.normalize("NFKD", character) if unicodedata.category(c)[0] == "L"), "")
    return not letter or unicodedata.name(letter, "").startswith(_DROPPING_SCRIPTS)


def is_invisible(character: str) -> bool:
    """Whether it has no width: soft hyphen, zero-width space, joiners, variation selectors, …"""
    return unicodedata.category(character) == "Cf" or _INVISIBLE.match(character) is not None


def is_mark(character: str) -> bool:
    """Whether it is a combining mark."""
    return unicodedata.category(character)[0] == "M"


@lru_cache(maxsize=1 << 16)
def script_group(character: str) -> int:
    """Return the group of scripts: 1 Han and Kana, 2 Hangul, 3 Thai, Lao, Khmer and Burmese, 0 everything else."""
    if character.isascii():
        return 0
    return next((group for group, pattern in _GROUPS if pattern.match(character)), 0)


def is_unspaced(character: str) -> bool:
    """Whether its script is written without spaces between words."""
    return not character.isascii() and _UNSPACED.match(character) is not None


def _fold_letters(letters: str, *, keep_marks: bool) -> str:
    folded = letters
    for _ in range(2):  # a few casefoldings are not stable under NFKC at once (Unicode §3.13, D147)
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
    if not keep_marks:
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if unicodedata.category(c)[0] != "M")
        folded = folded.translate(_STROKES)
    return "".join(_clean(c) for c in folded)


def _clean(character: str) -> str:
    """Turn what compatibility characters expand to (½ is 1⁄2, ŉ is ʼn) into letters, digits, marks and spaces."""
    if character in APOSTROPHES or is_invisible(character) or character == _TATWEEL:
        return ""
    return " " if unicodedata.category(character)[0] in "SPZC" else character


_FLOATING = re.compile(f"[{FLOATING_MARKS}]")
