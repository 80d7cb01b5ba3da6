"""The markup that feeds carry, as plain text.

One scan by regular expression, possessive throughout, instead of `html.parser`: it never goes back, so that the time it
takes grows with the length of the text and with nothing else, and nothing has to be well formed. What is wanted of a
summary is its words and paragraphs; pages are the business of `articles`.
"""

import re
from html import unescape

#: No field is longer than this, in code points; the longest articles are a tenth of it.
MAX_FIELD_CHARS = 500_000
_MAX_MARKUP_CHARS = 4 * MAX_FIELD_CHARS

_TAG = re.compile(
    r"<!--"
    r"|<!\[CDATA\[|\]\]>"
    r"|<[!?][^<>]*+>"
    r"""|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*+)(?:[^<>"']|"[^"]{0,5000}+"|'[^']{0,5000}+')*+>"""
    r"|<(?P<end2>/?)(?P<name2>[a-zA-Z][a-zA-Z0-9:-]*+)[^<>]*+>"
)
_BLOCK = (
    "address|article|aside|blockquote|body|center|dd|details|dir|div|dl|dt|fieldset|figcaption|figure|footer|form"
    "|h1|h2|h3|h4|h5|h6|header|hr|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul"
)
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|br|cite|code|data|del|dfn|em|font|i|img|ins|kbd|mark|nobr|q|s|samp|small|span|strike"
    "|strong|sub|sup|time|tt|u|var|wbr"
)
_UNREAD = "audio|canvas|head|iframe|math|noscript|object|script|style|svg|template|title|video"
_BLOCKS, _UNREAD_ELEMENTS = frozenset(_BLOCK.split("|")), frozenset(_UNREAD.split("|"))
_KNOWN = re.compile(rf"</?(?:{_BLOCK}|{_INLINE})(?=[\s/>])[^<>]*+>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE}|p|div|h[1-6])(?=[\s/>])[^<>]*+>", re.IGNORECASE)
_DATA_URI = re.compile(r"""data:[^"'\s<>)]{200,}+""")
#: XML does not allow control characters, UTF-8 no surrogates, PostgreSQL no NUL; all of them come in feeds.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*+\n")


def clean(text: str) -> str:
    """Return the text without control characters; lone surrogates, which cannot be stored, are replaced."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def one_line(text: str) -> str:
    """Return the text with every run of white space as one space."""
    return " ".join(clean(text).split())


def title_text(value: str) -> str:
    """Return a title as a reader sees it: on one line, tags stripped, escaped twice or not.

    Only tags that stand inside a line are taken for markup: a title may be about `<head>`, or say that 3 < 4.

    >>> title_text("Talks &amp;amp; &lt;i&gt;sanctions&lt;/i&gt;: a &lt; b")
    'Talks & sanctions: a < b'
    """
    value = _remove_cdata(value[:_MAX_MARKUP_CHARS])
    for _ in range(3):
        stripped = unescape(_INLINE_TAG.sub(_inline_gap, value))
        if stripped == value:
            break
        value = stripped
    return one_line(value)[:MAX_FIELD_CHARS]


def body_text(value: str) -> str:
    """Return a summary or content as plain text, paragraphs separated by one newline.

    Whether it is markup is seen by its tags: feeds often say it wrongly. Blocks and blank lines part paragraphs, and so
    do two `<br>`; a single one, like a single line break, is a space.
    """
    value = _DATA_URI.sub("", value)[:_MAX_MARKUP_CHARS]
    for _ in range(2):  # escaped twice: the text is markup once more
        value = _strip(value) if _is_markup(value) else _paragraphs(unescape(value))
        if not _is_markup(value):
            break
    return value[:MAX_FIELD_CHARS].rstrip()


def _is_markup(value: str) -> bool:
    return bool(_KNOWN.search(value))


def _inline_gap(tag: re.Match[str]) -> str:
    """Return what stands for a tag in a title: nothing inside a word (drop capitals), a space where a line ends."""
    return " " if re.match(r"</?(?:br|p|div|h\d)\b", tag[0], re.IGNORECASE) else ""


def _remove_cdata(value: str) -> str:
    return value.replace("<![CDATA[", "").replace("]]>", "")


def _paragraphs(text: str) -> str:
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    joined = (" ".join(paragraph.split()) for paragraph in _BLANK_LINE.split(text))
    return "\n".join(paragraph for paragraph in joined if paragraph)


def _strip(markup: str) -> str:
    """Return the text between the tags; a blank line stands where a block starts or ends."""
    pieces: list[str] = []
    breaks = 0  # `<br>` since the last text
    endless: set[str] = set()  # elements without an end tag: looked for once
    position = 0
    while (tag := _TAG.search(markup, position)) is not None:
        text = unescape(markup[position : tag.start()])
        pieces.append(_flat(text))
        if text.strip():
            breaks = 0
        position = tag.end()
        name = (tag["name"] or tag["name2"] or "").lower()
        if tag[0] == "<!--":
            position = _after(markup, "-->", position)
        elif (
            name in _UNREAD_ELEMENTS
            and name not in endless
            and not (tag["end"] or tag["end2"] or tag[0].endswith("/>"))
        ):
            position = _after_element(markup, name, position)
            if position == tag.end():
                endless.add(name)
        elif name == "br":
            breaks += 1
            pieces.append("\n\n" if breaks == 2 else " ")
        elif name in _BLOCKS:
            pieces.append("\n\n")
        elif name in {"td", "th"}:
            pieces.append(" ")
    pieces.append(_flat(unescape(markup[position:])))
    return _paragraphs("".join(pieces))


def _flat(text: str) -> str:
    """Return text of markup, where line breaks mean nothing; those of `pre` are not worth a rule."""
    return text.replace("\n", " ").replace("\r", " ")


def _after(markup: str, end: str, position: int) -> int:
    found = markup.find(end, position)
    return len(markup) if found < 0 else found + len(end)


def _after_element(markup: str, name: str, position: int) -> int:
    """Return the place after the end tag of an element whose text nobody reads; `position` if it has none."""
    end = re.compile(rf"</{re.escape(name)}\s*+>", re.IGNORECASE).search(markup, position)
    return end.end() if end else position
