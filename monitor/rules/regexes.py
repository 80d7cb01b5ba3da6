"""Regular expressions: RE2's syntax, and what would match nearly everything."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re2

MAX_LENGTH = 1000  #: of a pattern

_MOST_BYTES = 2 << 20  #: of a compiled pattern: a quarter of what matching allows, refused in 12 ms and not in 55

#: What matches a single character of this matches nearly every text; `\bX\b` does not.
_EVERY_LETTER = "the quick brown fox jumps over a lazy dog 0123456789"
_UNKNOWN = ("invalid perl operator: (?=", "invalid perl operator: (?!", "invalid perl operator: (?<")


@lru_cache(maxsize=4096)
def regex_fault(pattern: str) -> str | None:
    """Return what is wrong with a pattern, in RE2's words where RE2 refuses it.

    >>> regex_fault("[a")
    'this is no regular expression: missing ]: [a'
    """
    import re2  # only whoever writes one needs it  # noqa: PLC0415 (see the comment before)

    try:
        compiled = re2.compile(pattern, _options())
    except re2.error as error:
        said = error.args[0] if error.args else ""
        words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        hint = " (RE2 looks neither ahead nor behind)" if words.startswith(_UNKNOWN) else ""
        if words.startswith("pattern too large"):
            return "this regular expression is too large when its repeats are written out (ask for fewer: {1,10})"
        return f"this is no regular expression: {words}{hint}"
    except UnicodeError:
        return "this regular expression has half a character in it (write it out)"
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
