"""The kinds of channel: one line each."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel, and how rule files name one."""

    name: str
    names: re.Pattern[str]  #: matches the whole of what a rule file says
    adapter: str  #: `module:class`, imported only where it is used


KINDS = (
    Kind("console", re.compile(r"console"), "monitor.channels.console:ConsoleChannel"),
    Kind("slack", re.compile(r"#\S+|[CDG][A-Z0-9]{6,}"), "monitor.channels.slack:SlackChannel"),
    Kind("webhook", re.compile(r"webhook:[a-z0-9-]+"), "monitor.channels.webhook:WebhookChannel"),
)


def kind_of(name: str) -> Kind | None:
    """Return the kind of channel that a rule file or the store names so, None if there is no such kind.

    >>> [kind.name if (kind := kind_of(name)) else None for name in ("console", "#desk", "webhook:ops", "desk")]
    ['console', 'slack', 'webhook', None]
    """
    return next((kind for kind in KINDS if kind.names.fullmatch(name)), None)
