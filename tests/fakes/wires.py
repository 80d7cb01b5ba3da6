"""Many feeds on loopback, of every kind, that say strictly whether they have changed, and now and then go wrong.

A wire shows the newest entries of its own; its ETag and Last-Modified change exactly when its document does, and 304 is
answered to whoever has them. So validators that are kept for entries that are not hide these until the wire changes.
What went over it is kept: every document, and what each request got.
"""

import asyncio
import itertools
import json
from collections import Counter, deque
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum, auto
from hashlib import blake2b
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.fakes.newsroom import article_page, headline_of
from tests.fakes.web import Reply, Site, hang_up, redirect

FEEDS, MORE_FEEDS, TOUCHY, PAGES = "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"  #: hosts; a touchy one says 429
CORRECTED = " (corrected)"  #: at the end of an entry's title, when its page has changed too
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class Kind(Enum):
    """What a document is, by the type that it is served with."""

    RSS = "application/rss+xml"
    ATOM = "application/atom+xml"
    JSON = "application/feed+json"
    SITEMAP = "application/xml"


class Manner(Enum):
    """How a server treats those who ask again."""

    STEADY = auto()  #: the document changes with its entries
    RESTLESS = auto()  #: it changes at every request: it tells when it was made
    FICKLE = auto()  #: it stays, but its ETag is another one at every request


