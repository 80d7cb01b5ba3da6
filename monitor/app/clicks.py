"""The buttons under alerts, beside the engine: heard while the daemon runs, if an app token is set."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from monitor.app.settings import Settings
from monitor.app.slack import slack_clicks
from monitor.core.ports import Observer
from monitor.pipeline.clicks import Clicks
from monitor.pipeline.faults import tell_fault
from monitor.pipeline.ledger import Ledger

if TYPE_CHECKING:
    from monitor.channels.slack_clicks import SlackClicks

COOL_OFF_S = 60.0  #: after a fault of the program


@contextlib.asynccontextmanager
async def hearing_clicks(
    settings: Settings, ledger: Ledger, observer: Observer, stop: asyncio.Event
) -> AsyncIterator[None]:
    """Take clicks into the store until `stop` is set, which it is at the end of the block at the latest.

    Raises SettingsError if the app token is none.
    """
    clicks = slack_clicks(settings, Clicks(ledger, observer).take, observer)
    if clicks is None:
        yield
        return
    hearing = asyncio.create_task(_hear(clicks, observer, stop), name="clicks")
    try:
        yield
    finally:
        stop.set()
        await hearing


async def _hear(clicks: "SlackClicks", observer: Observer, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await clicks.run(stop)
        except Exception as error:  # noqa: BLE001 - the outermost loop: the daemon posts whatever becomes of buttons
            tell_fault(observer, "clicks", error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), COOL_OFF_S)
