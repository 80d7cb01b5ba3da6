"""The settings `retention`, `retention_outcomes` and `max_size`: for how long things are kept, and how much of them."""

import re

from pydantic_core import PydanticCustomError

LEAST_BYTES = 50_000_000
_UNITS = {"mb": 1_000_000, "gb": 1_000_000_000, "tb": 1_000_000_000_000}
_UNITS |= {"mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]i?b)", re.IGNORECASE)


def read_retention(given: object) -> int | None:
    """Return the days, None for `off`; raises PydanticCustomError that says what would work.

    >>> read_retention("30"), read_retention("off")
    (30, None)
    """
    if _is_off(given):
        return None
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if isinstance(given, str) and given.strip().isdecimal():
        return int(given)
    raise PydanticCustomError("retention", "not a number of days: write 90, or off to keep every one")


def read_size(given: object) -> int | None:
    """Return the bytes, None for `off`; raises PydanticCustomError that says what would work.

    >>> read_size("20 GB"), read_size("1.5gib"), read_size("off")
    (20000000000, 1610612736, None)
    """
    if given is None or _is_off(given):
        return None
    found = _SIZE.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is None or found[2].lower() not in _UNITS:
        raise PydanticCustomError("size", "not a size: write 20 GB or 500 MB, or off for no bound")
    size = int(float(found[1]) * _UNITS[found[2].lower()])
    if size < LEAST_BYTES:
        raise PydanticCustomError("size", "too small: at least 50 MB, which the last week alone may need")
    return size


def _is_off(given: object) -> bool:
    return isinstance(given, str) and given.strip().lower() == "off"
