"""A message as a title and plain text, for e-mail and for services of which nothing is known but that they show text.

Texts from the web are on one line, harmless as on a terminal, and cannot be read as a ping or as a link under other
words by services that look for those in what they are sent.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.channels.wording import NO_TITLE, STATE_WORDS, found_after, is_web, line, passage, utc, when
from monitor.core.match import Excerpt
from monitor.core.message import Content, Digest, EditNote, FollowUp, Held, Message, Notice, Reason

EXCERPT = 400  #: characters
MAX_TITLE = 200
MAX_URL = 2000
MAX_NAME = 120
_NOTHING = "\N{ZERO WIDTH SPACE}"
_PING = re.compile(r"(?<!\w)@(?=\w|&)|<(?=!)|\](?=\()")


@dataclass(frozen=True, slots=True)
class PlainText:
    """What is sent."""

    title: str  #: one line
    body: str


def plain_text(content: Content) -> PlainText:
    """Return the content as plain text; never fails."""
    match content:
        case Message():
            return _alert(content)
        case FollowUp():
            return _follow_up(content)
        case EditNote():
            return _edit(content)
        case Digest():
            return _digest(content)
        case Notice():
            return PlainText("Notice of the news monitor", "\n".join(map(defused, content.text.splitlines())))


def defused(text: str, limit: int = 1000) -> str:
    """Return text on one line that pings nobody and hides no address.

    >>> defused("@everyone, ask me@example.org") == "@\u200beveryone, ask me@example.org"
    True
    """
    return _PING.sub(lambda found: found[0] + _NOTHING, line(text, limit))


def _alert(message: Message) -> PlainText:
    state = STATE_WORDS[message.state]
    origin = (
        _name(message.source),
        utc(when(message)),
        found_after(message),
        _name(message.language or ""),
        f"rule {_name(message.rule)}",
        state,
    )
    notes = [f"Why: {_because(message)}"]
    if message.more_excerpts:
        notes.append(f"{message.more_excerpts} more passage{'s' if message.more_excerpts > 1 else ''}")
    if message.also_matched:
        notes.append(f"Also matched: {_listed(map(_name, message.also_matched))}")
    notes += [f"Also reported by {_linked(_name(copy.source), copy.url)}" for copy in message.copies[:6]]
    if len(message.copies) > 6:
        notes.append(f"and by {len(message.copies) - 6} more")
    return PlainText(
        title=f"[{message.severity}] {_title(message.title)} ({_name(message.source)})",
        body=_paragraphs(
            [_title(message.title), _url(message.url), _joined(origin)],
            *([_marked(excerpt)] for excerpt in message.excerpts[:3]),
            notes,
        ),
    )


def _follow_up(content: FollowUp) -> PlainText:
    reports = [
        [
            f"{_name(report.source)}: {_title(report.title)} (+{round(report.after_s / 60)} min)",
            _url(report.url),
            *(f"New: {_marked(excerpt)}" for excerpt in report.news),
        ]
        for report in content.reports
    ]
    more = [f"and {content.more} more"] if content.more else []
    count = len(content.reports) + content.more
    title = _title(content.reports[0].title) if content.reports else _name(content.rule)
    return PlainText(
        title=f"[{content.severity}] More on a story of {_name(content.rule)}: {title}",
        body=_paragraphs([f"{count} further report{'s' if count != 1 else ''}"], *reports, more),
    )


def _edit(content: EditNote) -> PlainText:
    return PlainText(
        title=f"[{content.severity}] Changed: {_title(content.title)} ({_name(content.source)})",
        body=_paragraphs(
            [_title(content.title), _url(content.url)],
            [f"The article was changed, and {_name(content.rule)} does not match it any more."],
            [f"- {defused(sentence, EXCERPT)}" for sentence in content.removed],
            [f"+ {defused(sentence, EXCERPT)}" for sentence in content.added],
        ),
    )


def _digest(content: Digest) -> PlainText:
    part = f", part {content.part} of {content.parts}" if content.parts > 1 else ""
    since, until = _local(content.since, content.zone), _local(content.until, content.zone)
    stories = f"{content.stories} stor{'ies' if content.stories != 1 else 'y'}"
    articles = f"{content.articles} article{'s' if content.articles != 1 else ''}"
    sections = [
        [defused(section.rule_title or section.rule, MAX_TITLE), *map(_held, section.stories)]
        for section in content.sections
    ]
    return PlainText(
        title=f"Digest: {stories} from {since} to {until}{part}",
        body=_paragraphs(
            [f"{stories}, {articles}"],
            *sections,
            [f"Held: {_listed(f'{number} by {_name(reason)}' for reason, number in content.held)}"]
            if content.held
            else [],
            [
                f"{_name(one.rule)}: {one.relevant} relevant, {one.not_relevant} not relevant"
                for one in content.precision
            ],
        ),
    )


def _held(story: Held) -> str:
    more = f", {story.more} more article{'s' if story.more > 1 else ''}" if story.more else ""
    also = f", also matched {_listed(map(_name, story.also_matched))}" if story.also_matched else ""
    told = f"- [{story.severity}] {_title(story.title)} ({_name(story.source)}{more}{also})"
    url = _url(story.url)
    return f"{told}\n  {url}" if url else told


def _because(message: Message) -> str:
    reasons = " and ".join(map(_reason, message.reasons[:8]))
    title = defused(message.rule_title, MAX_TITLE) or "the rule holds"
    return f"{title} — {reasons}" if reasons else title


def _reason(reason: Reason) -> str:
    words = ", ".join(defused(word, 60) for word in reason.words[:5])
    times = f" ×{reason.count}" if reason.count > 1 else ""
    return f"{defused(reason.clause, 150)} ({words}{times})"


def _marked(excerpt: Excerpt) -> str:
    """Return a passage with its marks in brackets."""
    pieces = passage(excerpt, EXCERPT)
    return defused("".join(f"[{text}]" if is_marked else text for text, is_marked in pieces), 2 * EXCERPT)


def _title(text: str) -> str:
    return defused(text, MAX_TITLE) or NO_TITLE


def _name(text: str) -> str:
    return defused(text, MAX_NAME)


def _url(url: str) -> str:
    """Return an address of the web, "" if it is none."""
    shown = "".join(line(url).split())
    return shown if is_web(shown) and len(shown) <= MAX_URL else ""


def _linked(name: str, url: str) -> str:
    return " ".join(part for part in (name or "another source", _url(url)) if part)


def _local(moment: datetime, zone: str) -> str:
    """Return a time in the channel's zone, which is named."""
    try:
        return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return utc(moment)


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def _paragraphs(*paragraphs: Iterable[str]) -> str:
    """Return paragraphs of lines, without what is empty."""
    texts = ("\n".join(one for one in paragraph if one) for paragraph in paragraphs)
    return "\n\n".join(text for text in texts if text)
