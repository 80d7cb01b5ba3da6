"""Slack's incoming webhooks over loopback."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from monitor.channels import slack_blocks
from monitor.channels.slack_webhook import SlackWebhook
from monitor.channels.webhook_http import Poster
from monitor.core.errors import ChannelRefused, DeliveryError, MessageRefused, OutcomeUnknown, Throttled
from tests.channels.messages import KEY, ORDINARY
from tests.fakes.clock import SettableClock
from tests.fakes.receiver import LOST, Receiver, Turn, refused
from tests.fakes.web import Reply


@asynccontextmanager
async def connected(receiver: Receiver) -> AsyncIterator[SlackWebhook]:
    async with receiver, Poster(clock=SettableClock(), timeout_s=5.0) as poster:
        yield SlackWebhook(poster, receiver.url)


async def test_the_message_is_that_of_the_app_without_what_only_an_app_can_do() -> None:
    async with connected(receiver := Receiver()) as webhook:
        await webhook.send(webhook.render(ORDINARY), key=KEY)

    (hook,) = receiver.hooks
    by_the_app = json.loads(slack_blocks.render(ORDINARY))
    assert hook.headers["content-type"] == "application/json"
    assert hook.body["text"] == by_the_app["text"]
    assert hook.body["blocks"] == [block for block in by_the_app["blocks"] if block["type"] != "actions"]
    assert not {"metadata", "channel", "thread_ts"} & hook.body.keys()
    assert (hook.body["unfurl_links"], hook.body["unfurl_media"]) == (False, False)


def test_nothing_that_could_be_clicked_is_left() -> None:
    rendered = SlackWebhook(Poster(clock=SettableClock()), "http://127.0.0.1/").render(ORDINARY)

    assert '"action_id"' not in rendered
    assert '"type": "actions"' not in rendered


async def test_refused_blocks_are_followed_by_simpler_forms_and_one_message_stands() -> None:
    answers: list[Turn] = [refused(400, "invalid_blocks"), refused(400, "invalid_payload"), "ok"]
    async with connected(receiver := Receiver(answers)) as webhook:
        await webhook.send(webhook.render(ORDINARY), key=KEY)

    rich, plain, text = (hook.body for hook in receiver.hooks)
    assert any(block["type"] == "rich_text" for block in rich["blocks"])
    assert not any(block["type"] == "rich_text" for block in plain["blocks"])
    assert "blocks" not in text
    assert "Envoys trade drafts" in text["text"]


async def test_a_message_that_is_refused_in_every_form_is_refused() -> None:
    async with connected(receiver := Receiver([refused(400, "invalid_payload")] * 3)) as webhook:
        with pytest.raises(MessageRefused, match="HTTP 400: invalid_payload"):
            await webhook.send(webhook.render(ORDINARY), key=KEY)

    assert len(receiver.hooks) == 3


@pytest.mark.parametrize(
    ("answer", "meaning", "reason"),
    [
        (refused(400, "no_text"), MessageRefused, "HTTP 400: no_text"),
        (refused(413), MessageRefused, "HTTP 413"),
        (refused(403, "action_prohibited"), ChannelRefused, "HTTP 403: action_prohibited: the workspace's admin"),
        (refused(403, "invalid_token"), ChannelRefused, "HTTP 403: invalid_token: the url is not complete"),
        (refused(404, "channel_not_found"), ChannelRefused, "HTTP 404: channel_not_found: the channel is gone: make"),
        (refused(404, "no_service"), ChannelRefused, "HTTP 404: no_service: the webhook was removed: make a new"),
        (refused(404, "<html>no</html>"), ChannelRefused, "HTTP 404: this is no webhook of Slack's: check its url"),
        (refused(404, "a_code_nobody_knows"), ChannelRefused, "HTTP 404: a_code_nobody_knows"),
        (refused(410, "channel_is_archived"), ChannelRefused, "HTTP 410: channel_is_archived: unarchive the channel"),
        (refused(302, "", Location="/"), ChannelRefused, "HTTP 302: this is no webhook of Slack's"),
        (refused(429, "", Retry_After="30"), Throttled, "HTTP 429"),
        (refused(500, "rollup_error"), OutcomeUnknown, "HTTP 500"),
        (Reply(body="<h1>a proxy's page</h1>"), OutcomeUnknown, "the answer is a web page, not Slack's"),
        (LOST, OutcomeUnknown, "connection lost"),
    ],
)
async def test_each_answer_says_what_to_do(answer: Turn, meaning: type[DeliveryError], reason: str) -> None:
    async with connected(receiver := Receiver([answer])) as webhook:
        with pytest.raises(meaning) as failed:
            await webhook.send(webhook.render(ORDINARY), key=KEY)

    assert failed.value.reason.startswith(reason)
    assert len(receiver.hooks) == 1


async def test_services_that_take_the_same_may_answer_what_they_like() -> None:
    taken = Reply(body='{"success": true}', content_type="application/json")
    async with connected(receiver := Receiver([taken])) as webhook:
        await webhook.send(webhook.render(ORDINARY), key=KEY)

    assert len(receiver.hooks) == 1
