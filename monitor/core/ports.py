"""The ports: small protocols that adapters fulfil and `app` wires.

Time has one port, `Clock`: no SQL calls `now()`; a transaction is given the time it binds. The ports of the store are
in `core.stores`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.core.message import Content


class Clock(Protocol):
    """The one source of the time of day."""

    def now(self) -> datetime:
        """Return the time, aware, UTC."""
        ...


class Observer(Protocol):
    """Is told each named step as it happens: progress lines, logs and metrics listen here.

    Steps inside a transaction are told just before it commits, so that a test can stop the process there.
    """

    def saw(self, step: str, **ids: object) -> None:
        """Take note of `step`; must not block nor raise."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer to a GET; 304 has an empty body."""

    url: str  #: after redirects
    status: int
    body: bytes
    content_type: str  #: lower case, without parameters; "" if none
    charset: str | None
    etag: str | None
    last_modified: str | None
    permanent_url: str | None = None  #: where only permanent redirects led
    fresh_s: float | None = None  #: for how long a cache may give this answer again


class Fetcher(Protocol):
    """The guarded way to the web."""

    async def get(
        self,
        url: str,
        *,
        max_bytes: int,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched:
        """Return the answer, of at most `max_bytes` decoded bytes; raises FetchError."""
        ...


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that stands in its channel."""

    id: str  #: the service's own (Slack: ts); "" where there is none


class Channel(Protocol):
    """Somewhere an alert can be posted."""

    can_look_up: bool  #: whether `find` can tell if a message was posted
    has_threads: bool  #: whether a message can be replied to and changed; else `thread` is None and nothing is updated
    pace_s: float  #: at least so long between two posts

    def render(self, content: Content) -> str:
        """Return the bytes to store and post, within every limit of the service; never raises."""
        ...

    async def resolve(self, name: str) -> str:
        """Return the lasting identity of the channel that people call `name`; raises DeliveryError."""
        ...

    async def post(self, channel: str, rendered: str, *, key: str, thread: str | None) -> Posted:
        """Post once, as a reply to `thread` if given, or raise DeliveryError and show nothing.

        Raises OutcomeUnknown if the request left but no answer came: look the key up before posting again; ThreadLost
        if there is nothing to reply to any more.
        """
        ...

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None) -> Posted | None:
        """Return the message posted with `key` since then, None if there is none; raises DeliveryError."""
        ...

    async def update(self, channel: str, sent_id: str, rendered: str, *, key: str) -> None:
        """Show this instead of what the message `sent_id` shows; may be repeated.

        Raises MessageRefused if it cannot be changed (any more), else DeliveryError: try again.
        """
        ...
