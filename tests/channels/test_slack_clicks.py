"""Slack's buttons over loopback: each click is taken and acknowledged in time, or who pressed is told why not."""

import asyncio
from typing import Any

import pytest

from monitor.channels.slack_clicks import Timing, click_of
from monitor.core.mutes import Action, Click
from tests.channels.listening import QUICK, Desk, listening
from tests.fakes.socket_mode import ANA, BEN, SocketSlack, button, choice


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("payload", [lambda name: button(name, "17"), lambda name: choice(f"{name}:17")])
async def test_a_press_is_taken_before_slack_hears_that_it_was(action: Action, payload: Any) -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        pressed = await slack.press(payload(action.value))

        assert await slack.acked(pressed) < 3
        assert desk.clicks == [Click(alert=17, action=action, user="U0ANA", name="ana", at="1700000000.000100")]
    assert slack.answers == []


async def test_a_slow_taker_is_acknowledged_for_and_goes_on() -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        desk.gate.clear()
        pressed = await slack.press(button("relevant", "17"))

        assert QUICK.ack_s <= await slack.acked(pressed) < 3
        assert desk.clicks == []
        desk.refusal = "too late"
        desk.gate.set()
        await slack.until_answered()
        assert [click.alert for click in desk.clicks] == [17]


async def test_one_slow_click_holds_up_no_other() -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk, timing=Timing(ack_s=1.0)):
        desk.gate.clear()
        first = await slack.press(button("relevant", "1"))
        second = await slack.press(button("relevant", "2", user=BEN))
        desk.gate.set()

        assert await slack.acked(first) < 1
        assert await slack.acked(second) < 1


async def test_who_pressed_is_told_alone_why_a_click_was_not_taken() -> None:
    desk = Desk()
    desk.refusal = "there is no alert 17 any more <!channel>"
    async with SocketSlack() as slack, listening(slack, desk):
        await slack.acked(await slack.press(button("relevant", "17")))
        await slack.until_answered()

    (answer,) = slack.answers
    assert answer["response_type"] == "ephemeral"
    assert answer["replace_original"] is False
    assert answer["text"] == "there is no alert 17 any more &lt;!channel&gt;"


async def test_a_fault_of_the_taker_is_told_to_both_and_costs_no_other_click() -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        desk.fault = RuntimeError("broken")
        await slack.acked(await slack.press(button("relevant", "17")))
        await slack.until_answered()
        desk.fault = None
        await slack.acked(await slack.press(button("not-relevant", "18")))

    assert slack.answers[0]["text"].startswith("This was not kept")
    (told,) = desk.observer.of("stage failed")
    assert (told["stage"], told["reason"]) == ("clicks", "broken")
    assert [click.alert for click in desk.clicks] == [18]


@pytest.mark.parametrize("status", [404, 500])
async def test_an_answer_that_does_not_arrive_is_told(status: int) -> None:
    desk = Desk()
    desk.refusal = "no"
    async with SocketSlack() as slack, listening(slack, desk):
        slack.answer_status = status
        await slack.press(button("relevant", "17"))
        await desk.observer.until("click answer lost")

    assert desk.observer.of("click answer lost") == [{"alert": 17, "reason": f"HTTP {status}"}]


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "view_submission"},
        {"type": "block_actions"},
        {"type": "block_actions", "user": ANA, "actions": []},
        {"type": "block_actions", "user": ANA, "actions": ["x"]},
        {"type": "block_actions", "user": "U1", "actions": button("relevant", "1")["actions"]},
        {"type": "block_actions", "user": {}, "actions": button("relevant", "1")["actions"]},
        button("relevant", "1", at=""),
        button("a-link", "17"),
        button("relevant", ""),
        button("relevant", "-1"),
        button("relevant", "١٧"),
        button("relevant", "9" * 19),
        choice("mute-rule-24h"),
        choice("mute-everything:17"),
        choice("mute-rule-24h:17:18"),
    ],
)
async def test_what_is_no_click_of_ours_is_acknowledged_told_and_stops_nothing(payload: dict[str, Any]) -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        pressed = await slack.press(payload)

        assert await slack.acked(pressed) < 3
        await slack.acked(await slack.press(button("relevant", "17")))

    assert [click.alert for click in desk.clicks] == [17]
    assert len(desk.observer.of("click not understood")) == 1
    assert slack.answers == []


@pytest.mark.parametrize("frame", ["", "no JSON", "[]", "{}", '{"type": "interactive"}', '{"envelope_id": 5}'])
async def test_a_frame_that_is_no_envelope_stops_nothing(frame: str) -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        await slack.send(frame)
        await slack.acked(await slack.press(button("relevant", "17")))

    assert [click.alert for click in desk.clicks] == [17]
    assert slack.opened == 1


async def test_an_envelope_of_a_kind_that_nobody_asked_for_is_acknowledged() -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        pressed = await slack.press({"type": "event_callback", "event": {"type": "message", "text": "secret"}})
        await slack.acked(pressed)

    assert "secret" not in str(desk.observer.steps)


async def test_an_envelope_that_comes_twice_is_acknowledged_twice() -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        pressed = await slack.press(button("relevant", "17"))
        await slack.acked(pressed)
        await slack.press(button("relevant", "17"), envelope=pressed)
        await slack.acked(await slack.press(button("relevant", "18")))

    assert slack.acks_of(pressed) == 2
    assert desk.clicks[0] == desk.clicks[1]  # the store tells by alert, person and time that it is one


async def test_a_stop_waits_for_what_is_in_hand() -> None:
    desk = Desk()
    async with SocketSlack() as slack:
        async with listening(slack, desk, timing=Timing(ack_s=1.0)):
            desk.gate.clear()
            pressed = await slack.press(button("relevant", "17"))
            await asyncio.sleep(0.05)  # it has arrived
            asyncio.get_running_loop().call_later(0.1, desk.gate.set)

        assert slack.acks_of(pressed) == 1
    assert [click.alert for click in desk.clicks] == [17]


async def test_a_stop_does_not_wait_for_a_taker_that_hangs_nor_for_slack_to_close() -> None:
    desk = Desk()
    slack = SocketSlack()
    slack.answers_close = False
    async with slack, listening(slack, desk, timing=Timing(ack_s=60)):
        desk.gate.clear()
        await slack.press(button("relevant", "17"))
        await asyncio.sleep(0.05)  # it has arrived

    assert desk.clicks == []


async def test_a_stop_while_there_is_no_connection_is_as_quick() -> None:
    desk = Desk()
    slack = SocketSlack()
    slack.open_faults.append("invalid_auth")
    async with slack, listening(slack, desk, connected=False):
        await desk.observer.until("clicks trouble")


def test_a_person_is_called_by_the_name_that_slack_has() -> None:
    for person, name in ((ANA, "ana"), ({"id": "U1", "name": "b"}, "b"), ({"id": "U1"}, "U1")):
        assert click_of(button("relevant", "1", user=person)).name == name
