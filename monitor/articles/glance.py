"""Everything on a page that words of an article can come from, at a ninth of what reading the article costs.

Whether reading is worth it is asked of this: a word that an article has stands in here, perhaps inside of a longer one.
Only words: what parts two of them on the page (an advertisement, a caption) may be left out of the article, so nothing
is said about what follows what (reference/feeds-and-extraction.md §4).

No tree is built. One regular expression takes tags, comments, scripts and styles out as the tokenizer of HTML does
(https://html.spec.whatwg.org/#tokenization), which libxml2 2.14, the parser of extraction, follows; it never goes back,
so that its time grows with the length of the page alone. Where tags and text cannot be told apart for sure (an open
comment, markup in a title, elements that nobody uses any more), the page is not judged, and read.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from monitor.articles.decoding import to_utf8
from monitor.articles.guards import CONTROL_BYTES, check_bytes
from monitor.articles.structured import read_structured
from monitor.core.feed import Entry
from monitor.text import fold_letters

MAX_CHARS: Final = 200_000  #: of text; pages have a tenth, and looking for words must not hold anybody up
MAX_SPECIAL: Final = 2_000  #: elements that are looked at one by one
MAX_ELEMENT_BYTES: Final = 20_000

#: Stands for what was taken out, so that `&am<b>p;` does not become a reference; text has no control characters.
_GAP: Final = b"\x01"
_LAST: Final = b"\x02"  #: stands at the end of the page, to see that it is not inside of something
_TO_LOWER: Final = bytes(range(256)).lower()


def _any_case(word: str) -> bytes:
    return "".join(f"[{letter}{letter.upper()}]" for letter in word).encode()


_VALUE: Final = rb"""(?:="[^"]*+"|\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
#: All attributes of a tag; most are written as the first half has it.
_ATTRIBUTES: Final = rb"""(?: [a-zA-Z-]++="[^"]*+")*+(?:[\s/]*+[^\s/>][^\s/>=]*+""" + _VALUE + rb")*+[\s/]*+"
#: A tag from its name on, but for its end.
_INSIDE: Final = rb"[^\s/>]*+" + _ATTRIBUTES
#: And with it. What is open at the end of the page takes in all the rest of it: once, not again and again.
_TO_END: Final = rb"[^\s/>]*+(?:>|" + _ATTRIBUTES + rb"(?:>|\Z))"
_SCRIPT, _STYLE = _any_case("script"), _any_case("style")
#: A script goes on to its end tag, which is none inside of what looks like a comment that has a script in it.
_SCRIPT_TEXT: Final = (
    rb"(?:[^<]++|<(?!/%(s)b|!--)|<!--(?:[^<-]++|-(?!->)|<(?!/?%(s)b))*+(?:-->|(?=</%(s)b)))*+(?=</%(s)b[\s/>]|\Z)"
    % {b"s": _SCRIPT}
)
_STYLE_TEXT: Final = rb"(?:[^<]++|<(?!/%(s)b))*+(?=</%(s)b[\s/>]|\Z)" % {b"s": _STYLE}
#: All of a page that is neither text nor a character reference, the most frequent first.
_MARKUP: Final = re.compile(
    b"<(?:"
    + b"|".join(
        (
            rb"/?[a-rt-zA-RT-Z]" + _TO_END,
            rb"(?:/|(?!(?:%b|%b)[\s/>]))[sS]" % (_SCRIPT, _STYLE) + _TO_END,
            _SCRIPT + rb"(?=[\s/>])" + _INSIDE + b">" + _SCRIPT_TEXT,
            _STYLE + rb"(?=[\s/>])" + _INSIDE + b">" + _STYLE_TEXT,
            rb"!--(?!-?>)(?:[^-]++|-(?!->|-!>))*+(?:-->|\Z)",
            rb"(?:!(?!--)|\?|/(?![a-zA-Z]))[^>]*+(?:>|\\Z)",
        )
    )
    + b")"
)
#: What that leaves of a page which is not what it takes it for.
_LEFT_OVER: Final = re.compile(rb"<[a-zA-Z!?/]")
#: The readings of Japanese words: left out of an article, not of its headline.
_RUBY: Final = re.compile(rb"<[rR][tTpP][cC]?(?=[\s/>])[^>]*+>(?:[^<]++|<(?!/?[rR](?:[tTpP]|[uU][bB][yY])))*+")
#: In lower case: the elements that are looked at one by one.
_SPECIAL: Final = re.compile(
    rb"<(/?(?:script|style)(?=[\s/>])|(?:meta|title|textarea|iframe|r[tp]c?|xmp|plaintext|noembed|noframes)(?=[\s/>])"
    rb"|!--|[!?]|/(?![a-z]))"
)
_ENDS: Final = {b"!--": b"-->", b"!": b">", b"?": b">", b"/": b">"}
_HIDING: Final = frozenset({b"xmp", b"plaintext", b"noembed", b"noframes"})  #: tags in these are text
_TEXT_ALONE: Final = re.compile(rb"<(title|textarea|iframe)" + _INSIDE + rb"(?<!/)>[^<]*+</\1[\s/>]")
_FORUM: Final = b"discussionforumposting"  #: where a script says this, trafilatura reads scripts
_META: Final = re.compile(rb"<meta" + _INSIDE + b">")
_SAID: Final = (b"title", b"description")  #: the meta elements that facts take text from have one in their name
_RAW: Final = frozenset({b"script", b"style"})
_RAW_ENDS: Final = frozenset({b"/script", b"/style"})
_RAW_TAG: Final = re.compile(rb"<(?:script|style)" + _INSIDE + b">")
_SCRIPT_END: Final = re.compile(rb"</script[\s/>]")
_LINKED: Final = (b"ld+json", b"ld&")  #: some write the plus as a reference


