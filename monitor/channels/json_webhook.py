"""Alerts for programs: a POST of JSON with every field of the content, signed. deploy/README.md tells receivers of it.

The body has a version, and what stands in it stays: fields may come, none goes or changes its meaning within a version.
"""

import hashlib
import hmac
import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote

from monitor.channels.webhook import not_taken
from monitor.channels.webhook_http import Answer, Poster, passing_trouble
from monitor.core.errors import AuthRefused, DeliveryError, MessageRefused
from monitor.core.message import Content, Digest, EditNote, FollowUp, Message, Notice, Severity

VERSION = 1
TYPES: dict[type, str] = {
    Message: "alert",
    FollowUp: "follow-up",
    EditNote: "edit",
    Digest: "digest",
    Notice: "notice",
}
_HALVES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")  #: of characters: no UTF-8 stands for them
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")


class JsonWebhook:
    """One receiver of JSON."""

    pace_s = 0.0

    def __init__(self, poster: Poster, url: str, *, secret: str | None = None) -> None:
        """Post to `url`, signed if there is a `secret`."""
        self._poster = poster
        self._url = url
        self._secret = secret

    def render(self, content: Content) -> str:
        """Return the body."""
        return json.dumps(body_of(content), ensure_ascii=False)

    async def send(self, rendered: str, *, key: str) -> None:
        """Post once; the time in the headers, and with it the signature, is that of this post."""
        body = json.dumps(json.loads(rendered) | {"key": key}, ensure_ascii=False).encode()
        timestamp = str(int(self._poster.clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": quote(key, safe=_PRINTABLE),
            "X-Monitor-Timestamp": timestamp,
        }
        if self._secret is not None:
            headers["X-Monitor-Signature"] = signature(self._secret, timestamp, body)
        error = _meaning(await self._poster.post(self._url, body, headers))
        if error is not None:
            raise error


def body_of(content: Content) -> dict[str, object]:
    """Return what is posted: `version`, `type`, and the fields of the content by their names."""
    body: dict[str, object] = {"version": VERSION, "type": TYPES[type(content)]}
    for field in fields(content):
        body[field.name] = _plain(getattr(content, field.name))
    if isinstance(content, Digest):
        body["held"] = [{"reason": _plain(reason), "stories": stories} for reason, stories in content.held]
    return body


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a body that is posted at `timestamp`, seconds since 1970 in digits.

    >>> signature("secret", "1700000000", b"{}")[:14]
    'v1=b8569b78799'
    """
    return f"v1={hmac.new(secret.encode(), timestamp.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def _plain(value: object) -> object:
    """Return a value of a content as JSON knows it; times are UTC, in ISO 8601."""
    match value:
        case Severity() | StrEnum():
            return str(value)
        case str():
            return value.translate(_HALVES)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def _meaning(answer: Answer) -> DeliveryError | None:
    """Return what an answer means; None: the receiver has taken the message."""
    if answer.taken:
        return None
    trouble = passing_trouble(answer)
    if trouble is not None:
        return trouble
    match answer.status:
        case 400 | 413 | 415 | 422:
            return MessageRefused(f"HTTP {answer.status}: the receiver does not take this message")
        case 401 | 403:
            return AuthRefused(f"HTTP {answer.status}: the receiver does not let it in: check the url and the secret")
        case status if status < 400:
            return not_taken(status, hint="the address has moved: set the url that it leads to")
        case status:
            return not_taken(status, hint="nothing takes messages there: check the url and the receiver")