class Trouble(Enum):
    """What happens to one request."""

    ERROR = "500"
    THROTTLED = "429 with Retry-After"
    HANG = "no answer"
    DROPPED = "the connection closes before the answer"
    CUT = "the connection closes in the midst of the document"
    HTML = "a 200 of HTML, with the validators of the document"
    HALF = "a 200 of half a document, with the validators of the whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a wire shows at one time."""

    etag: str | None
    last_modified: str | None
    body: bytes
    numbers: frozenset[int]  #: of its articles
    corrected: frozenset[int]  #: those of them that are, and say so

    @property
    def body_hash(self) -> str:
        """Return what `pipeline.poll` knows a body by."""
        return blake2b(self.body, digest_size=16).hexdigest()

    @property
    def half(self) -> bytes:
        """Return its beginning, up to the end of an entry where they have one that can be seen."""
        half = self.body[: len(self.body) // 2]
        ends = [half.rfind(end) + len(end) for end in (b"</item>", b"</entry>", b"</url>") if end in half]
        return half[: ends[0]] if ends else half

    @property
    def validators(self) -> Mapping[str, str]:
        """Return the headers."""
        given = {"ETag": self.etag, "Last-Modified": self.last_modified}
        return {name: value for name, value in given.items() if value}


@dataclass(slots=True, kw_only=True)
class Wire:
    """One feed."""

    name: str
    kind: Kind
    host: str = FEEDS
    etags: bool = True
    dates: bool = True  #: whether it has a Last-Modified
    manner: Manner = Manner.STEADY
    moved: int = 0  #: the status that its old address, which is the one that is known, redirects with
    window: int = 8
    base: str = ""  #: of its host's site
    pages: str = ""  #: of the site that has the articles
    published: list[int] = field(default_factory=list)  #: the numbers of its articles, the newest last
    corrected: set[int] = field(default_factory=set)
    shown: set[int] = field(default_factory=set)  #: what stood in a document that was sent, or half of it
    unseen: set[int] = field(default_factory=set)  #: what never stood in a document: too much came at once
    committed: int = 0  #: polls that the daemon must have counted
    room: int = 0  #: so many may be published before it has to be read, or entries roll off unread
    troubles: deque[Trouble] = field(default_factory=deque)  #: one for each of the next requests
    documents: list[Document] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    this_run: list[tuple[bool, str]] = field(default_factory=list)  #: (asked with validators, what came of it)
    _version: int = 0

    @property
    def address(self) -> str:
        """Return where its document is."""
        return f"{self.base}/wires/{self.name}"

    @property
    def due(self) -> set[int]:
        """Return the numbers of the articles that somebody who asks often enough gets to know of."""
        return set(self.published) - self.unseen

    @property
    def url(self) -> str:
        """Return the address that people know."""
        return f"{self.base}/old/{self.name}" if self.moved else self.address

    def change(self) -> None:
        """Make a new document of what is published."""
        self._version += 1
        self._made()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer as the manner is and the next trouble will have it."""
        if self.manner is Manner.RESTLESS:
            self.change()
        elif self.manner is Manner.FICKLE:
            self._made()
        document = self.documents[-1]
        asked = {
            "ETag": request.headers.get("If-None-Match"),
            "Last-Modified": request.headers.get("If-Modified-Since"),
        }
        conditional = any(asked.values())
        trouble = self.troubles.popleft() if self.troubles else None
        if trouble is not None:
            self.shown |= document.numbers if trouble is Trouble.HALF else frozenset()
            self._note(trouble.name, conditional=conditional)
            return await _go_wrong(trouble, request, document, self.kind)
        # The ETag decides where there is one (RFC 9110 section 13.2.2).
        decides = "ETag" if asked["ETag"] else "Last-Modified"
        if conditional and asked[decides] == document.validators.get(decides):
            self._note("304", conditional=conditional)
            return web.Response(status=304, headers=document.validators)
        self._note("200", conditional=conditional)
        self.shown |= document.numbers
        return _answered(document.body, self.kind.value, document)

    def _note(self, what: str, *, conditional: bool) -> None:
        self.answers[what] += 1
        self.this_run.append((conditional, what))

    def _made(self) -> None:
        version = f"{self._version}-{len(self.documents)}" if self.manner is Manner.FICKLE else str(self._version)
        weak = "W/" if self.kind is Kind.ATOM else ""
        numbers = self.published[-self.window :]
        made = f"{self._version}" if self.manner is Manner.RESTLESS else ""
        self.documents.append(
            Document(
                etag=f'{weak}"{self.name}-{version}"' if self.etags else None,
                last_modified=_http_date(_EPOCH + timedelta(minutes=self._version)) if self.dates else None,
                body=_WRITERS[self.kind](self, numbers[::-1], made).encode(),
                numbers=frozenset(numbers),
                corrected=frozenset(numbers) & self.corrected,
            )
        )

    def told(self, number: int) -> tuple[str, str, str, datetime]:
        """Return guid, link, title and date of an entry; guids are the same on every wire."""
        title = headline_of(number) + (CORRECTED if number in self.corrected else "")
        return f"urn:article:{number}", link_to(self.pages, number), title, _EPOCH + timedelta(minutes=number)


class Wires:
    """All of them, with the pages behind; an async context manager."""

    def __init__(self, wires: list[Wire]) -> None:
        self.wires = wires
        self.corrected: set[int] = set()
        self.sites = {host: Site(host=host) for host in (FEEDS, MORE_FEEDS, TOUCHY, PAGES)}
        self._numbers = itertools.count()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for site in self.sites.values():
            await self._stack.enter_async_context(site)
        for wire in self.wires:
            site = self.sites[wire.host]
            wire.base, wire.pages, wire.room = site.base, self.sites[PAGES].base, wire.window
            wire.change()
            site.pages[f"/wires/{wire.name}"] = wire.answer
            site.pages[f"/old/{wire.name}"] = redirect(wire.address, status=wire.moved or 302)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def publish(self, *wires: Wire, count: int, late_page: bool = False) -> None:
        """Publish new articles, each on all of these wires; a late page is not there when it is first asked for."""
        numbers = list(itertools.islice(self._numbers, count))
        for number in numbers:
            page = page_of(number)
            self.sites[PAGES].pages[f"/articles/{number}"] = [Reply(status=503), page] if late_page else page
        for wire in wires:
            wire.published += numbers
            wire.unseen.update(numbers[: -wire.window])
            wire.room = max(wire.room - count, 0)
            wire.change()

    def correct(self, wire: Wire, number: int) -> None:
        """Add a sentence to an article and say so on one wire."""
        wire.corrected.add(number)
        self.corrected.add(number)
        self.sites[PAGES].pages[f"/articles/{number}"] = page_of(number, correction_of(number))
        behind = len(wire.published) - 1 - wire.published.index(number)
        wire.room = min(wire.room, wire.window - 1 - behind)
        wire.change()

    def pages_asked_for(self) -> set[int]:
        """Return the numbers of the articles whose pages anybody wanted."""
        paths = (seen.path for seen in self.sites[PAGES].requests)  # a site may be asked for its robots.txt, too
        return {int(path.rpartition("/")[2]) for path in paths if path.startswith("/articles/")}


def link_to(base: str, number: int) -> str:
    """Return the address of an article."""
    return f"{base}/articles/{number}"


def is_on_strike(number: int) -> bool:
    """Whether an article is one that the newsroom's rules are about."""
    return number % 2 == 0


def page_of(number: int, sentence: str = "") -> str:
    """Return the page of an article."""
    page = article_page(number).replace("</article>", f"<p>{sentence}</p></article>" if sentence else "</article>")
    return page if is_on_strike(number) else page.replace("strike", "picnic").replace("Strike", "Picnic")


def correction_of(number: int) -> str:
    """Return the sentence that an article is corrected by."""
    return f"The council of district {number} answered in writing."


async def _go_wrong(trouble: Trouble, request: web.BaseRequest, document: Document, kind: Kind) -> web.StreamResponse:
    match trouble:
        case Trouble.ERROR:
            return web.Response(status=500, text="<h1>broken</h1>", content_type="text/html")
        case Trouble.THROTTLED:
            return web.Response(status=429, headers={"Retry-After": "2"})
        case Trouble.HANG:
            await asyncio.sleep(60)
            return web.Response()
        case Trouble.DROPPED:
            return await hang_up(request)
        case Trouble.CUT:
            return await _cut(request, document, kind)
        case Trouble.HALF:
            return _answered(document.half, kind.value, document)
        case Trouble.HTML:
            return _answered(b"<!doctype html><html><body><h1>Just a moment</h1></body></html>", "text/html", document)


def _answered(body: bytes, served_as: str, document: Document) -> web.Response:
    return web.Response(body=body, headers={"Content-Type": served_as, **document.validators})


async def _cut(request: web.BaseRequest, document: Document, kind: Kind) -> web.StreamResponse:
    headers = {"Content-Type": kind.value, "Content-Length": str(len(document.body)), **document.validators}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(document.body[: len(document.body) // 2])
    return await hang_up(request)


def _rss(wire: Wire, numbers: list[int], made: str) -> str:
    items = ""
    for number in numbers:
        guid, link, title, at = wire.told(number)
        items += (
            f'<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{guid}</guid>'
            f"<description>About {title}</description><pubDate>{_http_date(at)}</pubDate></item>"
        )
    head = f"<title>{wire.name}</title><link>{wire.pages}/</link>" + (f"<generator>{made}</generator>" if made else "")
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def _atom(wire: Wire, numbers: list[int], made: str) -> str:
    entries = ""
    for number in numbers:
        guid, link, title, at = wire.told(number)
        entries += (
            f'<entry><id>{guid}</id><title>{title}</title><link href="{link}"/><updated>{at.isoformat()}</updated>'
            f"<summary>About {title}</summary></entry>"
        )
    head = f"<id>urn:wire:{wire.name}</id><title>{wire.name}</title>" + (f"<rights>{made}</rights>" if made else "")
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'


def _json(wire: Wire, numbers: list[int], made: str) -> str:
    items = []
    for number in numbers:
        guid, link, title, at = wire.told(number)
        item = {"id": guid, "url": link, "title": title, "summary": f"About {title}", "date_published": at.isoformat()}
        items.append(item)
    head = {"version": "https://jsonfeed.org/version/1.1", "title": wire.name, "description": made}
    return json.dumps({**head, "items": items})


def _sitemap(wire: Wire, numbers: list[int], made: str) -> str:
    urls = ""
    for number in numbers:
        _, link, title, at = wire.told(number)
        news = (
            f"<news:publication><news:name>{wire.name}</news:name></news:publication><news:title>{title}</news:title>"
            f"<news:publication_date>{at.isoformat()}</news:publication_date>"
        )
        urls += f"<url><loc>{link}</loc><news:news>{news}</news:news></url>"
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"<urlset {spaces}>{urls}<!-- {made} --></urlset>"


_WRITERS = {Kind.RSS: _rss, Kind.ATOM: _atom, Kind.JSON: _json, Kind.SITEMAP: _sitemap}


def _http_date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)