def _values_of(name: bytes) -> re.Pattern[bytes]:
    """Return a pattern for all that may be a value of an attribute: it looks into the values of others, too."""
    return re.compile(name + rb"""\s*+=\s*+(?:(?=["'])(?="([^"]*+)"|'([^']*+)')|([^\s>"'][^\s>]*+))""")


_ALT: Final = _values_of(b"alt")
_CONTENT: Final = _values_of(b"content")


def glance(page: bytes | str, *, charset: str | None = None, entry: Entry | None = None) -> bytes | None:
    """Return the letters (`text.fold_letters`) of all that an article of this page can be made of.

    None if that cannot be told for sure. `charset` and `entry` are as in `extract`: what the feed carried is part of
    it. Raises NotAPage for what is no page by its first bytes or its size.
    """
    if isinstance(page, bytes):
        check_bytes(page)
        page = to_utf8(page, charset)
    else:
        page = page.encode("utf-8", "replace")
    shown = _shown(page)
    if shown is None:
        return None
    carried = (entry.title, entry.summary, entry.content) if entry else ()
    text = "\n".join((shown, *carried))
    return fold_letters(text) if len(text) <= MAX_CHARS else None


def _shown(page: bytes) -> str | None:
    """Return what a page says, in its text and elsewhere; None if that is not to be told."""
    lower = page.translate(_TO_LOWER, CONTROL_BYTES)
    if len(lower) < len(page) or _FORUM in lower:  # with control characters it may be no text at all
        return None
    seen = _Look(page, lower)
    if seen.is_odd:
        return None
    texts = [_MARKUP.sub(_GAP, page + _LAST)]
    if not texts[0].endswith(_LAST) or _LEFT_OVER.search(texts[0]):
        return None
    if seen.has_ruby:
        texts.append(_MARKUP.sub(_GAP, _RUBY.sub(_GAP, page)))
    said = [unescape(text.decode("utf-8", "replace")).replace(_GAP.decode(), "") for text in texts]
    for value in (*seen.metas, *_values(_ALT, page, lower)):
        text = value.decode("utf-8", "replace")
        said.append(text)
        if "&" in text:  # in an attribute fewer references are one than in text: both readings
            said.append(unescape(text))
    stated = read_structured(seen.linked_data)
    return "\n".join((*said, stated.headline, stated.body))


class _Look:
    """What some elements of a page say, or do to others."""

    def __init__(self, page: bytes, lower: bytes) -> None:
        self.metas: list[bytes] = []  #: the page's titles and descriptions
        self.linked_data: list[str] = []  #: the scripts that may be JSON-LD, as the parser of extraction has them
        self.has_ruby = False
        self._page = page
        self._lower = lower
        #: whether text and tags may be taken for each other
        self.is_odd = not self._take_all()

    def _take_all(self) -> bool:
        """Look at every special element; return whether all are as elements should be."""
        hidden = 0  # up to here there is a comment; what it says is taken where it does no harm
        raw = b""  # the end tag of the script or style that is open, which is as good as a comment
        for number, found in enumerate(_SPECIAL.finditer(self._lower)):
            name, start = found[1], found.start()
            if number == MAX_SPECIAL:
                return False
            if name == raw:
                raw, hidden = b"", start
            elif name == b"meta":
                if not self._take_meta(start) and not raw and start >= hidden:
                    return False
            elif name[:1] == b"r":
                self.has_ruby = True
            elif not raw and start >= hidden and name not in _RAW_ENDS:
                hidden = self._pass_by(name, start, hidden)
                if hidden < 0:
                    return False
                raw = b"/" + name if name in _RAW else b""
        return not raw

    def _pass_by(self, name: bytes, start: int, hidden: int) -> int:
        """Return up to where an element hides what follows; -1 if it is not as it should be."""
        lower = self._lower
        if name not in _RAW and name not in _ENDS:
            return start if self._is_text_alone(name, start) else -1
        if lower.rfind(b"<", hidden, start) > lower.rfind(b">", hidden, start):
            return -1  # it may be inside of a tag
        if name in _RAW:
            return start if self._take_raw(start) else -1
        # without an end each further start, too, would be followed to the end of the page
        return lower.find(_ENDS[name], start)

    def _is_text_alone(self, name: bytes, start: int) -> bool:
        """Whether an element in which tags are text has none."""
        return name not in _HIDING and _TEXT_ALONE.match(self._lower, start, start + MAX_ELEMENT_BYTES) is not None

    def _take_meta(self, start: int) -> bool:
        tag = _META.match(self._lower, start, start + MAX_ELEMENT_BYTES)
        if tag is not None and any(said in tag[0] for said in _SAID):
            self.metas.extend(_values(_CONTENT, self._page[start : tag.end()], tag[0]))
        return tag is not None

    def _take_raw(self, start: int) -> bool:
        tag = _RAW_TAG.match(self._lower, start, start + MAX_ELEMENT_BYTES)
        if tag is None or tag[0].endswith(b"/>"):  # closed at once by libxml2, not by browsers
            return False
        if any(linked in tag[0] for linked in _LINKED):
            end = _SCRIPT_END.search(self._lower, tag.end())
            if end is not None:
                self.linked_data.append(self._page[tag.end() : end.start()].decode("utf-8", "replace"))
        return True


def _values(pattern: re.Pattern[bytes], page: bytes, lower: bytes) -> Iterator[bytes]:
    for found in pattern.finditer(lower):
        start, end = found.span(found.lastindex or 0)
        yield page[start:end]
