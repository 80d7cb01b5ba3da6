"""Addresses under which one article may be asked for: AMP, mobile, with and without a slash at the end. Pure.

Unlike `urls.normalise_url`, which decides what *is* one article and must never join two, these are guesses at what a
person means who copied an address from somewhere; the first that is known counts.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from monitor.feeds.aggregators import target_of
from monitor.feeds.urls import host_of, normalise_url

_FORM = re.compile(r"^(?:www|m|mobile|amp)\.")
#: `https://www.google.com/amp/s/paper.example/a`, `https://paper-example.cdn.ampproject.org/c/s/paper.example/a`.
_CACHE = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/amp|[\w-]+\.cdn\.ampproject\.org/[a-z])/(s/)?(?P<rest>[^/]+\..+)",
    re.IGNORECASE,
)
_AMP_QUERY = re.compile(r"(?:^|&)(?:amp(?:=[^&]*)?|outputtype=amp)(?=&|$)", re.IGNORECASE)
_AMP_PATH = re.compile(r"/amp(?=/|$)|\.amp(?=\.html?$|$)|-amp(?=\.html?$)", re.IGNORECASE)
#: Second levels under which countries register: their parent is no site.
_REGISTRIES = frozenset({"ac", "co", "com", "edu", "go", "gov", "gv", "mil", "ne", "net", "or", "org"})
_FEED_HOSTS = ("", "www.", "feeds.", "feed.", "rss.")


def variants_of(url: str) -> tuple[str, ...]:
    """Return what is equal for the same article in every feed (`normalise_url`), the likeliest first.

    Empty for anything but a whole http(s) URL.

    >>> variants_of("http://m.paper.example/a/amp/?utm_source=x")[:2]
    ('https://m.paper.example/a/amp/', 'https://m.paper.example/a/amp')
    >>> "https://www.paper.example/a" in variants_of("https://www.google.com/amp/s/m.paper.example/a/amp")
    True
    """
    url = url.strip()
    cached = _CACHE.fullmatch(url)
    asked = [f"https://{cached['rest']}"] if cached else [url, target_of(url)]
    found: dict[str, None] = {}
    for key in filter(None, map(normalise_url, asked)):
        plain = _without_amp(key)
        for one in (key, plain):
            for host_form in _hosts(one):
                found |= dict.fromkeys((host_form, _other_slash(host_form)))
    return tuple(filter(None, found))


def site_hosts(url: str) -> tuple[str, tuple[str, ...]]:
    """Return the name of a URL's site, and the hosts on which its feeds may live besides those under that name.

    >>> site_hosts("https://www.paper.example/a")[0]
    'paper.example'
    >>> site_hosts("https://asia.paper.example/a")[1][-3:]
    ('feeds.paper.example', 'feed.paper.example', 'rss.paper.example')
    """
    host = host_of(url)
    site = _FORM.sub("", host)
    hosts = dict.fromkeys((host, site, f"www.{site}"))
    _, _, parent = site.partition(".")
    if "." in parent and parent.partition(".")[0] not in _REGISTRIES:
        hosts |= dict.fromkeys(f"{form}{parent}" for form in _FEED_HOSTS)
    return site, tuple(hosts)


def _without_amp(url: str) -> str:
    parts = urlsplit(url)
    path = _AMP_PATH.sub("", parts.path) or "/"
    query = _AMP_QUERY.sub("", parts.query).lstrip("&")
    return urlunsplit(parts._replace(path=path, query=query))


def _hosts(url: str) -> list[str]:
    """Return the URL as it stands, then on the site's other hosts."""
    parts = urlsplit(url)
    site = _FORM.sub("", parts.netloc)
    forms = (parts.netloc, f"www.{site}", site, f"m.{site}", f"amp.{site}")
    return [urlunsplit(parts._replace(netloc=form)) for form in dict.fromkeys(forms)]


def _other_slash(url: str) -> str:
    """Return the URL with a slash at the end of its path, or without the one it has; "" for a front page."""
    parts = urlsplit(url)
    if parts.path in {"", "/"}:
        return ""
    path = parts.path.removesuffix("/") if parts.path.endswith("/") else f"{parts.path}/"
    return urlunsplit(parts._replace(path=path))
