"""What every message for Slack is made of: its blocks, and the limits that they keep together.

Limits: section text 3,000, header 150 (plain text), context and actions 10 and 25 elements, 50 blocks (docs.slack.dev,
Block Kit reference); and all blocks of a message together at most about 13,200 characters of JSON, which is documented
nowhere (slackapi/bolt-js issue 2509): ours stay below 10,000.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias, TypeVar

from monitor.channels.wording import clean, passage
from monitor.core.match import Excerpt

Block: TypeAlias = dict[str, object]
Step = TypeVar("Step")

MAX_BLOCKS = 45
MAX_BLOCKS_JSON = 10_000
MAX_TEXT = 4_000  #: of a message's `text`: what Slack advises; it cuts at 40,000
MAX_LIST = 2_400  #: characters of a list in a text object, which holds 3,000


def first_fitting(steps: Iterable[Step], build: Callable[[Step], list[Block]]) -> list[Block]:
    """Return what `build` makes of the first step that keeps the limits of a message; of the last if none does."""
    blocks: list[Block] = []
    for step in steps:
        blocks = build(step)
        if fits(blocks):
            break
    return blocks


def fits(blocks: Sequence[Block]) -> bool:
    """Whether blocks keep the limits that they have together."""
    return len(blocks) <= MAX_BLOCKS and len(json.dumps(blocks, ensure_ascii=False)) <= MAX_BLOCKS_JSON


def section(identity: str, text: str) -> Block:
    """Return a section; `text` is mrkdwn already."""
    return {"type": "section", "block_id": identity, "text": mrkdwn_object(text)}


def context(identity: str, text: str) -> Block:
    """Return a line in small, grey letters; `text` is mrkdwn already."""
    return {"type": "context", "block_id": identity, "elements": [mrkdwn_object(text)]}


def header(identity: str, text: str) -> Block:
    """Return a header of at most 150 characters; our own words only, for Slack turns `:name:` into emoji there."""
    return {"type": "header", "block_id": identity, "text": plain_object(text[:150])}


def mrkdwn_object(text: str) -> Block:
    """Return mrkdwn in which Slack links nothing by itself: what looks like an address stays text."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain_object(text: str) -> Block:
    """Return text that nothing formats."""
    return {"type": "plain_text", "text": text}


def rich_text(identity: str, elements: Sequence[Block]) -> Block:
    """Return lines and quotes that are literal by their kind: Slack parses nothing in them."""
    return {"type": "rich_text", "block_id": identity, "elements": list(elements)}


def said(*pieces: tuple[str, bool]) -> Block:
    """Return a line of rich text, from pieces (text, is bold)."""
    return {"type": "rich_text_section", "elements": _elements(pieces)}


def quote(excerpts: Sequence[Excerpt], limit: int) -> Block | None:
    """Return excerpts as one quote, a line each of about `limit` characters, their marks bold; None for no text."""
    elements: list[Block] = []
    for excerpt in excerpts:
        if pieces := passage(excerpt, limit):
            elements += [*_elements([("\n", False)] if elements else []), *_elements(pieces)]
    return {"type": "rich_text_quote", "elements": elements} if elements else None


def quotes(excerpts: Sequence[Excerpt], limit: int) -> list[Block]:
    """Return each excerpt as a quote of its own."""
    return [one for excerpt in excerpts if (one := quote([excerpt], limit))]


def listed(items: Sequence[str], limit: int, *, between: str = ", ", further: int = 0) -> str:
    """Return the first items, as many as one text object holds, and how many more there are, `further` among them."""
    shown: list[str] = []
    for item in items[:limit]:
        if sum(map(len, shown)) + len(item) > MAX_LIST:
            break
        shown.append(item)
    more = len(items) - len(shown) + further
    if not more:
        return between.join(shown)
    return f"{between.join(shown)} and {more} more" if shown else f"{more} other{'s' if more > 1 else ''}"


def _elements(pieces: Iterable[tuple[str, bool]]) -> list[Block]:
    elements: list[Block] = []
    for text, bold in pieces:
        element: Block = {"type": "text", "text": text if text == "\n" else clean(text)}
        elements.append({**element, "style": {"bold": True}} if bold else element)
    return elements
