"""What the server of the fault list says: documents, and the misbehaviour of servers as handlers for `fakes.web.Site`.

The rows are those of a list of faults seen in the wild, 43 of them; each has a test of its number in this folder.
"""

import asyncio
import gzip
import time
import zlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

from aiohttp import web

from tests.fakes.web import Handler, Reply

NAMES = ("harbour", "railway", "orchard", "museum", "quarry", "glacier", "airport", "lagoon", "tannery", "foundry")
TELLS = "A strike was called at the {name}. "


def told(name: str) -> str:
    """Return what an entry says: long enough, and its own, to be a story of its own."""
    crates = (f"Sentence {place} of {name} counts {place * 31} crates and {name}{place} pallets." for place in range(9))
    return TELLS.format(name=name) + " ".join(crates)


def item(
    name: str,
    *,
    guid: str | None = None,
    link: str | None = None,
    title: str | None = None,
    text: str | None = None,
    date: str = "",
    more: str = "",
) -> str:
    """Return an RSS item; `guid` None is one made of the name, "" is none at all, and so is a `link` of ""."""
    guid = f"guid-{name}" if guid is None else guid
    link = f"/{name}" if link is None else link
    parts = {
        "title": f"Headline {name}" if title is None else title,
        "link": link,
        'guid isPermaLink="false"': guid,
        "description": told(name) if text is None else text,
        "pubDate": date,
    }
    said = "".join(f"<{tag}>{value}</{tag.partition(' ')[0]}>" for tag, value in parts.items() if value)
    return f"<item>{said}{more}</item>"


def rss(*items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """Return an RSS feed of these items."""
    channel = f"<title>Wire</title><link>/</link>{head}{''.join(items)}"
    return f'{declaration}<rss version="2.0"><channel>{channel}</channel></rss>'


def feed(body: str | bytes, *, content_type: str = "application/rss+xml", **headers: str) -> Reply:
    """Return a feed as it is served; `headers` are written with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(body=body, content_type=content_type, headers=named)


def page(name: str, *, head: str = "", body: str = "") -> str:
    """Return the page of an article."""
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in told(name).rstrip(".").split(". "))
    return (
        f"<!doctype html><html lang='en'><head><title>Headline {name}</title>{head}</head>"
        f"<body><article><h1>Headline {name}</h1>{paragraphs}{body}</article></body></html>"
    )


CHALLENGE = (
    "<!DOCTYPE html><html lang='en-US'><head><title>Just a moment...</title></head>"
    "<body><h1>Checking your browser</h1><noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)
HOME = "<!doctype html><html><head><title>Eastmere Gazette: home</title></head><body><p>Welcome</p></body></html>"
PARKED = "<html><head><title>eastmere.example is for sale</title></head><body><a href='/buy'>Buy it</a></body></html>"


@dataclass(slots=True)
class Validated:
    """A feed that answers 304 to its ETag; each 304 may bring the `next_etag`."""

    body: str
    etag: str
    next_etag: str = ""
    sent: list[int] = field(default_factory=list)

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        asked = request.headers.get("If-None-Match")
        if asked is not None and asked in {self.etag, self.next_etag}:
            self.sent.append(304)
            return web.Response(status=304, headers={"ETag": self.next_etag or self.etag})
        self.sent.append(200)
        return _rss(self.body, {"ETag": self.etag})


@dataclass(slots=True)
class Stubborn:
    """A feed that answers 304 to whatever validator comes, whatever has changed."""

    body: str
    validators: Mapping[str, str]
    sent: list[int] = field(default_factory=list)

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        if "If-None-Match" in request.headers or "If-Modified-Since" in request.headers:
            self.sent.append(304)
            return web.Response(status=304)
        self.sent.append(200)
        return _rss(self.body, self.validators)


@dataclass(slots=True)
class Crowd:
    """Pages of one host that notes how many requests it served at a time, and for how long it was at work."""

    body: str
    now: int = 0
    most: int = 0
    worked_s: float = 0.0  #: all requests together

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        self.now += 1
        self.most = max(self.most, self.now)
        started = time.monotonic()
        await asyncio.sleep(0.05)
        self.worked_s += time.monotonic() - started
        self.now -= 1
        return _rss(self.body, {})


def names_itself(body: str) -> Handler:
    """Return a feed for those only who say who they are: the library's own name is blocked, and so is none."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        agent = request.headers.get("User-Agent", "").lower()
        if not agent or "aiohttp" in agent or "python" in agent:
            return web.Response(status=403, text="Forbidden")
        return _rss(body, {})

    return answer


def behind_a_cookie(body: str) -> Handler:
    """Return a feed that redirects to itself until its cookie comes."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.cookies.get("seen") == "yes":
            return _rss(body, {})
        return web.Response(status=302, headers={"Location": request.path, "Set-Cookie": "seen=yes; Path=/"})

    return answer


async def drip(request: web.BaseRequest) -> web.StreamResponse:
    """Send a byte now and then, for ever."""
    response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
    await response.prepare(request)
    while True:
        await asyncio.sleep(0.02)
        await response.write(b" ")


#: 200 MB of zeros by Brotli, packed beforehand: not everybody who runs the tests can pack it.
_BROTLI_BOMB = (
    "z///f/gnAOKxQCD3/p/////wTwDEYQGA7v0/////4Z8AiMMiAN37f/7//8M/ARCHBQC69//8//+HfwIgDgsAdO//+f//D/8EQBwWAOje//P//x/+CYA4"
    "LADQvf/n//8//BMAcVgAoHv/z///f/gnAOKwAED3/p/////wTwDEYQGA7v0/////4Z8AiMMCAN37//wPXsc/ARCHBQC6ues="
)


def bomb(encoding: str, megabytes: int = 60) -> bytes:
    """Return a few kilobytes that are so many megabytes once decoded."""
    if encoding == "br":
        return b64decode(_BROTLI_BOMB)
    deflate = zlib.compressobj(9, wbits=15 if encoding == "deflate" else 31)
    packed = b"".join(deflate.compress(b"\0" * 1_000_000) for _ in range(megabytes)) + deflate.flush()
    return gzip.compress(packed) if encoding == "gzip, gzip" else packed


def http_date(at: datetime) -> str:
    """Return a date as HTTP writes it."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def _rss(body: str, headers: Mapping[str, str]) -> web.Response:
    return web.Response(body=body.encode(), headers={"Content-Type": "application/rss+xml", **headers})
