"""The console: alerts as cards on a terminal, or as plain lines in a file."""

from datetime import datetime

from rich.console import Console

from monitor.channels.card import card
from monitor.channels.content_json import content_of, written
from monitor.core.errors import ChannelRefused
from monitor.core.message import Content
from monitor.core.ports import Posted


class ConsoleChannel:
    """Shows alerts where the program runs. What was shown cannot be looked up: at least once, after a crash."""

    can_look_up = False
    has_threads = False
    pace_s = 0.0

    def __init__(self, console: Console | None = None) -> None:
        """Print to `console`, by default to standard output."""
        self._console = console or Console()

    def render(self, content: Content) -> str:
        """Return the content as JSON, so that a retry shows the same."""
        return written(content)

    async def resolve(self, name: str) -> str:
        """Return the name: there is one console."""
        return name

    async def post(self, channel: str, rendered: str, *, key: str, thread: str | None) -> Posted:  # noqa: ARG002 - the port's
        """Print the card; raises ChannelRefused if nobody reads there any more."""
        try:
            self._console.print(card(content_of(rendered), channel=channel))
            self._console.file.flush()
        except (OSError, ValueError) as error:  # a closed pipe, a closed file
            raise ChannelRefused(f"the console cannot be written: {error}") from error
        return Posted(id="")

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None) -> Posted | None:  # noqa: ARG002 - the port's
        """Return None: a console remembers nothing."""
        return None

    async def update(self, channel: str, sent_id: str, rendered: str, *, key: str) -> None:
        """Do nothing: what a terminal showed stays, so nobody asks for it."""
