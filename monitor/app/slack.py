"""Slack as the settings name it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.app.settings import Settings
from monitor.core.errors import DeliveryError, SettingsError

if TYPE_CHECKING:
    from monitor.channels.slack import SlackChannel


def slack_channel(settings: Settings, *, why: str, otherwise: str) -> "SlackChannel":
    """Return the channels of the workspace, to be opened with `async with`; raises SettingsError without a token.

    `why` and `otherwise` go into its message: what needs the token, and what works without one.
    """
    from monitor.channels.slack import SlackChannel  # noqa: PLC0415 - slack-sdk loads only where Slack is used

    if settings.slack_bot_token is None:
        raise SettingsError(f"{why} and no token is set: set MONITOR_SLACK_BOT_TOKEN, or {otherwise}")
    return SlackChannel(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_base_url,
        pace_s=settings.slack_pace_s,
        timeout_s=min(15.0, settings.slack_lookup_after_s * 0.75),
    )


async def trouble_in(settings: Settings, labels: Sequence[str]) -> list[str]:
    """Return what keeps alerts from the channels that rules name: each a line with what would help.

    Public channels are joined, as the daemon does at its start. Raises SettingsError without a token.
    """
    found = []
    async with slack_channel(settings, why="--slack asks Slack", otherwise="check without --slack") as slack:
        try:
            await slack.check()
        except DeliveryError as error:
            return [f"Slack: {error.reason}"]
        for label in labels:
            try:
                await slack.resolve(label)
            except DeliveryError as error:
                found.append(f"{label}: {error.reason}")
        found += [lacking(scope, why) for scope, why in slack.missing_scopes().items()]
    return found


def lacking(scope: str, why: str) -> str:
    """Return the line about a scope that the app has not."""
    return f"the app lacks the scope {scope}: {why} (add it under OAuth & Permissions, and install the app again)"
