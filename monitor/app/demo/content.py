"""The demo's publishers, feeds and articles, read from the files in `texts/`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pydantic import BaseModel, ConfigDict, TypeAdapter

_FENCE = "+++"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A publisher; each has an address of its own."""

    key: str
    name: str
    language: str
    template: str  #: the HTML of its pages, for `string.Template`


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFeed:
    """A feed of a publisher."""

    key: str
    site: str
    path: str
    kind: str  #: rss | atom | rdf | json
    title: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One edition of an article, with what the demo expects of it."""

    site: str
    path: str
    feeds: tuple[str, ...]  #: keys of the feeds that announce it
    edition: int  #: 1: there from the start; 2: published while the daemon runs
    title: str
    language: str
    author: str
    hours_ago: float
    summary: str
    captions: tuple[str, ...]
    paragraphs: tuple[str, ...]
    wall: bool  #: the rest is for subscribers
    missing: bool  #: announced, but the page is not there
    story: str  #: pieces of one story are told in one message
    alert: str | None  #: the rule that its message names; None: no message
    also: tuple[str, ...]  #: further rules that the message must name


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that the world can publish."""

    sites: tuple[Site, ...]
    feeds: tuple[SiteFeed, ...]
    pieces: tuple[Piece, ...]

    def edition(self, edition: int) -> tuple[Piece, ...]:
        """Return what stands when `edition` is out: of each page its newest, the newest page first."""
        newest: dict[tuple[str, str], Piece] = {}
        for piece in sorted(self.pieces, key=lambda piece: piece.edition):
            if piece.edition <= edition:
                newest[piece.site, piece.path] = piece
        return tuple(sorted(newest.values(), key=lambda piece: piece.hours_ago))


class _Front(BaseModel):
    """The head of an article's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: str
    path: str
    feeds: tuple[str, ...]
    edition: int = 1
    title: str
    language: str
    author: str
    hours_ago: float
    summary: str
    captions: tuple[str, ...]
    wall: bool = False
    missing: bool = False
    story: str | None = None
    alert: str | None = None
    also: tuple[str, ...] = ()
    body_of: str | None = None  #: a wire story: its text stands in `wires/`
    without: frozenset[int] = frozenset()  #: paragraphs of the wire story that this publisher cut, from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A publisher in `sites.toml`."""

    key: str
    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sites:
    """The file of publishers and feeds."""

    site: tuple[_Name, ...]
    feed: tuple[SiteFeed, ...]


@cache
def load_content() -> Content:
    """Return the demo's content; the same value every time."""
    texts = files("monitor.app.demo") / "texts"
    listed = TypeAdapter(_Sites).validate_python(tomllib.loads(_text(texts / "sites.toml")))
    templates = texts / "templates"
    sites = tuple(
        Site(key=site.key, name=site.name, language=site.language, template=_text(templates / f"{site.key}.html"))
        for site in listed.site
    )
    articles = sorted((texts / "articles").iterdir(), key=lambda file: file.name)
    pieces = tuple(_piece(file, texts) for file in articles if file.name.endswith(".md"))
    return Content(sites=sites, feeds=listed.feed, pieces=pieces)


def _piece(file: Traversable, texts: Traversable) -> Piece:
    _, head, body = _text(file).split(f"{_FENCE}\n", 2)
    front = _Front.model_validate(tomllib.loads(head))
    paragraphs = _paragraphs(body)
    if front.body_of is not None:
        wire = _paragraphs(_text(texts / "wires" / f"{front.body_of}.txt"))
        paragraphs += tuple(text for number, text in enumerate(wire, 1) if number not in front.without)
    return Piece(
        **front.model_dump(exclude={"story", "body_of", "without"}),
        story=front.story or file.name.removesuffix(".md"),
        paragraphs=paragraphs,
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
