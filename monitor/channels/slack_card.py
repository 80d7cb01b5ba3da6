"""A message as it stands in Slack as a card in a terminal: what its readers see, block by block."""

import re
from collections.abc import Iterable, Mapping

from rich.console import RenderableType
from rich.text import Text

from monitor.channels.card import Card
from monitor.channels.wording import EMOJI, clean, is_web, line
from monitor.core.message import Severity

_MRKDWN = re.compile(
    r"<!date\^[^|>]*\|(?P<date>[^>]*)>|<!(?P<ping>[^|>]*)(?:\|[^>]*)?>|<@(?P<user>[^|>]*)(?:\|[^>]*)?>"
    r"|<(?P<url>[^|>]*)(?:\|(?P<label>[^>]*))?>|(?<!\w)\*(?P<bold>[^*\n]+)\*|`(?P<code>[^`\n]+)`"
)
_QUOTE = "> "


def card_of_slack(payload: Mapping[str, object], *, channel: str = "") -> RenderableType:
    """Return the card of a message as it stands in Slack: `blocks` as ours are, or at least a `text`."""
    found = payload.get("blocks")
    blocks = [block for block in found if isinstance(block, dict)] if isinstance(found, list) else []
    first = blocks.pop(0) if blocks and _text_of(blocks[0]) else {}
    head, *below = (_text_of(first) or str(payload.get("text") or "")).split("\n")
    shown = Card(line(channel), _severity_of(payload, head), _of_mrkdwn(head))
    if first.get("type") == "header":
        shown.headline.stylize("bold")
    if first:
        shown.origin = _of_mrkdwn(" ".join(below))
    else:
        _add_lines(shown, below)
    for block in blocks:
        _add(shown, block)
    shown.origin.stylize("dim")
    shown.urls = _urls_in([head, *below[:1]])
    return shown.panel()


def plain(mrkdwn: str) -> str:
    """Return Slack's mrkdwn as a reader sees it, without styles.

    >>> plain("*<https://example.org/|Rain &amp; snow>* for <!here>")
    'Rain & snow for @here'
    """
    return _of_mrkdwn(mrkdwn).plain


def _add(shown: Card, block: Mapping[str, object]) -> None:
    """Add what a block below the first one shows."""
    match block.get("type"):
        case "rich_text":
            _add_rich_text(shown, block)
        case "actions":
            shown.note(Text(" ".join(_controls(block)), style="dim"))
        case "context" if block.get("block_id") == "meta":
            shown.origin = _of_mrkdwn(_text_of(block))
        case "context":
            _add_lines(shown, _text_of(block).split("\n"))
        case _:
            _add_lines(shown, _text_of(block).split("\n"), below_label=True)


def _add_lines(shown: Card, lines: Iterable[str], *, below_label: bool = False) -> None:
    """Add lines of mrkdwn: quotes, and notes, or lines below the first of them."""
    for at, text in enumerate(filter(None, lines)):
        if text.startswith(_QUOTE):
            parts = text.removeprefix(_QUOTE).split("*")  # only our own marks have asterisks there
            shown.quote([(plain(part), bool(number % 2)) for number, part in enumerate(parts) if part])
        elif below_label:
            (shown.line if at else shown.label)(_of_mrkdwn(text))
        else:
            shown.note(_of_mrkdwn(text))


def _add_rich_text(shown: Card, block: Mapping[str, object]) -> None:
    parts = block.get("elements")
    for part in parts if isinstance(parts, list) else []:
        elements = part.get("elements") if isinstance(part, dict) else None
        pieces = [
            (_literal(str(element.get("text") or "")), bool((element.get("style") or {}).get("bold")))
            for element in (elements if isinstance(elements, list) else [])
            if isinstance(element, dict)
        ]
        if isinstance(part, dict) and part.get("type") == "rich_text_section":
            shown.label(Text.assemble(*((text, "bold" if bold else "") for text, bold in pieces)))
        else:
            shown.quote(pieces)


def _literal(text: str) -> str:
    return text if text == "\n" else clean(text)


def _controls(block: Mapping[str, object]) -> list[str]:
    """Return buttons and menus as a reader sees them."""
    shown: list[str] = []
    elements = block.get("elements")
    for element in elements if isinstance(elements, list) else []:
        if isinstance(element, dict) and isinstance(options := element.get("options"), list):
            shown.append(f"[⋯ {' · '.join(_text_of(option) for option in options if isinstance(option, dict))}]")
        elif isinstance(element, dict):
            shown.append(f"[{_text_of(element)}]")
    return [clean(one) for one in shown]


def _text_of(block: Mapping[str, object]) -> str:
    """Return the text of a section, a header, a context or a button."""
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


def _urls_in(lines: Iterable[str]) -> list[str]:
    """Return the addresses that the lines link."""
    found = (match["url"] for text in lines for match in _MRKDWN.finditer(text.replace("*", " ")) if match["url"])
    return [line(url) for url in map(_unescaped, found) if is_web(url)]


def _severity_of(payload: Mapping[str, object], head: str) -> Severity:
    metadata = payload.get("metadata")
    content = metadata.get("event_payload") if isinstance(metadata, dict) else None
    named = str(content.get("severity") if isinstance(content, dict) else "").upper()
    if named in Severity.__members__:
        return Severity[named]
    return next((severity for severity, emoji in EMOJI.items() if emoji in head), Severity.NORMAL)
