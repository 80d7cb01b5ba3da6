"""A channel connected to a Slack-compatible endpoint on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from monitor.app.demo.slack_server import Conversation
from monitor.channels.slack import SlackChannel
from tests.channels.messages import KEY, with_key
from tests.fakes.slack_faults import FaultySlack

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DESK = Conversation(name="desk", id="C0DESK0000", member=True)


@asynccontextmanager
async def connected(slack: FaultySlack, *, timeout_s: float = 5.0) -> AsyncIterator[SlackChannel]:
    async with slack, SlackChannel(slack.token, base_url=slack.base_url, timeout_s=timeout_s) as channel:
        yield channel


async def post(channel: SlackChannel, key: str = KEY, *, thread: str | None = None, to: str = DESK.id) -> str:
    posted = await channel.post(to, channel.render(with_key(key)), key=key, thread=thread)
    return posted.id
