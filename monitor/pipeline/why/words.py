"""Times and numbers as a sentence has them."""

from datetime import datetime, timedelta
from shlex import quote


def clock(at: datetime, now: datetime) -> str:
    """Return a time of today as `21:14 UTC`, of another day with its date: `2026-11-23 21:14 UTC`."""
    return f"{at:%H:%M} UTC" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M} UTC"


def stretch(since: datetime | None, until: datetime, now: datetime) -> str:
    """Return from when to when: `from 20:10 to 23:40 UTC`; the day where it is not today, both where there are two."""
    if since is None:
        return f"until {clock(until, now)}"
    if since.date() != until.date():
        return f"from {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC"
    day = "" if since.date() == now.date() else f"{since:%Y-%m-%d} "
    return f"from {day}{since:%H:%M} to {until:%H:%M} UTC"


def span(length: timedelta) -> str:
    """Return a length of time in a unit that is plain to read: `40 s`, `2 min`, `3 h 10 min`, `5 days`."""
    seconds = max(int(length.total_seconds()), 0)
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
    return f"{hours // 24} days"


def since_published(published_at: datetime | None, at: datetime) -> str:
    """Return `, 2 min after it was published`; "" where that is unknown, or makes no sense."""
    if published_at is None or at < published_at:
        return ""
    return f", {span(at - published_at)} after it was published"


def counted(number: int, one: str, many: str = "") -> str:
    """Return how many of what: `1 poll`, `3 entries`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def times(count: int) -> str:
    """Return how often: `once`, `3 times`."""
    return "once" if count == 1 else f"{count:,} times"


def command(*words: str) -> str:
    """Return a command to be typed; what comes from the web is quoted, so that a shell takes it for text."""
    return " ".join(["monitor", *map(quote, words)])


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `11th`."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
