"""Bytes of a page to text: a byte order mark, then valid UTF-8, then what header or page declare, then a guess."""

import codecs
import re
from typing import Final

#: What the web means by these names (WHATWG Encoding Standard, https://encoding.spec.whatwg.org/#names-and-labels):
#: each is read as the larger set that browsers use.
ALIASES: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
#: What pages are served in besides UTF-8; a guess among all codecs finds `mac_cyrillic` where `cp1251` is meant.
SERVED: Final = frozenset(
    """
    cp874 cp932 cp949 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258
    big5hkscs euc_jp gb18030 iso8859-2 koi8-r koi8-u
    """.split()  # noqa: SIM905 - two rows of names read better than eighteen strings
)
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-zA-Z0-9_.:-]{2,40})""")
#: ISO-2022-JP is valid UTF-8 byte by byte, so it is told by its escapes.
_STRETCH: Final = 1 << 14
_JIS_ESCAPE: Final = re.compile(rb"\x1b\$[@B]")


def decode(page: bytes, charset: str | None = None) -> str:
    """Return the text of `page`; `charset` is what the transport said, and is often wrong. Never raises.

    >>> decode("Österreich".encode(), "iso-8859-1")
    'Österreich'
    >>> decode("한국".encode("cp949"), "euc-kr")
    '한국'
    """
    declared = _declared(page, charset)
    text = _decode_marked(page, declared)
    if text is not None:
        return text
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _nearly_utf8(page):
        return page.decode("utf-8", errors="replace")
    for name in declared:
        if name != "utf-8":
            try:
                return page.decode(name)
            except UnicodeDecodeError:
                continue
    others = [name for name in declared if name != "utf-8"]
    return page.decode(others[0] if others else _guess(page), errors="replace")


def to_utf8(page: bytes, charset: str | None = None) -> bytes:
    """Return the text of `page` in UTF-8: its bytes as they are, where they are that already."""
    if _decode_marked(page, _declared(page, charset)) is None and _is_utf8(page):
        return page
    return decode(page, charset).encode("utf-8", "replace")


def _is_utf8(page: bytes) -> bool:
    """Whether a page is valid UTF-8; a stretch at a time, since getting memory for all of it is half of the cost."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(page), _STRETCH):
            decoder.decode(page[start : start + _STRETCH])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _declared(page: bytes, charset: str | None) -> list[str]:
    return [name for name in (_codec(charset), _codec(_declared_inside(page))) if name]


def _decode_marked(page: bytes, declared: list[str]) -> str | None:
    """Return the text of a page whose bytes show in what they are encoded, None if they do not."""
    for mark, encoding in BOMS:
        if page.startswith(mark):
            return page[len(mark) :].decode(encoding, errors="replace")
    if "iso2022_jp" in declared and _JIS_ESCAPE.search(page):
        return page.decode("iso2022_jp", errors="replace")
    if any(name.startswith(("utf-16", "utf-32")) for name in declared[:1]) and b"\x00" in page[:200]:
        return page.decode(declared[0], errors="replace")
    return None


def _declared_inside(page: bytes) -> str | None:
    """Return the charset that the page itself names, in the 4 kB where a browser looks, and then some."""
    head = page[:4096]
    found = _XML_DECLARED.search(head) or _DECLARED.search(head)
    return found[1].decode("ascii") if found else None


def _codec(name: str | None) -> str | None:
    """Return the codec for a charset label, None for one that is unknown or no text encoding."""
    if not name:
        return None
    try:
        info = codecs.lookup(name.strip().strip("\"'"))
    except LookupError:
        return None
    known = ALIASES.get(info.name, info.name)
    try:
        b"".decode(known)
    except LookupError:  # `rot13`, `hex`: codecs, but not of text
        return None
    return None if known in {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"} else known


def _nearly_utf8(page: bytes) -> bool:
    """Whether only a few bytes break the UTF-8 (a cut ad, a pasted quote): the page is not another charset then."""
    text = page.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    beyond_ascii = sum(len(run) for run in re.findall(r"[^\x00-\x7f\ufffd]+", text))
    return broken * 10 <= beyond_ascii


def _guess(page: bytes) -> str:
    """Return the likeliest charset of a page that does not say."""
    from trafilatura.utils import detect_encoding  # noqa: PLC0415 - heavy, and hardly ever needed

    guesses = [known for name in detect_encoding(page) if (known := _codec(name)) and known in SERVED]
    return guesses[0] if guesses else "cp1252"
