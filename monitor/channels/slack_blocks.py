"""What Slack is given for each kind of content: Block Kit, within every limit, whatever the articles hold.

What is too long is shortened in the order of the `STEPS` beside each kind (`slack_message`, `slack_replies`,
`slack_digest`); it never fails. Text from the web is literal in rich text and exchanged in mrkdwn (`slack_markup`): it
pings nobody, formats nothing, links nothing.
"""

import json

from monitor.channels.slack_digest import digest_blocks, digest_text
from monitor.channels.slack_kit import Block, section
from monitor.channels.slack_markup import prose
from monitor.channels.slack_message import message_blocks, message_text
from monitor.channels.slack_replies import edit_blocks, edit_text, follow_up_blocks, follow_up_text
from monitor.channels.slack_simpler import simpler
from monitor.channels.wording import NOTICE, most_urgent
from monitor.core.message import Content, Digest, EditNote, FollowUp, Message, Notice
from monitor.core.outbox import DeliveryKind

__all__ = ["EVENT_TYPE", "MAX_METADATA_JSON", "render", "simpler"]

MAX_METADATA_JSON = 900  #: Slack publishes no size for metadata; below 1 kB nobody was ever refused
EVENT_TYPE = "news_alert"


def render(content: Content, *, interactive: bool = False) -> str:
    """Return the JSON to store and post, all but the channel and the thread.

    `interactive`: somebody hears clicks, so that alerts may have buttons.
    """
    text, blocks = _shown(content, interactive=interactive)
    payload = {
        "text": text,
        "blocks": blocks,
        "metadata": {"event_type": EVENT_TYPE, "event_payload": _event_payload(content)},
        "unfurl_links": False,
        "unfurl_media": False,
    }
    return json.dumps(payload, ensure_ascii=False)


def _shown(content: Content, *, interactive: bool) -> tuple[str, list[Block]]:
    match content:
        case Message():
            return message_text(content), message_blocks(content, interactive=interactive)
        case FollowUp():
            return follow_up_text(content), follow_up_blocks(content)
        case EditNote():
            return edit_text(content), edit_blocks(content)
        case Digest():
            return digest_text(content), digest_blocks(content)
        case Notice():
            text = f"{NOTICE} {prose(content.text, 2000)}"
            return text, [section("notice", text)]


def _event_payload(content: Content) -> dict[str, object]:
    """Return what a look-up finds the message by; short, for everybody in the workspace can read it.

    What has no room is left out, the key never.
    """
    payload: dict[str, object] = {"key": content.key}
    for name, value in _told(content).items():
        if _has_room(further := {**payload, name: value}):
            payload = further
    also: list[str] = []
    for key in content.also_keys if isinstance(content, Message) else ():
        if not _has_room({**payload, "also": [*also, key]}):
            break
        also.append(key)
    return {**payload, "also": also} if also else payload


def _told(content: Content) -> dict[str, str]:
    match content:
        case Message():
            return {"kind": DeliveryKind.ALERT, "rule": content.rule, "severity": str(content.severity)}
        case FollowUp():
            return {"kind": DeliveryKind.FOLLOW_UP, "rule": content.rule, "severity": str(content.severity)}
        case EditNote():
            return {"kind": DeliveryKind.EDIT, "rule": content.rule, "severity": str(content.severity)}
        case Digest():
            return {"kind": DeliveryKind.DIGEST, "severity": str(most_urgent(content))}
        case Notice():
            return {"kind": DeliveryKind.NOTICE}


def _has_room(payload: dict[str, object]) -> bool:
    return len(json.dumps({"event_type": EVENT_TYPE, "event_payload": payload})) <= MAX_METADATA_JSON
