"""Where the links of feeds that gather others' news lead: Google News, Google Alerts, Bing News. Pure.

Their links count clicks and are other ones in every feed; the article behind them is what is read, and what tells that
two feeds bring the same. Targets are what a stranger wrote into a link: whole web addresses or nothing.
"""

import binascii
import re
from base64 import urlsafe_b64decode
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from monitor.feeds.urls import normalise_url

NAMES_NO_ARTICLE: Final = "a Google News link that does not name its article"

_MAX_CHARS = 4_000  #: as for the links of feeds
_MOST_STEPS = 3  #: Google Alerts may lead to Google News, and that to an article

_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}")
_GOOGLE_NEWS = "news.google.com"
_NEWS_ID = re.compile(r"/(?:__i/)?(?:rss/)?(?:rd/)?(?:articles|read)/([A-Za-z0-9_-]+)=*/?")
_BING = frozenset({"www.bing.com", "bing.com"})


def target_of(url: str) -> str:
    """Return where a link of an aggregator leads, as far as it says so; any other link as it stands.

    >>> target_of("https://www.google.com/url?rct=j&sa=t&url=https://paper.example/a%3Fid%3D7&ct=ga")
    'https://paper.example/a?id=7'
    """
    for _ in range(_MOST_STEPS):
        target = _step(url)
        if not target:
            break
        url = target
    return url


def names_no_article(url: str) -> bool:
    """Whether all that stands behind a link is Google News itself, which draws its page by a script.

    Since July 2024 its links hold a number instead of an address, which Google alone can look up.
    """
    parts = _split(url)
    return parts is not None and parts.hostname == _GOOGLE_NEWS and parts.path.strip("/") != ""


def _step(url: str) -> str:
    """Return where a link leads, "" if it does not say."""
    parts = _split(url)
    if parts is None:
        return ""
    host, path = parts.hostname or "", parts.path
    if host == _GOOGLE_NEWS:
        found = _NEWS_ID.fullmatch(path)
        return _usable(_address_in(found[1])) if found else ""
    if _GOOGLE.fullmatch(host) and path == "/url":
        return _parameter(parts, "url") or _parameter(parts, "q")
    if host in _BING and path.lower() == "/news/apiclick.aspx":
        return _parameter(parts, "url")
    return ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname else None


def _parameter(parts: SplitResult, name: str) -> str:
    try:
        pairs = parse_qsl(parts.query, max_num_fields=50)
    except ValueError:
        return ""
    return next((address for key, value in pairs if key == name and (address := _usable(value))), "")


def _usable(address: str) -> str:
    """Return a whole web address, "" for everything else."""
    address = address.strip()
    whole = len(address) <= _MAX_CHARS and address.isprintable() and " " not in address
    return address if whole and normalise_url(address) else ""


def _address_in(name: str) -> str:
    """Return the text that Google's number of an article holds: field 4 of a protocol buffer, in base64."""
    try:
        packed = urlsafe_b64decode(name + "=" * (-len(name) % 4))
    except (ValueError, binascii.Error):
        return ""
    at = 0
    while at < len(packed):
        tag, at = _varint(packed, at)
        if tag & 7 not in {0, 2}:  # numbers and texts are all that it is made of
            return ""
        value, at = _varint(packed, at)
        if tag & 7 == 2:
            text, at = packed[at : at + value], at + value
            if tag >> 3 == 4:
                return text.decode("utf-8", "replace")
    return ""


def _varint(packed: bytes, at: int) -> tuple[int, int]:
    """Return the number that stands there, and where the next one does; a number that is cut off ends it all."""
    number = 0
    for place, byte in enumerate(packed[at : at + 10]):
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return number, at + place + 1
    return 0, len(packed)
