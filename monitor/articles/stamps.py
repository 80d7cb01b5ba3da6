"""Dates as pages write them for readers: lines that are nothing but a date, and what such a date means."""

import re
from datetime import datetime, timedelta, timezone
from typing import Final

from monitor.articles.dates import Moment, moment_of

#: Names of months by number, as far as they are needed to tell them apart; longer forms go on as they like.
MONTHS: Final[tuple[tuple[str, ...], ...]] = (
    ("jan", "janv", "ene", "gen", "янв", "sty", "oca"),
    ("feb", "févr", "fev", "fév", "фев", "lut", "şub"),
    ("mar", "mär", "maa", "мар", "mrt"),
    ("apr", "avr", "abr", "апр", "kwi", "nis"),
    ("may", "mai", "mag", "mei", "maj", "мая", "май"),
    ("jun", "juin", "giu", "июн", "cze", "haz"),
    ("jul", "juil", "lug", "июл", "lip", "tem"),
    ("aug", "août", "aout", "ago", "авг", "sie", "ağu"),
    ("sep", "set", "сен", "wrz", "eyl"),
    ("oct", "okt", "ott", "out", "окт", "paź", "eki"),
    ("nov", "ноя", "lis", "kas"),
    ("dec", "dez", "déc", "dic", "дек", "gru", "ara"),
)
#: What the names of zones mean, in minutes east of UTC; names that stand for several (IST, BST, CST) are left out.
ZONES: Final = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180,
    "jst": 540, "kst": 540, "hkt": 480, "sgt": 480, "pht": 480, "wib": 420, "npt": 345, "pkt": 300,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "sast": 120, "brt": -180,
    "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip

_MONTH: Final = "|".join(sorted((name for names in MONTHS for name in names), key=len, reverse=True))
_DAYS: Final = (
    "mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|mie|jue|vie|sáb|dom|gio|sab"
    "|seg|ter|qua|qui|sex|ma|wo|vr|za|zo|пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота"
    "|воскресенье"
)
_SAID: Final = (
    r"(?:first )?(?:published|updated|posted|last (?:updated|modified)|created|modified|as of)"
    r"|stand|aktualisiert|veröffentlicht|erstellt|publié|mis à jour|modifié|publicado|actualizado|creado|atualizado"
    r"|pubblicato|aggiornato|gepubliceerd|bijgewerkt|laatst gewijzigd|опубликовано|обновлено"
    r"|公開(?:日|日時)?|更新(?:日|日時)?|配信|掲載|发布(?:时间)?|更新时间|入力|입력|수정|등록|기사입력|최종수정|승인"
)
_NUMERIC: Final = r"\d{4}[-/.年년]\s?\d{1,2}[-/.月월]\s?\d{1,2}[.日일]?|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{4}"
_NAMED: Final = (
    rf"(?:{_MONTH})\w*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?(?:\s+de)?\s+(?:{_MONTH})\w*\.?,?(?:\s+(?:de\s+|del\s+)?\d{{4}})?"
)
_TIME: Final = r"(?:\d{1,2}\s?[:.h時点时시]\s?(?:\d{1,2}(?:[:.]\d{2})?)?[分분]?\s?(?:uhr|[ap]\.?m\.?|hrs|uur)?)"
_ZONE: Final = r"(?:\(?(?:[a-z]{2,5}|(?:utc|gmt)?[+-]\d{1,2}:?\d{0,2})\)?)"
_STAMP: Final = (
    rf"(?:(?:{_DAYS})\w*(?:-feira)?\.?,?\s+|\([月火水木金土日월화수목금토일]\)\s*)?(?:le\s+|el\s+|am\s+|den\s+|il\s+|op\s+|em\s+)?"
    rf"(?:{_NUMERIC}|{_NAMED})(?:\s*[(（][月火水木金土日월화수목금토일][)）])?"
    rf"(?:[\s,|/–—-]*(?:at|um|à|às|a las|alle|om|в|오전|오후|午前|午後|上午|下午)?[\sT]*{_TIME}(?:\s*{_ZONE})?)?"
)
_LINE_PART: Final = rf"(?:(?:{_SAID})(?:\s+(?:on|at|le|el|am|il|em|op))?\s*[:：]?\s*\W{{0,3}})?{_STAMP}"
_AGO: Final = rf"(?:(?:{_SAID})\s+)?\d+ (?:minutes?|hours?|days?) ago"
#: One or two stamps, each perhaps after the word for published or updated.
_DATE_LINE: Final = re.compile(rf"\W*{_LINE_PART}(?:[\s,;|/·–—(-]*(?:{_LINE_PART}|{_AGO}))?\W*", re.IGNORECASE)

