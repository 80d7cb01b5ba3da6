"""How long an alert waits after a definite no."""

import doctest
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import backoff as module
from monitor.alerts.backoff import not_sent_wait, retry_wait
from monitor.core.errors import AuthRefused, ChannelRefused, DeliveryError, NotSent, OutcomeUnknown, Throttled

JITTER = st.floats(0, 1, exclude_max=True)


@given(st.integers(-5, 10**6), JITTER)
def test_a_retry_waits_between_seconds_and_a_quarter_of_an_hour(attempt: int, jitter: float) -> None:
    assert timedelta(seconds=2) < not_sent_wait(attempt, jitter=jitter) <= timedelta(minutes=15)


@given(st.integers(1, 50), JITTER)
def test_a_retry_never_waits_less_than_the_one_before(attempt: int, jitter: float) -> None:
    assert not_sent_wait(attempt + 1, jitter=jitter) >= not_sent_wait(attempt, jitter=jitter)


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Throttled("ratelimited", retry_after_s=90), timedelta(seconds=90)),
        (Throttled("ratelimited"), timedelta(seconds=30)),
        (ChannelRefused("is_archived"), timedelta(hours=1)),
        (AuthRefused("invalid_auth"), timedelta(minutes=15)),
        (NotSent("no connection"), timedelta(seconds=2.5)),
        (OutcomeUnknown("HTTP 503"), timedelta(seconds=2.5)),
        (NotSent("busy", retry_after_s=60), timedelta(seconds=60)),
    ],
)
def test_each_error_has_its_wait(error: DeliveryError, wait: timedelta) -> None:
    assert retry_wait(error, 1, jitter=0.0) == wait


@given(JITTER)
def test_a_throttled_channel_never_comes_back_early(jitter: float) -> None:
    wait = retry_wait(Throttled("ratelimited", retry_after_s=60), 1, jitter=jitter)

    assert timedelta(seconds=60) <= wait < timedelta(seconds=66.1)


def test_the_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0
