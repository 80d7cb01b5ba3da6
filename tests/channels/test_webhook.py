"""Webhooks of every form: what an unknown outcome comes to."""

from dataclasses import dataclass, field

import pytest

from monitor.channels.webhook import LONGEST_WAIT_S, OnUnknown, WebhookChannel
from monitor.core.errors import DeliveryError, MessageRefused, NotSent, OutcomeUnknown
from monitor.core.message import Content
from tests.channels.messages import KEY, NOW, ORDINARY


@dataclass
class Scripted:
    """A form whose sends fail as they are told to."""

    faults: list[DeliveryError | None] = field(default_factory=list)
    pace_s: float = 1.0
    sent: list[str] = field(default_factory=list)

    def render(self, content: Content) -> str:
        return content.key

    async def send(self, rendered: str, *, key: str) -> None:
        self.sent.append(rendered)
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault


async def post(channel: WebhookChannel) -> type[Exception] | None:
    try:
        await channel.post("webhook:desk", channel.render(ORDINARY), key=KEY, thread=None)
    except DeliveryError as error:
        return type(error)
    return None


async def test_an_unknown_outcome_is_told_so_that_the_message_is_repeated() -> None:
    channel = WebhookChannel(Scripted([OutcomeUnknown("no answer in time")]))

    assert await post(channel) is OutcomeUnknown
    assert await post(channel) is None


async def test_with_drop_it_is_refused_for_good_and_says_why() -> None:
    channel = WebhookChannel(Scripted([OutcomeUnknown("HTTP 502")]), on_unknown=OnUnknown.DROP)

    with pytest.raises(MessageRefused) as refused:
        await channel.post("webhook:desk", "{}", key=KEY, thread=None)

    assert refused.value.reason == "outcome unknown (HTTP 502), not repeated: on_unknown is drop"


async def test_a_definite_no_is_passed_on_whatever_becomes_of_the_unknown() -> None:
    channel = WebhookChannel(Scripted([NotSent("no connection")]), on_unknown=OnUnknown.DROP)

    assert await post(channel) is NotSent


async def test_the_pace_slows_down_while_outcomes_are_unknown_and_recovers_with_a_clear_answer() -> None:
    faults: list[DeliveryError | None] = [OutcomeUnknown("HTTP 500") for _ in range(12)]
    form = Scripted([*faults, None, OutcomeUnknown("HTTP 503", retry_after_s=77.0), NotSent("no connection")])
    channel = WebhookChannel(form)
    paces = [channel.pace_s]
    for _ in range(15):
        await post(channel)
        paces.append(channel.pace_s)

    assert paces[:5] == [1.0, 5.0, 10.0, 20.0, 40.0]
    assert paces[12] == LONGEST_WAIT_S
    assert paces[13:] == [1.0, 77.0, 1.0]


async def test_nothing_can_be_looked_up_replied_to_or_changed() -> None:
    channel = WebhookChannel(Scripted())

    assert (channel.can_look_up, channel.has_threads) == (False, False)
    assert await channel.resolve("webhook:desk") == "webhook:desk"
    assert await channel.find("webhook:desk", KEY, since=NOW, thread=None) is None
    with pytest.raises(MessageRefused):
        await channel.update("webhook:desk", "", "{}", key=KEY)