_YEAR_FIRST: Final = re.compile(r"(?P<y>\d{4})\s?[-/.年년]\s?(?P<m>\d{1,2})\s?[-/.月월]\s?(?P<d>\d{1,2})(?!\d)")
_MONTH_FIRST: Final = re.compile(
    rf"\b(?P<m>{_MONTH})\w*\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.IGNORECASE
)
_DAY_FIRST: Final = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?(?P<m>{_MONTH})\w*\.?,?\s+(?:del?\s+)?(?P<y>\d{{4}})\b",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(
    r"(?P<half>午後|午前|下午|上午|오후|오전)?\s?(?<!\d)(?P<h>[01]?\d|2[0-3])\s?(?:[:.h]\s?|時|点|时|시\s?)(?P<min>[0-5]\d)(?::[0-5]\d)?[分분]?"
    r"(?:\s?(?P<late>[ap])\.?m\b\.?|\s?(?:uhr|hrs|uur)\b)?(?:\s*\(?(?P<zone>(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d\d)?|[a-z]{1,5})\b)?",
    re.IGNORECASE,
)
_OFFSET: Final = re.compile(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")
MAX_LINE_CHARS: Final = 100


def is_date_line(line: str) -> bool:
    """Whether a line is nothing but a date, with or without a time.

    >>> is_date_line("Updated: 3 March 2024, 10:15 GMT"), is_date_line("March 3 was the deadline")
    (True, False)
    """
    return (
        len(line) <= MAX_LINE_CHARS
        and any(c.isdigit() for c in line)
        and _DATE_LINE.fullmatch(line.strip()) is not None
    )


def read_stamp(text: str) -> Moment | None:
    """Return the first date in a short text, with its time and zone if they follow; None if there is none.

    `05/06/2031` is none: nobody can tell which of the two is the month.

    >>> read_stamp("March 19, 2031 10:12 JST").at
    datetime.datetime(2031, 3, 19, 1, 12, tzinfo=datetime.timezone.utc)
    """
    text = text[: 2 * MAX_LINE_CHARS]
    found = _YEAR_FIRST.search(text) or _MONTH_FIRST.search(text) or _DAY_FIRST.search(text)
    if found is None:
        return None
    month = int(found["m"]) if found["m"].isdigit() else _month(found["m"].lower())
    clock = _CLOCK.search(text, found.end())
    hour, zone = _hour_and_zone(clock) if clock else (0, None)
    minute = int(clock["min"]) if clock else 0
    try:
        when = datetime(int(found["y"]), month, int(found["d"]), hour, minute, tzinfo=zone)
    except ValueError:
        return None
    return moment_of(when, has_time=clock is not None)


def _month(name: str) -> int:
    return next((number for number, names in enumerate(MONTHS, 1) if name in names), 0)


def _hour_and_zone(clock: re.Match[str]) -> tuple[int, timezone | None]:
    hour = int(clock["h"])
    late = (clock["late"] or "").lower() == "p" or clock["half"] in {"午後", "下午", "오후"}
    early = (clock["late"] or "").lower() == "a" or clock["half"] in {"午前", "上午", "오전"}
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    name = (clock["zone"] or "").lower()
    offset = _OFFSET.fullmatch(name)
    if offset:
        minutes = (60 * int(offset[2]) + int(offset[3] or 0)) * (-1 if offset[1] == "-" else 1)
        return hour, timezone(timedelta(minutes=minutes)) if abs(minutes) <= 14 * 60 else None
    return hour, timezone(timedelta(minutes=ZONES[name])) if name in ZONES else None
