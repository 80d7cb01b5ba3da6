"""Slack over loopback: replies in threads, and messages that change."""

import json

import pytest

from monitor.channels.slack import SlackChannel
from monitor.core.errors import (
    AuthRefused,
    ChannelRefused,
    DeliveryError,
    MessageRefused,
    NotSent,
    OutcomeUnknown,
    ThreadLost,
    Throttled,
)
from monitor.core.message import Content
from tests.channels.loopback import DESK, LONG_AGO, connected, post
from tests.channels.messages import ANSWERED, KEY, LATER, SUMMED_UP
from tests.fakes.slack_faults import Fault, FaultySlack


async def test_a_reply_stands_in_its_thread_and_is_found_there() -> None:
    async with connected(slack := FaultySlack([DESK], faults=[Fault.NONE, Fault.LOST_ANSWER])) as channel:
        parent = await post(channel, "parent")
        with pytest.raises(OutcomeUnknown):
            await post(channel, "reply", thread=parent)

        found = await channel.find(DESK.id, "reply", since=LONG_AGO, thread=parent)

    assert slack.messages[1].thread_ts == parent
    assert found is not None
    assert found.id == slack.messages[1].ts


@pytest.mark.parametrize(
    "code", ["message_not_found", "thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"]
)
async def test_a_reply_to_a_message_that_is_gone_is_not_posted_beside_it(code: str) -> None:
    async with connected(slack := FaultySlack([DESK], faults=[code])) as channel:
        with pytest.raises(ThreadLost, match=code):
            await post(channel, "reply", thread="1700000000.000001")

    assert slack.posts_seen == 1
    assert slack.messages == []


async def test_a_reply_whose_thread_is_gone_can_be_looked_up_beside_it() -> None:
    async with connected(FaultySlack([DESK])) as channel:
        await post(channel, "reply")

        found = await channel.find(DESK.id, "reply", since=LONG_AGO, thread="1700000000.000001")

    assert found is not None


async def test_a_message_that_is_no_reply_loses_no_thread() -> None:
    async with connected(FaultySlack([DESK], faults=["cannot_reply_to_message"])) as channel:
        with pytest.raises(ChannelRefused, match="cannot_reply_to_message"):
            await post(channel)


async def test_buttons_are_shown_only_where_clicks_are_heard() -> None:
    async with connected(FaultySlack([DESK])) as channel:
        assert "actions" not in channel.render(ANSWERED)
    assert '"actions"' in SlackChannel("xoxb-x", interactive=True).render(ANSWERED)


@pytest.mark.parametrize("content", [LATER, SUMMED_UP], ids=["follow-up", "digest"])
async def test_other_contents_degrade_too(content: Content) -> None:
    faults = ["invalid_blocks", "invalid_blocks_format"]
    async with connected(slack := FaultySlack([DESK], faults=faults)) as channel:
        await channel.post(DESK.id, channel.render(content), key=content.key, thread=None)

    (message,) = slack.messages
    assert message.blocks == []
    assert "https://wire.example/" in message.text


async def test_an_update_shows_the_new_content_and_keeps_the_key() -> None:
    async with connected(slack := FaultySlack([DESK])) as channel:
        sent = await post(channel)

        await channel.update(DESK.id, sent, channel.render(ANSWERED), key=KEY)

    (message,) = slack.messages
    assert message.edited
    assert (message.ts, message.key) == (sent, KEY)
    assert "Not relevant · ana" in json.dumps(message.blocks, ensure_ascii=False)


async def test_an_update_refused_for_its_blocks_ends_as_text_without_the_old_blocks() -> None:
    faults = ["invalid_blocks", "msg_blocks_too_long"]
    async with connected(slack := FaultySlack([DESK], update_faults=faults)) as channel:
        sent = await post(channel)
        await channel.update(DESK.id, sent, channel.render(ANSWERED), key=KEY)

    (message,) = slack.messages
    assert message.blocks == []
    assert "Not relevant · ana" in message.text
    assert message.key == KEY


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ("message_not_found", MessageRefused),
        ("cant_update_message", MessageRefused),
        ("edit_window_closed", MessageRefused),
        ("block_mismatch", MessageRefused),
        ("msg_too_long", MessageRefused),
        ("update_failed", NotSent),
        ("internal_error", NotSent),
        (Fault.LOST_ANSWER, NotSent),
        (Fault.HTML, NotSent),
        (Fault.THROTTLED, Throttled),
        ("is_inactive", ChannelRefused),
        ("not_in_channel", ChannelRefused),
        ("token_expired", AuthRefused),
    ],
)
async def test_an_update_that_fails_is_never_in_doubt(fault: Fault | str, meaning: type[DeliveryError]) -> None:
    async with connected(slack := FaultySlack([DESK], update_faults=[fault])) as channel:
        sent = await post(channel)
        with pytest.raises(meaning):
            await channel.update(DESK.id, sent, channel.render(ANSWERED), key=KEY)

    assert len(slack.messages) == 1


async def test_no_answer_to_an_update_in_time_asks_for_another_try() -> None:
    async with connected(slack := FaultySlack([DESK], update_faults=[Fault.SLOW]), timeout_s=0.2) as channel:
        sent = await post(channel)
        with pytest.raises(NotSent, match="no answer in time"):
            await channel.update(DESK.id, sent, channel.render(ANSWERED), key=KEY)
        slack.release.set()
