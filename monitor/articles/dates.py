"""Dates: what a page writes for machines, and lines that are nothing but a date for readers."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

EARLIEST: Final = 1990  #: before the web: a default or a mistake
LATEST: Final = 2100

_MONTHS: Final = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    "|mär|mai|okt|dez|janv|févr|fev|mars|avr|juin|juil|août|aout|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott"
)
_DAYS: Final = "mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|mie|jue|vie|sáb|dom"
_SAID: Final = (
    r"(?:first )?(?:published|updated|posted|last (?:updated|modified)|created|modified|as of)"
    r"|stand|aktualisiert|veröffentlicht|erstellt|publié|mis à jour|modifié|publicado|actualizado|creado"
    r"|公開(?:日|日時)?|更新(?:日|日時)?|配信|掲載|入力|입력|수정|등록|기사입력|최종수정|승인"
)
_NUMERIC: Final = r"\d{4}[-/.年년]\s?\d{1,2}[-/.月월]\s?\d{1,2}[.日일]?|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{4}"
_NAMED: Final = (
    rf"(?:{_MONTHS})\w*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er)?\.?(?:\s+de)?\s+(?:{_MONTHS})\w*\.?,?(?:\s+(?:de\s+|del\s+)?\d{{4}})?"
)
_TIME: Final = r"(?:\d{1,2}\s?[:.h時시]\s?(?:\d{1,2}(?:[:.]\d{2})?)?[分분]?\s?(?:uhr|[ap]\.?m\.?|hrs)?)"
_ZONE: Final = r"(?:\(?(?:[a-z]{2,5}|(?:utc|gmt)?[+-]\d{1,2}:?\d{0,2})\)?)"
_STAMP: Final = (
    rf"(?:(?:{_DAYS})\w*\.?,?\s+|\([月火水木金土日월화수목금토일]\)\s*)?(?:le\s+|el\s+|am\s+|den\s+)?(?:{_NUMERIC}|{_NAMED})"
    rf"(?:\s*[(（][月火水木金土日월화수목금토일][)）])?"
    rf"(?:[\s,|/–—-]*(?:at|um|à|a las|오전|오후|午前|午後)?[\sT]*{_TIME}(?:\s*{_ZONE})?)?"
)
#: One or two stamps, each perhaps after the word for published or updated.
_DATE_LINE: Final = re.compile(
    rf"\W*(?:(?:{_SAID})(?:\s+(?:on|at|le|el|am))?\s*[:：]?\s*)?{_STAMP}"
    rf"(?:[\s,;|/·–—(-]*(?:(?:{_SAID})(?:\s+(?:on|at|le|el|am))?\s*[:：]?\s*)?{_STAMP})?\W*",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z)?$")


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a page states it."""

    at: datetime  #: UTC
    has_time: bool  #: a day alone stands for its midnight


def is_date_line(line: str) -> bool:
    """Whether a line is nothing but a date, with or without a time.

    >>> is_date_line("Updated: 3 March 2024, 10:15 GMT"), is_date_line("March 3 was the deadline")
    (True, False)
    """
    return len(line) <= 100 and any(c.isdigit() for c in line) and _DATE_LINE.fullmatch(line) is not None


def parse_moment(value: str) -> Moment | None:
    """Return what a machine-readable date means, UTC where it names no zone; None if it is none or absurd.

    >>> parse_moment("2024-03-05T10:15:00+09:00")
    Moment(at=datetime.datetime(2024, 3, 5, 1, 15, tzinfo=datetime.timezone.utc), has_time=True)
    """
    text = value.strip()
    if not 8 <= len(text) <= 60:
        return None
    parsed = _parse(text)
    if parsed is None:
        return None
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    try:
        at = aware.astimezone(UTC)
    except OverflowError:
        return None
    if not EARLIEST <= at.year < LATEST:
        return None
    return Moment(at, has_time=bool(re.search(r":|\dT\d|^\d{12}", text)))


def _parse(text: str) -> datetime | None:
    iso = re.sub(r"^(\d{4})/(\d{1,2})/(\d{1,2})", lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", text)
    iso = re.sub(r"\s+(?:UTC|GMT)$", "Z", iso)
    iso = re.sub(r"\s+([+-]\d{2}:?\d{2})$", r"\1", iso)
    iso = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", iso) if re.search(r":\d{2}(?:\.\d+)?[+-]\d{4}$", iso) else iso
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        pass
    compact = _COMPACT.match(text)
    try:
        if compact:
            return datetime(*(int(part or 0) for part in compact.groups()[:6]), tzinfo=UTC)  # type: ignore[misc,arg-type]  # six numbers
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
