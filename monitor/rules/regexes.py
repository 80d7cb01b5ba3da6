"""Regular expressions: RE2's syntax, what would match nearly everything, and how much of them a file may have."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re2

MAX_LENGTH = 1000  #: of a pattern

_MOST_BYTES = 2 << 20  #: of a compiled pattern: a quarter of what matching allows, refused in 12 ms and not in 55

#: What matches a single character of this matches nearly every text; `\bX\b` does not.
_EVERY_LETTER = "the quick brown fox jumps over a lazy dog 0123456789"
_UNKNOWN = ("invalid perl operator: (?=", "invalid perl operator: (?!", "invalid perl operator: (?<")


_MOST_STEPS = 500_000  #: of all programs of a file, about a second
_STEPS_EACH = 100  #: what a pattern costs beside its program
_STEPS_REFUSED = 10_000  #: what it costs to find out that a pattern is too large
_TOO_LARGE = "this regular expression is too large when its repeats are written out (ask for fewer: {1,10})"

_TOO_LARGE_TOGETHER = (
    "with this one the regular expressions of this file are too large together, their repeats written out "
    "(ask for fewer repeats, {1,10}, or split the file)"
)


class Regexes:
    """The regular expressions of one file: what is wrong with each, and whether they are too much together."""

    def __init__(self) -> None:
        self._left = _MOST_STEPS

    @property
    def are_too_many(self) -> bool:
        """Whether one was refused because of those before it."""
        return self._left < 0

    def fault(self, pattern: str) -> str | None:
        """Return what is wrong with a pattern, in RE2's words where RE2 refuses it.

        >>> Regexes().fault("[a")
        'this is no regular expression: missing ]: [a'
        """
        fault, steps = (None, 0) if self.are_too_many else _examined(pattern)
        self._left -= steps
        return _TOO_LARGE_TOGETHER if self.are_too_many else fault


@lru_cache(maxsize=4096)
def _examined(pattern: str) -> tuple[str | None, int]:
    """Return what is wrong with a pattern, and how many steps its program has."""
    if not pattern:
        return "an empty regular expression (write something between the /)", 0
    import re2  # only whoever writes one needs it  # noqa: PLC0415 (see the comment before)

    try:
        compiled = re2.compile(pattern, _options())
    except re2.error as error:
        said = error.args[0] if error.args else ""
        words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        hint = " (RE2 looks neither ahead nor behind)" if words.startswith(_UNKNOWN) else ""
        if words.startswith("pattern too large"):
            return _TOO_LARGE, _STEPS_REFUSED
        return f"this is no regular expression: {words}{hint}", _STEPS_EACH
    except UnicodeError:
        return "this regular expression has half a character in it (write it out)", _STEPS_EACH
    return _matches_too_much(compiled), _STEPS_EACH + compiled.programsize


def _matches_too_much(compiled: "re2._Regexp[str]") -> str | None:
    for text in ("", "a b"):
        found = compiled.search(text)
        if found is not None and found.start() == found.end():
            return "this matches the empty text, so nearly everything (ask for at least one character: + and not *)"
    if compiled.search(" ") is not None or any(m.end() - m.start() < 2 for m in compiled.finditer(_EVERY_LETTER)):
        return "this matches a single letter, digit or space, so nearly everything (ask for more)"
    return None


def _options() -> "re2.Options":
    import re2  # as above  # noqa: PLC0415 (see regex_fault)

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MOST_BYTES
    return options
