"""What is set of sites: headers, cookies and a proxy for all that is fetched below an address. Values are secrets."""

import re
from typing import Annotated, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

SITE_SHAPE: Final = '{"paper": {"url": "https://…", "headers": {"Name": "value"}}}'

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")  #: RFC 9110 section 5.6.2
_VALUE = re.compile(r"[\x20-\x7e]+")
#: What the client itself says in every request; another word would make it lie about what it asks and understands.
_OWN = frozenset(
    {
        "host", "content-length", "content-encoding", "transfer-encoding", "te", "trailer", "connection", "keep-alive",
        "upgrade", "expect", "range", "accept-encoding", "if-match", "if-none-match", "if-modified-since",
        "if-unmodified-since", "if-range", "proxy-connection",
    }
)  # fmt: skip
_ELSEWHERE: Final = {"cookie": "cookies", "proxy-authorization": "proxy"}  #: headers that are a setting of their own


def _name(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{1,80}", name):
        raise ValueError("the name of a site is small letters a-z, digits and -, up to 80 of them")
    return name


def _headers(given: object) -> object:
    """Look at headers before pydantic does, whose complaints name what was given."""
    if not isinstance(given, dict) or not all(isinstance(value, str | SecretStr) for value in given.values()):
        raise ValueError('headers are a table of texts: {"Name" = "value"}')
    for name, value in given.items():
        if not isinstance(name, str) or not _TOKEN.fullmatch(name):
            raise ValueError("the name of a header is letters, digits and -")
        if name.lower() in _OWN:
            raise ValueError(f"the header {name} is the client's own")
        if name.lower() in _ELSEWHERE:
            raise ValueError(f"the header {name} is set as {_ELSEWHERE[name.lower()]}")
        if not _VALUE.fullmatch(value.get_secret_value() if isinstance(value, SecretStr) else value):
            raise ValueError(f"the value of the header {name} is empty or has more than printable ASCII")
    if len({name.lower() for name in given}) < len(given):
        raise ValueError("a header is there twice")
    return given


def _cookies(given: SecretStr) -> SecretStr:
    for pair in given.get_secret_value().split(";"):
        name, is_pair, value = pair.strip().partition("=")
        if not is_pair or not _TOKEN.fullmatch(name) or not re.fullmatch(_VALUE.pattern + "|", value):
            raise ValueError('cookies are one text of printable ASCII, as browsers send it: "name=value; name=value"')
    return given


def _proxy(given: SecretStr) -> SecretStr:
    try:
        parts = urlsplit(given.get_secret_value())
        usable = parts.scheme == "http" and bool(parts.hostname) and bool(parts.port)
        usable = usable and parts.path in {"", "/"} and not parts.query and not parts.fragment
    except ValueError:
        usable = False
    if not usable or not _VALUE.fullmatch(given.get_secret_value()) or " " in given.get_secret_value():
        raise ValueError("a proxy is http://host:port or http://user:password@host:port")
    return given


SiteName = Annotated[str, AfterValidator(_name)]
ProxyAddress = Annotated[SecretStr, AfterValidator(_proxy)]


class SiteSettings(BaseModel):
    """One site; complaints never hold what its headers, its cookies or its proxy are."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    url: str = Field(description="What the rest is for: this address and all that is below it.")
    headers: Annotated[dict[str, SecretStr], BeforeValidator(_headers)] = Field(
        default_factory=dict, description="Go with every request."
    )
    cookies: Annotated[SecretStr, AfterValidator(_cookies)] | None = Field(
        default=None, description="Go with every request, as one text."
    )
    proxy: ProxyAddress | None = Field(default=None, description="The way there, instead of the general proxy.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Refuse addresses that nothing could be below of."""
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
            usable = usable and "@" not in parts.netloc and not parts.query and not parts.fragment
        except ValueError:
            usable = False
        if not usable or re.search(r"\s", self.url):
            raise ValueError("the url is https://host or https://host/path, without a user, a ? or a #")
        return self


def _distinct(sites: dict[str, SiteSettings]) -> dict[str, SiteSettings]:
    """Refuse two sites at one address: one of them would never be used."""
    names: dict[str, str] = {}
    for name, site in sites.items():
        other = names.setdefault(site.url.rstrip("/").lower(), name)
        if other != name:
            raise ValueError(f"{other} and {name} have the same url")
    return sites


SiteTable = Annotated[dict[SiteName, SiteSettings], AfterValidator(_distinct)]
