"""Channels that rules name `webhook:NAME`: an address to which messages go, and nothing that could be asked afterwards.

What the address understands is its form: Slack's incoming webhooks (`slack_webhook`), JSON for programs
(`json_webhook`), any service that Apprise knows (`apprise_service`). None can tell whether a message arrived, so each
is posted at least once, unless the channel is told to drop what is in doubt.
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from monitor.core.errors import ChannelRefused, DeliveryError, MessageRefused, OutcomeUnknown
from monitor.core.message import Content
from monitor.core.ports import Posted

FIRST_WAIT_S = 5.0  #: after an unknown outcome, doubled with each further one
LONGEST_WAIT_S = 900.0


class OnUnknown(StrEnum):
    """What becomes of a message whose outcome is unknown."""

    REPEAT = "repeat"  #: at least once
    DROP = "drop"  #: at most once, as long as the program is not killed during a post


class Form(Protocol):
    """How one kind of address is spoken to."""

    pace_s: float  #: at least so long between two messages

    def render(self, content: Content) -> str:
        """Return the text to store and send; never raises."""
        ...

    async def send(self, rendered: str, *, key: str) -> None:
        """Send once, or raise DeliveryError."""
        ...


class WebhookChannel:
    """One webhook as a channel."""

    can_look_up = False
    has_threads = False

    def __init__(self, form: Form, *, on_unknown: OnUnknown = OnUnknown.REPEAT) -> None:
        """Post in this form."""
        self.pace_s = form.pace_s  #: longer while outcomes are unknown: what cannot be looked up is repeated at once
        self._form = form
        self._on_unknown = on_unknown
        self._doubts = 0  #: unknown outcomes since the last clear answer

    def render(self, content: Content) -> str:
        """Return what the form stores and sends."""
        return self._form.render(content)

    async def resolve(self, name: str) -> str:
        """Return the name: the address behind it is a matter of the settings."""
        return name

    async def post(self, channel: str, rendered: str, *, key: str, thread: str | None) -> Posted:  # noqa: ARG002 - the port's
        """Post once; an unknown outcome is refused for good where it is not to be repeated."""
        try:
            await self._form.send(rendered, key=key)
        except OutcomeUnknown as error:
            self._doubts += 1
            doubled = min(FIRST_WAIT_S * 2 ** min(self._doubts - 1, 20), LONGEST_WAIT_S)
            self.pace_s = max(self._form.pace_s, doubled, error.retry_after_s or 0.0)
            if self._on_unknown is OnUnknown.DROP:
                raise MessageRefused(f"outcome unknown ({error.reason}), not repeated: on_unknown is drop") from None
            raise
        except DeliveryError:
            self._be_sure()
            raise
        self._be_sure()
        return Posted(id="")

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None) -> Posted | None:  # noqa: ARG002 - the port's
        """Return None: nothing can be looked up."""
        return None

    async def update(self, channel: str, sent_id: str, rendered: str, *, key: str) -> None:  # noqa: ARG002 - the port's
        """Raise MessageRefused: nothing that was posted can be changed."""
        raise MessageRefused("a webhook cannot change what was posted")

    def _be_sure(self) -> None:
        self._doubts = 0
        self.pace_s = self._form.pace_s


def not_taken(status: int, code: str = "", *, hint: str = "") -> ChannelRefused:
    """Return the refusal of an address that has to be mended, with what would help."""
    said = f"HTTP {status}: {code}" if code else f"HTTP {status}"
    return ChannelRefused(f"{said}: {hint}" if hint else said)
