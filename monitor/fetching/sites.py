"""What goes with requests to a site, and which way they take: headers, cookies, a proxy.

Asked anew for every URL, those of redirects too: what is for one site is never sent to another. Values are secrets: no
`repr` shows them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import BaseCookie
from typing import TypeAlias
from urllib.parse import unquote

from yarl import URL

_Origin: TypeAlias = tuple[str, str | None, int | None]  #: scheme, host, port


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy: https goes through it by CONNECT."""

    url: URL = field(repr=False)

    @classmethod
    def at(cls, address: str) -> "Proxy":
        """Return the proxy at `http://host:port` or `http://user:password@host:port`."""
        return cls(URL(address))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is set for an address and all that is below it."""

    url: str  #: of http or https; its path ends at a segment's border
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    cookies: str = field(default="", repr=False)  #: as in the header of that name
    proxy: Proxy | None = None


@dataclass(frozen=True, slots=True)
class Extras:
    """What is added to one request."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    cookies: str = field(default="", repr=False)
    proxy: Proxy | None = None

    def headers_with(self, cookies: "BaseCookie[str] | None", more: Mapping[str, str]) -> dict[str, str]:
        """Return the headers to send: `more`, the site's, and one of cookies, where a server's own word wins."""
        if not self.headers and not self.cookies and not cookies:
            return dict(more)
        headers = {**self.headers, **more}
        pairs = dict(pair.strip().partition("=")[::2] for pair in self.cookies.split(";") if pair.strip())
        pairs |= {name: morsel.coded_value for name, morsel in (cookies or {}).items()}
        if pairs:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in pairs.items())
        return headers

    def address(self, url: URL) -> URL:
        """Return what to ask for: a user in the URL gives way to a header that says who asks."""
        if not self.headers:
            return url
        says_who = any(name.lower() == "authorization" for name in self.headers)
        return url.with_user(None) if says_who else url


class Sites:
    """Every site that something is set for, and the proxy for all others."""

    def __init__(self, sites: Iterable[Site] = (), *, proxy: Proxy | None = None) -> None:
        """Take them in any order: the longest address that a URL is below of counts."""
        self._proxy = proxy
        self._of: dict[_Origin, list[tuple[str, Extras]]] = {}
        for site in sites:
            url = URL(site.url)
            extras = Extras(site.headers, site.cookies, site.proxy or proxy)
            self._of.setdefault(_origin(url), []).append((url.raw_path.rstrip("/"), extras))
        for paths in self._of.values():
            paths.sort(key=lambda one: len(one[0]), reverse=True)
        self._others = Extras(proxy=proxy)

    @property
    def use_proxies(self) -> bool:
        """Whether any request takes one."""
        sites = (extras for paths in self._of.values() for _, extras in paths)
        return any(extras.proxy is not None for extras in (self._others, *sites))

    def extras_of(self, url: URL) -> Extras:
        """Return what goes with a request for the URL."""
        if not self._of:
            return self._others
        paths = self._of.get(_origin(url), ())
        path = url.raw_path
        for prefix, extras in paths:
            if not prefix or (f"{path}/".startswith(f"{prefix}/") and not _climbs(path)):
                return extras
        return self._others


def _origin(url: URL) -> _Origin:
    return url.scheme, url.raw_host, url.port


def _climbs(path: str) -> bool:
    """Whether a path may lead out of where it seems to be, for a server that reads its escapes first."""
    return ".." in unquote(path).replace("\\", "/").split("/")
