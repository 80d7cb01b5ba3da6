"""What people press: kept once, in one transaction, and shown by the alert's message."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.app.mutes import release
from monitor.channels.slack_clicks import SlackClicks, Timing
from monitor.core.errors import StoreUnavailable
from monitor.core.mutes import Action, Click, Mute, MuteKind
from monitor.core.outbox import DeliveryKind
from monitor.core.records import NewDelivery
from monitor.core.stores import Transaction
from monitor.pipeline.clicks import Clicks
from tests.fakes.socket_mode import BEN, SocketSlack, button, choice
from tests.pipeline.desk import AT_ONCE, BOTH, DESK, SECOND_FEED, Desk, entry, rule, rules, start_posting, story

DAY = timedelta(hours=24)
WEEK = timedelta(days=7)
PRESSES = {
    "relevant": button("relevant", "1"),
    "not relevant": button("not-relevant", "1"),
    "mute the rule for a day": button("mute-rule-24h", "1"),
    "mute the rule for a day, in the menu": choice("mute-rule-24h:1"),
    "mute the rule for a week": choice("mute-rule-7d:1"),
    "mute the source": choice("mute-source-7d:1"),
}


def click(action: Action, *, alert: int = 1, user: str = "U0ANA", name: str = "ana", at: str = "1.1") -> Click:
    return Click(alert=alert, action=action, user=user, name=name, at=at)


async def posted(desk: Desk, *items: str) -> Clicks:
    """Post alert 1, of the rule `strikes` and an article of news.example, in the channel DESK."""
    await start_posting(desk, *items)
    await desk.deliver()
    return Clicks(desk.ledger, desk.observer)


def answers(desk: Desk, alert: int = 1) -> list[tuple[str, str]]:
    return [(one.words, one.by) for one in desk.look(lambda tx: tx.feedback.of_alert(alert))]


def mutes(desk: Desk) -> list[Mute]:
    return desk.look(lambda tx: tx.mutes.active(now=desk.clock.now()))


def outdated(desk: Desk) -> list[int]:
    return [alert.id for alert in desk.look(lambda tx: tx.standing.outdated(DESK))]


def tally(desk: Desk) -> dict[str, tuple[int, int]]:
    return dict(desk.look(lambda tx: tx.feedback.tally(since=desk.clock.now() - WEEK)))


@pytest.mark.parametrize(
    ("action", "words", "counts"),
    [(Action.RELEVANT, "relevant", (1, 0)), (Action.NOT_RELEVANT, "not relevant", (0, 1))],
)
async def test_a_verdict_is_kept_and_its_message_is_to_show_it(
    desk: Desk, action: Action, words: str, counts: tuple[int, int]
) -> None:
    clicks = await posted(desk)

    assert await clicks.take(click(action)) is None

    assert answers(desk) == [(words, "ana")]
    assert tally(desk) == {"strikes": counts}
    assert (mutes(desk), outdated(desk)) == ([], [1])
    assert desk.observer.of("click kept") == [{"alert": 1, "action": str(action)}]


async def test_the_last_verdict_of_a_person_counts(desk: Desk) -> None:
    clicks = await posted(desk)
    for at, action in (("1.1", Action.RELEVANT), ("1.2", Action.NOT_RELEVANT)):
        await clicks.take(click(action, at=at))
        desk.clock.advance(timedelta(seconds=1))
    await clicks.take(click(Action.RELEVANT, user="U0BEN", name="ben"))

    assert answers(desk) == [("relevant", "ana"), ("not relevant", "ana"), ("relevant", "ben")]
    assert tally(desk) == {"strikes": (1, 1)}


@pytest.mark.parametrize(
    ("action", "kind", "target", "period", "words"),
    [
        (Action.MUTE_RULE_DAY, MuteKind.RULE, "strikes", DAY, "muted the rule until 2026-11-24 09:00 UTC"),
        (Action.MUTE_RULE_WEEK, MuteKind.RULE, "strikes", WEEK, "muted the rule until 2026-11-30 09:00 UTC"),
        (Action.MUTE_SOURCE, MuteKind.SOURCE, "Wire", WEEK, "muted Wire until 2026-11-30 09:00 UTC"),
    ],
)
async def test_a_mute_is_kept_with_its_end_in_the_channel_of_the_alert(
    desk: Desk, action: Action, kind: MuteKind, target: str, period: timedelta, words: str
) -> None:
    clicks = await posted(desk)
    now = desk.clock.now()

    assert await clicks.take(click(action)) is None

    assert mutes(desk) == [
        Mute(id=1, kind=kind, target=target, channel=DESK, since=now, until=now + period, by="ana", why="alert 1")
    ]
    assert answers(desk) == [(words, "ana")]
    assert (tally(desk), outdated(desk)) == ({}, [1])


@pytest.mark.parametrize("action", Action)
async def test_a_click_that_comes_twice_is_kept_once(desk: Desk, action: Action) -> None:
    clicks = await posted(desk)
    await clicks.take(click(action))
    first = (answers(desk), mutes(desk), desk.alerts)
    desk.clock.advance(timedelta(minutes=5))

    assert await clicks.take(click(action)) is None

    assert (answers(desk), mutes(desk), desk.alerts) == first


async def test_the_same_button_may_be_pressed_again_and_by_others(desk: Desk) -> None:
    clicks = await posted(desk)
    for one in (click(Action.RELEVANT), click(Action.RELEVANT, at="1.2"), click(Action.RELEVANT, user="U0BEN")):
        await clicks.take(one)

    assert len(answers(desk)) == 3
    assert tally(desk) == {"strikes": (2, 0)}


@pytest.mark.parametrize("action", Action)
async def test_a_number_that_is_no_alert_is_refused_in_words(desk: Desk, action: Action) -> None:
    clicks = await posted(desk)
    digest = NewDelivery(key="digest:C1:x:1", kind=DeliveryKind.DIGEST, channel=DESK, due_at=desk.clock.now())
    made = await desk.ledger.write(lambda tx, now: tx.outbox.add(digest, now=now))
    assert made is not None

    assert await clicks.take(click(action, alert=99)) == "This was not kept: the monitor has no alert 99 (any more)."
    of_digest = await clicks.take(click(action, alert=made.id))

    assert of_digest == f"This was not kept: number {made.id} is no alert (digest)."
    assert (mutes(desk), answers(desk, 99), answers(desk, made.id)) == ([], [], [])
    assert len(desk.observer.of("click refused")) == 2


async def test_the_source_that_is_muted_is_that_of_the_article_which_leads_the_message(desk: Desk) -> None:
    desk.slack.names["#desk"] = DESK
    await desk.open(rules(rule("strikes"), feeds=BOTH, channel="#desk", channels=AT_ONCE))
    desk.publish(entry("a"))
    desk.publish(feed=SECOND_FEED)
    await desk.cycle()
    desk.publish(entry("b", story("a"), url="https://other.example/b"), feed=SECOND_FEED)
    await desk.cycle(timedelta(minutes=2))
    assert [match.article.site for match in desk.matches] == ["Wire", "Agency"]

    await Clicks(desk.ledger, desk.observer).take(click(Action.MUTE_SOURCE))

    assert [one.target for one in mutes(desk)] == ["Wire"]


@pytest.mark.parametrize("action", Action)
async def test_nothing_is_half_kept(desk: Desk, action: Action) -> None:
    clicks = await posted(desk)
    desk.observer.faults["click kept"] = StoreUnavailable("the disk is full")

    said = await clicks.take(click(action))

    assert said is not None
    assert said.startswith("This was not kept: the monitor's database cannot be written to")
    assert "disk" not in said
    assert (answers(desk), mutes(desk), outdated(desk)) == ([], [], [])
    assert await clicks.take(click(action)) is None  # pressed again
    assert outdated(desk) == [1]


async def test_the_message_of_an_alert_shows_what_was_pressed(desk: Desk) -> None:
    clicks = await posted(desk)
    await clicks.take(click(Action.NOT_RELEVANT))
    await clicks.take(click(Action.MUTE_RULE_DAY, at="1.2", user="U0BEN", name="ben"))

    await desk.deliver()

    (message,) = desk.slack.standing
    remarks = ["not relevant · ana", "muted the rule until 2026-11-24 09:00 UTC · ben"]
    assert message.shown["remarks"] == remarks
    assert outdated(desk) == []
    assert len(desk.slack.attempts) == 1


async def test_a_mute_by_button_holds_what_comes_until_somebody_removes_it(desk: Desk) -> None:
    clicks = await posted(desk)
    await clicks.take(click(Action.MUTE_RULE_WEEK))
    desk.publish(entry("b"))
    await desk.cycle(timedelta(minutes=2))
    assert [(str(alert.state), alert.reason) for alert in desk.alerts][1:] == [("held", "mute: rule strikes, by ana")]

    def end(tx: Transaction, now: datetime) -> int:
        (mute,) = tx.mutes.active(now=now)
        assert tx.mutes.end(mute.id, now=now)
        return release(tx, mute, now)

    assert await desk.ledger.write(end) == 1
    await desk.deliver()

    assert [message.kind for message in desk.slack.standing] == ["Message", "Digest"]
    assert [str(alert.state) for alert in desk.alerts if alert.kind is DeliveryKind.ALERT] == ["sent", "digest"]


async def test_a_thread_that_waits_for_a_mute_goes_on_when_it_is_removed(desk: Desk) -> None:
    desk.slack.names["#desk"] = DESK
    await desk.open(rules(rule("strikes"), feeds=BOTH, channel="#desk", channels=AT_ONCE))
    desk.publish(entry("a"))
    desk.publish(feed=SECOND_FEED)
    await desk.cycle()
    desk.mute(MuteKind.SOURCE, "Agency", WEEK)
    desk.publish(entry("b", story("a"), url="https://other.example/b"), feed=SECOND_FEED)
    await desk.cycle(timedelta(minutes=2))
    await desk.cycle(timedelta(minutes=11))
    assert [match.reason for match in desk.matches][1:] == ["mute: source Agency, by ana"]
    before = len(desk.slack.standing)

    def end(tx: Transaction, now: datetime) -> int:
        (mute,) = tx.mutes.active(now=now)
        assert tx.mutes.end(mute.id, now=now)
        return release(tx, mute, now)

    assert await desk.ledger.write(end) == 1
    await desk.deliver()

    assert desk.outcomes[1][1] == "follow-up"
    assert len(desk.slack.standing) >= before


@asynccontextmanager
async def pressed_on(desk: Desk, clicks: Clicks, *, timing: Timing | None = None) -> AsyncIterator[SocketSlack]:
    """A workspace whose buttons reach the desk's store."""
    stop = asyncio.Event()
    async with SocketSlack() as slack:
        socket = SlackClicks(slack.app_token, clicks.take, desk.observer, base_url=slack.base_url, timing=timing)
        running = asyncio.create_task(socket.run(stop))
        await slack.until_connected()
        yield slack
        stop.set()
        await running


