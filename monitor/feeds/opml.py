"""OPML, the lists of feeds that readers exchange (http://opml.org/spec2.opml)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from monitor.core.errors import NotAFeed
from monitor.feeds.document import read_document
from monitor.feeds.entries import web_link
from monitor.feeds.looks import describe
from monitor.feeds.plain_text import title_text
from monitor.feeds.trees import name_of, tree_of

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFeed:
    """A feed in a list."""

    url: str
    name: str = ""
    tags: tuple[str, ...] = ()  #: the folders that it is in, and its categories


def read_opml(body: bytes) -> list[ListedFeed]:
    """Return the feeds of a list, each address once, in their order; raises NotAFeed if it is no OPML."""
    document = read_document(body, url="https://opml.invalid/", content_type="", charset=None)
    root = tree_of(document.text)
    if root is None or name_of(root) != "opml":
        raise NotAFeed(f"not an OPML list of feeds: {describe(document.text)}")
    found: dict[str, ListedFeed] = {}
    for feed in _feeds(root):
        known = found.setdefault(feed.url, feed)
        tags = tuple(dict.fromkeys((*known.tags, *feed.tags)))
        found[feed.url] = ListedFeed(url=feed.url, name=known.name or feed.name, tags=tags)
    return list(found.values())


def _feeds(root: "_Element") -> Iterator[ListedFeed]:
    pending: list[tuple[_Element, tuple[str, ...]]] = [(root, ())]
    while pending:
        element, folders = pending.pop()
        said = {name.lower(): value for name, value in element.attrib.items() if isinstance(value, str)}
        name = title_text(said.get("title") or said.get("text") or "")
        url = web_link(said.get("xmlurl", ""), base="")
        if url:
            categories = [part.strip().rpartition("/")[2] for part in said.get("category", "").split(",")]
            yield ListedFeed(url=url, name=name, tags=tuple(filter(None, (*folders, *categories))))
        inside = (*folders, name) if name_of(element) == "outline" and name and not url else folders
        pending.extend((one, inside) for one in reversed(element))


def write_opml(feeds: Iterable[ListedFeed], *, title: str) -> str:
    """Return a list of feeds; tags become categories."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{title.replace('&', '&amp;').replace('<', '&lt;')}</title></head>",
        "  <body>",
    ]
    for feed in feeds:
        name = feed.name or feed.url
        category = f" category={quoteattr(','.join(feed.tags))}" if feed.tags else ""
        lines.append(
            f'    <outline type="rss" text={quoteattr(name)} title={quoteattr(name)} xmlUrl={quoteattr(feed.url)}'
            f"{category}/>"
        )
    return "\n".join((*lines, "  </body>", "</opml>", ""))
