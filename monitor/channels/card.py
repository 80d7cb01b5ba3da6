"""An alert as a card in a terminal, from its content or from the message that stands in Slack.

Texts from the web become `rich.text.Text` after everything that acts in a terminal is taken out; they are never read
as rich's markup.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from monitor.channels.wording import EMOJI, NO_TITLE, STATE_WORDS, clean, found_after, is_web, line, passage, utc, when
from monitor.core.message import Message, Reason, Severity

#: Characters of an excerpt; a terminal scrolls.
EXCERPT = 600
MARK = "bold yellow"
BORDERS = {Severity.LOW: "dim", Severity.NORMAL: "yellow", Severity.HIGH: "dark_orange", Severity.CRITICAL: "red"}

_MRKDWN = re.compile(
    r"<!date\^[^|>]*\|(?P<date>[^>]*)>|<!(?P<ping>[^|>]*)(?:\|[^>]*)?>|<@(?P<user>[^|>]*)(?:\|[^>]*)?>"
    r"|<(?P<url>[^|>]*)(?:\|(?P<label>[^>]*))?>|(?<!\w)\*(?P<bold>[^*\n]+)\*|`(?P<code>[^`\n]+)`"
)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A passage; where there are no colours its marks stand in brackets."""

    pieces: list[tuple[str, bool]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = Text()
        for piece, is_marked in self.pieces:
            if is_marked and console.color_system is None:
                piece = f"[{piece}]"  # noqa: PLW2901 - the same piece, dressed
            text.append(piece, style=MARK if is_marked else None)
        yield text


@dataclass(slots=True)
class _Card:
    """What a card shows; every text is harmless already."""

    channel: str
    severity: Severity
    headline: Text
    origin: Text
    url: str
    excerpts: list[_Marked] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)  #: why it matched, who else tells it

    def panel(self) -> RenderableType:
        lines: list[RenderableType] = [self.headline]
        if self.origin:
            lines.append(self.origin)
        lines += [Padding(excerpt, (1, 0, 0, 2)) for excerpt in self.excerpts]
        if self.notes:
            lines += ["", *self.notes]
        if self.url:
            lines.append(Text(self.url, style="blue", overflow="fold"))
        return Panel(
            Group(*lines),
            title=Text(self.channel) if self.channel else None,
            title_align="left",
            border_style=BORDERS[self.severity],
        )


def card(message: Message, *, channel: str = "") -> RenderableType:
    """Return the card of an alert, as the console channel shows it."""
    headline = Text(f"{EMOJI[message.severity]} ")
    headline.append(line(message.title) or NO_TITLE, style="bold")
    headline.append(f" · {message.severity}")
    state = STATE_WORDS[message.state]
    origin = [line(message.source), utc(when(message)), found_after(message), line(message.language or "")]
    origin += [f"rule {line(message.rule)}", f"⚠ {state}" if state else ""]
    notes = [Text(f"Why: {line(message.rule_title)}{_because(message.reasons)}")]
    if message.more_excerpts:
        notes.append(Text(f"{message.more_excerpts} more passage{'s' if message.more_excerpts > 1 else ''}"))
    if message.also_matched:
        notes.append(Text("Also matched: " + ", ".join(map(line, message.also_matched))))
    if message.copies:
        notes.append(Text("Also reported by " + ", ".join(line(copy.source) for copy in message.copies)))
    return _Card(
        channel=line(channel),
        severity=message.severity,
        headline=headline,
        origin=Text(" · ".join(part for part in origin if part), style="dim"),
        url=line(message.url),
        excerpts=[_Marked(passage(excerpt, EXCERPT)) for excerpt in message.excerpts],
        notes=notes,
    ).panel()


