"""The bytes of a feed as text, whatever is said about their encoding."""

import codecs
import re
from dataclasses import dataclass

from monitor.core.errors import NotAFeed
from monitor.feeds.looks import binary_kind

#: The caller's cap on a feed; here once more, since no parser is linear in everything.
MAX_BODY_BYTES = 10_000_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: `<` or `{` without a byte order mark (XML 1.0, appendix F).
_WIDE = (
    (re.compile(rb"[<{]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{]"), "utf-32-be"),
    (re.compile(rb"[<{]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{]"), "utf-16-be"),
)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
#: What browsers take these names for (WHATWG Encoding Standard): supersets, whose letters feeds do use.
_BY_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949"}
_NOT_OF_FEEDS = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_SEVEN_BIT = ("iso-2022", "iso2022", "hz")  #: they are valid UTF-8 and something else
_UNDECODED = re.compile(r"[\udc80-\udcff]")
#: A text with so many well-formed sequences for each bad byte is UTF-8 with a flaw, not another encoding.
_GOOD_PER_BAD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A body as decoded; no byte order mark in front."""

    text: str
    url: str  #: relative links count from here
    content_type: str  #: as the server says, lower case, without parameters; "" if it does not


def read_document(body: bytes, *, url: str, content_type: str, charset: str | None) -> Document:
    """Decode a body; raises NotAFeed if it is empty, too large or nothing like text."""
    if len(body) > MAX_BODY_BYTES:
        raise NotAFeed(f"larger than {MAX_BODY_BYTES // 1_000_000} MB")
    kind = binary_kind(body) if body.strip(b" \t\r\n\0") else "empty"
    if kind:
        raise NotAFeed(f"not a feed: {kind}")
    text = _decode(body, charset).lstrip("\ufeff")
    return Document(text=text, url=url, content_type=content_type.partition(";")[0].strip().lower())


def _decode(body: bytes, charset: str | None) -> str:
    """Return the text; bytes that are valid UTF-8 win over a wrong header (DESIGN.md §6)."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace")
    for pattern, encoding in _WIDE:
        if pattern.match(body):
            return body.decode(encoding, errors="replace")
    declared = _declared(body, charset)
    if not any(name.startswith(_SEVEN_BIT) for name in declared):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            text = body.decode("utf-8", errors="surrogateescape")
        bad = len(_UNDECODED.findall(text))
        good = sum(character > "\x7f" for character in text) - bad
        if good >= _GOOD_PER_BAD * bad:
            return _UNDECODED.sub(_as_windows_1252, text)
    for encoding in declared:
        if encoding != "utf-8":
            return body.decode(encoding, errors="replace")
    return body.decode("cp1252", errors="replace")


def _declared(body: bytes, charset: str | None) -> list[str]:
    """Return the encodings named by the header and by the XML declaration that Python knows, in this order."""
    inside = _XML_ENCODING.match(body)
    names = (charset or "", inside[1].decode() if inside else "")
    known = []
    for name in (said.strip("\"' ") for said in names):
        try:
            b"<".decode(name)  # refuses `base64` and the like: codecs, but of no text
            codec = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        if codec not in _NOT_OF_FEEDS:
            known.append(_BY_BROWSERS.get(codec, codec))
    return known


def _as_windows_1252(byte: re.Match[str]) -> str:
    return byte[0].encode("utf-8", errors="surrogateescape").decode("cp1252", errors="replace")
