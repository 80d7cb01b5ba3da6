"""Webhooks from the settings to their receivers: the daemon, the checks, the test message."""

import asyncio
import json
from pathlib import Path

import pytest

from monitor.app.settings import load_settings
from monitor.app.webhooks import webhook_channels
from monitor.core.errors import SettingsError
from tests.app.command import call_monitor
from tests.app.test_listings import objects
from tests.fakes.clock import SettableClock
from tests.fakes.newsroom import Newsroom
from tests.fakes.receiver import LOST, Receiver, refused
from tests.fakes.smtp_sink import SmtpSink
from tests.fakes.warm import Ended, run_warm

SECRET = "VERY-SECRET"  #: in the address of a `Receiver`
RULES = """\
channels: [{channel: webhook:desk, wait: 0s}]
rules:
  - {rule: strike-news, title: Strikes, match: strike AND workers, channel: webhook:desk}
"""
UNSET = (
    'webhook:desk is not set: write [webhooks.desk] and url = "https://…" into monitor.toml, or set '
    "MONITOR_WEBHOOKS__DESK__URL"
)


def variables(newsroom: Newsroom, **more: str) -> dict[str, str]:
    known = {name: value for name, value in newsroom.environment.items() if name.startswith("MONITOR_")}
    return known | {"MONITOR_SLACK_BOT_TOKEN": "", **more}


async def run_once(newsroom: Newsroom, *options: str, **more: str) -> Ended:
    words = ("monitor", "run", "--once", *options)
    return await run_warm(words, newsroom.environment | variables(newsroom, **more), timeout_s=60)


async def call(newsroom: Newsroom, *words: str, **more: str) -> Ended:
    return await asyncio.to_thread(call_monitor, *words, cwd=newsroom.folder, variables=variables(newsroom, **more))


async def test_each_alert_arrives_once_and_signed_and_the_address_stays_a_secret(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=2, rules=RULES) as newsroom, Receiver() as receiver:
        settings = {"MONITOR_WEBHOOKS__DESK__URL": receiver.url, "MONITOR_WEBHOOKS__DESK__SECRET": "s3cret"}
        first = await run_once(newsroom, "-v", **settings)
        second = await run_once(newsroom, **settings)

        assert (first.status, second.status) == (0, 0), first.stderr
        assert sorted(hook.body["title"] for hook in receiver.hooks) == ["Strike at harbour 0", "Strike at railway 1"]
        assert len({hook.headers["idempotency-key"] for hook in receiver.hooks}) == 2
        assert all(hook.headers["x-monitor-signature"].startswith("v1=") for hook in receiver.hooks)
        assert {one["state"] for one in objects(newsroom, "alerts", "list")} == {"sent"}
        assert SECRET not in first.stderr + second.stderr + first.stdout
        assert SECRET.encode() not in b"".join(path.read_bytes() for path in newsroom.data.iterdir())


async def test_a_rule_may_name_slack_s_own_form_and_mail_beside_each_other(tmp_path: Path) -> None:
    rules = RULES.replace("channel: webhook:desk}\n", "channel: [webhook:desk, webhook:mail]}\n")
    async with Newsroom(tmp_path, articles=1, rules=rules) as newsroom, Receiver() as receiver, SmtpSink() as sink:
        mail = f"mailto://127.0.0.1:{sink.port}?from=m@example.org&to=desk@example.org&mode=insecure"
        hooks = {"desk": {"url": receiver.url, "kind": "slack"}, "mail": {"url": mail}}
        ended = await run_once(newsroom, MONITOR_WEBHOOKS=json.dumps(hooks))

        assert ended.status == 0, ended.stderr
        assert receiver.hooks[0].body["blocks"][0]["block_id"] == "head"
        assert len(receiver.hooks) == len(sink.mails) == 1
        assert "Strike at harbour 0" in str(sink.mails[0]["subject"])


async def test_a_lost_answer_is_followed_by_the_same_message_with_the_same_key(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=RULES) as newsroom, Receiver([LOST]) as receiver:
        await run_once(newsroom, MONITOR_WEBHOOKS__DESK__URL=receiver.url)

        first, second = receiver.hooks
        assert first.raw == second.raw
        assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
        assert [one["state"] for one in objects(newsroom, "alerts", "list")] == ["sent"]


async def test_with_drop_a_lost_answer_is_the_end_of_it_and_says_so(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=RULES) as newsroom, Receiver([LOST]) as receiver:
        await run_once(newsroom, MONITOR_WEBHOOKS__DESK__URL=receiver.url, MONITOR_WEBHOOKS__DESK__ON_UNKNOWN="drop")

        (alert,) = objects(newsroom, "alerts", "list")
        assert len(receiver.hooks) == 1
        assert alert["state"] == "refused"
        assert alert["reason"] == "outcome unknown (connection lost), not repeated: on_unknown is drop"


