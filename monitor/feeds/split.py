"""The items of an RSS, RDF or Atom document, found in one scan without parsing it.

So that only those that are new need a parser: a feed of forty entries has one or two new ones when it has changed at
all, and feedparser takes a millisecond for each. What is not plainly a row of items is left to the full parse.
The scan is over the decoded text, not over the bytes of the body: what encoding they are in is a question to the whole
document (`document`), and one new item alone would be answered differently.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b

HASH_BYTES = 8

#: Comments, CDATA, declarations, processing instructions, and the tags that feedparser takes for those of an item:
#: `item` and `entry`, whatever their prefix stands for. Possessive, so that no text makes it go back.
_MARK = re.compile(
    r"<(?:(?P<other>!\[CDATA\[|!--|!|\?)|(?P<end>/?)(?P<name>(?:[A-Za-z_][\w.-]*+:)?+(?i:item|entry))(?![\w.:-]))"
)
#: Tags of the frame that say how the items inside are to be read: xmlns, xml:base, xml:lang.
_TAG = re.compile(r"<[^<>]*+>")
_SCOPE = re.compile(r"\sxml(?:ns)?[:=]")
_ENDS = {"![CDATA[": "]]>", "!--": "-->", "!": ">", "?": "?>"}


@dataclass(frozen=True, slots=True)
class Split:
    """A document and where its items are; what is outside of them is its frame."""

    text: str
    spans: tuple[tuple[int, int], ...]  #: [start, end) of each item in code points, tags included, in order
    hashes: tuple[bytes, ...]  #: of each item's text and of what decides how it is read; 8 bytes

    def only(self, wanted: Collection[int]) -> str:
        """Return the document with none but the items of these numbers: namespaces, xml:base and title stay."""
        keep = frozenset(wanted)
        parts, end = [], 0
        for number, (start, stop) in enumerate(self.spans):
            parts.append(self.text[end : stop if number in keep else start])
            end = stop
        return "".join((*parts, self.text[end:]))


def split_items(text: str, *, url: str = "") -> Split | None:
    """Return where the items of a feed at `url` are, None if there are none or if only a parser can tell.

    That is so for items that are nested, not closed or closed by themselves, comments and CDATA that do not end, and
    for every declaration but a DOCTYPE without declarations inside: an entity may stand for anything. Takes time in
    proportion to the text, whatever is in it.
    """
    spans: list[tuple[int, int]] = []
    start, name = -1, ""
    found = _MARK.search(text)
    while found:
        end = _end_of(found, text)
        if end is None:
            return None
        if found["name"]:
            opens, inside = not found["end"], start >= 0
            if opens == inside or (inside and found["name"] != name):
                return None
            if inside:
                spans.append((start, end))
            start, name = (found.start(), found["name"]) if opens else (-1, "")
        found = _MARK.search(text, end)
    if start >= 0 or not spans:
        return None
    return Split(text, tuple(spans), _hashes(text, spans, url))


def _end_of(mark: re.Match[str], text: str) -> int | None:
    """Return where a tag, a comment or the like ends; None if it does not, or if it is a reason not to split."""
    kind = mark["other"]
    closing = _ENDS[kind] if kind else ">"
    at = text.find(closing, mark.end())
    if at < 0:
        return None
    inside = text[mark.end() : at]
    if kind == "!" and ("[" in inside or inside[:7].upper() != "DOCTYPE"):
        return None
    if kind in {"!", "?", None} and "<" in inside:  # where it ends is a matter of opinion
        return None
    if mark["name"] and (inside.strip() if mark["end"] else inside.endswith("/")):
        return None
    return at + len(closing)


def _hashes(text: str, spans: list[tuple[int, int]], url: str) -> tuple[bytes, ...]:
    """Return a hash of each item; the same text is another item where its links or prefixes mean something else."""
    ends = [0, *(stop for _, stop in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    frame = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    said = "\n".join((url, *filter(_SCOPE.search, _TAG.findall(frame))))
    scope = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return tuple(
        blake2b(text[start:stop].encode("utf-8", "surrogatepass"), key=scope, digest_size=HASH_BYTES).digest()
        for start, stop in spans
    )
