"""Text from the web made harmless and short, and the words that every kind of channel uses."""

import sys
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.core.article import TextState
from monitor.core.match import Excerpt
from monitor.core.message import Message, Severity

EMOJI = {Severity.LOW: "⚪", Severity.NORMAL: "🟡", Severity.HIGH: "🟠", Severity.CRITICAL: "🔴"}
STATE_WORDS = {
    TextState.FULL: "",
    TextState.FEED: "text from the feed",
    TextState.TEASER: "only a teaser of the article",
    TextState.BLOCKED: "page blocked: text from the feed",
    TextState.FAILED: "page not readable: text from the feed",
}
NO_TITLE = "(no title)"
#: A word longer than this may be cut in its middle.
LONGEST_WORD = 30

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
    joined = " ".join(clean(text).split())
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


def when(message: Message) -> datetime:
    """Return the time to show: when the article was published, else when it was found."""
    return message.published_at or message.found_at


def utc(moment: datetime) -> str:
    """Return `2026-11-23 16:00 UTC`."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def is_web(url: str) -> bool:
    """Whether a URL is one that may be linked."""
    return url.lower().startswith(("http://", "https://"))


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