async def test_a_channel_that_is_gone_keeps_its_alerts_and_says_what_would_help(tmp_path: Path) -> None:
    answers = [refused(410, "channel_is_archived")]
    async with Newsroom(tmp_path, articles=2, rules=RULES) as newsroom, Receiver(answers) as receiver:
        desk = {"desk": {"url": receiver.url, "kind": "slack"}}
        ended = await run_once(newsroom, MONITOR_WEBHOOKS=json.dumps(desk))

        assert "webhook:desk: HTTP 410: channel_is_archived: unarchive the channel" in ended.stderr
        assert len(receiver.hooks) == 1
        (listed,) = [
            json.loads(line) for line in (await call(newsroom, "channels", "list", "--json")).stdout.split("\n") if line
        ]
        assert (listed["channel"], listed["rules"], listed["waiting"]) == ("webhook:desk", 1, 2)
        assert listed["trouble"] == UNSET  # the settings of this command have it not


async def test_without_its_settings_nothing_starts_but_the_console(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=RULES) as newsroom:
        ended = await run_once(newsroom)
        assert (ended.status, ended.stdout) == (2, "")
        assert ended.stderr == f"{UNSET}\nor try `monitor run --console`\n"

        ended = await run_once(newsroom, "--console")
        assert ended.status == 0
        assert "Strike at harbour 0" in ended.stdout


async def test_a_check_tells_where_a_webhook_is_named_that_is_not_set(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, rules=RULES) as newsroom:
        ended = await call(newsroom, "check", "rules")
        assert (ended.status, ended.stdout) == (1, "")
        assert ended.stderr.splitlines()[0] == f"rules/rules.yaml:1:22: {UNSET}"
        told = json.loads((await call(newsroom, "check", "--json", "rules")).stdout.splitlines()[0])
        assert (told["line"], told["severity"], told["message"]) == (1, "error", UNSET)

        ended = await call(newsroom, "check", "rules", MONITOR_WEBHOOKS__DESK__URL="https://receiver.example/")
        assert ended.status == 0, ended.stderr
        assert ended.stdout.startswith("rules: 1 rule, ")


async def test_a_check_of_rules_without_webhooks_asks_no_settings(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, rules=RULES.replace("webhook:desk", "console")) as newsroom:
        (newsroom.folder / "monitor.toml").write_text("tick = 1")
        assert (await call(newsroom, "check", "rules")).status == 0


async def test_a_test_message_is_posted_each_with_a_key_of_its_own(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom, Receiver() as receiver:
        for _ in range(2):
            ended = await call(newsroom, "channels", "test", "webhook:desk", MONITOR_WEBHOOKS__DESK__URL=receiver.url)
            assert (ended.status, ended.stderr) == (0, "")
            assert ended.stdout == "a test message was taken by webhook:desk\n"

        assert [hook.body["title"] for hook in receiver.hooks] == ["Test: alerts of the news monitor arrive here"] * 2
        assert len({hook.body["key"] for hook in receiver.hooks}) == 2


async def test_a_test_message_that_is_not_taken_says_what_would_help(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom, Receiver([refused(401)]) as receiver:
        ended = await call(newsroom, "channels", "test", "webhook:desk", MONITOR_WEBHOOKS__DESK__URL=receiver.url)
        assert (ended.status, ended.stdout) == (1, "")
        assert ended.stderr == (
            "nothing arrived in webhook:desk: HTTP 401: the receiver does not let it in: check the url and the secret\n"
        )

        ended = await call(newsroom, "channels", "test", "webhook:desk")
        assert (ended.status, ended.stderr) == (2, f"{UNSET}\n")


async def test_a_webhook_that_cannot_be_used_stops_only_what_needs_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_WEBHOOKS__MAIL__URL", f"nonsense://{SECRET}")
    monkeypatch.setenv("MONITOR_WEBHOOKS__DESK__URL", "https://receiver.example/")
    settings, clock = load_settings(), SettableClock()

    async with webhook_channels(settings, clock) as channels:
        assert sorted(channels) == ["webhook:desk"]
        assert channels["webhook:desk"].pace_s == 0
    with pytest.raises(SettingsError) as stopped:
        async with webhook_channels(settings, clock, needed=["webhook:desk", "webhook:mail"]):
            pass
    assert str(stopped.value).startswith("webhooks.mail: Apprise knows no such address")
    assert SECRET not in str(stopped.value)


async def test_slack_s_webhooks_keep_slack_s_pace(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_WEBHOOKS__DESK__URL", "https://hooks.slack.com/services/T0/B0/X")

    async with webhook_channels(load_settings(), SettableClock()) as channels:
        assert channels["webhook:desk"].pace_s == 1.1
