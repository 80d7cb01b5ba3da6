"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Mapping, Sequence

from monitor.core.errors import NotAFeed
from monitor.core.feed import Feed
from monitor.feeds.dates import read_date
from monitor.feeds.document import Document
from monitor.feeds.entries import RawEntry, assemble, language_tag, web_link
from monitor.feeds.plain_text import body_text, title_text


def recognises(document: Document) -> bool:
    """Whether it begins as JSON does; a server's word for it is not needed."""
    return document.text.lstrip()[:1] in {"{", "["}


def read(document: Document) -> Feed:
    """Return the feed; raises NotAFeed for damaged JSON and for JSON that is no feed."""
    try:
        value: object = json.loads(document.text)
    except RecursionError:
        raise NotAFeed("not a feed: JSON nested too deeply") from None
    except ValueError as error:
        raise NotAFeed(f"not a feed: damaged JSON: {str(error).partition(':')[0]}") from None
    if not isinstance(value, Mapping) or not _is_feed(value):
        raise NotAFeed("not a feed: JSON but no feed")
    site_url = web_link(_text(value, "home_page_url"), base=document.url)
    items = value["items"]
    return assemble(
        kind="json",
        title=title_text(_text(value, "title")),
        site_url=site_url,
        url=document.url,
        language=language_tag(_text(value, "language")),
        raw=[_entry(item, document.url) for item in _list(items)],
    )


def _is_feed(value: Mapping[object, object]) -> bool:
    named = "jsonfeed.org" in _text(value, "version") or bool(value.get("feed_url") or value.get("home_page_url"))
    return named and isinstance(value.get("items"), list)


def _entry(item: object, base: str) -> RawEntry:
    fields: Mapping[object, object] = item if isinstance(item, Mapping) else {}
    return RawEntry(
        guid=_text(fields, "id").strip(),
        url=web_link(_text(fields, "url"), base=base) or web_link(_text(fields, "external_url"), base=base),
        title=title_text(_text(fields, "title")),
        summary=body_text(_text(fields, "summary")),
        content=body_text(_text(fields, "content_html") or _text(fields, "content_text")),
        author=_author(fields),
        published_at=read_date(_text(fields, "date_published")) or read_date(_text(fields, "date_modified")),
        language=language_tag(_text(fields, "language")),
    )


def _author(fields: Mapping[object, object]) -> str:
    """Return the names of the authors: a list since 1.1, one `author` in 1.0."""
    authors = [*_list(fields.get("authors")), fields.get("author")]
    names = (_text(author, "name") for author in authors if isinstance(author, Mapping))
    return ", ".join(dict.fromkeys(name for name in names if name))


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _text(fields: Mapping[object, object], name: str) -> str:
    """Return a field as text: ids are often numbers; anything else that is no text counts as missing."""
    value = fields.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
