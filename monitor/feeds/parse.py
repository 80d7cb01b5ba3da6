"""From the bytes of a feed to its entries."""

from collections.abc import Callable
from typing import NamedTuple

from monitor.core.errors import NotAFeed
from monitor.core.feed import Feed
from monitor.feeds import json_feed, sitemap, syndication
from monitor.feeds.document import Document, read_document
from monitor.feeds.looks import describe


class Kind(NamedTuple):
    """A kind of source: `recognises` looks at the document, `read` returns its feed or raises NotAFeed."""

    recognises: Callable[[Document], bool]
    read: Callable[[Document], Feed]


#: The registry: a new kind is a module with these two functions, and a line here. The first that recognises it reads.
KINDS = (
    Kind(json_feed.recognises, json_feed.read),
    Kind(syndication.recognises, syndication.read),
    Kind(sitemap.recognises, sitemap.read),
)


def parse(body: bytes, *, url: str, content_type: str = "", charset: str | None = None) -> Feed:
    """Return the feed in a body that was fetched from `url`, its entries in the order of the document.

    The kind is found out by content; `content_type` is only a hint, `charset` what the server says the encoding is.
    Raises NotAFeed, whose message says what the body looks like instead, and nothing else.
    """
    document = read_document(body, url=url, content_type=content_type, charset=charset)
    return kind_of(document).read(document)


def kind_of(document: Document) -> Kind:
    """Return the kind of a document; raises NotAFeed, whose message says what it looks like instead."""
    for kind in KINDS:
        if kind.recognises(document):
            return kind
    raise NotAFeed(f"not a feed: {describe(document.text)}")
