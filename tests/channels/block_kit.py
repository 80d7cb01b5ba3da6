"""What must hold for every message that Slack is given, whatever it says."""

import json
import re
from collections.abc import Iterator
from typing import Any

import slackblocks
from slack_sdk.models.blocks import Block

from monitor.channels.slack_markup import linkable, mention
from monitor.core.message import Content, Digest, EditNote, FollowUp, Message

#: What stands between < and > in mrkdwn, and may ping or link.
ANGLED = re.compile(r"<([^>]*)>")
OWN_DATE = re.compile(r"!date\^-?\d+\^\{date_short_pretty\} \{time\}\|[-\d: ]+UTC")
ACTS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
EMOJI_NAME = re.compile(r":(?!\d{1,2}:)[\w+'-]+:")


def check_the_rules_of_block_kit(payload: dict[str, Any]) -> None:
    """Check limits and shapes, our own and those of two libraries that know Block Kit independently."""
    blocks = payload.get("blocks", [])

    assert [Block.parse(block).to_dict() for block in blocks] == blocks  # type: ignore[union-attr] # None for a type that slack_sdk does not know
    assert as_slackblocks(payload).get("blocks", []) == blocks
    assert len(blocks) <= 45
    assert len(json.dumps(blocks, ensure_ascii=False)) <= 10_000
    assert len({block["block_id"] for block in blocks}) == len(blocks)
    assert 0 < len(payload["text"]) <= 4000
    assert len(json.dumps(payload["metadata"])) <= 900
    for block in blocks:
        for text in texts_in(block):
            assert 0 < len(text) <= {"header": 150, "actions": 75}.get(block["type"], 3000)
    json.dumps(payload, ensure_ascii=False).encode()


def check_that_nothing_acts(payload: dict[str, Any], content: Content) -> None:
    """Check that text from the web is text, and that nobody is pinged but whom the rule names."""
    own = {linkable(url) for url in urls_of(content)} - {""}
    pings = mention(content.mention) if isinstance(content, Message) else ""

    for text in mrkdwn_in(payload):
        if pings and text.startswith(f"{pings} "):
            text, pings = text.removeprefix(pings), ""  # noqa: PLW2901 - once, and there alone
        for angled in ANGLED.findall(text):
            target, _, label = angled.partition("|")
            assert OWN_DATE.fullmatch(angled) or (target in own and label), angled
        shown = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
        assert "<" not in shown
        assert ">" not in re.sub("^> ", "", shown, flags=re.MULTILINE)
        for row in shown.split("\n"):
            assert row.count("`") % 2 == 0
            bare = re.sub("`[^`]*`", "", row)
            assert bare.count("*") % 2 == 0  # our own bold
            assert not set("_~") & set(bare)
            assert not EMOJI_NAME.search(re.sub(r"\d\d:\d\d", "", bare))
    for block in payload.get("blocks", ()):
        for element in literals_in(block):
            assert set(element) <= {"type", "text", "style"}
            assert element["type"] == "text"
            assert element.get("style", {"bold": True}) == {"bold": True}
    assert not ACTS.search("".join(strings_in(payload)))


def urls_of(content: Content) -> Iterator[str]:
    """Give the addresses that a message may link."""
    match content:
        case Message():
            yield content.url
            yield from (copy.url for copy in content.copies)
        case FollowUp():
            yield from (report.url for report in content.reports)
        case EditNote():
            yield content.url
        case Digest():
            yield from (story.url for section in content.sections for story in section.stories)


def mrkdwn_in(payload: dict[str, Any]) -> list[str]:
    """Return every text that Slack parses: `text` and the mrkdwn of sections and contexts."""
    texts = [payload["text"]]
    for block in payload.get("blocks", ()):
        if block["type"] in {"section", "context"}:
            texts += texts_in(block)
    return texts


def texts_in(block: dict[str, Any]) -> list[str]:
    """Return the texts of a block's text objects."""
    parts = [block.get("text"), *(block.get("elements", ()) if block["type"] != "rich_text" else ())]
    objects = [
        part["text"] if isinstance(part.get("text"), dict) else part for part in parts if part and "text" in part
    ]
    return [one["text"] for one in objects]


def literals_in(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the elements of a rich text."""
    parts = block["elements"] if block["type"] == "rich_text" else ()
    return [element for part in parts for element in part["elements"]]


def strings_in(value: object) -> Iterator[str]:
    """Give every string inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings_in(one)


def as_slackblocks(payload: dict[str, Any]) -> dict[str, Any]:
    """Build the blocks again with a library that knows Block Kit's rules independently, and checks them."""
    blocks = [_block(block) for block in payload.get("blocks", ())]
    message: dict[str, Any] = slackblocks.Message(
        "C1", text=payload["text"], blocks=blocks or None, metadata=payload["metadata"]
    ).to_dict()
    return message


def _block(block: dict[str, Any]) -> slackblocks.Block:
    identity = block["block_id"]
    match block:
        case {"type": "section", "text": text}:
            return slackblocks.SectionBlock(_text(text), block_id=identity)
        case {"type": "header", "text": text}:
            return slackblocks.HeaderBlock(_text(text), block_id=identity)
        case {"type": "context", "elements": elements}:
            return slackblocks.ContextBlock([_text(text) for text in elements], block_id=identity)
        case {"type": "actions", "elements": elements}:
            return slackblocks.ActionsBlock([_control(element) for element in elements], block_id=identity)
        case {"type": "rich_text", "elements": parts}:
            return slackblocks.RichTextBlock([_rich(part) for part in parts], block_id=identity)
    raise AssertionError(f"no block that we use: {block}")


def _rich(part: dict[str, Any]) -> slackblocks.RichTextObject:
    pieces: list[slackblocks.RichTextElement] = [
        slackblocks.RichText(piece["text"], bold="style" in piece or None) for piece in part["elements"]
    ]
    quoted = part["type"] == "rich_text_quote"
    return slackblocks.RichTextQuote(pieces) if quoted else slackblocks.RichTextSection(pieces)


def _control(element: dict[str, Any]) -> slackblocks.Element:
    match element:
        case {"type": "button", "text": text, "action_id": action, "value": value}:
            return slackblocks.Button(_text(text), action_id=action, value=value)
        case {"type": "overflow", "action_id": action, "options": options, "confirm": confirm}:
            return slackblocks.OverflowMenu(
                action,
                [slackblocks.Option(_text(option["text"]), option["value"]) for option in options],
                confirm=slackblocks.ConfirmationDialogue(
                    _text(confirm["title"]), _text(confirm["text"]), _text(confirm["confirm"]), _text(confirm["deny"])
                ),
            )
    raise AssertionError(f"no control that we use: {element}")


def _text(text: dict[str, Any]) -> slackblocks.Text:
    if text["type"] == "plain_text":
        return slackblocks.Text(text["text"], type_=slackblocks.TextType.PLAINTEXT)
    return slackblocks.Text(text["text"], verbatim=text["verbatim"])
