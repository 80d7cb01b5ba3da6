"""JSON for programs: a body that stays as it is, signed, over loopback."""

import doctest
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from monitor.channels import json_webhook
from monitor.channels.json_webhook import JsonWebhook, body_of, signature
from monitor.channels.webhook_http import Poster
from monitor.core.errors import (
    AuthRefused,
    ChannelRefused,
    DeliveryError,
    MessageRefused,
    OutcomeUnknown,
    Throttled,
)
from monitor.core.message import Content, Message
from tests.channels.contents import DIGEST, EDIT, EVERY, FOLLOW_UP, NOTICE
from tests.channels.messages import KEY, ORDINARY, messages
from tests.fakes.clock import START, SettableClock
from tests.fakes.receiver import LOST, Receiver, Turn, refused

SECRET = "a long secret"
DEPLOYING = Path(__file__).parents[2] / "deploy" / "README.md"


@asynccontextmanager
async def connected(
    receiver: Receiver, *, secret: str | None = SECRET, clock: SettableClock | None = None
) -> AsyncIterator[JsonWebhook]:
    async with receiver, Poster(clock=clock or SettableClock(), timeout_s=5.0) as poster:
        yield JsonWebhook(poster, receiver.url, secret=secret)


@pytest.mark.parametrize("content", EVERY, ids=lambda content: type(content).__name__)
async def test_every_content_arrives_with_all_its_fields(content: Content) -> None:
    async with connected(receiver := Receiver()) as webhook:
        await webhook.send(webhook.render(content), key=content.key)

    (hook,) = receiver.hooks
    assert hook.body == json.loads(json.dumps(body_of(content)))
    assert hook.headers["content-type"] == "application/json; charset=utf-8"
    assert hook.headers["idempotency-key"] == hook.body["key"] == content.key


def test_an_alert_is_what_receivers_were_told() -> None:
    assert body_of(ORDINARY) == {
        "version": 1,
        "type": "alert",
        "key": KEY,
        "rule": "relief",
        "rule_title": "Relief for the north",
        "severity": "high",
        "mention": None,
        "title": "Envoys trade drafts on relief & coal",
        "url": "https://ledger.example/world/drafts?page=1&part=2",
        "source": "Harbour Ledger",
        "language": "en",
        "published_at": "2026-11-23T15:57:00Z",
        "found_at": "2026-11-23T16:00:00Z",
        "state": "full",
        "excerpts": [
            {"text": "Envoys offered sanctions relief to the north.", "marks": [[15, 31]], "field": "body"},
            {"text": "Coal would move again under the draft.", "marks": [[0, 4], [32, 37]], "field": "body"},
        ],
        "more_excerpts": 2,
        "reasons": [
            {"clause": "@north", "count": 3, "words": ["the north", "Northerners"]},
            {"clause": '"sanctions relief"', "count": 1, "words": ["sanctions relief"]},
        ],
        "also_matched": ["coal"],
        "copies": [{"source": "Wire Post", "url": "https://wire.example/1", "title": "Drafts"}],
        "also_keys": ["alert:coal:7:C000000001"],
        "number": 0,
        "remarks": [],
    }


def test_the_other_types_are_what_receivers_were_told() -> None:
    follow_up, edit, digest, notice = (body_of(one) for one in (FOLLOW_UP, EDIT, DIGEST, NOTICE))

    assert [one["type"] for one in (follow_up, edit, digest, notice)] == ["follow-up", "edit", "digest", "notice"]
    assert list(follow_up) == ["version", "type", "key", "rule", "severity", "reports", "more"]
    assert follow_up["reports"] == [
        {
            "source": "Wire Post",
            "url": "https://wire.example/1",
            "title": "Second draft leaks",
            "after_s": 720.0,
            "news": [{"text": "The second draft names coal.", "marks": [[4, 10]], "field": "body"}],
        }
    ]
    named = ["key", "rule", "severity", "title", "url", "source", "removed", "added"]
    assert list(edit) == ["version", "type", *named]
    assert edit["removed"] == ["Envoys offered sanctions relief."]
    assert (digest["since"], digest["until"], digest["zone"]) == (
        "2026-11-23T08:00:00Z",
        "2026-11-23T16:00:00Z",
        "Asia/Tokyo",
    )
    assert digest["held"] == [{"reason": "quiet hours", "stories": 1}]
    assert digest["precision"] == [{"rule": "relief", "relevant": 3, "not_relevant": 1}]
    assert digest["sections"] == [
        {
            "rule": "relief",
            "rule_title": "Relief for the north",
            "stories": [
                {
                    "title": "Envoys trade drafts",
                    "url": "https://ledger.example/world/drafts",
                    "source": "Harbour Ledger",
                    "severity": "low",
                    "more": 2,
                    "also_matched": ["coal"],
                    "reason": "quiet hours",
                }
            ],
        }
    ]
    assert (digest["part"], digest["parts"], digest["stories"], digest["articles"]) == (1, 2, 1, 3)
    assert notice == {"version": 1, "type": "notice", "key": NOTICE.key, "text": NOTICE.text}


