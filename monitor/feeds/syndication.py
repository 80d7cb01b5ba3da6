"""RSS 0.9x and 2.0, RSS 1.0 (RDF) and Atom, read by feedparser.

feedparser is given text that is already decoded, cut down where it is known to be slow, and without its own sanitising
and link resolution inside markup (half of its time; only the words are wanted). Links are resolved here, so that a guid
such as `12345` stays as it is and does not become part of a URL that changes when the feed moves.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax import SAXException

from monitor.core.errors import NotAFeed
from monitor.core.feed import Feed
from monitor.feeds.dates import read_date
from monitor.feeds.document import Document
from monitor.feeds.entries import RawEntry, assemble, language_tag, web_link
from monitor.feeds.looks import describe, root_element
from monitor.feeds.plain_text import body_text, one_line, title_text

_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_MAX_NAME_CHARS = 300

#: Names are matched against an expression for mail addresses that is quadratic (feedparser PR 580): 64 kB take 10 s.
_LONG_NAME = re.compile(
    r"(<(?:[\w.-]+:)?(?:author|creator|contributor|publisher|managingEditor|webMaster|owner|name|email)(?:\s[^<>]*+)?>"
    rf"\s*+(?:<!\[CDATA\[)?)([^<]{{{_MAX_NAME_CHARS}}})[^<]++",
    re.IGNORECASE,
)
#: The picture of a channel is of no use here, and a stray end tag in it makes feedparser raise a TypeError.
_IMAGE = re.compile(r"<image(?:\s[^<>]*+)?(?<!/)>.{0,2000}?</image\s*>", re.IGNORECASE | re.DOTALL)
_FIRST_ITEM = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>|<[^<>]+/>\s*$", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml(?:[^?]|\?(?!>))*+\?>")
#: Control characters are no XML, nor are references to them.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]++")
_NOT_XML_REFERENCE = re.compile(r"&#(?:x0*+(?:[0-8bcef]|1[0-9a-f])|0*+(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE)

_NUMBER = re.compile(r"[0-9]{1,6}")
#: RSS 1.0's module Syndication.
_PERIODS_S = {"hourly": 3_600, "daily": 86_400, "weekly": 7 * 86_400, "monthly": 30 * 86_400, "yearly": 365 * 86_400}

#: What feedparser lets out on damaged feeds (a stray `</width>` in an image: TypeError); its parts raise all of these.
#: Memory and time are the worker's to limit, and anything else is a fault of ours that ought to be seen.
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    SAXException,
    TypeError,
    ValueError,
)


def recognises(document: Document) -> bool:
    """Whether the outermost element is that of a feed, whatever the server calls it."""
    return root_element(document.text) in _ROOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What feedparser finds in a document."""

    kind: str
    title: str
    site_url: str
    language: str | None
    raw: list[RawEntry]  #: one for each entry, in the order of the document
    refresh_s: float | None
    well_formed: bool  #: else it was mended, and what is wrong with one entry may have come to others

    def feed(self, url: str) -> Feed:
        """Return the feed that was found at `url`."""
        feed = assemble(
            kind=self.kind, title=self.title, site_url=self.site_url, url=url, language=self.language, raw=self.raw
        )
        return replace(feed, refresh_s=self.refresh_s)


def read(document: Document) -> Feed:
    """Return the feed; raises NotAFeed if it is too damaged to be read or only looks like one."""
    return parse_document(document).feed(document.url)


