"""What the head of an answer means: redirect, failure, encoding, validators."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from monitor.core.errors import FetchError, FetchFailure

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
THROTTLED = "HTTP 429"

_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:+-]{1,40})""", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})(?!\d)", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-(?:store|cache)(?:[\s,]|$)", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")


def failure_of(status: int, headers: Mapping[str, str]) -> FetchError | None:
    """Return the failure that a status is, None for a usable answer (2xx)."""
    if 200 <= status < 300:
        return None
    if status == 404:
        failure = FetchFailure.MISSING
    elif status == 410:
        failure = FetchFailure.GONE
    elif status == 429 or status >= 500:
        failure = FetchFailure.TEMPORARY
    else:
        failure = FetchFailure.HARD
    return FetchError(f"HTTP {status}", failure=failure, retry_after_s=retry_after_s(headers))


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return the wait that `Retry-After` asks for (RFC 9110 section 10.2.3), None if it cannot be known.

    A date is counted from the answer's own `Date`: what matters is the server's clock.
    """
    value = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    until, sent = _date(value), _date(headers.get("Date", ""))
    if until is None or sent is None:
        return None
    return max(0.0, (until - sent).total_seconds())


def fresh_s(headers: Mapping[str, str]) -> float | None:
    """Return for how many more seconds a cache may give this answer again (RFC 9111 section 4.2); None: not at all."""
    control = headers.get("Cache-Control", "")
    age = _MAX_AGE.search(control)
    if age is None or _NOT_KEPT.search(control):
        return None
    spent = headers.get("Age", "").strip()
    return max(float(age[1]) - (float(spent) if _SECONDS.fullmatch(spent) else 0.0), 0.0)


def content_type_of(headers: Mapping[str, str]) -> tuple[str, str | None]:
    """Return the media type in lower case, "" if there is none, and the charset."""
    value = headers.get("Content-Type", "")
    charset = _CHARSET.search(value)
    return value.partition(";")[0].strip().lower(), charset[1] if charset else None


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """Return an ETag or Last-Modified as it stands, None if there is none that can be stored."""
    value = headers.get(name)
    return value if value and value.isprintable() else None


def refuse_encoding(encoding: str, accepted: frozenset[str]) -> None:
    """Raise FetchError for an encoding that was not asked for: unknown, or several on top of each other."""
    if encoding.strip().lower() not in accepted:
        raise FetchError(f"unknown content encoding {encoding.strip()[:40]!r}", failure=FetchFailure.HARD)


def size(count: int) -> str:
    """Return a number of bytes as people say it: `3 MB`."""
    for unit, length in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= length:
            return f"{count / length:g} {unit}"
    return f"{count} bytes"


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
