"""`monitor channels list` and `test`: where alerts go, and whether they would arrive."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.opened import snapshot
from monitor.app.cli.options import DataOption, JsonOption, RulesOption
from monitor.app.cli.output import ago, say, show, show_json, table
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.app.settings import Settings
    from monitor.core.message import Message
    from monitor.core.stores import Transaction
    from monitor.rules.model import RuleSet


def list_channels(rules: RulesOption = None, data: DataOption = None, json: JsonOption = False) -> None:
    """List the channels that rules name or that alerts wait for: how many, until when, what is wrong.

    Example: monitor channels list
    """
    from monitor.app.clock import SystemClock
    from monitor.rules import load

    settings = settings_of(rules=rules, data=data)
    rule_set = load(settings.rules)
    now = SystemClock().now()
    with snapshot(settings) as tx:
        found = _channels(tx, rule_set, settings, now)
    if json:
        for one in found:
            show_json(one)
        return
    table(
        ("channel", "id", "rules", "waiting", "held", "next post", "trouble"),
        (
            (
                str(one["channel"]),
                str(one["id"] or "–"),
                f"{one['rules']:,}",
                f"{one['waiting']:,}",
                f"{one['held']:,}",
                ago(at, now) if (at := one["next"]) else "–",  # type: ignore[arg-type] # a time or None, as made below
                str(one["trouble"] or ""),
            )
            for one in found
        ),
    )


def _channels(tx: "Transaction", rule_set: "RuleSet", settings: "Settings", now: "datetime") -> list[dict[str, object]]:
    from monitor.app.webhooks import how_to_set, unset
    from monitor.core.outbox import ON_THE_WAY, DeliveryState
    from monitor.rules.model import Enabled

    names = tx.channels.resolved()
    labels = {name: label for label, name in names.items()}
    rules: dict[str, int] = {}
    for rule in rule_set.rules:
        for label in rule.channels if rule.enabled is not Enabled.FALSE else ():
            rules[label] = rules.get(label, 0) + 1
    busy = dict(tx.channels.busy(now=now))
    found: list[dict[str, object]] = []
    for label in dict.fromkeys((*rules, *(labels.get(name, name) for name in busy))):
        name = names.get(label, label)
        row = tx.channels.get(name)
        missing = unset([name], settings)
        found.append(
            {
                "channel": label,
                "id": name if name != label else None,
                "rules": rules.get(label, 0),
                "waiting": len(tx.outbox.of_channel(name, ON_THE_WAY)),
                "held": len(tx.outbox.of_channel(name, (DeliveryState.HELD,))),
                "next": busy.get(name),
                "trouble": how_to_set(name) if missing else row.trouble if row else None,
            }
        )
    return found


def test(
    channel: Annotated[
        str, typer.Argument(metavar="CHANNEL", help="As a rule names it: '#desk', an ID, webhook:NAME, console.")
    ],
    json: JsonOption = False,
) -> None:
    """Post one message, marked as a test, and tell what is missing: a scope, an invitation, the channel.

    Exits 1 if it did not arrive, or if something is missing that alerts will need.

    Example: monitor channels test console
    """
    from monitor.channels.registry import kind_of
    from monitor.core.errors import SettingsError

    kind = kind_of(channel)
    if kind is None:
        raise SettingsError(
            f"{channel} is no channel (write '#name', an ID such as C0123456789, webhook:NAME, or console)"
        )
    match kind.name:
        case "console":
            told = asyncio.run(_to_console())
        case "webhook":
            told = asyncio.run(_to_webhook(channel, settings_of()))
        case _:
            told = asyncio.run(_to_slack(channel, settings_of()))
    if json:
        show_json({"channel": channel, **told})
    else:
        _show(channel, told)
    if not told["arrived"] or told["missing"]:
        raise typer.Exit(1)


def _show(channel: str, told: dict[str, object]) -> None:
    from monitor.app.slack import lacking

    if told["arrived"] and channel.startswith("webhook:"):
        show(f"a test message was taken by {channel}")  # that it stands anywhere nobody can ask
    elif told["arrived"]:
        place = f" ({told['id']})" if told["id"] and told["id"] != channel else ""
        by = f", by {told['by']}" if told["by"] else ""
        show(f"a test message stands in {channel}{place}{by}")
    else:
        say(f"nothing arrived in {channel}: {told['reason']}")
    missing = told["missing"]
    assert isinstance(missing, dict)  # noqa: S101 - made below
    for scope, why in missing.items():
        say(lacking(scope, why))


async def _to_console() -> dict[str, object]:
    from monitor.channels.console import ConsoleChannel

    shown = ConsoleChannel()
    await shown.post("console", shown.render(_message()), key="test", thread=None)
    return {"arrived": True, "id": None, "by": None, "reason": None, "missing": {}}


async def _to_slack(label: str, settings: "Settings") -> dict[str, object]:
    from monitor.app.slack import slack_channel
    from monitor.core.errors import DeliveryError

    told: dict[str, object] = {"arrived": False, "id": None, "by": None, "reason": None, "missing": {}}
    async with slack_channel(settings, why=f"{label} is in Slack", otherwise="test console") as slack:
        try:
            told["by"] = await slack.check()
            told["id"] = name = await slack.resolve(label)
            await slack.post(name, slack.render(_message()), key=f"test:{name}", thread=None)
        except DeliveryError as error:
            told["reason"] = error.reason
        else:
            told["arrived"] = True
        told["missing"] = dict(slack.missing_scopes())
    return told


async def _to_webhook(label: str, settings: "Settings") -> dict[str, object]:
    from monitor.app.clock import SystemClock
    from monitor.app.webhooks import webhook_channels
    from monitor.core.errors import DeliveryError

    told: dict[str, object] = {"arrived": False, "id": None, "by": None, "reason": None, "missing": {}}
    clock = SystemClock()
    async with webhook_channels(settings, clock, needed=[label]) as webhooks:
        channel = webhooks[label]
        key = f"test:{label}:{clock.now():%Y%m%dT%H%M%S.%fZ}"  # a receiver that drops repeats shows every test
        try:
            await channel.post(label, channel.render(_message()), key=key, thread=None)
        except DeliveryError as error:
            told["reason"] = error.reason
        else:
            told["arrived"] = True
    return told


def _message() -> "Message":
    from monitor.app.clock import SystemClock
    from monitor.core.article import TextState
    from monitor.core.match import Excerpt
    from monitor.core.message import Message, Reason, Severity

    return Message(
        key="test",
        rule="test",
        rule_title="A test of this channel",
        severity=Severity.LOW,
        mention=None,
        title="Test: alerts of the news monitor arrive here",
        url="https://example.org/",
        source="monitor channels test",
        language="en",
        published_at=None,
        found_at=SystemClock().now(),
        state=TextState.FULL,
        excerpts=(Excerpt("Somebody asked for a test message; no article was found.", ((21, 33),)),),
        more_excerpts=0,
        reasons=(Reason("test", 1, ("test message",)),),
        also_matched=(),
        copies=(),
    )
