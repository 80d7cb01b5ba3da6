"""Slack over loopback: what every failure means for a message, and how it is found again."""

import asyncio
import json
import socket
from datetime import timedelta

import pytest

from monitor.app.demo.slack_server import Conversation
from monitor.channels.slack import SlackChannel
from monitor.core.errors import (
    AuthRefused,
    ChannelRefused,
    DeliveryError,
    MessageRefused,
    NotSent,
    OutcomeUnknown,
    Throttled,
)
from tests.channels.loopback import DESK, LONG_AGO, connected, post
from tests.channels.messages import KEY, ORDINARY
from tests.fakes.slack_faults import Audit, Fault, FaultySlack


async def test_a_message_arrives_as_it_was_rendered() -> None:
    async with connected(slack := FaultySlack([DESK])) as channel:
        rendered = channel.render(ORDINARY)

        posted = await channel.post(DESK.id, rendered, key=KEY, thread=None)

    (message,) = slack.messages
    assert (message.ts, message.channel, message.key) == (posted.id, DESK.id, KEY)
    assert message.blocks == json.loads(rendered)["blocks"]
    assert message.text == json.loads(rendered)["text"]


@pytest.mark.parametrize(
    ("fault", "meaning", "stands"),
    [
        (Fault.THROTTLED, Throttled, False),
        (Fault.THROTTLED_DATE, Throttled, False),
        (Fault.RATELIMITED, Throttled, False),
        ("message_limit_exceeded", Throttled, False),
        (Fault.ERROR_BEFORE, OutcomeUnknown, False),
        (Fault.ERROR_AFTER, OutcomeUnknown, True),
        (Fault.DROPPED_BEFORE, OutcomeUnknown, False),
        (Fault.LOST_ANSWER, OutcomeUnknown, True),
        (Fault.HTML, OutcomeUnknown, False),
        (Fault.HTML_AFTER, OutcomeUnknown, True),
        (Fault.PLAIN, OutcomeUnknown, True),
        (Fault.BAD_JSON, OutcomeUnknown, True),
        ("fatal_error", OutcomeUnknown, False),
        ("internal_error", OutcomeUnknown, False),
        ("service_unavailable", OutcomeUnknown, False),
        ("no_text", MessageRefused, False),
        ("msg_too_long", MessageRefused, False),
        ("metadata_too_large", MessageRefused, False),
        ("invalid_metadata_format", MessageRefused, False),
        ("is_archived", ChannelRefused, False),
        ("channel_not_found", ChannelRefused, False),
        ("restricted_action_read_only_channel", ChannelRefused, False),
        ("a_code_that_nobody_knows", ChannelRefused, False),
        ("invalid_auth", AuthRefused, False),
        ("token_revoked", AuthRefused, False),
        ("account_inactive", AuthRefused, False),
    ],
)
async def test_each_failure_says_whether_the_message_may_stand(
    fault: Fault | str, meaning: type[DeliveryError], stands: bool
) -> None:
    async with connected(slack := FaultySlack([DESK], faults=[fault])) as channel:
        with pytest.raises(meaning) as refused:
            await post(channel)

        assert slack.posts_seen == 1  # no retry behind our back
        assert bool(slack.messages) == stands
        assert "\n" not in refused.value.reason
        found = await channel.find(DESK.id, KEY, since=LONG_AGO, thread=None)
        assert (found is not None) == stands


async def test_a_throttled_post_names_the_wait() -> None:
    async with connected(FaultySlack([DESK], faults=[Fault.THROTTLED], retry_after_s=7)) as channel:
        with pytest.raises(Throttled) as refused:
            await post(channel)

    assert refused.value.retry_after_s == 7


async def test_a_wait_told_as_a_date_is_counted_from_the_answers_own_date() -> None:
    async with connected(FaultySlack([DESK], faults=[Fault.THROTTLED_DATE])) as channel:
        with pytest.raises(Throttled) as refused:
            await post(channel)

    assert refused.value.retry_after_s is not None
    assert 25 < refused.value.retry_after_s <= 31


