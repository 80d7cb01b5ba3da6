"""What somebody may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches

_MAX_KNOWN = 2_000  #: difflib compares with each; beyond this only the same first letter is tried
_MAX_LENGTH = 60  #: of a word that is compared: difflib's cost grows with the square


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is nearest, if one is near.

    >>> closest("chanel", ["channel", "match"])
    'channel'
    """
    if len(word) > _MAX_LENGTH:
        return None
    folded = {name.casefold(): name for name in known if len(name) <= _MAX_LENGTH}
    if word.casefold() in folded:
        return folded[word.casefold()]
    pool = list(folded)
    if len(pool) > _MAX_KNOWN:
        pool = [name for name in pool if name[:1] == word[:1].casefold()][:_MAX_KNOWN]
    found = get_close_matches(word.casefold(), pool, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], *, prefix: str = "") -> str:
    """Return ` (did you mean WORD?)`, or nothing."""
    near = closest(word, known)
    return f" (did you mean {prefix}{near}?)" if near else ""


def short(text: str, limit: int = 60) -> str:
    """Return a text that fits into a message: one line, cut with an ellipsis.

    >>> short("a  b")
    'a b'
    """
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def listed(words: Iterable[str], last: str = "or") -> str:
    """Return the words as a sentence lists them.

    >>> listed(["full", "feed", "teaser"])
    'full, feed or teaser'
    """
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final
