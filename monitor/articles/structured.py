"""JSON-LD of a page: what its publisher tells search engines about the one article on it."""

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

MAX_SCRIPT_CHARS: Final = 1_000_000
MAX_NODES: Final = 2_000
_KINDS: Final = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Review)$")
#: Where the article of the page may be; lists of other articles (`itemListElement`, `isPartOf`) are not followed.
_DOWN: Final = ("@graph", "mainEntity", "mainEntityOfPage")
_BLOCK: Final = re.compile(r"</?(?:p|br|div|li|h[1-6]|ul|ol|blockquote)\b[^<>]{0,400}>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]{1,400}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """What the JSON-LD says; "" or None where it says nothing."""

    found: bool = False  #: there is an article node
    headline: str = ""
    body: str = ""
    author: str = ""
    publisher: str = ""
    language: str = ""
    published: str = ""
    free: bool | None = None  #: isAccessibleForFree
    words: int = 0  #: wordCount


def read_structured(scripts: Iterable[str]) -> Structured:
    """Return what the first article node of a page's `application/ld+json` scripts says."""
    for script in scripts:
        if len(script) > MAX_SCRIPT_CHARS:
            continue
        for node in _nodes(script):
            if any(_KINDS.search(kind) for kind in _texts(node.get("@type"))):
                return _read(node)
    return Structured()


def _nodes(script: str) -> Iterator[Mapping[str, object]]:
    text = (
        script.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .strip()
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
    )
    try:
        root: object = json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return
    waiting = deque([root])
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            waiting.extend(node[key] for key in _DOWN if key in node)


def _read(node: Mapping[str, object]) -> Structured:
    publisher = node.get("publisher")
    words = node.get("wordCount")
    return Structured(
        found=True,
        headline=_plain(_first(node.get("headline")) or _first(node.get("name"))),
        body=_plain(_first(node.get("articleBody"))),
        author=", ".join(dict.fromkeys(filter(None, map(_plain, _names(node.get("author")))))),
        publisher=_plain(next(iter(_names(publisher)), "")),
        language=next(iter(_names(node.get("inLanguage"))), ""),
        published=_first(node.get("datePublished")) or _first(node.get("dateCreated")),
        free=_free(node),
        words=int(words) if isinstance(words, int | str) and str(words).isdecimal() and len(str(words)) < 7 else 0,
    )


def _free(node: Mapping[str, object]) -> bool | None:
    """Return whether the article is free to read, None if nothing is said; a part that is not makes it none."""
    said = _truth(node.get("isAccessibleForFree"))
    if said is not None:
        return said
    parts = node.get("hasPart")
    parts = parts if isinstance(parts, list) else [parts]
    sold = any(isinstance(part, dict) and _truth(part.get("isAccessibleForFree")) is False for part in parts)
    return False if sold else None


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def _first(value: object) -> str:
    return next(iter(_texts(value)), "")


def _names(value: object) -> list[str]:
    """Return the names of people or organisations, which are texts or nodes with a `name`."""
    names: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        names.extend(_texts(one.get("name") or one.get("alternateName")) if isinstance(one, dict) else _texts(one))
    return [name for name in names if not name.startswith(("http://", "https://", "{{"))]


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = _first(value).rsplit("/", 1)[-1].strip().lower()
    return {"true": True, "false": False}.get(word)


def _plain(text: str) -> str:
    """Return text without the markup that many publishers leave in it, often escaped twice."""
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", _BLOCK.sub("\n", text))
    return text.strip()
