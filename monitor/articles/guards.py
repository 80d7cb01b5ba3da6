"""What is refused before any parser sees it; every check is one linear scan.

The limits are those of reference measurements: 3 MB of page, 2,000 levels of nesting (libxml2 and trafilatura take
neither deep trees nor hundreds of thousands of elements in bounded time: 700,000 paragraphs cost 30 s), and 5,000
attributes of one tag.
"""

import re
from typing import Final

from monitor.core.errors import NotAPage

MAX_PAGE_BYTES: Final = 3_000_000
MAX_DEPTH: Final = 2_000
MAX_TAGS: Final = 75_000  #: the largest real page measured has 30,000; trafilatura takes the square of some
LONG_TAG: Final = 20_000  #: characters; shorter ones cannot have many attributes
MAX_ATTRIBUTES: Final = 5_000  #: of one tag: libxml2 compares each with all before it, 100,000 cost 37 s

#: Leading bytes of what is served where a page was expected.
SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF87a", "an image"),
    (b"GIF89a", "an image"),
    (b"BM\x36", "an image"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"\x1f\x8b\x08", "compressed data"),
    (b"7z\xbc\xaf\x27\x1c", "compressed data"),
    (b"\x28\xb5\x2f\xfd", "compressed data"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
    (b"fLaC", "an audio file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"\x7fELF", "a program"),
)
#: Containers that name their content a few bytes later.
INNER_SIGNATURES: Final[tuple[tuple[int, bytes, str], ...]] = (
    (4, b"ftyp", "a video or an image"),
    (8, b"WEBP", "an image"),
    (8, b"WAVE", "an audio file"),
    (8, b"AVI ", "a video"),
)
_FEED_START: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:rss|feed|rdf:RDF)[\s>]", re.DOTALL
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
CONTROL_BYTES: Final = bytes((*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F))
_QUOTED: Final = re.compile("\"[^\"]*+\"|'[^']*+'")
#: Elements that the parser closes by itself or that never nest, so that leaving them open is no depth.
_FLAT: Final = frozenset(
    """
    area base br col embed hr img input link meta param source track wbr
    p li dt dd tr td th option optgroup thead tbody tfoot colgroup head body html
    """.split()  # noqa: SIM905 - two rows of names read better than forty strings
)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s<>/]{0,40}+)[^<>]*+(>?)")
#: Elements whose content is no markup.
_RAW: Final = ("script", "style", "textarea", "title", "noscript", "template")
_RAW_END: Final = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _RAW}


def check_bytes(page: bytes) -> None:
    """Refuse what is no page by its first bytes or its size; raises NotAPage."""
    head = page[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head and not page.strip(b"\xef\xbb\xbf \t\r\n"):
        raise NotAPage("empty")
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            raise NotAPage(name)
    for offset, signature, name in INNER_SIGNATURES:
        if page[offset : offset + len(signature)] == signature:
            raise NotAPage(name)
    if _FEED_START.match(head):
        raise NotAPage("a feed")
    if len(page) > MAX_PAGE_BYTES:
        raise NotAPage("larger than 3 MB")


def check_text(page: str) -> str:
    """Return the page without stray control characters; raises NotAPage for binary data, bulk and emptiness."""
    if len(page) > MAX_PAGE_BYTES:
        raise NotAPage("larger than 3 MB")
    if not page.strip("\ufeff \t\r\n\x00"):
        raise NotAPage("empty")
    # looked for among bytes first: a pattern takes 30 times as long, and nearly no page has any
    raw = page.encode("utf-8", "surrogatepass")
    clean = page if len(raw.translate(None, CONTROL_BYTES)) == len(raw) else _CONTROL.sub("", page)
    if len(page) - len(clean) > max(8, len(page) // 200) or page.count("\ufffd") > max(50, len(page) // 20):
        raise NotAPage("binary data")
    return clean


def check_markup(page: str) -> None:
    """Refuse markup that no parser reads in bounded time, but for its depth; raises NotAPage."""
    stretches = page.split("<")
    if len(stretches) > MAX_TAGS:
        raise NotAPage("too many tags")
    if any(len(one) > LONG_TAG and _attributes_of(one) > MAX_ATTRIBUTES for one in stretches):
        raise NotAPage("too many attributes")


def check_depth(page: str) -> None:
    """Refuse a page that nests too deeply; raises NotAPage.

    libxml2 stops at some depth by itself, so this is for trees that turn out deep, and before any other parser.
    """
    # no deeper than it has opening tags
    if page.count("<") - page.count("</") > MAX_DEPTH and depth_of(page) > MAX_DEPTH:
        raise NotAPage("too deeply nested")


def _attributes_of(stretch: str) -> int:
    """Return about how many attributes a tag has, given the text from its name to the next tag."""
    if not stretch[:1].isalpha() or stretch[:6].lower() in {"script", "style>", "style "}:
        return 0
    return len(_QUOTED.sub("", stretch).partition(">")[0].split())


def depth_of(page: str) -> int:
    """Return how deep the elements of a page nest at most, roughly: one scan, no tree.

    >>> depth_of("<div><p>one<p>two<div><b>three</b></div></div>")
    3
    """
    depth = deepest = 0
    open_ended: set[str] = set()
    position = 0
    while True:
        start = page.find("<", position)
        if start < 0:
            return deepest
        if page.startswith("<!--", start):
            comment_end = page.find("-->", start + 4)
            if comment_end < 0:
                return deepest
            position = comment_end + 3
            continue
        tag = _TAG.match(page, start)
        if tag is None:
            position = start + 1
            continue
        position = tag.end()
        name = tag[2].lower()
        if name in _RAW and not tag[1] and name not in open_ended:
            end = _RAW_END[name].search(page, position)
            if end is not None:
                position = end.start()
            else:
                open_ended.add(name)  # looked for once: a page of unclosed scripts must not cost a scan for each
            continue
        if name in _FLAT or name in _RAW or tag[0].endswith("/>"):
            continue
        if tag[1]:
            depth = max(0, depth - 1)
        else:
            depth += 1
            deepest = max(deepest, depth)
