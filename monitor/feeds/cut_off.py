"""Documents that end half-way.

A program that dies while it writes a feed sends the head of the answer, validators included, and half a document. What
is there counts; what is not there yet shall not be taken for gone, nor half an entry for another one.
"""

import re

from monitor.feeds.looks import root_element

_TAIL_CHARS = 20_000  #: comments of the program that made the feed may follow its end
_ENTRY = re.compile(r"<(/?)(?:[\w.-]+:)?(?:item|entry|url)[\s>]", re.IGNORECASE)
#: What an entry is known by, complete: it will not be another one when the rest has come.
_KNOWN = re.compile(r"</(?:[\w.-]+:)?(?:guid|id|loc)\s*>", re.IGNORECASE)

_SOURCE = re.compile(r"<(?:[\w.-]+:)?source[\s>].*?(?:</(?:[\w.-]+:)?source\s*>|\Z)", re.IGNORECASE | re.DOTALL)


def is_whole(text: str) -> bool:
    """Whether the outermost element is closed, near the end; True where there is none."""
    root = root_element(text)
    end = re.compile(rf"</(?:[\w.-]+:)?{re.escape(root)}\s*>", re.IGNORECASE)
    return not root or end.search(text[-_TAIL_CHARS:]) is not None


def without_unfinished(text: str) -> str:
    """Return a document that was cut off without the entry that it was cut off in, if nobody can tell which that is.

    The only entry stays: a feed of one that never ends is badly made, and no reason to read nothing of it.
    """
    last, any_closed = None, False
    for last in _ENTRY.finditer(text):
        any_closed = any_closed or bool(last[1])
    if last is None or last[1] or not any_closed:
        return text
    start = last.start()
    named = "rdf:about" in text[start : max(text.find(">", start), start)]
    return text if named or _KNOWN.search(_SOURCE.sub("", text[start:])) else text[:start]
