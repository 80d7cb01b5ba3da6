"""The socket that clicks come over: lost, renewed, refused, it is opened again, and Slack is not hurried."""

import pytest

from monitor.channels.slack_clicks import Timing, check_app_token
from monitor.core.errors import AuthRefused
from tests.channels.listening import Desk, listening
from tests.fakes.socket_mode import SocketSlack, button

UNSTEADY = Timing(first_retry_s=0.02, longest_retry_s=0.1, opening_s=1.0)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_the_next_socket_is_open_before_the_old_one_is_closed(reason: str) -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        old = await slack.disconnect(reason)
        await slack.until_connected(2)

        assert slack.sockets[0] is old
        for socket, number in ((old, "1"), (slack.sockets[1], "2")):
            await slack.acked(await slack.press(button("relevant", number), socket=socket))
        await slack.until_open(1)  # lingering has an end
        assert slack.sockets[0] is not old
        await slack.acked(await slack.press(button("relevant", "3")))

    assert [click.alert for click in desk.clicks] == [1, 2, 3]
    assert slack.opened == 2
    assert len(desk.observer.of("clicks connected")) == 2


async def test_a_socket_that_is_cut_off_is_opened_again() -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        slack.drop()
        await slack.until_connected(2)
        await slack.acked(await slack.press(button("relevant", "17")))

    assert [click.alert for click in desk.clicks] == [17]
    assert len(desk.observer.of("clicks trouble")) == 1


async def test_a_socket_that_is_closed_while_a_click_is_in_hand_loses_only_its_ack() -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        desk.gate.clear()
        pressed = await slack.press(button("relevant", "17"))
        slack.drop()
        await slack.until_connected(2)
        await slack.press(button("relevant", "17"), envelope=pressed)  # as Slack sends it again
        desk.gate.set()

        assert await slack.acked(pressed) < 3
        await desk.observer.until("click not acknowledged")
    assert len(desk.clicks) == 2


async def test_a_fault_of_the_program_costs_one_socket_and_is_told() -> None:
    desk = Desk()
    desk.observer.faults["click not understood"] = RuntimeError("broken")
    async with SocketSlack() as slack, listening(slack, desk):
        await slack.send("no JSON")
        await slack.until_connected(2)
        await slack.acked(await slack.press(button("relevant", "17")))

    assert [told["reason"] for told in desk.observer.of("stage failed")] == ["broken"]


async def test_a_socket_that_answers_no_ping_is_given_up() -> None:
    desk = Desk()
    slack = SocketSlack()
    slack.answers_pings = False
    async with slack, listening(slack, desk):
        await slack.until_connected(2)
        slack.answers_pings = True
        await slack.acked(await slack.press(button("relevant", "17")))

    assert [click.alert for click in desk.clicks] == [17]


async def test_it_goes_on_when_slack_is_back() -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk):
        await slack.stop_sockets()
        await desk.observer.until("clicks trouble", times=5)
        assert len(desk.observer.of("clicks trouble")) < 30  # it waits between attempts
        await slack.start_sockets()
        await slack.until_connected(2)
        await slack.acked(await slack.press(button("relevant", "17")))

    assert slack.refused_tickets == 0  # an address is never used twice
    assert {told["reason"] for told in desk.observer.of("clicks trouble")} <= {"the socket was closed", "no connection"}


@pytest.mark.parametrize("fault", [500, 503, 408, "internal_error", "fatal_error", "a_code_that_nobody_knows"])
async def test_an_address_that_cannot_be_had_for_a_while_is_asked_for_again(fault: str | int) -> None:
    desk = Desk()
    slack = SocketSlack()
    slack.open_faults.extend([fault] * 3)
    async with slack, listening(slack, desk):
        await slack.acked(await slack.press(button("relevant", "17")))

    assert len(desk.observer.of("clicks trouble")) == 3
    assert slack.calls.count("apps.connections.open") == 4


async def test_a_throttled_client_waits_as_long_as_slack_asks() -> None:
    desk = Desk()
    slack = SocketSlack()
    slack.open_faults.append(429)
    async with slack, listening(slack, desk, connected=False):
        await desk.observer.until("clicks trouble")
        await slack.until_connected()

    (told,) = desk.observer.of("clicks trouble")
    assert told["reason"] == "HTTP 429"
    assert isinstance(told["retry_s"], float)
    assert 1.0 <= told["retry_s"] <= 1.1


async def test_a_refused_token_is_told_once_and_tried_again_slowly() -> None:
    desk = Desk()
    slack = SocketSlack()
    slack.open_faults.extend(["not_authed", "invalid_auth", "invalid_auth", "invalid_auth"])
    async with slack, listening(slack, desk, timing=Timing(refused_retry_s=0.1)):
        await slack.acked(await slack.press(button("relevant", "17")))

    assert desk.observer.of("clicks trouble") == [
        {"reason": "not_authed", "retry_s": 0.1},
        {"reason": "invalid_auth", "retry_s": 0.1},
    ]
    assert Timing().refused_retry_s == 15 * 60


async def test_socket_mode_switched_off_is_told_and_tried_again_slowly() -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk, timing=Timing(refused_retry_s=0.05)):
        await slack.disconnect("link_disabled")
        await slack.until_connected(2)

    (told,) = desk.observer.of("clicks trouble")
    assert told["reason"] == "link_disabled: Socket Mode is off in the app's settings"


async def test_sockets_that_slack_closes_at_once_are_opened_ever_more_slowly() -> None:
    desk = Desk()
    async with SocketSlack() as slack, listening(slack, desk, timing=UNSTEADY):
        for times in range(1, 6):
            await slack.until_connected(times)
            await slack.disconnect("too_many_websockets", socket=slack.sockets[-1])
        await desk.observer.until("clicks trouble", times=5)

    waits = [float(str(told["retry_s"])) for told in desk.observer.of("clicks trouble")]
    assert waits[-1] >= 0.05


async def test_nothing_that_is_told_holds_a_token_or_an_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    desk = Desk()
    slack = SocketSlack()
    slack.open_faults.extend([500, "internal_error"])
    async with slack, listening(slack, desk):
        await slack.acked(await slack.press(button("relevant", "17")))
        await slack.stop_sockets()
        await desk.observer.until("clicks trouble", times=4)
    ours = [record for record in caplog.records if record.name.startswith(("monitor", "slack_sdk", "aiohttp.client"))]

    for text in (str(desk.observer.steps), *(record.getMessage() for record in ours)):
        assert slack.app_token not in text
        assert "/link/" not in text
        assert "/actions/" not in text


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with SocketSlack() as slack, listening(slack, desk := Desk()):
        await slack.acked(await slack.press(button("relevant", "17")))

    assert [click.alert for click in desk.clicks] == [17]


async def test_a_token_can_be_checked_without_a_socket() -> None:
    async with SocketSlack() as slack:
        await check_app_token(slack.app_token, base_url=slack.base_url)
        with pytest.raises(AuthRefused, match="invalid_auth"):
            await check_app_token("xapp-wrong", base_url=slack.base_url)
    assert slack.opened == 0
