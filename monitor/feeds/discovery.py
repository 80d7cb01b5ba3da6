"""Find the feeds of a site: those that its page names, then those that its links look like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.core.errors import NotAFeed
from monitor.feeds.document import read_document
from monitor.feeds.entries import web_link
from monitor.feeds.plain_text import title_text

MOST_FOUND = 25
_TYPES = re.compile(r"application/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json|xml)|text/xml", re.IGNORECASE)
_LOOKS = re.compile(r"(?:^|[/._?=&-])(?:rss|atom|feeds?|rdf|news-?sitemap)(?:$|[/._?=&\d-])", re.IGNORECASE)
_PAGES_ABOUT = re.compile(r"\.(?:png|jpe?g|gif|svg|pdf|css|js)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """The address of what may be a feed."""

    url: str
    title: str = ""
    named: bool = False  #: by the page itself, as its feed


def find_feeds(page: bytes, *, url: str, charset: str | None = None) -> list[FoundFeed]:
    """Return what may be feeds on a page, those that it names first; raises NotAFeed for what is no text.

    Whether they are is for whoever fetches them to say.
    """
    document = read_document(page, url=url, content_type="", charset=charset)
    found: dict[str, FoundFeed] = {}
    for feed in _links(document.text, url):
        known = found.get(feed.url)
        if known is None or (feed.named and not known.named):
            found[feed.url] = feed
    return sorted(found.values(), key=lambda feed: not feed.named)[:MOST_FOUND]


def _links(text: str, url: str) -> Iterator[FoundFeed]:
    from lxml import etree, html  # noqa: PLC0415 - only what meets a page loads it

    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError) as error:  # no element at all
        raise NotAFeed(f"no page: {error}") from None
    base = next((one.get("href") or "" for one in root.iter("base")), "")
    base = web_link(base, base=url) or url
    for element in root.iter("link", "a"):
        link = web_link(element.get("href") or "", base=base)
        if not link or _PAGES_ABOUT.search(link):
            continue
        title = title_text(element.get("title") or element.text or "")
        if element.tag == "link":
            if "alternate" in (element.get("rel") or "").lower().split() and _TYPES.search(element.get("type") or ""):
                yield FoundFeed(url=link, title=title, named=True)
        elif _LOOKS.search(link.partition("://")[2].partition("/")[2]):
            yield FoundFeed(url=link, title=title)
