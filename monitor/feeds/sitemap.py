"""Sitemaps: Google's news sitemaps, and plain ones that say when a page changed.

A news sitemap lists the articles of the last two days with their titles (developers.google.com/search/docs,
"Create a news sitemap"); a plain one names every page of a site, with `lastmod` where its makers were kind
(sitemaps.org/protocol.html). Pages without a date are counted as skipped: they are sections and imprints.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.core.errors import NotAFeed
from monitor.core.feed import Feed
from monitor.feeds.dates import read_date
from monitor.feeds.document import Document
from monitor.feeds.entries import RawEntry, assemble, language_tag, web_link
from monitor.feeds.looks import root_element
from monitor.feeds.plain_text import title_text
from monitor.feeds.trees import name_of, tree_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_INDEX_NAMED = 3  #: sitemaps of an index that the message names


def recognises(document: Document) -> bool:
    """Whether the outermost element is that of a sitemap, or of an index of them."""
    return root_element(document.text) in {"urlset", "sitemapindex"}


def read(document: Document) -> Feed:
    """Return the pages with a date or a title as entries; raises NotAFeed for an index and where there are none."""
    root = tree_of(document.text)
    if root is None:
        raise NotAFeed("a sitemap that was cut off before its first page")
    if name_of(root) == "sitemapindex":
        raise NotAFeed(f"an index of sitemaps: name the sitemap that you mean{_those(root, document.url)}")
    pages = [one for one in root if name_of(one) == "url"]
    entries = [_entry(page, document.url) for page in pages]
    dated = [entry for entry in entries if entry.url and (entry.title or entry.published_at)]
    if pages and not dated:
        raise NotAFeed("a sitemap without dates: name a news sitemap, or a feed")
    names = (_text(one) for one in root.iter("{*}name"))
    feed = assemble(
        kind="sitemap",
        title=title_text(next((name for name in names if name), "")),
        site_url=web_link("/", base=document.url),
        url=document.url,
        language=None,
        raw=dated,
    )
    return replace(feed, skipped=feed.skipped + len(entries) - len(dated))


def _entry(page: "_Element", base: str) -> RawEntry:
    said = {name_of(one): _text(one) for one in page.iter()}
    return RawEntry(
        guid="",
        url=web_link(_first(page, "loc"), base=base),
        title=title_text(_first(page, "news", "title")),
        summary="",
        content="",
        author="",
        published_at=read_date(said.get("publication_date", "")) or read_date(_first(page, "lastmod")),
        language=language_tag(said.get("language", "")),
    )


def _first(element: "_Element", *path: str) -> str:
    """Return the text of the first child of this name, and of its child, and so on; "" if there is none."""
    for name in path:
        child = next((one for one in element if name_of(one) == name), None)
        if child is None:
            return ""
        element = child
    return _text(element)


def _text(element: "_Element") -> str:
    return (element.text or "").strip()


def _those(root: "_Element", base: str) -> str:
    """Return some of the sitemaps in an index, those for news first, as the end of a message."""

    def found() -> Iterator[str]:
        for one in root:
            if link := web_link(_first(one, "loc"), base=base):
                yield link

    links = sorted(dict.fromkeys(found()), key=lambda link: "news" not in link.lower())
    return f" ({', '.join(links[:_INDEX_NAMED])}{', …' if len(links) > _INDEX_NAMED else ''})" if links else ""
