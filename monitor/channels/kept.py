"""A message as the outbox keeps it, shown as a card, whichever kind of channel it was rendered for."""

import json

from rich.console import RenderableType

from monitor.channels.card import card, card_of_slack
from monitor.channels.console import message_of


def card_of_kept(rendered: str, *, channel: str = "") -> RenderableType:
    """Return the card of a message in the bytes that are, or were, posted."""
    payload = json.loads(rendered)
    return card_of_slack(payload, channel=channel) if "text" in payload else card(message_of(rendered), channel=channel)
