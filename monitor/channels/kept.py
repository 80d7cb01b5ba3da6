"""A message as the outbox keeps it, shown as a card, whichever kind of channel it was rendered for."""

import json

from rich.console import RenderableType
from rich.panel import Panel
from rich.text import Text

from monitor.channels.card import card
from monitor.channels.content_json import KINDS, content_of
from monitor.channels.slack_card import card_of_slack
from monitor.channels.wording import clean, line


def card_of_kept(rendered: str, *, channel: str = "") -> RenderableType:
    """Return the card of a message in the bytes that are, or were, posted."""
    payload = json.loads(rendered)
    if "version" in payload:  # of a JSON webhook: shown as the receiver gets it
        return _text(json.dumps(payload, ensure_ascii=False, indent=2), channel)
    if payload.keys() == {"title", "body"}:  # plain text, for Apprise
        return _text(f"{payload['title']}\n\n{payload['body']}", channel)
    if payload.get("type") in KINDS or "text" not in payload:
        return card(content_of(rendered), channel=channel)
    return card_of_slack(payload, channel=channel)


def _text(text: str, channel: str) -> RenderableType:
    """Return plain lines as a card."""
    shown = Text("\n".join(map(clean, text.split("\n"))))
    return Panel(shown, title=Text(line(channel)) if channel else None, title_align="left")