async def test_no_answer_in_time_leaves_the_post_in_doubt_and_the_look_up_finds_it() -> None:
    slack = FaultySlack([DESK], faults=[Fault.SLOW])
    async with connected(slack, timeout_s=0.2) as channel:
        with pytest.raises(OutcomeUnknown, match="no answer in time"):
            await post(channel)

        found = await channel.find(DESK.id, KEY, since=LONG_AGO, thread=None)
        slack.release.set()

    assert found is not None
    assert found.id == slack.messages[0].ts


async def test_a_closed_port_means_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api/"
        async with SlackChannel("xoxb-x", base_url=url) as channel:
            with pytest.raises(NotSent, match="no connection"):
                await post(channel)


async def test_a_host_without_address_means_not_sent() -> None:
    async with SlackChannel("xoxb-x", base_url="http://slack.invalid/api/") as channel:
        with pytest.raises(NotSent, match="host not found"):
            await post(channel)


async def test_another_protocol_on_the_port_means_not_sent() -> None:
    async with FaultySlack([DESK]) as slack:
        base_url = slack.base_url.replace("http://", "https://")
        async with SlackChannel(slack.token, base_url=base_url) as channel:
            with pytest.raises(NotSent, match="TLS failed"):
                await post(channel)


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with connected(slack := FaultySlack([DESK])) as channel:
        await post(channel)

    assert len(slack.messages) == 1


async def test_a_wrong_token_is_told_by_its_code() -> None:
    async with FaultySlack([DESK]) as slack, SlackChannel("xoxb-wrong", base_url=slack.base_url) as channel:
        with pytest.raises(AuthRefused) as refused:
            await channel.check()

    assert str(refused.value) == "invalid_auth"


async def test_a_right_token_names_its_workspace() -> None:
    async with connected(FaultySlack([DESK])) as channel:
        assert await channel.check() == "news-monitor in Demo"


async def test_a_name_is_resolved_over_all_pages_and_the_channel_joined() -> None:
    channels = [*(f"room-{number}" for number in range(1500)), "desk"]
    async with connected(slack := FaultySlack(channels)) as channel:
        identity = await channel.resolve("#desk")

        assert identity == slack.channel("desk").id
        assert slack.channel("desk").member
        await post(channel, to=identity)
    assert slack.calls.count("conversations.list") == 2


async def test_an_id_is_resolved_without_asking() -> None:
    async with connected(slack := FaultySlack([DESK])) as channel:
        assert await channel.resolve(DESK.id) == DESK.id
    assert slack.calls == []


async def test_several_names_take_one_listing() -> None:
    async with connected(slack := FaultySlack(["a", "b"])) as channel:
        await channel.resolve("#a")
        await channel.resolve("#b")
    assert slack.calls.count("conversations.list") == 1


@pytest.mark.parametrize(
    ("name", "advice"),
    [("#missing", "create it, or invite the app"), ("desk", "write #name or an ID"), ("#old", "create it")],
)
async def test_a_channel_that_cannot_be_found_says_what_to_do(name: str, advice: str) -> None:
    async with connected(FaultySlack([DESK, Conversation(name="old", archived=True)])) as channel:
        with pytest.raises(ChannelRefused, match=advice):
            await channel.resolve(name)


async def test_a_private_channel_without_the_bot_asks_for_an_invitation() -> None:
    async with connected(FaultySlack([Conversation(name="inner", id="G0INNER000", private=True)])) as channel:
        with pytest.raises(ChannelRefused, match="channel_not_found: the app sees no such channel"):
            await post(channel, to="G0INNER000")


async def test_a_public_channel_that_lost_the_bot_is_joined_and_posted_to_once() -> None:
    async with connected(slack := FaultySlack([Conversation(name="desk", id=DESK.id)])) as channel:
        await post(channel)
    assert len(slack.messages) == 1


