"""Slack as the settings name it."""

from typing import TYPE_CHECKING

from monitor.app.settings import Settings
from monitor.core.errors import SettingsError

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
