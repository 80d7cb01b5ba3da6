"""An alert as Slack shows it: Block Kit, within every limit, whatever the article holds.

Limits: section text 3,000, context 10 elements, 50 blocks (docs.slack.dev, Block Kit reference); and all blocks of a
message together at most about 13,200 characters of JSON, which is documented nowhere (slackapi/bolt-js issue 2509):
ours stay below 10,000. What is too long is shortened in the order of `STEPS`; it never fails.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from monitor.channels.slack_markup import code, date, link, linkable, mention, mrkdwn
from monitor.channels.wording import EMOJI, NO_TITLE, STATE_WORDS, found_after, passage, when
from monitor.core.match import Excerpt
from monitor.core.message import Copy, Message, Reason

Block: TypeAlias = dict[str, object]

MAX_BLOCKS_JSON = 10_000
MAX_METADATA_JSON = 900  #: Slack publishes no size for metadata; below 1 kB nobody was ever refused
MAX_LIST = 2400  #: characters of a list in a text object, which holds 3,000
EVENT_TYPE = "news_alert"


@dataclass(frozen=True, slots=True)
class _Step:
    """How much is shown; lengths in characters."""

    excerpts: int
    excerpt: int
    copies: int
    clauses: int
    words: int
    title: int = 300


#: Each shows less than the one before: shorter excerpts, fewer copies and words, fewer excerpts, at last none.
STEPS = (
    _Step(excerpts=3, excerpt=400, copies=6, clauses=8, words=5),
    _Step(excerpts=3, excerpt=250, copies=6, clauses=8, words=5),
    _Step(excerpts=3, excerpt=250, copies=2, clauses=5, words=3),
    _Step(excerpts=2, excerpt=200, copies=1, clauses=3, words=2),
    _Step(excerpts=1, excerpt=150, copies=1, clauses=2, words=1, title=150),
    _Step(excerpts=0, excerpt=0, copies=0, clauses=1, words=1, title=150),
)


def render(message: Message) -> str:
    """Return the JSON to store and post, all but the channel and the thread."""
    payload = {
        "text": _fallback(message),
        "blocks": _fitting_blocks(message),
        "metadata": {"event_type": EVENT_TYPE, "event_payload": _event_payload(message)},
        "unfurl_links": False,
        "unfurl_media": False,
    }
    return json.dumps(payload, ensure_ascii=False)


def simpler(payload: dict[str, object]) -> dict[str, object] | None:
    """Return the same message for a workspace that refused its blocks: first without rich text, then text only.

    None if there is nothing simpler. The same bytes always give the same steps.
    """
    blocks = payload.get("blocks")
    if not isinstance(blocks, list) or not blocks:
        return None
    if any(block.get("type") == "rich_text" for block in blocks):
        return {**payload, "blocks": [_without_rich_text(block) for block in blocks]}
    shown = [str(block["text"]["text"]) for block in blocks if block.get("type") == "section"]
    rest = {name: value for name, value in payload.items() if name != "blocks"}
    return {**rest, "text": "\n".join(shown) or str(payload.get("text", ""))}


def _fitting_blocks(message: Message) -> list[Block]:
    *steps, last = STEPS
    for step in steps:
        blocks = _blocks(message, step)
        if len(json.dumps(blocks, ensure_ascii=False)) <= MAX_BLOCKS_JSON:
            return blocks
    return _blocks(message, last)


def _blocks(message: Message, step: _Step) -> list[Block]:
    quotes = [quote for excerpt in message.excerpts[: step.excerpts] if (quote := _quote(excerpt, step.excerpt))]
    hidden = message.more_excerpts + len(message.excerpts) - min(len(message.excerpts), step.excerpts)
    blocks: list[Block] = [
        {"type": "section", "block_id": "head", "text": _mrkdwn(_headline(message, step.title))},
        _context("meta", _origin(message)),
    ]
    if quotes:
        blocks.append({"type": "rich_text", "block_id": "excerpts", "elements": quotes})
    blocks.append(_context("why", _why(message, hidden, step)))
    if message.also_matched:
        blocks.append(
            _context("also_matched", f"Also matched: {_listed([code(rule, 100) for rule in message.also_matched], 8)}")
        )
    if message.copies:
        blocks.append(
            _context("copies", f"Also reported by {_listed([_copy(copy) for copy in message.copies], step.copies)}")
        )
    return blocks


def _headline(message: Message, limit: int) -> str:
    title = mrkdwn(message.title, limit) or NO_TITLE
    ping = mention(message.mention)
    head = f"{EMOJI[message.severity]} *{link(message.url, title)}* · {message.severity}"
    return f"{ping} {head}" if ping else head


def _origin(message: Message) -> str:
    """Return source, time, language, rule and what is wrong with the text."""
    language = mrkdwn(message.language or "", 35)
    state = STATE_WORDS[message.state]
    parts = [
        f"*{mrkdwn(message.source, 120) or 'unknown source'}*",
        date(when(message)),
        found_after(message),
        language,
        f"rule {code(message.rule, 120)}",
        f"⚠ {state}" if state else "",
        "" if linkable(message.url) else "the article has no address that can be linked",
    ]
    return " · ".join(part for part in parts if part)


def _why(message: Message, hidden: int, step: _Step) -> str:
    reasons = _listed([_reason(reason, step.words) for reason in message.reasons], step.clauses, between=" and ")
    parts = [f"Why: {mrkdwn(message.rule_title, 150) or 'the rule holds'}"]
    if reasons:
        parts[0] += f" — {reasons}"
    if hidden:
        parts.append(f"{hidden} more passage{'s' if hidden > 1 else ''}")
    return " · ".join(parts)


def _reason(reason: Reason, words: int) -> str:
    shown = ", ".join(mrkdwn(word, 60) for word in reason.words[:words])
    times = f" ×{reason.count}" if reason.count > 1 else ""
    return f"{code(reason.clause, 150)} ({shown}{times})" if shown else f"{code(reason.clause, 150)}{times}"


def _copy(copy: Copy) -> str:
    return link(copy.url if len(copy.url) <= 500 else "", mrkdwn(copy.source, 80) or "another source")


def _listed(items: Sequence[str], limit: int, between: str = ", ") -> str:
    """Return the first items, as many as one text object holds, and how many more there are."""
    shown: list[str] = []
    for item in items[:limit]:
        if sum(map(len, shown)) + len(item) > MAX_LIST:
            break
        shown.append(item)
    more = len(items) - len(shown)
    if not more:
        return between.join(shown)
    return f"{between.join(shown)} and {more} more" if shown else f"{more} other{'s' if more > 1 else ''}"


def _quote(excerpt: Excerpt, limit: int) -> Block | None:
    """Return an excerpt, literal by its kind of element: nothing in it is parsed by Slack."""
    elements: list[Block] = []
    for text, marked in passage(excerpt, limit):
        element: Block = {"type": "text", "text": text}
        elements.append({**element, "style": {"bold": True}} if marked else element)
    return {"type": "rich_text_quote", "elements": elements} if elements else None


def _without_rich_text(block: Block) -> Block:
    """Return a rich text of quotes as a section of mrkdwn quotes."""
    quotes = block.get("elements")
    if block.get("type") != "rich_text" or not isinstance(quotes, list):
        return block
    lines: list[str] = []
    for quote in quotes:
        pieces = [(mrkdwn(str(piece["text"]), 400), "style" in piece) for piece in quote["elements"]]
        quoted = "> " + " ".join(f"*{text}*" if bold else text for text, bold in pieces if text)
        if sum(map(len, lines)) + len(quoted) <= MAX_LIST:
            lines.append(quoted)
    return {"type": "section", "block_id": "excerpts", "text": _mrkdwn("\n".join(lines) or "> …")}


def _context(identity: str, text: str) -> Block:
    return {"type": "context", "block_id": identity, "elements": [_mrkdwn(text)]}


def _mrkdwn(text: str) -> Block:
    """Return mrkdwn in which Slack links nothing by itself: what looks like an address stays text."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _fallback(message: Message) -> str:
    """Return what phones and screen readers show."""
    title = mrkdwn(message.title, 300) or NO_TITLE
    return f"[{message.severity}] {mrkdwn(message.rule_title, 150)}: {title} ({mrkdwn(message.source, 120)})"


def _event_payload(message: Message) -> dict[str, object]:
    """Return what a look-up finds the message by; short, for everybody in the workspace can read it."""
    payload: dict[str, object] = {"key": message.key, "rule": message.rule, "severity": str(message.severity)}
    also: list[str] = []
    for key in message.also_keys:
        if len(json.dumps({**payload, "also": [*also, key]})) > MAX_METADATA_JSON:
            break
        also.append(key)
    return {**payload, "also": also} if also else payload
