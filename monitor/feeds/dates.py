"""The dates that feeds carry, as UTC.

Read here and not by feedparser, which takes "2016/6/29" for 1 November, ten digits for the year 1795, and a date
without a zone for none at all.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

#: Dates up to here are a program's zero: 0001-01-01 of .NET, 1970-01-01 of Unix.
_LAST_ZERO_YEAR = 1970

_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})\s?[-/.年년]\s?(?P<month>\d{1,2})\s?[-/.月월]\s?(?P<day>\d{1,2})(?!\d)[日일.,]?"
    r"(?:[T\s]\s*(?P<hour>\d{1,2})[:時时시]\s?(?P<minute>\d{2})(?:[:分분]\s?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]{2,5})?)?"
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2}))?Z?$"
)
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:de\s+)?(?P<name>[^\W\d_]{3,})\.?,?[\s-]+(?:de\s+)?"
    r"(?P<year>\d{4}|\d{2})(?!\d)"
    r"(?:,?\s+(?:\w{1,3}\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?:GMT|UTC)?(?P<zone>[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]{2,5})?)?"
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")

#: The beginnings of the months' names in the languages of many feeds; English is left to email.utils where it can.
_MONTHS = {
    prefix: month
    for month, prefixes in enumerate(
        (
            "jan gen ene янв sty oca led січ ιαν",
            "feb fév fev лют фев lut şub úno φεβ",
            "mar mär mrt мар бер bře μαρ μάρ",
            "apr avr abr апр кві kwi nis dub απρ",
            "may mai mei mag maj мая май тра kvě μαΐ μάι",
            "jun juin giu cze июн чер haz ιου ιούν",
            "jul juil lug lip июл лип tem ιούλ",
            "aug aoû aou ago авг сер sie ağu srp αυγ",
            "sep set wrz сен вер eyl zář σεπ",
            "oct okt ott out paź окт жов eki říj οκτ",
            "nov ноя лис lis kas νοε νοέ",
            "dec déc dez dic gru дек гру ara pro δεκ",
        ),
        start=1,
    )
    for prefix in prefixes.split()
}
#: Hours east of Greenwich; IST, BST and CST are several zones: the one most feeds mean.
_ZONES = {
    name: offset
    for offset, names in (
        (0.0, "utc gmt ut z wet"), (1.0, "cet mez bst west"), (2.0, "cest mesz eet sast"), (3.0, "msk eest trt"),
        (4.0, "gst"), (5.0, "pkt"), (5.5, "ist"), (7.0, "wib ict"), (8.0, "hkt sgt pht myt awst"), (9.0, "jst kst"),
        (10.0, "aest"), (11.0, "aedt"), (12.0, "nzst"), (13.0, "nzdt"), (-3.0, "art brt"), (-4.0, "edt ast"),
        (-5.0, "est cdt"), (-6.0, "cst mdt"), (-7.0, "mst pdt"), (-8.0, "pst"), (-9.0, "akst"), (-10.0, "hst"),
    )
    for name in names.split()
}  # fmt: skip


def read_date(text: str) -> datetime | None:
    """Return a date as aware UTC, None if it cannot be read; one without a zone is taken as UTC."""
    text = " ".join(text.split())[:100]
    found = _YEAR_FIRST.match(text) or _COMPACT.match(text)
    if found:
        return _from_parts(found, int(found["month"]))
    if _EPOCH.match(text):
        return _plausible(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(text[:10])))
    named = _DAY_FIRST.search(text)
    if named:
        name = named["name"].lower()
        month = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
        if month:
            return _from_parts(named, month)
    return _from_mail(text)


def _from_parts(found: re.Match[str], month: int) -> datetime | None:
    parts = found.groupdict()
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    zone = _zone(parts.get("zone") or "")
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    try:
        date = datetime(year, month, int(parts["day"]), tzinfo=zone)
        if hour > 24 or minute > 59 or second > 60:
            return None
        return _plausible((date + timedelta(hours=hour, minutes=minute, seconds=second)).astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> timezone:
    if name[:1] in {"+", "-"}:
        digits = name[1:].replace(":", "").ljust(4, "0") if len(name) > 2 else f"0{name[1:]}00"
        if ":" in name and name.index(":") == 2:
            digits = "0" + digits[:3]
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
        if offset >= timedelta(hours=24):
            return UTC
        return timezone(-offset if name[0] == "-" else offset)
    return timezone(timedelta(hours=_ZONES.get(name.lower(), 0.0)))


def _from_mail(text: str) -> datetime | None:
    """Return a date as in mail (RFC 5322 section 3.3), with all that is forgiven there."""
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        year, month, day, hour, minute, second = parts[:6]
        date = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        return _plausible(date - timedelta(seconds=parts[9] or 0))
    except (ValueError, IndexError, OverflowError):
        return None


def _plausible(date: datetime) -> datetime | None:
    return date if date.year > _LAST_ZERO_YEAR else None