async def test_refused_blocks_are_followed_by_simpler_ones_then_by_text() -> None:
    faults = ["invalid_blocks", "msg_blocks_too_long"]
    async with connected(slack := FaultySlack([DESK], faults=faults)) as channel:
        await post(channel)

    (message,) = slack.messages
    assert slack.posts_seen == 3
    assert message.blocks == []
    assert "https://ledger.example/world/drafts" in message.text
    assert message.key == KEY


async def test_blocks_refused_in_every_form_refuse_the_message() -> None:
    async with connected(slack := FaultySlack([DESK], faults=["invalid_blocks"] * 3)) as channel:
        with pytest.raises(MessageRefused):
            await post(channel)
    assert slack.posts_seen == 3


async def test_an_answer_lost_after_a_refused_form_is_in_doubt_and_found() -> None:
    async with connected(FaultySlack([DESK], faults=["invalid_blocks", Fault.LOST_ANSWER])) as channel:
        with pytest.raises(OutcomeUnknown):
            await post(channel)

        assert await channel.find(DESK.id, KEY, since=LONG_AGO, thread=None) is not None


async def test_a_message_is_found_many_pages_back() -> None:
    async with connected(slack := FaultySlack([DESK])) as channel:
        first = await post(channel, "first")
        for number in range(450):
            slack.call("chat.postMessage", {"token": slack.token, "channel": DESK.id, "text": f"chatter {number}"})

        found = await channel.find(DESK.id, "first", since=LONG_AGO, thread=None)

    assert found is not None
    assert found.id == first
    assert slack.calls.count("conversations.history") == 3


async def test_what_was_posted_before_is_not_looked_at() -> None:
    async with connected(slack := FaultySlack([DESK])) as channel:
        await post(channel)
        after = slack.messages[0].received_at + timedelta(seconds=1)

        assert await channel.find(DESK.id, KEY, since=after, thread=None) is None


async def test_a_history_that_lags_shows_the_message_later() -> None:
    async with connected(FaultySlack([DESK], faults=[Fault.LOST_ANSWER], history_lag=1)) as channel:
        with pytest.raises(OutcomeUnknown):
            await post(channel)

        assert await channel.find(DESK.id, KEY, since=LONG_AGO, thread=None) is None
        assert await channel.find(DESK.id, KEY, since=LONG_AGO, thread=None) is not None


async def test_a_look_up_that_fails_is_never_in_doubt_itself() -> None:
    async with FaultySlack([DESK]) as slack:
        gone = slack.base_url
    async with SlackChannel("xoxb-x", base_url=gone) as channel:
        with pytest.raises(NotSent):
            await channel.find(DESK.id, KEY, since=LONG_AGO, thread=None)


async def test_posting_until_it_is_certain_leaves_each_message_once() -> None:
    """The deliverer's loop in small, over every fault that leaves a post in doubt."""
    doubtful = [
        fault
        for fault in Fault
        if fault not in {Fault.NONE, Fault.SLOW, Fault.THROTTLED, Fault.THROTTLED_DATE, Fault.RATELIMITED}
    ]
    keys = [f"alert:rule-{number}:1:{DESK.id}" for number in range(len(doubtful))]
    async with connected(slack := FaultySlack([DESK], faults=doubtful)) as channel:
        for key in keys:
            while await channel.find(DESK.id, key, since=LONG_AGO, thread=None) is None:
                try:
                    await post(channel, key)
                except OutcomeUnknown:
                    continue

        assert slack.audit(keys) == Audit()
        assert slack.audit([*keys, "missing"]).lost == ("missing",)
        await post(channel, keys[0])
        assert slack.audit(keys).doubled == (keys[0],)


async def test_cancelling_a_post_closes_nothing_else() -> None:
    slack = FaultySlack([DESK], faults=[Fault.SLOW])
    async with connected(slack) as channel:
        posting = asyncio.create_task(post(channel, "slow"))
        while not slack.messages:  # noqa: ASYNC110 - the server is in this loop
            await asyncio.sleep(0)
        posting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await posting
        slack.release.set()

        await post(channel, "next")

    assert [message.key for message in slack.messages] == ["slow", "next"]
