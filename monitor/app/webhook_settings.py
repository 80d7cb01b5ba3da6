"""What is set of webhooks: the address behind `webhook:NAME` and how it is spoken to. Addresses are secrets."""

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from monitor.channels.webhook import OnUnknown

SHAPE = '{"desk": {"url": "https://…"}}'
SLACK_HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")

WebhookKind = Literal["slack", "json", "apprise"]


def _name(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{1,80}", name):
        raise ValueError("the name of a webhook is small letters a-z, digits and -, up to 80 of them")
    return name


WebhookName = Annotated[str, AfterValidator(_name)]


class WebhookSettings(BaseModel):
    """One webhook; complaints never hold its address or its secret."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    url: SecretStr = Field(description="Where messages go.")
    secret: SecretStr | None = Field(default=None, description="Signs what is posted as JSON.")
    kind: WebhookKind | None = Field(default=None, description="What the address takes; default: by the address.")
    on_unknown: OnUnknown = Field(
        default=OnUnknown.REPEAT, description="Whether a message whose outcome is unknown is repeated or dropped."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Refuse addresses that cannot be posted to, and what would not be used."""
        url = self.url.get_secret_value()
        if re.search(r"\s", url) or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]", url):
            raise ValueError("the url is no address (https://host/path, mailto://…)")
        if self.form != "apprise":
            _check_web(url)
        if self.secret is not None and self.form != "json":
            raise ValueError(f"a secret signs JSON, and this webhook is of the kind {self.form}: delete secret")
        if self.secret is not None and not self.secret.get_secret_value():
            raise ValueError("the secret is empty")
        return self

    @property
    def form(self) -> WebhookKind:
        """What the address takes: as set, else Slack's where it is Slack's, JSON for the web, Apprise for the rest."""
        if self.kind is not None:
            return self.kind
        parts = urlsplit(self.url.get_secret_value())
        if parts.scheme not in {"http", "https"}:
            return "apprise"
        return "slack" if parts.hostname in SLACK_HOSTS else "json"


def _check_web(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("the url is no web address (https://host/path); other services are of the kind apprise")
