"""What is told as a card in a terminal.

Texts from the web become `rich.text.Text` after everything that acts in a terminal is taken out; they are never read
as rich's markup.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from monitor.channels.wording import (
    ANOTHER_SOURCE,
    CHANGED,
    EMOJI,
    HELD_COMMAND,
    NO_TITLE,
    NOTICE,
    STATE_WORDS,
    capital,
    counted,
    digest_title,
    found_after,
    later,
    line,
    lost,
    most_urgent,
    passage,
    percent,
    utc,
    when,
)
from monitor.core.match import Excerpt
from monitor.core.message import (
    Content,
    Digest,
    EditNote,
    FollowUp,
    Held,
    Message,
    Notice,
    Reason,
    Report,
    Section,
    Severity,
)

#: Characters of an excerpt; a terminal scrolls.
EXCERPT = 600
MARK = "bold yellow"
BORDERS = {Severity.LOW: "dim", Severity.NORMAL: "yellow", Severity.HIGH: "dark_orange", Severity.CRITICAL: "red"}

Pieces: TypeAlias = Sequence[tuple[str, bool]]


class _Kind(Enum):
    """What stands in a card's body."""

    LABEL = "label"  #: above a quote or lines
    QUOTE = "quote"
    LINE = "line"
    NOTE = "note"


#: What may follow what without a blank line.
_CLOSE = frozenset(
    ((_Kind.LABEL, _Kind.QUOTE), (_Kind.LABEL, _Kind.LINE), (_Kind.LINE, _Kind.LINE), (_Kind.NOTE, _Kind.NOTE))
)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A passage; where there are no colours its marks stand in brackets."""

    pieces: Pieces

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = Text()
        for piece, is_marked in self.pieces:
            if is_marked and console.color_system is None:
                piece = f"[{piece}]"  # noqa: PLW2901 - the same piece, dressed
            text.append(piece, style=MARK if is_marked else None)
        yield text


@dataclass(slots=True)
class Card:
    """What a card shows, from its top down; every text is harmless already."""

    channel: str
    severity: Severity
    headline: Text
    origin: Text = field(default_factory=Text)
    urls: list[str] = field(default_factory=list)
    body: list[tuple[_Kind, RenderableType]] = field(default_factory=list)

    def quote(self, pieces: Pieces) -> None:
        """Add a passage, as pieces (text, is marked)."""
        if pieces:
            self.body.append((_Kind.QUOTE, _Marked(pieces)))

    def label(self, text: Text) -> None:
        """Add what stands above quotes or lines."""
        self.body.append((_Kind.LABEL, text))

    def line(self, text: Text) -> None:
        """Add what stands below a label."""
        self.body.append((_Kind.LINE, text))

    def note(self, text: Text) -> None:
        """Add a remark of the program's."""
        self.body.append((_Kind.NOTE, text))

    def panel(self) -> RenderableType:
        """Return the card."""
        lines: list[RenderableType] = [self.headline]
        if self.origin:
            lines.append(self.origin)
        before: _Kind | None = None
        for kind, shown in self.body:
            lines += [] if (before, kind) in _CLOSE else [""]
            lines.append(Padding(shown, (0, 0, 0, 2)) if kind is _Kind.QUOTE else shown)
            before = kind
        if before is _Kind.QUOTE and self.urls:
            lines.append("")
        lines += [Text(url, style="blue", overflow="fold") for url in self.urls if url]
        return Panel(
            Group(*lines),
            title=Text(self.channel) if self.channel else None,
            title_align="left",
            border_style=BORDERS[self.severity],
        )


def card(content: Content, *, channel: str = "") -> RenderableType:
    """Return the card of a content, as the console channel shows it."""
    shown = _card(content)
    shown.channel = line(channel)
    return shown.panel()


def _card(content: Content) -> Card:
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
            return Card("", Severity.NORMAL, Text(f"{NOTICE} {line(content.text)}"))


