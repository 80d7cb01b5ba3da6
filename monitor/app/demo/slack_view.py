"""A message of the Slack-compatible server as its readers see it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from rich.console import RenderableType

from monitor.app.demo.audit import Shown
from monitor.app.demo.slack_arguments import Json
from monitor.app.demo.slack_server import PostedMessage
from monitor.channels.slack_card import card_of_slack

_HEADLINE = re.compile(r"\*<[^|>]+\|(?P<headline>[^>]*)>\*")


def card(message: PostedMessage, channel: str) -> RenderableType:
    """Return the message as a card for a terminal."""
    return card_of_slack(message.as_slack(with_metadata=True), channel=channel)


def shown(message: PostedMessage, channel: str) -> Shown:
    """Return what a message says; `channel` is the name that people call the channel by.

    The rule is "" where the metadata names none, the headline "" where none is linked: the audit takes neither for
    an expected message.
    """
    texts = list(_texts(message.blocks))
    headline = next((found["headline"] for text in texts if (found := _HEADLINE.search(text))), "")
    payload = (message.metadata or {}).get("event_payload")
    told = payload if isinstance(payload, Mapping) else {}
    rule, also = told.get("rule"), told.get("also")
    return Shown(
        rule=rule if isinstance(rule, str) else "",
        channel=channel,
        headline=unescape(headline),
        also=frozenset(_rule_of(str(key)) for key in also) if isinstance(also, list | tuple) else frozenset(),
        text=unescape("\n".join([message.text, *texts])),
    )


def _rule_of(key: str) -> str:
    """Return the rule in a delivery key, `alert:RULE:STORY:CHANNEL`."""
    return key.split(":")[1] if key.count(":") > 1 else key


def _texts(value: Json) -> Iterator[str]:
    """Give every text inside blocks, in the order in which it is shown."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name == "text" and isinstance(one, str):
                yield one
            else:
                yield from _texts(one)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            yield from _texts(one)
