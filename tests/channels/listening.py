"""Somebody who takes clicks, and the listening to a fake Slack for as long as a test needs it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from monitor.channels.slack_clicks import SlackClicks, Timing
from monitor.core.mutes import Click
from tests.fakes.observer import RecordingObserver
from tests.fakes.socket_mode import SocketSlack

QUICK = Timing(
    ack_s=0.2, heartbeat_s=0.4, lingering_s=0.5, steady_s=0.0, first_retry_s=0.02, longest_retry_s=0.1, opening_s=1.0
)


class Desk:
    """Takes clicks; `refusal` is what the next ones are answered with."""

    def __init__(self) -> None:
        self.clicks: list[Click] = []
        self.refusal: str | None = None
        self.fault: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.observer = RecordingObserver()

    async def take(self, click: Click) -> str | None:
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        self.clicks.append(click)
        return self.refusal


@asynccontextmanager
async def listening(
    slack: SocketSlack, desk: Desk, *, timing: Timing = QUICK, connected: bool = True
) -> AsyncIterator[asyncio.Task[None]]:
    """Listen until the block ends; the stop is a clean one, within 2 s."""
    clicks = SlackClicks(slack.app_token, desk.take, desk.observer, base_url=slack.base_url, timing=timing)
    stop = asyncio.Event()
    running = asyncio.create_task(clicks.run(stop))
    try:
        if connected:
            await slack.until_connected()
        yield running
    finally:
        stop.set()
        began = time.monotonic()
        async with asyncio.timeout(5):
            await running
        assert time.monotonic() - began < 2
    assert not {task.get_name() for task in asyncio.all_tasks()} & {"answer", "socket"}
