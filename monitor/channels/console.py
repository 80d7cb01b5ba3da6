"""The console: alerts as cards on a terminal, or as plain lines in a file."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.console import Console

from monitor.channels.card import card
from monitor.core.article import Field, TextState
from monitor.core.errors import ChannelRefused
from monitor.core.match import Excerpt
from monitor.core.message import Copy, Message, Reason, Severity
from monitor.core.ports import Posted


class ConsoleChannel:
    """Shows alerts where the program runs. What was shown cannot be looked up: at least once, after a crash."""

    can_look_up = False
    pace_s = 0.0

    def __init__(self, console: Console | None = None) -> None:
        """Print to `console`, by default to standard output."""
        self._console = console or Console()

    def render(self, message: Message) -> str:
        """Return the content as JSON, so that a retry shows the same."""
        return json.dumps(asdict(message), default=datetime.isoformat)

    async def resolve(self, name: str) -> str:
        """Return the name: there is one console."""
        return name

    async def post(self, channel: str, rendered: str, *, key: str, thread: str | None) -> Posted:  # noqa: ARG002 - the port's
        """Print the card; raises ChannelRefused if nobody reads there any more."""
        try:
            self._console.print(card(message_of(rendered), channel=channel))
            self._console.file.flush()
        except (OSError, ValueError) as error:  # a closed pipe, a closed file
            raise ChannelRefused(f"the console cannot be written: {error}") from error
        return Posted(id="")

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None) -> Posted | None:  # noqa: ARG002 - the port's
        """Return None: a console remembers nothing."""
        return None


def message_of(rendered: str) -> Message:
    """Return the content that `ConsoleChannel.render` turned into text."""
    """Return the content that `ConsoleChannel.render` kept."""
    data: dict[str, Any] = json.loads(rendered)
    published_at = data["published_at"]
    return Message(
        **{
            **data,
            "severity": Severity(data["severity"]),
            "state": TextState(data["state"]),
            "published_at": datetime.fromisoformat(published_at) if published_at else None,
            "found_at": datetime.fromisoformat(data["found_at"]),
            "excerpts": tuple(
                Excerpt(one["text"], tuple((start, end) for start, end in one["marks"]), Field(one["field"]))
                for one in data["excerpts"]
            ),
            "reasons": tuple(Reason(one["clause"], one["count"], tuple(one["words"])) for one in data["reasons"]),
            "also_matched": tuple(data["also_matched"]),
            "also_keys": tuple(data["also_keys"]),
            "copies": tuple(Copy(one["source"], one["url"], one["title"]) for one in data["copies"]),
        }
    )
