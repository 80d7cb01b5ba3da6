"""Markup to a tree, and a tree to lines of text by two extractors: the one module that loads lxml and its vendors.

Trafilatura first, with `fast` and recall: on news it scores no worse than its default at 1/1.6 of the CPU; the default
runs again where less than 100 words come out (forums, odd layouts). Resiliparse reads the same tree at a tenth of the
cost; what it is good for is said in `gaps`. reference/feeds-and-extraction.md §1c.

A page is parsed once. What no extractor reads is taken out of the tree before it is handed on, since trafilatura copies
its tree four times: that, and a class lookup in C, are worth 30 % of the CPU at equal text on every page measured.
"""

import logging
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import trafilatura
from htmldate import find_date
from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HtmlProcessingInstruction
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree
from trafilatura.settings import Extractor

from monitor.articles.dates import EARLIEST, LATEST, Moment, parse_moment
from monitor.articles.filters import to_lines
from monitor.articles.gaps import MUCH_LONGER, fill_gaps
from monitor.articles.guards import check_depth
from monitor.articles.prose import has_words, key_of, one_line
from monitor.core.errors import NotAPage

if TYPE_CHECKING:
    from lxml.etree import _Element

ENOUGH_WORDS: Final = 100
MAX_VISIBLE_CHARS: Final = 100_000  #: it is searched for many phrases
MAX_DEPTH: Final = 100  #: resiliparse's time is depth times nodes: 40,000 paragraphs 200 deep take it 1.5 s
MAX_LINKS: Final = 3_000
LEAST_SHARE: Final = 0.8  #: of the characters of all paragraphs; teasers and bylines are paragraphs too
MOST_SHARE: Final = 1.05  #: headings and lists are none
GLUED_CHARS: Final = 1_500  #: a longer line is several paragraphs

#: Elements that hold no text of an article; they are taken out with what is in them. Trafilatura would do it later.
UNREAD: Final = """
    applet area audio canvas datalist embed frame frameset iframe link map marquee noscript object optgroup param
    picture progress rp rt rtc script source style svg template track use video
    button dialog fieldset input label legend option select textarea
""".split()  # noqa: SIM905 - rows of names read better than forty strings
#: What is in a page and not on it.
UNSEEN: Final = ("noscript", "script", "style", "template", "textarea")
#: Frames of a page, except where bad markup has put everything inside one of them.
FRAMES: Final = ("aside", "footer", "menu", "nav")

_TEXT_OUTSIDE_FRAMES: Final = etree.XPath(
    "boolean(//p[not(ancestor::nav or ancestor::footer or ancestor::aside or ancestor::menu)])"
)
_DEEP: Final = etree.XPath(f"boolean({'/*' * MAX_DEPTH})")
_TAGS: Final = re.compile(r"<[a-zA-Z!?/]")
#: libxml2 stumbles over some document types (bugs.launchpad.net/lxml/+bug/1955915) and over `<html/>`.
_DOCTYPE: Final = re.compile(r"\s*(?:<\?xml[^<>]{0,200}>\s*)?<!doctype[^<>]{0,400}>", re.IGNORECASE)
_CLOSED_ROOT: Final = re.compile(r"(<html\b[^<>]{0,1000})/>", re.IGNORECASE)
_FORUM: Final = "DiscussionForumPosting"  #: trafilatura keeps a thread's posts where a script says this

#: Made once: reading its configuration is 1 % of what a page costs.
_FAST: Final = Extractor(output_format="txt", fast=True, recall=True, comments=False)
_SLOW: Final = Extractor(output_format="txt", comments=False)

_PARSER: Final = etree.HTMLParser(
    collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
)
_PARSER.set_element_class_lookup(  # lxml.html's own lookup is Python: a call for each element that is touched
    etree.ElementDefaultClassLookup(
        element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
    )
)

