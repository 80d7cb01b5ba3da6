"""One POST to a webhook: what its answer, or its absence, says about the message. Addresses are secrets: none is told.

Every post has a connection of its own. On one that is kept open a server that closes it meanwhile leaves a post in
doubt that it never saw.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import aiohttp

from monitor.channels.network import network_error
from monitor.core.errors import DeliveryError, OutcomeUnknown, Throttled
from monitor.core.ports import Clock

CONNECT_S = 10.0
LONGEST_WAIT_S = 86_400.0  #: a Retry-After beyond a day is a mistake, and would park the channel for good
MAX_ANSWER = 2_000  #: bytes that are read of an answer: enough for a code


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    text: str  #: the beginning of the body
    content_type: str
    wait_s: float | None  #: what Retry-After asks for

    @property
    def taken(self) -> bool:
        """Whether the message was accepted."""
        return 200 <= self.status < 300


class Poster:
    """Posts over HTTP; an async context manager around one session."""

    def __init__(self, *, clock: Clock, user_agent: str = "news-monitor", timeout_s: float = 15.0) -> None:
        """Give each post at most `timeout_s`."""
        self.clock = clock
        self._headers = {"User-Agent": user_agent}
        self._timeout_s = timeout_s
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the session."""
        connect_s = min(CONNECT_S, self._timeout_s / 2)
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self._timeout_s, connect=connect_s, sock_connect=connect_s),
            connector=aiohttp.TCPConnector(force_close=True),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=self._headers,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
        self._session = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once, following no redirect, and return the answer, whatever it says.

        Raises NotSent or OutcomeUnknown if there was none.
        """
        if self._session is None:
            raise RuntimeError("use Poster in `async with`")
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                return Answer(
                    status=response.status,
                    text=await _beginning(response),
                    content_type=response.content_type,
                    wait_s=self._wait(response.headers.get("Retry-After")),
                )
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise network_error(error) from None  # what the library says holds the address

    def _wait(self, value: str | None) -> float | None:
        """Return the seconds of a Retry-After, which is a number of them or a date (RFC 9110, 10.2.3)."""
        if not value:
            return None
        try:
            seconds = float(value)
        except ValueError:
            try:
                seconds = (parsedate_to_datetime(value) - self.clock.now()).total_seconds()
            except (TypeError, ValueError):  # no date, or one without a zone
                return None
        return min(max(seconds, 0.0), LONGEST_WAIT_S) if seconds == seconds else None  # noqa: PLR0124 - not a number


def passing_trouble(answer: Answer) -> DeliveryError | None:
    """Return what an answer means that is no final word on the message; None if it is one."""
    if answer.status == 429:
        return Throttled("HTTP 429", retry_after_s=answer.wait_s)
    if answer.status >= 500 or answer.status in {408, 425}:
        return OutcomeUnknown(f"HTTP {answer.status}", retry_after_s=answer.wait_s)
    return None


async def _beginning(response: aiohttp.ClientResponse) -> str:
    """Return the beginning of the body; the status has said already what became of the message."""
    try:
        return (await response.content.read(MAX_ANSWER)).decode("utf-8", "replace")
    except (aiohttp.ClientError, OSError):
        return ""
