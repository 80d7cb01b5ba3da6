"""A delivery that ends in the middle, by a crash, a stop or a clock: nothing is lost, nothing is posted twice."""

import asyncio
from datetime import timedelta

import pytest

from monitor.core.errors import OutcomeUnknown, StoreUnavailable
from tests.fakes.channel import Fault
from tests.fakes.gate import Gate
from tests.pipeline.desk import LOOKUP_AFTER, Desk, later, start_posting, states_of

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("shown", [False, True])
async def test_an_alert_that_a_crash_left_as_sending_is_looked_up(desk: Desk, shown: bool) -> None:
    await start_posting(desk)
    desk.observer.faults["alert posted" if shown else "alert claimed"] = KeyError("as if killed here")
    with pytest.raises(KeyError):
        await desk.deliver()
    assert states_of(desk) == ["sending"]

    await desk.deliver()
    assert states_of(desk) == (["sent"] if shown else ["unknown"])
    await later(desk, LOOKUP_AFTER)

    assert len(desk.slack.standing) == 1
    assert states_of(desk) == ["sent"]


@pytest.mark.parametrize("step", ["transaction 3", "transaction 4"])
async def test_a_transaction_that_breaks_is_as_if_it_had_not_begun(desk: Desk, step: str) -> None:
    await start_posting(desk)
    desk.observer.faults[step] = StoreUnavailable("the disk is full")
    with pytest.raises(StoreUnavailable):
        await desk.deliver()
    assert [str(alert.state) for alert in desk.alerts] == ["pending" if step == "transaction 3" else "sending"]

    await desk.deliver()

    assert states_of(desk) == ["sent"]
    assert len(desk.slack.standing) == 1


async def test_a_stop_lets_the_post_in_flight_end_and_begins_no_other(desk: Desk) -> None:
    await start_posting(desk, entries=("a", "b", "c"), channel="console")
    gate = desk.console.held = Gate()
    working = asyncio.create_task(desk.stages.deliver("console"))
    await gate.has_visitor()

    desk.stages.stop()
    gate.open()
    await working

    assert len(desk.console.standing) == 1
    assert sorted(states_of(desk)) == ["pending", "pending", "sent"]


async def test_a_post_that_is_cut_off_is_looked_up_by_the_nextstart_posting(desk: Desk) -> None:
    await start_posting(desk)
    gate = desk.slack.held = Gate()
    working = asyncio.create_task(desk.stages.deliver("#desk"))
    await gate.has_visitor()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    desk.slack.held = None

    await desk.deliver()
    assert states_of(desk) == ["unknown"]
    await later(desk, LOOKUP_AFTER)

    assert len(desk.slack.standing) == 1
    assert states_of(desk) == ["sent"]


async def test_a_clock_that_goes_back_doubles_nothing(desk: Desk) -> None:
    await start_posting(desk)
    desk.slack.faults.append(Fault(OutcomeUnknown("connection lost"), shown=True))
    desk.slack.lag = 30 * SECOND
    await desk.deliver()

    await later(desk, -30 * MINUTE)
    await later(desk, 31 * MINUTE)

    assert len(desk.slack.attempts) == 1
    assert states_of(desk) == ["sent"]