def _alert(message: Message) -> Card:
    headline = Text(f"{EMOJI[message.severity]} ")
    headline.append(line(message.title) or NO_TITLE, style="bold")
    headline.append(f" · {message.severity}")
    state = STATE_WORDS[message.state]
    origin = [line(message.source), utc(when(message)), found_after(message), line(message.language or "")]
    origin += [f"rule {line(message.rule)}", f"⚠ {state}" if state else ""]
    shown = Card("", message.severity, headline, _dim(origin), [line(message.url)])
    for excerpt in message.excerpts:
        shown.quote(passage(excerpt, EXCERPT))
    shown.note(Text(f"Why: {line(message.rule_title)}{_because(message.reasons)}"))
    if message.more_excerpts:
        shown.note(Text(counted(message.more_excerpts, "more passage")))
    if message.also_matched:
        shown.note(Text("Also matched: " + ", ".join(map(line, message.also_matched))))
    if message.copies:
        shown.note(Text("Also reported by " + ", ".join(line(copy.source) for copy in message.copies)))
    for remark in message.remarks:
        shown.note(Text(f"{capital(line(remark.words))} · {line(remark.by)} · {utc(remark.at)}"))
    return shown


def _follow_up(follow_up: FollowUp) -> Card:
    named = ", ".join(_named(report) for report in follow_up.reports)
    more = f"{' and ' if named else ''}{follow_up.more} more" if follow_up.more else ""
    shown = Card(
        "", follow_up.severity, Text(f"Also reported by {named}{more}"), _dim([f"rule {line(follow_up.rule)}"])
    )
    for report in follow_up.reports:
        if report.news:
            shown.label(Text(f"New in {line(report.source) or ANOTHER_SOURCE}:"))
            shown.quote(_lines(report.news))
    shown.urls = [line(report.url) for report in follow_up.reports]
    return shown


def _named(report: Report) -> str:
    after = later(report.after_s)
    return f"{line(report.source) or ANOTHER_SOURCE}{f' ({after})' if after else ''}"


def _edit(note: EditNote) -> Card:
    headline = Text(CHANGED.format(rule=line(note.rule)))
    shown = Card("", note.severity, headline, _dim([line(note.title) or NO_TITLE, line(note.source)]), [line(note.url)])
    for label, sentences in (("Gone:", note.removed), ("Now:", note.added)):
        if sentences:
            shown.label(Text(label))
            shown.quote(_lines(Excerpt(sentence, ()) for sentence in sentences))
    return shown


def _digest(digest: Digest) -> Card:
    shown = Card("", most_urgent(digest), Text(digest_title(digest), style="bold"))
    for one in digest.sections:
        shown.label(_head(one))
        for story in one.stories:
            shown.line(_story(story))
            shown.line(Text(f"   {line(story.url)}", style="blue", overflow="fold"))
    told = [
        f"rule {line(one.rule)} {share} ({one.relevant} of {one.relevant + one.not_relevant})"
        for one in digest.precision
        if (share := percent(one))
    ]
    if told:
        shown.note(Text(f"Precision over 30 days: {', '.join(told)}"))
    held = ", ".join(f"{count} {line(reason)}" for reason, count in digest.held)
    notes = [f"held: {held}" if held else "", lost(digest), f"times: {line(digest.zone)}", HELD_COMMAND]
    shown.note(_dim(notes))
    return shown


def _head(one: Section) -> Text:
    title = line(one.rule_title)
    named = f"{title} · {line(one.rule)}" if title and one.rule_title != one.rule else line(one.rule)
    return Text(f"{named} · {counted(len(one.stories), 'story', 'stories')}", style="bold")


def _story(story: Held) -> Text:
    parts = [
        f"{EMOJI[story.severity]} {line(story.title) or NO_TITLE}",
        line(story.source) or ANOTHER_SOURCE,
        f"+{story.more} more" if story.more > 0 else "",
        f"also matched {', '.join(map(line, story.also_matched))}" if story.also_matched else "",
    ]
    return Text(" · ".join(part for part in parts if part))


def _because(reasons: tuple[Reason, ...]) -> str:
    parts = []
    for reason in reasons:
        words = ", ".join(line(word, 60) for word in reason.words[:5])
        times = f" ×{reason.count}" if reason.count > 1 else ""
        parts.append(f"{line(reason.clause, 150)} ({words}{times})")
    return f" — {' and '.join(parts)}" if parts else ""


def _dim(parts: Iterable[str]) -> Text:
    return Text(" · ".join(part for part in parts if part), style="dim")


def _lines(sentences: Iterable[Excerpt]) -> Pieces:
    """Return sentences as one passage, a line each."""
    pieces: list[tuple[str, bool]] = []
    for sentence in sentences:
        pieces += [*([("\n", False)] if pieces else []), *passage(sentence, EXCERPT)]
    return pieces
