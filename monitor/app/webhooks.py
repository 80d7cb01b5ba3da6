"""Webhooks as the settings name them."""

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from monitor.app.settings import SETTINGS_FILE, Settings
from monitor.app.variables import PREFIX
from monitor.app.webhook_settings import WebhookSettings
from monitor.channels.registry import kind_of
from monitor.channels.webhook import Form, WebhookChannel
from monitor.core.errors import SettingsError
from monitor.core.ports import Clock

if TYPE_CHECKING:
    from monitor.channels.webhook_http import Poster

LABEL = "webhook:"


def webhooks_among(labels: Iterable[str]) -> list[str]:
    """Return the labels that are webhooks, each once."""
    kinds = ((label, kind_of(label)) for label in dict.fromkeys(labels))
    return [label for label, kind in kinds if kind is not None and kind.name == "webhook"]


def unset(labels: Iterable[str], settings: Settings) -> list[str]:
    """Return the webhooks among the labels that the settings do not have."""
    return [label for label in webhooks_among(labels) if label.removeprefix(LABEL) not in settings.webhooks]


def how_to_set(label: str) -> str:
    """Return what is missing, and what to write."""
    name = label.removeprefix(LABEL)
    variable = f"{PREFIX}WEBHOOKS__{name.upper().replace('-', '_')}__URL"
    return f'{label} is not set: write [webhooks.{name}] and url = "https://…" into {SETTINGS_FILE}, or set {variable}'


@asynccontextmanager
async def webhook_channels(
    settings: Settings, clock: Clock, *, needed: Collection[str] = ()
) -> AsyncIterator[dict[str, WebhookChannel]]:
    """Open every webhook of the settings; by label.

    Raises SettingsError for one of `needed` that is not set or cannot be used. Others that cannot are left out: what
    waits for them goes on waiting.
    """
    from monitor.channels.webhook_http import Poster  # noqa: PLC0415 - aiohttp is not needed to see what is set

    for label in unset(needed, settings):
        raise SettingsError(how_to_set(label))
    async with Poster(clock=clock, user_agent=settings.user_agent) as poster:
        channels: dict[str, WebhookChannel] = {}
        for name, webhook in settings.webhooks.items():
            label = LABEL + name
            try:
                form = _form(webhook, poster, settings)
            except SettingsError as error:
                if label in needed:
                    raise SettingsError(f"webhooks.{name}: {error}") from None
            else:
                channels[label] = WebhookChannel(form, on_unknown=webhook.on_unknown)
        yield channels


def _form(webhook: WebhookSettings, poster: "Poster", settings: Settings) -> Form:
    # Each form loads only where it is used: Apprise takes its time, and may not be there.
    url = webhook.url.get_secret_value()
    if webhook.form == "slack":
        from monitor.channels.slack_webhook import SlackWebhook  # noqa: PLC0415

        return SlackWebhook(poster, url, pace_s=settings.slack_pace_s)
    if webhook.form == "json":
        from monitor.channels.json_webhook import JsonWebhook  # noqa: PLC0415

        return JsonWebhook(poster, url, secret=webhook.secret.get_secret_value() if webhook.secret else None)
    from monitor.channels.apprise_service import AppriseService  # noqa: PLC0415

    return AppriseService(url)
