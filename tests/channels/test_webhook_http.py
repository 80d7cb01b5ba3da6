"""One POST over loopback: every failure says whether the message may stand, and none tells the address."""

import socket
import traceback

import pytest

from monitor.channels.webhook_http import LONGEST_WAIT_S, Poster, passing_trouble
from monitor.core.errors import DeliveryError, NotSent, OutcomeUnknown, Throttled
from tests.fakes.clock import SettableClock
from tests.fakes.receiver import LOST, SILENT, Receiver, Turn, refused
from tests.fakes.web import redirect

SECRET = "VERY-SECRET"  #: in the address of a `Receiver`


def poster(timeout_s: float = 5.0) -> Poster:
    return Poster(clock=SettableClock(), user_agent="news-monitor/test", timeout_s=timeout_s)


async def posted(*answers: Turn, timeout_s: float = 5.0) -> DeliveryError | None:
    async with Receiver(answers) as receiver, poster(timeout_s) as http:
        return passing_trouble(await http.post(receiver.url, b"{}", {}))


@pytest.mark.parametrize(("answer", "reason"), [(LOST, "connection lost"), (SILENT, "no answer in time")])
async def test_without_an_answer_the_outcome_is_unknown(answer: str, reason: str) -> None:
    with pytest.raises(OutcomeUnknown) as failed:
        await posted(answer, timeout_s=0.2)

    assert failed.value.reason == reason
    assert SECRET not in "".join(traceback.format_exception(failed.value))


async def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/{SECRET}"
        async with poster() as http:
            with pytest.raises(NotSent) as failed:
                await http.post(url, b"{}", {})

    assert failed.value.reason == "no connection"
    assert SECRET not in "".join(traceback.format_exception(failed.value))


async def test_a_name_that_does_not_exist_or_speaks_no_tls_was_not_sent_to() -> None:
    async with Receiver() as receiver, poster() as http:
        for url, reason in (
            (f"https://{receiver.host}/", ("TLS failed", "no connection")),
            ("http://no-such-host.invalid/", ("host not found",)),
        ):
            with pytest.raises(NotSent) as failed:
                await http.post(url, b"{}", {})
            assert failed.value.reason in reason


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("Mon, 23 Nov 2026 09:01:30 GMT", 90.0),
        ("Mon, 23 Nov 2020 09:01:30 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT_S),
        ("99999999999", LONGEST_WAIT_S),
        ("nan", None),
        ("soon", None),
    ],
)
async def test_a_throttled_post_names_the_wait_in_seconds_or_as_a_date(header: str, wait_s: float | None) -> None:
    trouble = await posted(refused(429, "rate_limited", Retry_After=header))

    assert isinstance(trouble, Throttled)
    assert trouble.retry_after_s == wait_s


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504, 599])
async def test_a_server_in_trouble_leaves_the_message_in_doubt(status: int) -> None:
    trouble = await posted(refused(status, Retry_After="9"))

    assert isinstance(trouble, OutcomeUnknown)
    assert (trouble.reason, trouble.retry_after_s) == (f"HTTP {status}", 9.0)


async def test_a_redirect_is_not_followed() -> None:
    async with Receiver([redirect("/elsewhere", status=307)]) as receiver, poster() as http:
        answer = await http.post(receiver.url, b"{}", {})

        assert (answer.status, answer.taken, len(receiver.hooks)) == (307, False, 1)


async def test_requests_carry_the_name_of_the_product() -> None:
    async with Receiver() as receiver, poster() as http:
        await http.post(receiver.url, b"{}", {})

        assert receiver.hooks[0].headers["user-agent"] == "news-monitor/test"


async def test_an_unopened_poster_says_how_it_is_used() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        await poster().post("http://127.0.0.1/", b"", {})


async def test_an_address_that_is_none_is_not_told() -> None:
    url = f"http://[{SECRET}/"
    async with poster() as http:
        with pytest.raises(NotSent) as failed:
            await http.post(url, b"{}", {})

    assert failed.value.reason == "the address is no URL"
    assert SECRET not in "".join(traceback.format_exception(failed.value))
