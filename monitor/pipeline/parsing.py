"""What runs in the worker processes: plain functions of bytes, importable by name.

The parsers are imported inside, so that a process that only schedules never loads them.
"""

from typing import TYPE_CHECKING

from monitor.core.article import Article, TextState
from monitor.core.feed import Entry, Feed, Increment

if TYPE_CHECKING:
    from monitor.feeds.discovery import FoundFeed


def parse_feed(body: bytes, url: str, content_type: str, charset: str | None) -> Feed:
    """Return the feed in `body`; raises NotAFeed."""
    from monitor.feeds.parse import parse  # noqa: PLC0415 - heavy: only workers load it

    return parse(body, url=url, content_type=content_type, charset=charset)


def parse_unseen(
    body: bytes, url: str, content_type: str, charset: str | None, seen: bytes, as_it_is: bool
) -> Increment:
    """Return what is in the feed in `body` and not among `seen`; raises NotAFeed."""
    from monitor.feeds.unseen import parse_unseen  # noqa: PLC0415 - heavy: only workers load it

    return parse_unseen(body, url=url, content_type=content_type, charset=charset, seen=seen, as_it_is=as_it_is)


def read_page(
    page: bytes, url: str, charset: str | None, entry: Entry | None, repeated: frozenset[int] = frozenset()
) -> Article:
    """Return the article on `page`, without the lines that its host is known to repeat; raises NotAPage."""
    from monitor.articles.extract import extract  # noqa: PLC0415 - heavy: only workers load it

    return extract(page, url=url, charset=charset, entry=entry, repeated=repeated)


def find_feeds(page: bytes, url: str, charset: str | None) -> "list[FoundFeed]":
    """Return what may be feeds on a page; raises NotAFeed."""
    from monitor.feeds.discovery import find_feeds  # noqa: PLC0415 - as above

    return find_feeds(page, url=url, charset=charset)


def glance_at(page: bytes, charset: str | None, entry: Entry) -> bytes | None:
    """Return the letters of all that an article on `page` can be made of, None if that is not sure; raises NotAPage."""
    from monitor.articles.glance import glance  # noqa: PLC0415 - as above

    return glance(page, charset=charset, entry=entry)


def read_carried(entry: Entry, state: TextState, reason: str) -> Article:
    """Return the article that the feed itself carries."""
    from monitor.articles.from_feed import from_feed  # noqa: PLC0415 - heavy: only workers load it

    return from_feed(entry, state=state, reason=reason)
