"""The captions and picture texts of an article, without those of other articles and of the page's furniture."""

import re
from typing import TYPE_CHECKING, Final

from monitor.articles.junk import judge
from monitor.articles.prose import count_words, key_of, one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_CAPTIONS: Final = 60
MAX_CAPTION_PLACES: Final = 500  #: looking at each costs its depth
MAX_CAPTION_CHARS: Final = 1_000

#: Parts of a page whose pictures belong to other articles or to none.
_FURNITURE_TAGS: Final = frozenset({"nav", "aside", "footer", "form", "button", "noscript", "template"})
_FURNITURE: Final = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|teasers?|promos?|sidebar|share|sharing|social|newsletter|author|avatar|byline|logo"
    r"|comments?|read-?next|read-?more|more-(?:news|stories|from|on)|outbrain|taboola|most-?(?:read|popular)|trending|cookie"
    r"|consent|banner|menu|breadcrumbs?|advert\w*|ads?|sponsor\w*|paywall)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FILE_NAME: Final = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|avif|svg)$|^[\w-]*\d{3,}[\w-]*$|^(?:img|image|dsc)[\s_-]?\d+", re.IGNORECASE
)
_NO_CAPTION: Final = frozenset(
    """
    image images photo picture foto bild logo thumbnail icon placeholder video null undefined alt caption file
    写真 画像 사진 이미지
    """.split()  # noqa: SIM905 - a row of words reads better than twenty strings
)
_LOGO: Final = re.compile(r"^(?:\S+ ){0,4}(?:logo|icon|avatar|banner)$", re.IGNORECASE)
_CAPTION_PLACES: Final = (
    ".//figcaption | .//img[@alt] | .//*[self::p or self::div or self::span][contains(@class, 'aption')]"
)
_SPACE_BEFORE: Final = re.compile(r"\s+([.,;)\]])")


def read_captions(region: "HtmlElement", headlines: set[str]) -> tuple[str, ...]:
    """Return figure captions and picture texts of the article, in document order, each once and no headline again."""
    verdicts: dict[HtmlElement, bool] = {region: False}
    texts = dict.fromkeys(
        text
        for node in region.xpath(_CAPTION_PLACES)[:MAX_CAPTION_PLACES]
        if (text := _caption_of(node)) and not _is_furniture(node, verdicts)
    )
    captions: dict[str, str] = {}
    for text in (one.text for one in judge(list(texts)[:MAX_CAPTIONS]) if one.kind is None):
        key = key_of(text)
        if key and key not in headlines and not _is_said(key, captions):
            captions[key] = text
    return tuple(captions.values())


def _is_said(key: str, captions: dict[str, str]) -> bool:
    """Whether a caption says no more than one before it: pictures repeat their caption as their text."""
    return any(key in known or (known in key and len(known) > 20) for known in captions)


def _caption_of(node: "HtmlElement") -> str:
    if node.tag == "img":
        text = one_line(node.get("alt") or "")
        if _FILE_NAME.search(text) or _LOGO.search(text) or count_words(text) < 2:
            return ""
        link = next((one for one in node.iterancestors() if one.tag in {"a", "figure", "article"}), None)
        return "" if link is not None and link.tag == "a" else text[:MAX_CAPTION_CHARS]
    if node.tag != "figcaption" and "caption" not in (node.get("class") or "").lower():
        return ""
    text = _SPACE_BEFORE.sub(r"\1", one_line(" ".join(node.itertext())))
    return "" if len(text) > MAX_CAPTION_CHARS or text.casefold() in _NO_CAPTION else text


def _is_furniture(node: "HtmlElement", verdicts: "dict[HtmlElement, bool]") -> bool:
    """Whether a node is in furniture; `verdicts` holds what is known of the elements above it."""
    path: list[HtmlElement] = []
    one, verdict = node, False
    while one is not None:
        if one in verdicts:
            verdict = verdicts[one]
            break
        path.append(one)
        one = one.getparent()
    for one in reversed(path):
        verdict = verdict or _marks_furniture(one)
        verdicts[one] = verdict
    return verdict


def _marks_furniture(node: "HtmlElement") -> bool:
    if node.tag in _FURNITURE_TAGS:
        return True
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    return node.tag != "figure" and len(names) > 1 and _FURNITURE.search(names) is not None
