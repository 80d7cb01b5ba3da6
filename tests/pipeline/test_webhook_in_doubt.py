"""A webhook whose outcomes stay unknown: the message is repeated, and ever more seldom."""

from datetime import timedelta

from monitor.channels.webhook import OnUnknown, WebhookChannel
from monitor.core.errors import OutcomeUnknown
from tests.channels.test_webhook import Scripted
from tests.pipeline.desk import Desk, entry, rule, rules

NAME = "webhook:desk"
MINUTE = timedelta(minutes=1)


def in_trouble(times: int) -> Scripted:
    return Scripted([OutcomeUnknown("HTTP 500") for _ in range(times)])


async def alerted(desk: Desk, *names: str) -> None:
    desk.publish(*map(entry, names))
    await desk.open(rules(rule("strikes", channel=NAME)))
    await desk.work()
    desk.clock.advance(MINUTE)


async def test_a_server_in_trouble_is_not_posted_to_without_a_pause(desk: Desk) -> None:
    await alerted(desk, "a")
    form = in_trouble(4)
    channel = WebhookChannel(form)
    seconds: list[int] = []  # of each post
    for second in range(36):
        await desk.deliverer.deliver(NAME, channel, desk.in_force)
        seconds += [second] * (len(form.sent) - len(seconds))
        desk.clock.advance(timedelta(seconds=1))

    assert seconds == [0, 1, 6, 16]

    desk.clock.advance(MINUTE)
    await desk.deliverer.deliver(NAME, channel, desk.in_force)
    assert desk.counts.alerts == {"sent": 1}
    assert len(set(form.sent)) == 1


async def test_dropped_messages_are_refused_one_by_one_and_the_next_goes_out(desk: Desk) -> None:
    await alerted(desk, "a", "b")
    form = in_trouble(1)
    channel = WebhookChannel(form, on_unknown=OnUnknown.DROP)

    await desk.deliverer.deliver(NAME, channel, desk.in_force)
    desk.clock.advance(MINUTE)
    await desk.deliverer.deliver(NAME, channel, desk.in_force)

    assert desk.counts.alerts == {"refused": 1, "sent": 1}
    assert len(form.sent) == 2