@pytest.mark.parametrize("payload", PRESSES.values(), ids=PRESSES)
async def test_each_button_is_in_the_store_when_slack_hears_of_it(desk: Desk, payload: dict[str, Any]) -> None:
    clicks = await posted(desk)
    async with pressed_on(desk, clicks) as slack:
        assert await slack.acked(await slack.press(payload)) < 3

        assert len(answers(desk)) == 1
        assert outdated(desk) == [1]
    assert slack.answers == []


async def test_a_click_that_slack_sends_again_over_another_socket_is_kept_once(desk: Desk) -> None:
    clicks = await posted(desk)
    async with pressed_on(desk, clicks, timing=Timing(first_retry_s=0.02)) as slack:
        pressed = await slack.press(PRESSES["mute the source"])
        await slack.acked(pressed)
        slack.drop()
        await slack.until_connected(2)
        await slack.press(PRESSES["mute the source"], envelope=pressed)
        await desk.observer.until("click kept", times=2)

    assert (len(answers(desk)), len(mutes(desk))) == (1, 1)


async def test_who_pressed_is_told_what_the_store_said(desk: Desk) -> None:
    clicks = await posted(desk)
    desk.observer.faults["click kept"] = StoreUnavailable("the disk is full")
    async with pressed_on(desk, clicks) as slack:
        await slack.acked(await slack.press(button("relevant", "1", user=BEN)))
        await slack.acked(await slack.press(button("relevant", "99", user=BEN)))
        await slack.until_answered(2)

    assert {answer["response_type"] for answer in slack.answers} == {"ephemeral"}
    assert sorted(str(answer["text"])[:40] for answer in slack.answers) == [
        "This was not kept: the monitor has no al",
        "This was not kept: the monitor's databas",
    ]
    assert answers(desk) == []


async def test_a_store_that_is_busy_for_long_keeps_the_click_after_the_ack(desk: Desk) -> None:
    clicks = await posted(desk)
    async with pressed_on(desk, clicks, timing=Timing(ack_s=0.1)) as slack:
        release = asyncio.Event()
        loop = asyncio.get_running_loop()
        busy = asyncio.create_task(
            desk.ledger.write(lambda tx, now: asyncio.run_coroutine_threadsafe(release.wait(), loop).result())
        )
        pressed = await slack.press(button("relevant", "1"))
        assert await slack.acked(pressed) < 3
        assert answers(desk) == []
        release.set()
        await busy
        await desk.observer.until("click kept")

    assert answers(desk) == [("relevant", "ana")]
