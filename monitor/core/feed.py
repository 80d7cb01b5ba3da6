"""What is polled: a feed as parsed, and its entries."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a feed, as the feed carries it."""

    key: str  #: its identity within the feed: guid, else link, else a hash of its content
    url: str  #: absolute; "" where the feed gives none
    title: str  #: plain text
    summary: str = ""  #: plain text, paragraphs separated by one newline
    content: str = ""  #: the full text, if the feed carries it: plain text, paragraphs separated by one newline
    author: str | None = None
    published_at: datetime | None = None  #: UTC
    language: str | None = None  #: BCP 47


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A parsed feed: entries in the order of the document."""

    kind: str  #: rss | atom | rdf | json | sitemap
    title: str = ""
    site_url: str = ""
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    skipped: int = 0  #: entries without link and text, which cannot be read at all
    refresh_s: float | None = None  #: how long it says that it stays as it is (RSS `ttl`, `sy:updatePeriod`)


@dataclass(frozen=True, slots=True, kw_only=True)
class Increment:
    """What a feed brought that was not in it before."""

    feed: Feed  #: the unseen entries alone; without a title where there are none
    items: bytes  #: what is seen now, for the next time; b"": nothing, all of it will be parsed again
    found: int  #: entries in the document, seen or not
    overlaps: bool | None = None  #: whether one of them was seen before, by its text, guid or link; None: nobody knows
    whole: bool = True  #: False for a document that was cut off: there is more to it than was found
