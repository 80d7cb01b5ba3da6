"""Markup to a tree and to the text of the article: the one module that loads lxml and trafilatura.

`fast` and recall first: on news it scores no worse than trafilatura's default at 1/1.6 of the CPU; the default runs
again where less than 100 words come out (forums, odd layouts). reference/feeds-and-extraction.md §1c.
"""

import logging
import re
from typing import TYPE_CHECKING, Final

import trafilatura

from monitor.articles.filters import to_lines
from monitor.articles.prose import one_line, weigh
from monitor.core.errors import NotAPage

if TYPE_CHECKING:
    from lxml.html import HtmlElement

ENOUGH_WORDS: Final = 100
MAX_VISIBLE_CHARS: Final = 100_000  #: it is searched for many phrases
_SEEN: Final = (
    ".//body//text()[not(parent::script or parent::style or parent::noscript or parent::template or parent::textarea)]"
)
_TAGS: Final = re.compile(r"<[a-zA-Z!?/]")

for _name in ("trafilatura", "htmldate", "courlan", "readability", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # "empty HTML tree" and the like: states say it better


def parse_tree(page: str) -> "HtmlElement":
    """Return the tree of a page; raises NotAPage where there is no markup at all."""
    if not _TAGS.search(page):
        raise NotAPage("no HTML")
    tree = trafilatura.load_html(page)
    if tree is None:  # a fragment: one element without a document around it
        tree = trafilatura.load_html(f"<html><body><div>{page}</div></body></html>")
    if tree is None:
        raise NotAPage("no HTML")
    return tree


def body_lines(tree: "HtmlElement") -> list[str]:
    """Return the lines of the article's text as trafilatura sees it; the tree is left as it is."""
    lines = to_lines(trafilatura.extract(tree, fast=True, favor_recall=True, include_comments=False) or "")
    if sum(map(weigh, lines)) >= ENOUGH_WORDS:
        return lines
    slow = to_lines(trafilatura.extract(tree, include_comments=False) or "")
    return slow if sum(map(weigh, slow)) > sum(map(weigh, lines)) else lines


def visible_text(tree: "HtmlElement") -> str:
    """Return everything a reader sees, navigation and overlays too, on one line."""
    return one_line(" ".join(tree.xpath(_SEEN)))[:MAX_VISIBLE_CHARS]
