"""Text from the web made harmless and short, and the words that every kind of channel uses."""

import sys
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.article import TextState
from monitor.core.match import Excerpt
from monitor.core.message import Digest, Message, Precision, Severity

EMOJI = {Severity.LOW: "⚪", Severity.NORMAL: "🟡", Severity.HIGH: "🟠", Severity.CRITICAL: "🔴"}
STATE_WORDS = {
    TextState.FULL: "",
    TextState.FEED: "text from the feed",
    TextState.TEASER: "only a teaser of the article",
    TextState.BLOCKED: "page blocked: text from the feed",
    TextState.FAILED: "page not readable: text from the feed",
}
NO_TITLE = "(no title)"
ANOTHER_SOURCE = "another source"
NOTICE = "ℹ️"
CHANGED = "✏️ The article was changed: rule {rule} no longer matches it"
HELD_COMMAND = "monitor alerts list --state digest"  #: lists what digests told
#: A word longer than this may be cut in its middle.
LONGEST_WORD = 30

#: Written out, for those of strftime follow the machine's locale.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_SPACES = dict.fromkeys((*map(ord, "\t\n\v\f\r\x85"), 0x2028, 0x2029), " ")
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
#: Characters that turn the reading direction of what follows, and with it of our own words.
_DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_INVISIBLE = dict.fromkeys((0xFEFF, *range(0xE0000, 0xE0080)))
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
_HARMLESS = {**_CONTROLS, **_DIRECTIONS, **_INVISIBLE, **_SURROGATES, **_SPACES}


def clean(text: str) -> str:
    r"""Return text without anything that acts: control characters, escape sequences, changes of direction.

    Line ends become spaces; white space stays as long as it is.

    >>> clean("a\x1b[31mb\x00\nc")
    'a[31mb c'
    """
    return text.translate(_HARMLESS)


def line(text: str, limit: int = sys.maxsize) -> str:
    """Return harmless text on one line, at most `limit` characters, cut between words where that is possible.

    >>> line("  Rain  in the north ", 12)
    'Rain in the…'
    """
    # Of a text without an end only its beginning is looked at, some of which may be nothing to show.
    joined = " ".join(clean(text[: 20 * limit + 1000]).split())
    if len(joined) <= limit:
        return joined
    return beginning(joined, limit - 1)


def beginning(text: str, room: int) -> str:
    """Return at most `room` characters of a text that goes on, and an ellipsis."""
    return text[: _end_before(text, room)].rstrip() + "…"


def passage(excerpt: Excerpt, limit: int) -> list[tuple[str, bool]]:
    """Return an excerpt as pieces (text, is marked), about `limit` characters around its first mark, harmless.

    >>> passage(Excerpt("Talks on sanctions relief begin.", ((9, 25),)), 100)
    [('Talks on ', False), ('sanctions relief', True), (' begin.', False)]
    """
    text = excerpt.text
    start, end = _window(text, excerpt.marks, limit)
    pieces: list[tuple[str, bool]] = [("…", False)] if start > 0 else []
    at = start
    for mark_start, mark_end in excerpt.marks:
        mark_start, mark_end = max(mark_start, at), min(mark_end, end)  # noqa: PLW2901 - clipped to the window
        if mark_start < mark_end:
            pieces += [(text[at:mark_start], False), (text[mark_start:mark_end], True)]
            at = mark_end
    pieces.append((text[at:end], False))
    if end < len(text):
        pieces.append(("…", False))
    return _joined([(clean(piece), marked) for piece, marked in pieces])


def found_after(message: Message) -> str:
    """Return `found after 3 min` where that says something, else ""."""
    if message.published_at is None:
        return ""
    late = message.found_at - message.published_at
    if not timedelta(0) <= late < timedelta(hours=48):
        return ""
    minutes = round(late.total_seconds() / 60)
    return f"found after {minutes} min" if minutes < 120 else f"found after {round(minutes / 60)} h"


