"""Slack's incoming webhooks: an address that posts into one channel, without an app's token.

The message looks as it does from the app, without what needs one: buttons, and the key that a look-up finds. The
answers and their codes: docs.slack.dev, "Sending messages using incoming webhooks", handling errors.
"""

import json
import re

from monitor.channels import slack_blocks
from monitor.channels.webhook import not_taken
from monitor.channels.webhook_http import Answer, Poster, passing_trouble
from monitor.core.errors import DeliveryError, MessageRefused, OutcomeUnknown
from monitor.core.message import Content

#: Refused for its blocks: the same message may be taken in a simpler form.
BLOCKS_REFUSED = frozenset(("invalid_payload", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"))
_NEW_ONE = "make a new webhook in Slack and set its url"
#: What would work, by what is wrong.
HINTS = {
    "action_prohibited": "the workspace's administrators do not let this webhook post: ask them",
    "channel_is_archived": "unarchive the channel, or make a webhook for another one and set its url",
    "channel_not_found": f"the channel is gone: {_NEW_ONE}",
    "invalid_token": "the url is not complete: copy it again from Slack",
    "no_active_hooks": f"the webhook is switched off: {_NEW_ONE}",
    "no_service": f"the webhook was removed: {_NEW_ONE}",
    "no_service_id": "the url is not complete: copy it again from Slack",
    "no_team": "Slack knows no such workspace: copy the url again from Slack",
    "posting_to_general_channel_denied": "only some members may post there: make a webhook for another channel",
    "team_disabled": "the workspace is disabled",
}
_CODE = re.compile(r"[a-z][a-z_]{2,60}")


class SlackWebhook:
    """One incoming webhook, of Slack or of a server that takes the same."""

    def __init__(self, poster: Poster, url: str, *, pace_s: float = 1.1) -> None:
        """Post to `url`; Slack asks for a second between two messages."""
        self.pace_s = pace_s
        self._poster = poster
        self._url = url

    def render(self, content: Content) -> str:
        """Return the JSON that the app posts, without metadata, buttons and menus: a click could reach nobody."""
        payload = json.loads(slack_blocks.render(content))
        payload.pop("metadata", None)
        blocks = [block for block in payload.get("blocks", ()) if block.get("type") != "actions"]
        for block in blocks:
            block.pop("accessory", None)
        return json.dumps(payload | {"blocks": blocks}, ensure_ascii=False)

    async def send(self, rendered: str, *, key: str) -> None:  # noqa: ARG002 - an incoming webhook takes no key
        """Post once; refused blocks are followed by a simpler form, so that one message at most is shown."""
        payload = json.loads(rendered)
        while True:
            answer = await self._poster.post(
                self._url, json.dumps(payload).encode(), {"Content-Type": "application/json"}
            )
            error = _meaning(answer)
            if error is None:
                return
            simpler = slack_blocks.simpler(payload) if _code_of(answer) in BLOCKS_REFUSED else None
            if simpler is None:
                raise error
            payload = simpler


def _meaning(answer: Answer) -> DeliveryError | None:
    """Return what an answer means; None: the message stands in the channel."""
    if answer.taken:
        # Slack says `ok`; servers that take the same say what they like, but a page is from something in between.
        return OutcomeUnknown("the answer is a web page, not Slack's") if "html" in answer.content_type else None
    trouble = passing_trouble(answer)
    if trouble is not None:
        return trouble
    code = _code_of(answer)
    hint = HINTS.get(code, "")
    if answer.status in {400, 413, 422} and not hint:
        return MessageRefused(f"HTTP {answer.status}: {code}" if code else f"HTTP {answer.status}")
    return not_taken(answer.status, code, hint=hint or ("" if code else "this is no webhook of Slack's: check its url"))


def _code_of(answer: Answer) -> str:
    """Return Slack's code for what is wrong, "" if the answer is none."""
    said = answer.text.strip()
    return said if _CODE.fullmatch(said) else ""
