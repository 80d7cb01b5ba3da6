"""The time zones that there are, as the CLDR (through Babel) lists them: no files are looked at."""

from functools import cache

from monitor.rules.suggestions import closest

#: What people write for a zone, and the zone of most of them.
_OFTEN_MEANT = {
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "CST": "Asia/Shanghai",
    "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore",
    "IST": "Asia/Kolkata",
    "CEST": "Europe/Berlin",
    "BST": "Europe/London",
    "MSK": "Europe/Moscow",
    "EDT": "America/New_York",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "AEST": "Australia/Sydney",
}

#: Aliases of the CLDR that the tz database does not have.
_NO_ZONES = frozenset(("Etc/Unknown", "Canada/East-Saskatchewan", "US/Pacific-New"))


def is_zone(name: str) -> bool:
    """Whether it is a name of the tz database (https://www.iana.org/time-zones): Asia/Tokyo, UTC."""
    return name in _zones()


def zone_hint(text: str) -> str:
    """Return what may have been meant by something that is no zone, for a message."""
    meant = _OFTEN_MEANT.get(text.upper())
    if meant is None:
        by_city = {name.rpartition("/")[2].replace("_", " "): name for name in sorted(_zones())}
        city = closest(text.rpartition("/")[2].replace("_", " "), by_city)
        meant = closest(text, _zones()) if "/" in text else by_city[city] if city else None
    return f" (did you mean {meant}?)" if meant else " (write a city's zone: Asia/Tokyo, Europe/Berlin, or UTC)"


@cache
def _zones() -> frozenset[str]:
    from babel.core import get_global  # as in `countries`: 30 ms  # noqa: PLC0415 (see the comment before)

    return (frozenset(get_global("zone_territories")) | frozenset(get_global("zone_aliases"))) - _NO_ZONES