async def test_the_key_is_that_of_the_delivery() -> None:
    async with connected(receiver := Receiver()) as webhook:
        await webhook.send(webhook.render(ORDINARY), key="alert:relief:8:webhook:désk\n")

    (hook,) = receiver.hooks
    assert hook.body["key"] == "alert:relief:8:webhook:désk\n"
    assert hook.headers["idempotency-key"] == "alert:relief:8:webhook:d%C3%A9sk%0A"


async def test_each_post_is_signed_at_its_own_time_and_the_message_stays_the_same() -> None:
    clock = SettableClock()
    async with connected(receiver := Receiver(), clock=clock) as webhook:
        rendered = webhook.render(ORDINARY)
        await webhook.send(rendered, key=KEY)
        clock.advance(timedelta(minutes=5))
        await webhook.send(rendered, key=KEY)

    first, second = receiver.hooks
    assert first.raw == second.raw
    began = int(START.timestamp())
    assert [hook.headers["x-monitor-timestamp"] for hook in receiver.hooks] == [str(began), str(began + 300)]
    for hook in receiver.hooks:
        signed = hook.headers["x-monitor-timestamp"].encode() + b"." + hook.raw
        mac = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        assert hook.headers["x-monitor-signature"] == f"v1={mac}"


async def test_without_a_secret_nothing_is_signed() -> None:
    async with connected(receiver := Receiver(), secret=None) as webhook:
        await webhook.send(webhook.render(ORDINARY), key=KEY)

    assert "x-monitor-signature" not in receiver.hooks[0].headers
    assert "x-monitor-timestamp" in receiver.hooks[0].headers


def test_the_example_for_receivers_takes_what_is_signed_and_nothing_else() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", DEPLOYING.read_text("utf-8"), re.DOTALL)
    named: dict[str, Any] = {}
    exec(example, named)  # noqa: S102 - our own text, which has to work
    verify = named["is_from_monitor"]
    body, at = b'{"version": 1}', int(START.timestamp())
    headers = {"X-Monitor-Timestamp": str(at), "X-Monitor-Signature": signature(SECRET, str(at), body)}

    assert verify(SECRET, headers, body, now=at)
    assert verify(SECRET, headers, body, now=at + 299)
    assert not verify(SECRET, headers, body, now=at + 301)
    assert not verify(SECRET, headers, body, now=at - 301)
    assert not verify("another", headers, body, now=at)
    assert not verify(SECRET, headers, body + b" ", now=at)
    assert not verify(SECRET, headers | {"X-Monitor-Timestamp": str(at + 1)}, body, now=at)
    assert not verify(SECRET, {}, body, now=at)
    assert not verify(SECRET, headers | {"X-Monitor-Timestamp": "today"}, body, now=at)


@pytest.mark.parametrize(
    ("answer", "meaning", "reason"),
    [
        (refused(400), MessageRefused, "HTTP 400: the receiver does not take this message"),
        (refused(413), MessageRefused, "HTTP 413"),
        (refused(422), MessageRefused, "HTTP 422"),
        (refused(401), AuthRefused, "HTTP 401: the receiver does not let it in: check the url and the secret"),
        (refused(403), AuthRefused, "HTTP 403"),
        (refused(404), ChannelRefused, "HTTP 404: nothing takes messages there: check the url and the receiver"),
        (refused(410), ChannelRefused, "HTTP 410"),
        (refused(308, "", Location="/new"), ChannelRefused, "HTTP 308: the address has moved: set the url"),
        (refused(429, "", Retry_After="5"), Throttled, "HTTP 429"),
        (refused(503), OutcomeUnknown, "HTTP 503"),
        (LOST, OutcomeUnknown, "connection lost"),
    ],
)
async def test_each_answer_says_what_to_do(answer: Turn, meaning: type[DeliveryError], reason: str) -> None:
    async with connected(receiver := Receiver([answer])) as webhook:
        with pytest.raises(meaning) as failed:
            await webhook.send(webhook.render(ORDINARY), key=KEY)

    assert failed.value.reason.startswith(reason)
    assert len(receiver.hooks) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_every_success_is_one(status: int) -> None:
    async with connected(receiver := Receiver([refused(status)])) as webhook:
        await webhook.send(webhook.render(ORDINARY), key=KEY)

    assert len(receiver.hooks) == 1


@settings(max_examples=80, deadline=None)
@given(messages())
def test_whatever_an_article_holds_the_body_is_utf_8_and_marks_stay_in_place(message: Message) -> None:
    body = json.loads(JsonWebhook(Poster(clock=SettableClock()), "http://127.0.0.1/").render(message).encode())

    for told, excerpt in zip(body["excerpts"], message.excerpts, strict=True):
        assert len(told["text"]) == len(excerpt.text)
        assert told["marks"] == [list(mark) for mark in excerpt.marks]


def test_half_a_character_is_replaced() -> None:
    assert body_of(replace(ORDINARY, title="a\ud800b"))["title"] == "a\ufffdb"


def test_the_examples_hold() -> None:
    assert doctest.testmod(json_webhook) == (0, 1)
