"""What a call to the Slack-compatible endpoint carries, read and checked as Slack does."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeAlias, TypeVar

from aiohttp import web

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
T = TypeVar("T")

MAX_BLOCKS = 50
MAX_TEXT = 40_000
MAX_BLOCKS_JSON = 13_200  #: undocumented; github.com/slackapi/bolt-js issue 2509
MAX_METADATA_JSON = 8_000  #: Slack publishes no size; ours stay far below
#: Longest `text` by type of block (docs.slack.dev, Block Kit reference).
MAX_BLOCK_TEXT = {"section": 3000, "header": 150}
MAX_CONTEXT_ELEMENTS = 10
KNOWN_BLOCKS = frozenset(
    ("actions", "context", "divider", "header", "image", "input", "markdown", "rich_text", "section", "table", "video")
)


class SlackRefusal(Exception):
    """Slack's answer is `ok: false` with this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


async def read_arguments(request: web.Request) -> dict[str, Json]:
    """Return the arguments of query and body, the token among them; raises SlackRefusal on a body that is no JSON."""
    arguments: dict[str, Json] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise SlackRefusal("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackRefusal("json_not_object")
        arguments |= body
    elif request.can_read_body:
        arguments |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        arguments["token"] = token.strip()
    return arguments


def truth(value: Json) -> bool:
    """Return what an argument means that Slack takes as `1`, `true` or JSON `true`."""
    return value in {"1", "true", "True", 1} if isinstance(value, str | int) else False


def number(value: Json) -> Decimal:
    """Return a ts or a limit as an exact number; 0 for what is none."""
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal(0)


def page_of(items: Sequence[T], arguments: Mapping[str, Json], *, default: int) -> tuple[Sequence[T], str]:
    """Return the page that `limit` and `cursor` ask for, with the cursor of the next one: "" at the end."""
    limit = min(int(number(arguments.get("limit"))) or default, 1000)
    cursor = str(arguments.get("cursor") or "")
    if cursor and not cursor.removeprefix("page:").isdigit():
        raise SlackRefusal("invalid_cursor")
    start = int(cursor.removeprefix("page:") or 0)
    end = start + max(limit, 1)
    return items[start:end], f"page:{end}" if end < len(items) else ""


def blocks_of(given: Json) -> list[dict[str, Json]]:
    """Return the blocks of a message; raises SlackRefusal where Slack would refuse them."""
    blocks = _decoded(given, "invalid_blocks_format")
    if blocks is None:
        return []
    if not isinstance(blocks, list) or len(blocks) > MAX_BLOCKS:
        raise SlackRefusal("invalid_blocks")
    checked: list[dict[str, Json]] = []
    for block in blocks:
        if not isinstance(block, dict) or block.get("type") not in KNOWN_BLOCKS or not _within_limits(block):
            raise SlackRefusal("invalid_blocks")
        checked.append(block)
    ids = [block["block_id"] for block in checked if "block_id" in block]
    if len(ids) != len(set(map(str, ids))):
        raise SlackRefusal("invalid_blocks")
    if len(json.dumps(checked, ensure_ascii=False)) > MAX_BLOCKS_JSON:
        raise SlackRefusal("msg_blocks_too_long")
    return checked


def _within_limits(block: dict[str, Json]) -> bool:
    longest = MAX_BLOCK_TEXT.get(str(block["type"]))
    if longest is not None:
        text = block.get("text")
        content = text.get("text") if isinstance(text, dict) else None
        return isinstance(content, str) and 0 < len(content) <= longest
    if block["type"] == "context":
        elements = block.get("elements")
        return isinstance(elements, list) and 0 < len(elements) <= MAX_CONTEXT_ELEMENTS
    if block["type"] == "rich_text":
        elements = block.get("elements")
        return isinstance(elements, list) and all(isinstance(element, dict) for element in elements)
    return True


def text_of(given: Json, blocks: Sequence[object]) -> str:
    """Return the text of a message; raises SlackRefusal if there is nothing to show."""
    text = given if isinstance(given, str) else ""
    if not text and not blocks:
        raise SlackRefusal("no_text")
    if len(text) > MAX_TEXT:
        raise SlackRefusal("msg_too_long")
    return text


def metadata_of(given: Json) -> dict[str, Json] | None:
    """Return the metadata of a message; raises SlackRefusal if it is not `{event_type, event_payload}`."""
    metadata = _decoded(given, "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise SlackRefusal("invalid_metadata_format")
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not kind or not isinstance(payload, dict):
        raise SlackRefusal("invalid_metadata_schema")
    if len(json.dumps(metadata)) > MAX_METADATA_JSON:
        raise SlackRefusal("metadata_too_large")
    return metadata


def _decoded(given: Json, complaint: str) -> Json:
    """Return a structured argument, which a form carries as a string of JSON."""
    if not isinstance(given, str):
        return given
    try:
        decoded: Json = json.loads(given) if given else None
    except ValueError:
        raise SlackRefusal(complaint) from None
    return decoded