for _name in ("trafilatura", "htmldate", "courlan", "readability", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # "empty HTML tree" and the like: states say it better


def parse_tree(page: str) -> HtmlElement:
    """Return the tree of a page; raises NotAPage where there is no markup at all."""
    if not _TAGS.search(page):
        raise NotAPage("no HTML")
    doctype = _DOCTYPE.match(page)
    page = page[doctype.end() :] if doctype else page
    page = _CLOSED_ROOT.sub(r"\1>", page[:4096], count=1) + page[4096:]
    try:
        tree: HtmlElement | None = etree.fromstring(page.encode("utf-8", errors="replace"), parser=_PARSER)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None:
        raise NotAPage("no HTML")
    if _DEEP(tree):
        check_depth(page)
    return tree


def body_lines(tree: HtmlElement) -> list[str]:
    """Return the lines of the article's text, filled and shaped by the second extractor; takes furniture out of `tree`.

    Facts that stand in scripts and in the page's frame have to be read before.
    """
    _strip(tree)
    first = to_lines(trafilatura.extract(tree, options=_FAST) or "")
    enough = has_words(first, ENOUGH_WORDS)
    if enough and _is_whole(first, tree):
        return first
    second = _by_resiliparse(tree)
    # a page that is short in both readings is a short one, and the default would only find its furniture
    if not enough and (not second or _chars(second) > MUCH_LONGER * _chars(first)):
        slow = to_lines(trafilatura.extract(tree, options=_SLOW) or "")
        first = slow if _chars(slow) > _chars(first) else first
    return fill_gaps(first, second)


def _is_whole(lines: Sequence[str], tree: HtmlElement) -> bool:
    """Whether the text is as long as the page's paragraphs are, and of no strange shape: nothing is to be filled in.

    Where it is shorter, paragraphs were left out; where it is longer, it stands in something else (`div`, `td`, `br`),
    and what of that was left out cannot be told. Two thirds of pages are done here.
    """
    # one by one: `//p//text()` sorts what it finds, which took 10 s on a hostile page
    paragraphs = sum(len(one_line(node.text_content())) for node in tree.iter("p"))
    return LEAST_SHARE * paragraphs <= _chars(lines) <= MOST_SHARE * paragraphs and max(map(len, lines)) <= GLUED_CHARS


def visible_text(page: str) -> str:
    """Return everything a reader sees, navigation and overlays too, on one line.

    It parses the page anew: only short texts need it, and extraction takes the furniture out of its tree.
    """
    tree = parse_tree(page)
    etree.strip_elements(tree, *UNSEEN, with_tail=False)
    body = tree.find("body")
    return "" if body is None else one_line(" ".join(body.itertext()))[:MAX_VISIBLE_CHARS]


def search_date(tree: HtmlElement) -> Moment | None:
    """Return the day that stands where pages tell readers when they were published; None if none is found.

    The last resort, where neither machines nor the feed are told: it costs 2 ms and reads one page in ten wrongly.
    Never `extensive_search`: that took 2 s on an ordinary page.
    """
    found = find_date(
        tree, extensive_search=False, original_date=True, min_date=f"{EARLIEST}-01-01", max_date=f"{LATEST - 1}-12-31"
    )
    return parse_moment(found) if found else None


def link_keys(tree: HtmlElement) -> frozenset[str]:
    """Return the keys of the texts that are links as a whole, of at least three words."""
    texts = ("".join(node.itertext()) for node, _ in zip(tree.iter("a"), range(MAX_LINKS), strict=False))
    return frozenset(key for text in texts if (key := key_of(text)).count(" ") > 1)


def _strip(tree: HtmlElement) -> None:
    forum = [node for node in tree.iter("script") if node.text and _FORUM in node.text]
    for node in forum:
        node.tag = "forum"
    frames = FRAMES if _TEXT_OUTSIDE_FRAMES(tree) else ()
    etree.strip_elements(tree, *UNREAD, *frames, with_tail=False)
    for node in forum:
        node.tag = "script"


def _by_resiliparse(tree: "_Element") -> list[str]:
    """Return the lines of the main text as resiliparse sees it, none for a tree that it is not safe on.

    It gets the tree as libxml2 has put it right: markup that is merely broken can make it build millions of nodes.
    """
    if _DEEP(tree):
        return []
    again = HTMLTree.parse_from_bytes(etree.tostring(tree, method="html", encoding="utf-8"), "utf-8")
    return to_lines(
        extract_plain_text(
            again,
            preserve_formatting=True,
            main_content=True,
            list_bullets=False,
            alt_texts=False,
            comments=False,
            post_meta=False,
        )
    )


def _chars(lines: Iterable[str]) -> int:
    return sum(map(len, lines))