def parse_document(document: Document) -> Parsed:
    """Return what is in a feed, its entries without keys; raises NotAFeed as `read` does."""
    import feedparser  # noqa: PLC0415 - heavy: only what parses feeds loads it

    try:
        parsed: Mapping[str, object] = feedparser.parse(
            io.BytesIO(_prepare(document.text)),  # as a file: bytes would be taken for a file's name first
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _DAMAGE as error:
        raise NotAFeed(f"a damaged feed: {type(error).__name__}") from None
    version = _text(parsed, "version")
    items = [item for item in _list(parsed, "entries") if isinstance(item, dict)]
    if not items and not version:
        raise NotAFeed(f"not a feed: {describe(document.text)}")
    if not items and not _END.search(document.text, max(0, len(document.text) - 2_000)):
        raise NotAFeed("a feed that was cut off before its first entry")  # an empty one is no reason for a feed to fail
    head = _dict(parsed, "feed")
    return Parsed(
        kind="atom" if version.startswith("atom") else kind_of_root(document),
        title=title_text(_text(head, "title")),
        site_url=web_link(_text(head, "link"), base=document.url),
        language=language_tag(_text(head, "language")) or _marked_language(_dict(head, "title_detail")),
        raw=[_entry(item, document.url) for item in items],
        refresh_s=_refresh_s(head),
        well_formed=not _value(parsed, "bozo"),
    )


def _refresh_s(head: Mapping[str, object]) -> float | None:
    """Return how long a feed says that it stays as it is: `ttl` in minutes, else so many updates in a period."""
    ttl, period, times = (_text(head, name).strip() for name in ("ttl", "sy_updateperiod", "sy_updatefrequency"))
    if _NUMBER.fullmatch(ttl):
        return int(ttl) * 60.0 or None
    if period.lower() not in _PERIODS_S:
        return None
    return _PERIODS_S[period.lower()] / max(int(times) if _NUMBER.fullmatch(times) else 1, 1)


def _prepare(text: str) -> bytes:
    """Return XML that feedparser reads in one go and in reasonable time."""
    text = _XML_DECLARATION.sub("", text, count=1)
    text = _NOT_XML_REFERENCE.sub("", _NOT_XML.sub("", text))
    first = _FIRST_ITEM.search(text)
    if first:
        text = _IMAGE.sub("", text[: first.start()]) + text[first.start() :]
    return _LONG_NAME.sub(r"\1\2", text).encode()


def kind_of_root(document: Document) -> str:
    """Return which kind of feed the outermost element says it is."""
    return {"feed": "atom", "rdf": "rdf"}.get(root_element(document.text), "rss")


def _entry(item: Mapping[str, object], base: str) -> RawEntry:
    summary = body_text(_text(item, "summary"))
    contents = [body_text(_text(content, "value")) for content in _list(item, "content") if isinstance(content, dict)]
    content = max(contents, key=len, default="")
    details = [_dict(item, "title_detail"), _dict(item, "summary_detail"), *_dicts(item, "content")]
    languages = (_marked_language(detail) for detail in details)
    return RawEntry(
        guid=one_line(_text(item, "id")),
        url=_link(item, base),
        title=title_text(_text(item, "title")),
        summary=summary,
        content=content,
        author=_text(item, "author"),
        published_at=read_date(_text(item, "published")) or read_date(_text(item, "updated")),
        language=language_tag(_text(item, "language")) or next((language for language in languages if language), None),
    )


def _link(item: Mapping[str, object], base: str) -> str:
    """Return the article's link: FeedBurner's copy of the original first, which saves a redirect that may be dead.

    A guid that feedparser takes for the link is believed only if it is a whole URL.
    """
    guid, link = _text(item, "id"), _text(item, "link")
    if link == guid and not link.lower().startswith(("http://", "https://")):
        link = ""
    links = [link for link in _dicts(item, "links") if _text(link, "rel") in {"", "alternate"}]
    candidates: Iterable[str] = (_text(item, "feedburner_origlink"), link, *(_text(each, "href") for each in links))
    whole = (web_link(each, base=base) for each in candidates if each and (each == link or each != guid))
    return next((each for each in whole if each), "")


def _marked_language(detail: Mapping[str, object]) -> str | None:
    """Return `xml:lang`, which feedparser hands down from the elements around."""
    return language_tag(_text(detail, "language"))


# feedparser's mappings answer `get` with other fields and a warning; `dict.get` says what there is.


def _text(mapping: Mapping[str, object], name: str) -> str:
    value = _value(mapping, name)
    return value if isinstance(value, str) else ""


def _list(mapping: Mapping[str, object], name: str) -> Sequence[object]:
    value = _value(mapping, name)
    return value if isinstance(value, list) else ()


def _dict(mapping: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = _value(mapping, name)
    return value if isinstance(value, dict) else {}


def _dicts(mapping: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    return [value for value in _list(mapping, name) if isinstance(value, dict)]


def _value(mapping: Mapping[str, object], name: str) -> object:
    return dict.get(mapping, name) if isinstance(mapping, dict) else None