def later(after_s: float) -> str:
    """Return `+12 min` for the seconds between two articles, "" where they came together.

    >>> later(720), later(4 * 3600), later(3 * 86_400), later(5)
    ('+12 min', '+4 h', '+3 d', '')
    """
    minutes = round(after_s / 60)
    if minutes < 1:
        return ""
    if minutes < 120:
        return f"+{minutes} min"
    hours = round(minutes / 60)
    return f"+{hours} h" if hours < 48 else f"+{round(hours / 24)} d"


def counted(count: int, one: str, many: str = "") -> str:
    """Return `1 story`, `2 stories`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """Return text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def digest_title(digest: Digest) -> str:
    """Return what a digest is about: `Digest · 23 Nov 08:00–18:00 · 47 articles, 3 rules`, in the digest's zone.

    A part knows only its own rules, so that of several each counts the stories of all instead.
    """
    about = [counted(digest.articles, "article")]
    if digest.parts > 1:
        about.append(f"{counted(digest.stories, 'story', 'stories')} (part {digest.part} of {digest.parts})")
    else:
        about.append(counted(len(digest.sections), "rule"))
    return f"Digest · {period(digest.since, digest.until, digest.zone)} · {', '.join(about)}"


def period(since: datetime, until: datetime, zone: str) -> str:
    """Return `23 Nov 08:00–18:00` or `22 Nov 18:00 – 23 Nov 08:00` in a time zone; years only where they differ."""
    first, last = _in_zone(since, zone), _in_zone(until, zone)
    if first.date() == last.date():
        return f"{_day(first)} {first:%H:%M}–{last:%H:%M}"
    years = (f" {first.year}", f" {last.year}") if first.year != last.year else ("", "")
    return f"{_day(first)}{years[0]} {first:%H:%M} – {_day(last)}{years[1]} {last:%H:%M}"


def lost(digest: Digest) -> str:
    """Return `0 lost`, or how many alerts were refused for good."""
    return f"{digest.lost} refused for good" if digest.lost else "0 lost"


def percent(precision: Precision) -> str:
    """Return `75 %`, "" where nobody said anything."""
    told = precision.relevant + precision.not_relevant
    return f"{round(100 * precision.relevant / told)} %" if told else ""


def most_urgent(digest: Digest) -> Severity:
    """Return the highest severity of a digest's stories."""
    return max((story.severity for one in digest.sections for story in one.stories), default=Severity.LOW)


def when(message: Message) -> datetime:
    """Return the time to show: when the article was published, else when it was found."""
    return message.published_at or message.found_at


def utc(moment: datetime) -> str:
    """Return `2026-11-23 16:00 UTC`."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def is_web(url: str) -> bool:
    """Whether a URL is one that may be linked."""
    return url.lower().startswith(("http://", "https://"))


def _in_zone(moment: datetime, zone: str) -> datetime:
    """Return a time in a zone, in UTC where there is no such zone."""
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError, OverflowError):  # what ZoneInfo raises, and the ends of the calendar
        return moment.astimezone(UTC)


def _day(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]}"


def _joined(pieces: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return the pieces without empty ones, neighbours of one kind joined."""
    joined: list[tuple[str, bool]] = []
    for text, marked in pieces:
        if joined and joined[-1][1] == marked:
            joined[-1] = (joined[-1][0] + text, marked)
        elif text:
            joined.append((text, marked))
    return joined


def _window(text: str, marks: Sequence[tuple[int, int]], limit: int) -> tuple[int, int]:
    """Return the part of a text to show: from a little before its first mark."""
    if len(text) <= limit:
        return 0, len(text)
    first = marks[0][0] if marks else 0
    start = max(0, min(first - limit // 3, len(text) - limit))
    if start:
        for place in range(start, min(start + LONGEST_WORD, first)):
            if text[place].isspace():
                start = place + 1
                break
        while start < first and unicodedata.combining(text[start]):
            start += 1
    return start, start + _end_before(text[start:], limit)


def _end_before(text: str, limit: int) -> int:
    """Return where to cut a text of at most `limit` characters: after a word, never before a combining mark."""
    if len(text) <= limit:
        return len(text)
    end = max(limit, 0)
    for place in range(end, max(end - LONGEST_WORD, 0), -1):
        if text[place].isspace():
            return place
    while end > 0 and unicodedata.combining(text[end]):
        end -= 1
    return end