def card_of_slack(payload: Mapping[str, object], *, channel: str = "") -> RenderableType:
    """Return the card of a message as it stands in Slack: `blocks` as ours are, or at least a `text`."""
    blocks = payload.get("blocks")
    by_id: dict[str, dict[str, object]] = {}
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, dict):
            by_id[str(block.get("block_id") or f"block {len(by_id)}")] = block
    head = _text_of(by_id.pop("head", {})) or str(payload.get("text") or "")
    shown = _Card(
        channel=line(channel),
        severity=_severity_of(payload, head),
        headline=_of_mrkdwn(head),
        origin=_of_mrkdwn(_text_of(by_id.pop("meta", {}))),
        url=_first_url(head),
    )
    shown.origin.stylize("dim")
    for block in by_id.values():
        if block.get("type") == "rich_text":
            shown.excerpts += _of_rich_text(block)
        elif text := _text_of(block):
            shown.notes.append(_of_mrkdwn(text))
    return shown.panel()


def plain(mrkdwn: str) -> str:
    """Return Slack's mrkdwn as a reader sees it, without styles.

    >>> plain("*<https://example.org/|Rain &amp; snow>* for <!here>")
    'Rain & snow for @here'
    """
    return _of_mrkdwn(mrkdwn).plain


def _because(reasons: tuple[Reason, ...]) -> str:
    parts = []
    for reason in reasons:
        words = ", ".join(line(word, 60) for word in reason.words[:5])
        times = f" ×{reason.count}" if reason.count > 1 else ""
        parts.append(f"{line(reason.clause, 150)} ({words}{times})")
    return f" — {' and '.join(parts)}" if parts else ""


def _of_rich_text(block: Mapping[str, object]) -> list[_Marked]:
    quotes = block.get("elements")
    texts = []
    for quote in quotes if isinstance(quotes, list) else []:
        elements = quote.get("elements") if isinstance(quote, dict) else None
        pieces = [
            (clean(str(element.get("text") or "")), bool((element.get("style") or {}).get("bold")))
            for element in (elements if isinstance(elements, list) else [])
            if isinstance(element, dict)
        ]
        texts.append(_Marked(pieces))
    return texts


def _text_of(block: Mapping[str, object]) -> str:
    """Return the mrkdwn of a section or of a context."""
    elements = block.get("elements")
    parts = [block.get("text"), *(elements if isinstance(elements, list) else [])]
    return " ".join(str(part["text"]) for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str))


def _of_mrkdwn(mrkdwn: str) -> Text:
    """Return mrkdwn as rich text; links show their label."""
    text, at = Text(), 0
    for found in _MRKDWN.finditer(mrkdwn):
        text.append(_unescaped(mrkdwn[at : found.start()]))
        at = found.end()
        match found.lastgroup:
            case "bold":
                text.append_text(_bold(_of_mrkdwn(found["bold"])))
            case "code":
                text.append(_unescaped(found["code"]), style="cyan")
            case "ping" | "user":
                text.append(f"@{_unescaped(found[found.lastgroup])}", style="bold red")
            case "date":
                text.append(_unescaped(found["date"]))
            case _:
                text.append(_unescaped(found["label"] or found["url"] or ""))
    text.append(_unescaped(mrkdwn[at:]))
    return text


def _bold(text: Text) -> Text:
    text.stylize("bold")
    return text


def _unescaped(text: str) -> str:
    return clean(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _first_url(mrkdwn: str) -> str:
    urls = (_unescaped(found["url"]) for found in _MRKDWN.finditer(mrkdwn.replace("*", " ")) if found["url"])
    return next((line(url) for url in urls if is_web(url)), "")


def _severity_of(payload: Mapping[str, object], head: str) -> Severity:
    metadata = payload.get("metadata")
    content = metadata.get("event_payload") if isinstance(metadata, dict) else None
    named = str(content.get("severity") if isinstance(content, dict) else "").upper()
    if named in Severity.__members__:
        return Severity[named]
    return next((severity for severity, emoji in EMOJI.items() if emoji in head), Severity.NORMAL)
