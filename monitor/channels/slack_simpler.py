"""The same message in simpler forms, for a workspace or a client that refuses its blocks.

First without buttons, then without rich text and header, then text alone. The same bytes always give the same forms.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from monitor.channels.slack_kit import MAX_LIST, MAX_TEXT, Block, fits, section
from monitor.channels.slack_markup import mrkdwn

#: Characters of a piece of rich text as mrkdwn, which can be longer: the first that keeps the limits.
_PIECES = (400, 200, 80)
_CUT = "…"


def simpler(payload: Mapping[str, object]) -> dict[str, object] | None:
    """Return the next simpler form of a message; None if there is none.

    Text alone says `parse: none`, for chat.update would otherwise link whatever looks like an address.
    """
    blocks = payload.get("blocks")
    if not isinstance(blocks, list) or not blocks:
        return None
    kinds = {block.get("type") for block in blocks}
    if "actions" in kinds:
        return {**payload, "blocks": [block for block in blocks if block.get("type") != "actions"]}
    if kinds & {"rich_text", "header"}:
        for limit in _PIECES:
            plainer = [_plainer(block, limit) for block in blocks]
            if fits(plainer):
                return {**payload, "blocks": plainer}
    rest = {name: value for name, value in payload.items() if name != "blocks"}
    return {**rest, "text": _all_text(blocks) or str(payload.get("text", "")), "parse": "none"}


def _plainer(block: Block, limit: int) -> Block:
    """Return a rich text or a header as a section of mrkdwn."""
    identity = str(block.get("block_id", ""))
    match block:
        case {"type": "header", "text": {"text": str(text)}}:
            return section(identity, f"*{escape(text, quote=False)}*")  # our own words, as `header` asks for
        case {"type": "rich_text", "elements": [*parts]}:
            return section(identity, "\n".join(_bounded(_lines(parts, limit), MAX_LIST)) or _CUT)
        case _:
            return block


def _lines(parts: Sequence[object], limit: int) -> Iterator[str]:
    for part in parts:
        if not isinstance(part, dict):
            continue
        lead = "> " if part.get("type") == "rich_text_quote" else ""
        elements = part.get("elements")
        row: list[tuple[str, bool]] = []
        for element in elements if isinstance(elements, list) else []:
            if element.get("text") == "\n":
                yield lead + _joined(row, limit)
                row = []
            else:
                row.append((str(element.get("text", "")), "style" in element))
        yield lead + _joined(row, limit)


def _joined(pieces: Sequence[tuple[str, bool]], limit: int) -> str:
    """Return pieces (text, is bold) as mrkdwn; bold acts only between characters that are no letters."""
    row, before = "", ""
    for text, bold in pieces:
        shown = mrkdwn(text, limit)
        if not shown:
            before += text
            continue
        apart = before[-1:].isspace() or text[:1].isspace() or (before[-1:].isalnum() and text[:1].isalnum())
        row += f"{' ' if apart and row else ''}{f'*{shown}*' if bold else shown}"
        before = text
    return row


def _bounded(lines: Iterator[str], room: int) -> list[str]:
    """Return the first lines, as many as fit, and a sign that there were more."""
    kept: list[str] = []
    for one in lines:
        room -= len(one) + 1
        if room < len(_CUT):
            return [*kept, _CUT]
        kept.append(one)
    return kept


def _all_text(blocks: Sequence[Block]) -> str:
    """Return what sections and contexts say, as much as a text holds; no line is cut."""
    texts: list[str] = []
    for block in blocks:
        elements = block.get("elements")
        for part in (block.get("text"), *(elements if isinstance(elements, list) else [])):
            if isinstance(part, dict) and isinstance(part.get("text"), str):
                texts += part["text"].split("\n")
    return "\n".join(_bounded(iter(texts), MAX_TEXT))
