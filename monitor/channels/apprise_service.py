"""E-mail and any other service that Apprise knows, by its address: `mailto://…`, `discord://…`, `tgram://…`.

Apprise (github.com/caronc/apprise) is an extra, and loads when the first such address is used. It says whether a
service confirmed, and not whether a message arrived all the same: an answer that was lost and a wrong password look
alike. So whatever is not confirmed is in doubt.
"""

import asyncio
import contextlib
import json
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from monitor.channels.plain import plain_text
from monitor.channels.wording import line
from monitor.core.errors import OutcomeUnknown, SettingsError
from monitor.core.message import Content

if TYPE_CHECKING:
    from apprise import Apprise, AppriseResult

INSTALL = "pip install 'news-monitor[apprise]'"
TIMEOUT_S = 60.0  #: several messages, where one is too long for the service, with the pauses that Apprise makes
MAX_REASON = 200


class AppriseService:
    """One service, or one mailbox."""

    pace_s = 1.0  # what chat services ask for; Apprise keeps its own pace only inside one message

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Take the address; raises SettingsError without Apprise, or if it understands no such address."""
        self._url = url
        self._timeout_s = timeout_s
        self._service()

    def render(self, content: Content) -> str:
        """Return title and body, as JSON."""
        return json.dumps(asdict(plain_text(content)))

    async def send(self, rendered: str, *, key: str) -> None:  # noqa: ARG002 - no service takes a key
        """Send once; raises OutcomeUnknown unless the service confirms."""
        message = json.loads(rendered)
        service = self._service()

        def notify() -> "AppriseResult":
            return service.notify(body=message["body"], title=message["title"], body_format="text")

        try:
            async with asyncio.timeout(self._timeout_s):
                result = await _in_thread(notify)
        except TimeoutError:
            raise OutcomeUnknown("no answer in time") from None
        if result is None:
            raise OutcomeUnknown("the service failed in Apprise")
        if not result:
            raise OutcomeUnknown(_reason(result, self._url))

    def _service(self) -> "Apprise":
        """Return the service anew: Apprise's objects are not made for several threads, of which one may be late."""
        try:
            from apprise import Apprise, AppriseAsset  # noqa: PLC0415 - an extra, and a third of a second
        except ImportError:
            raise SettingsError(f"this address needs Apprise: {INSTALL}") from None
        # What Apprise logs goes into its results; here it would say more of the address than anybody may see.
        logger = logging.getLogger("apprise")
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
        asset = AppriseAsset(
            app_id="News monitor",
            app_desc="News monitor",
            async_mode=False,
            secure_logging=True,
            service_timeout=0,  # ours counts; for its own it would take threads that the program waits for at its end
        )
        service = Apprise(asset=asset)
        # A text that is too long for a service would be refused for ever: several messages, unless the address says so.
        url = self._url if "overflow=" in self._url else f"{self._url}{'&' if '?' in self._url else '?'}overflow=split"
        if not service.add(url):
            raise SettingsError("Apprise knows no such address (github.com/caronc/apprise lists what it knows)")
        return service


def _reason(result: "AppriseResult", url: str) -> str:
    """Return what Apprise says last of a failure, unless a part of the address may be in it."""
    told = [entry.message for entry in result.logs() if entry.level in {"WARNING", "ERROR", "CRITICAL"}]
    said = line(told[-1], MAX_REASON) if told else ""
    scheme, _, rest = url.partition("://")
    host = re.split(r"[/?:]", rest.rpartition("@")[2] or rest)[0]
    known = {scheme, host} if "." in host else {scheme}  # without a dot it may be a token
    secrets = {part for part in _SEPARATORS.split(rest) if len(part) >= 4} - known
    if not said or "://" in said or any(part in said for part in secrets):
        return "the service did not confirm"
    return f"the service did not confirm: {said}"


_SEPARATORS = re.compile(r"[/:@?&=,]|%40")


def _in_thread(call: "Callable[[], AppriseResult]") -> "asyncio.Future[AppriseResult | None]":
    """Run in a thread that keeps nobody from leaving: the loop's own threads are waited for at the end.

    A service may take a minute to give up, and SIGTERM ends the program within ten seconds. None if it failed in
    whatever way: what it raised may hold the address, and is told nobody.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[AppriseResult | None] = loop.create_future()

    def settle(result: "AppriseResult | None") -> None:
        if not future.done():
            future.set_result(result)

    def run() -> None:
        try:
            result: AppriseResult | None = call()
        except Exception:  # noqa: BLE001 - a hundred services, whose errors are anything
            result = None
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result)

    threading.Thread(target=run, name="apprise", daemon=True).start()
    return future
