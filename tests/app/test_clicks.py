"""Buttons with the real daemon: heard while it runs, told when they cannot be."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from monitor.app.clicks import hearing_clicks
from monitor.app.demo.slack_server import PostedMessage
from monitor.app.settings import load_settings
from monitor.pipeline.ledger import Ledger
from monitor.store import migrate, open_store
from tests.fakes.clock import SettableClock
from tests.fakes.newsroom import RULES, Newsroom
from tests.fakes.observer import RecordingObserver
from tests.fakes.socket_mode import SocketSlack, button, presses_of

AT_ONCE = RULES.replace("wait: 60s", "wait: 0s")


@asynccontextmanager
async def daemon(newsroom: Newsroom, slack: SocketSlack) -> AsyncIterator[None]:
    """Run the daemon until the block ends; it stops as it should, within 10 s."""
    process = await newsroom.start("monitor", "run", MONITOR_SLACK_APP_TOKEN=slack.app_token)
    try:
        await _until(lambda: slack.sockets and slack.messages_in("news-desk"))
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            _, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    assert slack.app_token not in err.decode()


async def _until(condition: Callable[[], object], timeout_s: float = 30) -> None:
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.05)


def _shows(slack: SocketSlack, words: str) -> bool:
    (message,) = slack.messages_in("news-desk")
    return words in str(message.blocks)


def answers(newsroom: Newsroom, message: PostedMessage) -> list[str]:
    """Return what the store has of the alert that a message is about."""
    store = open_store(f"sqlite:///{newsroom.data / 'monitor.db'}")
    try:
        with store.snapshot() as tx:
            (alert,) = [one for one in tx.outbox.list() if one.key == message.key]
            return [one.words for one in tx.feedback.of_alert(alert.id)]
    finally:
        store.close()


async def test_every_button_under_an_alert_reaches_the_store_and_is_shown_by_the_message(tmp_path: Path) -> None:
    slack = SocketSlack(channels=("news-desk", "port-desk"))
    async with Newsroom(tmp_path, articles=1, slack=slack, rules=AT_ONCE) as newsroom, daemon(newsroom, slack):
        (posted,) = slack.messages_in("news-desk")
        kept = {
            "Relevant": "relevant",
            "Not relevant": "not relevant",
            "Mute rule 24 h": "muted the rule until 20",
            "Mute rule 7 d": "muted the rule until 20",
            "Mute this source 7 d": "muted 127.0.0.1 until 20",
        }
        presses = presses_of(posted)
        assert list(presses) == list(kept)

        for number, (words, press) in enumerate(presses.items()):
            assert await slack.acked(await slack.press(press)) < 3
            said = answers(newsroom, posted)
            assert len(said) == number + 1
            assert said[-1].startswith(kept[words])
            await _until(partial(_shows, slack, f"{said[-1][:1].upper()}{said[-1][1:]} · ana"))

        (message,) = slack.messages_in("news-desk")
        assert (message.ts, message.key, message.edited) == (posted.ts, posted.key, True)
        assert not {"Relevant", "Not relevant"} & set(presses_of(message))
        await slack.acked(await slack.press(button("relevant", "999")))
        await slack.until_answered()
        assert "the monitor has no alert 999" in slack.answers[0]["text"]
        assert len(answers(newsroom, message)) == 5


async def test_the_daemon_posts_though_slack_refuses_its_app_token(tmp_path: Path) -> None:
    slack = SocketSlack(channels=("news-desk", "port-desk"))
    async with Newsroom(tmp_path, articles=1, slack=slack, rules=AT_ONCE) as newsroom:
        process = await newsroom.start("monitor", "run", MONITOR_SLACK_APP_TOKEN="xapp-wrong")
        await _until(lambda: slack.messages_in("news-desk"))
        process.send_signal(signal.SIGTERM)
        _, err = await process.communicate()

    assert process.returncode == 0
    assert err.decode().count('event="clicks trouble" reason=invalid_auth retry_s=900.0') == 1


async def test_a_token_of_another_kind_is_one_line_and_exit_2(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        ended = await newsroom.run("monitor", "run", MONITOR_SLACK_APP_TOKEN="xoxb-of-the-bot")

    assert ended.status == 2
    assert ended.stderr.splitlines()[-1].startswith("MONITOR_SLACK_APP_TOKEN is no app-level token, xapp-…: unset it")
    assert "xoxb-of-the-bot" not in ended.stderr


async def test_check_asks_slack_about_the_app_token_too(tmp_path: Path) -> None:
    slack = SocketSlack(channels=("news-desk", "port-desk"))
    async with Newsroom(tmp_path, slack=slack) as newsroom:
        good = await newsroom.run("monitor", "check", "--slack", MONITOR_SLACK_APP_TOKEN=slack.app_token)
        bad = await newsroom.run("monitor", "check", "--slack", MONITOR_SLACK_APP_TOKEN="xapp-wrong")

    assert (good.status, "buttons" in good.stderr) == (0, False)
    assert bad.status == 1
    assert bad.stderr.splitlines()[-1].startswith("buttons: invalid_auth (make one under Basic Information")
    assert slack.opened == 0


async def test_a_fault_of_the_program_in_the_socket_is_told_and_stops_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with SocketSlack() as slack:
        monkeypatch.setenv("MONITOR_SLACK_BOT_TOKEN", slack.token)
        monkeypatch.setenv("MONITOR_SLACK_APP_TOKEN", slack.app_token)
        monkeypatch.setenv("MONITOR_SLACK_BASE_URL", slack.base_url)
        settings = load_settings(data=place)
        migrate(settings.url, backup=False)
        store = open_store(settings.url)
        ledger, observer = Ledger(store, SettableClock()), RecordingObserver()
        slack.open_faults.append(500)
        observer.faults["clicks trouble"] = RuntimeError("broken")
        async with hearing_clicks(settings, ledger, observer, asyncio.Event()):
            await observer.until("stage failed")
        ledger.close()
        store.close()

    (told,) = observer.of("stage failed")
    assert (told["stage"], told["reason"]) == ("clicks", "internal error: RuntimeError: broken")
