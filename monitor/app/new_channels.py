"""Channels that changed rule files name, and that this process cannot post to: it read its settings when it started."""

from collections.abc import Collection

from monitor.app.settings import Settings
from monitor.app.webhooks import LABEL, how_to_set, webhooks_among
from monitor.channels.registry import kind_of
from monitor.core.errors import RuleProblem
from monitor.rules.model import Enabled, RuleSet

_AGAIN = "and start the daemon again"


def refusals(rule_set: RuleSet, settings: Settings, opened: Collection[str]) -> list[RuleProblem]:
    """Return a problem for each channel that this process cannot post to, at the first rule that names it.

    `opened` are the webhooks that can be used. Such rules are not put in force, as they would not be at a start: what
    they find would be told to nobody.
    """
    reasons: dict[str, str | None] = {}
    found = []
    for rule in rule_set.rules:
        if rule.enabled is not Enabled.TRUE:
            continue
        for channel in rule.channels:
            if channel in reasons:
                continue
            reason = reasons[channel] = _why_not(channel, settings, opened)
            if reason is not None:
                place = rule.position
                found.append(RuleProblem(place.path, place.line, place.column, f"rule {rule.identity}: {reason}"))
    return found


def _why_not(channel: str, settings: Settings, opened: Collection[str]) -> str | None:
    kind = kind_of(channel)
    if kind is not None and kind.name == "slack" and settings.slack_bot_token is None:
        return f"{channel} is a Slack channel and no token is set: set MONITOR_SLACK_BOT_TOKEN {_AGAIN}"
    if not webhooks_among([channel]):
        return None
    if channel.removeprefix(LABEL) not in settings.webhooks:
        return f"{how_to_set(channel)} {_AGAIN}"
    return None if channel in opened else f"{channel} is set to what cannot be used: mend it in the settings, {_AGAIN}"
