"""Slack as the settings name it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.app.settings import Settings
from monitor.core.errors import DeliveryError, SettingsError

if TYPE_CHECKING:
    from monitor.channels.slack import SlackChannel
    from monitor.channels.slack_clicks import ClickTaker, SlackClicks
    from monitor.core.ports import Observer

#: What would work.
BUTTONS_NEED = (
    "make one under Basic Information, App-Level Tokens, with the scope connections:write; Socket Mode has to be on"
)


def slack_channel(settings: Settings, *, why: str, otherwise: str, hears: bool = False) -> "SlackChannel":
    """Return the channels of the workspace, to be opened with `async with`; raises SettingsError without a token.

    `why` and `otherwise` go into its message: what needs the token, and what works without one. Alerts have buttons
    where the process `hears` clicks and an app token is set.
    """
    from monitor.channels.slack import SlackChannel  # noqa: PLC0415 - slack-sdk loads only where Slack is used

    if settings.slack_bot_token is None:
        raise SettingsError(f"{why} and no token is set: set MONITOR_SLACK_BOT_TOKEN, or {otherwise}")
    return SlackChannel(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_base_url,
        pace_s=settings.slack_pace_s,
        timeout_s=min(15.0, settings.slack_lookup_after_s * 0.75),
        interactive=hears and settings.slack_app_token is not None,
    )


def slack_clicks(settings: Settings, taker: "ClickTaker", observer: "Observer") -> "SlackClicks | None":
    """Return what hears the buttons under alerts, to be run; None without tokens of both kinds.

    Raises SettingsError if the app token is none.
    """
    from monitor.channels.slack_clicks import SlackClicks  # noqa: PLC0415 - as above

    token = _app_token(settings)
    if token is None or settings.slack_bot_token is None:
        return None
    return SlackClicks(token, taker, observer, base_url=settings.slack_base_url)


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
    found += await _trouble_with_buttons(settings)
    return found


async def _trouble_with_buttons(settings: Settings) -> list[str]:
    """Return what keeps clicks from coming, if an app token is set."""
    from monitor.channels.slack_clicks import check_app_token  # noqa: PLC0415 - as above

    token = _app_token(settings)
    if token is None:
        return []
    try:
        await check_app_token(token, base_url=settings.slack_base_url)
    except DeliveryError as error:
        return [f"buttons: {error.reason} ({BUTTONS_NEED})"]
    return []


def _app_token(settings: Settings) -> str | None:
    """Return the app token; raises SettingsError if it is another kind of token."""
    if settings.slack_app_token is None:
        return None
    token = settings.slack_app_token.get_secret_value()
    if not token.startswith("xapp-"):
        raise SettingsError(f"MONITOR_SLACK_APP_TOKEN is no app-level token, xapp-…: unset it, or {BUTTONS_NEED}")
    return token


def lacking(scope: str, why: str) -> str:
    """Return the line about a scope that the app has not."""
    return f"the app lacks the scope {scope}: {why} (add it under OAuth & Permissions, and install the app again)"
