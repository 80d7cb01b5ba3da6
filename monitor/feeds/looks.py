"""What a body that is no feed looks like, in the words of a message."""

import re

from monitor.feeds.plain_text import title_text

_MAX_TITLE_CHARS = 80

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image, sound or film"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "gzipped twice, or a gzip file"),
    (b"ID3", "a sound file"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
_PROLOG = re.compile(
    r"(?:\s++|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->|<!DOCTYPE\s[^<>\[]*+(?:\[[^\]]*+\]\s*+)?+>)++",
    re.IGNORECASE,
)
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_HTML_TITLE = re.compile(r"<title[^<>]*+>([^<]{0,500})", re.IGNORECASE)
#: What may stand in front of a feed, as a warning of PHP does (`<br />\n<b>Warning</b>: …`), and is no page either.
_WARNING = frozenset({"b", "br", "p", "pre"})
#: A feed with something in front: a warning of PHP, an empty line, a comment that does not end.
_FEED_AFTER_JUNK = re.compile(r"<(?:[\w.-]+:)?(rss|feed|RDF)[\s>]")
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
_HEAD_CHARS = 20_000
_OTHER_XML = {
    "opml": "an OPML list of feeds",
    "svg": "an image",
    "error": "an XML error message",
}


def binary_kind(body: bytes) -> str | None:
    """Return what a body of no text is, None if it may be text."""
    for signature, name in _SIGNATURES:
        if body.startswith(signature):
            return name
    return None


def root_element(text: str) -> str:
    """Return the local name of the outermost element in lower case, "" if there is none near the beginning."""
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    root = _ELEMENT.match(text, start)
    name = root[1].lower() if root else ""
    if name and name not in _WARNING:
        return name
    head = text[:_HEAD_CHARS]
    junk, html = _FEED_AFTER_JUNK.search(head), _HTML.search(head)
    if html and (junk is None or html.start() < junk.start()):
        return "html"
    return junk[1].lower() if junk else name


def describe(text: str) -> str:
    """Return what a text without a feed looks like: `an HTML page titled "Just a moment..."`."""
    root = root_element(text)
    if root in _OTHER_XML:
        return _OTHER_XML[root]
    head = text[: 10 * _HEAD_CHARS]
    if root in {"html", "head", "body", "title", "meta", "script", "div", "p"} or _HTML.search(head):
        found = _HTML_TITLE.search(head)
        title = title_text(found[1]) if found else ""
        if len(title) > _MAX_TITLE_CHARS:
            title = title[: _MAX_TITLE_CHARS - 1] + "…"
        return f'an HTML page titled "{title}"' if title else "an HTML page without a title"
    if root:
        return f"an XML document of <{root[:40]}>"
    return "plain text"
