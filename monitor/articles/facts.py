"""What a page says about itself, apart from its text: title, site, author, language, date, captions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from monitor.articles.dates import Moment, parse_moment
from monitor.articles.filters import junk_kind
from monitor.articles.prose import count_words, key_of, one_line
from monitor.articles.structured import Structured, read_structured

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_CAPTIONS: Final = 60
MAX_CAPTION_PLACES: Final = 500  #: looking at each costs its depth
MAX_CAPTION_CHARS: Final = 1_000
MAX_TITLE_CHARS: Final = 500

_SEPARATOR: Final = re.compile(r"\s+[|\-–—·•:»«‹›]{1,2}\s+|\s*[｜|]\s*")
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
_BY: Final = re.compile(r"^(?:by|von|par|por)\s+", re.IGNORECASE)
_LOGO: Final = re.compile(r"^(?:\S+ ){0,4}(?:logo|icon|avatar|banner)$", re.IGNORECASE)
#: Where pages put their date, the best kept first.
_DATE_METAS: Final = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "publishdate",
    "publish-date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
_CAPTION_PLACES: Final = (
    ".//figcaption | .//img[@alt] | .//*[self::p or self::div or self::span][contains(@class, 'aption')]"
)
_SPACE_BEFORE: Final = re.compile(r"\s+([.,;)\]])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a page says about itself."""

    title: str
    headlines: frozenset[str]  #: every form of the headline, to find it in the text
    window_title: str  #: `<title>` as it is: walls are told by it
    site: str | None
    author: str | None
    languages: tuple[str | None, ...]
    published: Moment | None
    captions: tuple[str, ...]
    structured: Structured
    is_article: bool  #: the page calls itself an article
    free: bool | None  #: False where the page says that it is not accessible for free


def read_facts(tree: "HtmlElement", url: str) -> Facts:
    """Return the facts of a parsed page; nothing in it is changed."""
    metas = _metas(tree)
    structured = read_structured(
        script.text for script in tree.iter("script") if script.text and "ld+json" in (script.get("type") or "").lower()
    )
    region = _main_region(tree)
    window_title = next((_text(node) for node in tree.iterfind(".//head/title")), "") or next(
        (_text(node) for node in tree.iterfind(".//title") if node.getparent().tag != "svg"), ""
    )
    names = (metas.get("og:site_name"), structured.publisher, metas.get("application-name"))
    site = next((name for name in names if name and "://" not in name), None)
    headings = [text for node in _inside_first(tree, region, "h1") if (text := _text(node))]
    social = metas.get("og:title") or metas.get("twitter:title") or ""
    title = _choose_title(social, structured.headline, headings, window_title, _site_names(site, url))
    headlines = frozenset(
        filter(None, (title, social, structured.headline, window_title, *headings, *_SEPARATOR.split(window_title)[:1]))
    )
    tier = metas.get("article:content_tier", "").lower()
    return Facts(
        title=title,
        headlines=headlines,
        window_title=window_title,
        site=site,
        author=_BY.sub("", structured.author) or _author(metas, tree) or None,
        languages=(
            tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
            metas.get("og:locale"),
            metas.get("content-language"),
            structured.language,
        ),
        published=_published(metas, structured, region),
        captions=_captions(region, {key_of(one) for one in headlines}),
        structured=structured,
        is_article=structured.found or metas.get("og:type", "").lower() == "article",
        free=False if tier in {"locked", "metered"} else structured.free,
    )


def _metas(tree: "HtmlElement") -> dict[str, str]:
    """Return the meta elements by lower-case name, the first of each; templates left unfilled count as absent."""
    metas: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = (
            node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv") or ""
        ).lower()
        content = one_line(node.get("content") or "")[:2_000]
        if name and content and "{{" not in content:
            metas.setdefault(name, content)
    return metas


def _main_region(tree: "HtmlElement") -> "HtmlElement":
    """Return the element that holds the article: the `article` with most paragraphs, else `main`, else the body."""
    articles = [(sum(1 for _ in node.iter("p")), -place, node) for place, node in enumerate(tree.iter("article"))]
    if articles:
        paragraphs, _, best = max(articles, key=lambda one: one[:2])
        if paragraphs:
            return best
    for tag in ("main", "body"):
        found = next(tree.iter(tag), None)
        if found is not None:
            return found
    return tree


def _inside_first(tree: "HtmlElement", region: "HtmlElement", tag: str) -> "Iterator[HtmlElement]":
    yield from region.iter(tag)
    yield from tree.iter(tag)


def _text(node: "HtmlElement") -> str:
    return one_line("".join(node.itertext()))[:MAX_TITLE_CHARS]


def _site_names(site: str | None, url: str) -> set[str]:
    """Return the keys of what may stand for the site in a title: its name, its host with and without the ending."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names = {site or "", host, host.split(".")[0], *(part for part in host.split(".")[:-1] if len(part) > 3)}
    return {key_of(name) for name in names} - {""}


def _choose_title(social: str, headline: str, headings: list[str], window_title: str, sites: set[str]) -> str:
    """Return the headline: og:title, then JSON-LD, then h1, then the window's title, without the site's name."""
    others = [headline, *headings]
    for candidate in (social, headline, *headings, window_title):
        title = _without_site(candidate, sites, [key_of(one) for one in others])
        if title and key_of(title) not in sites:
            return title
    return window_title


def _without_site(title: str, sites: set[str], other_keys: list[str]) -> str:
    """Cut the site's name off a title, at its end or its start.

    A last part is the site's name if it is that name (or begins so: `BBC News` on bbc.co.uk), or if what is left is
    the headline as another element of the page gives it.
    """
    separators = list(_SEPARATOR.finditer(title))
    for separator in separators:
        before = title[: separator.start()].strip()
        if before and key_of(before) in other_keys:
            return before
    if separators:
        before, after = title[: separators[-1].start()].strip(), title[separators[-1].end() :].strip()
        key = key_of(after)
        compact = key.replace(" ", "")
        if any(key == site or compact == site.replace(" ", "") or key.startswith(f"{site} ") for site in sites):
            return _without_site(before, sites, other_keys)
        first, rest = title[: separators[0].start()].strip(), title[separators[0].end() :].strip()
        if key_of(first) in sites and rest:
            return rest
        if "|" in separators[-1][0] or "｜" in separators[-1][0]:
            return before if 2 * len(after) <= len(before) + 4 else title
    return title.strip()


def _author(metas: dict[str, str], tree: "HtmlElement") -> str:
    for name in ("author", "article:author", "byl", "dc.creator", "parsely-author", "sailthru.author"):
        value = metas.get(name, "")
        if value and not value.startswith(("http://", "https://")) and len(value) <= 200:
            return _BY.sub("", value)
    for node in tree.iter("a", "span", "address"):
        if node.get("rel") == "author" or node.get("itemprop") == "author":
            name = _text(node)
            if 0 < len(name) <= 100:
                return _BY.sub("", name)
    return ""


def _published(metas: dict[str, str], structured: Structured, region: "HtmlElement") -> Moment | None:
    stated = [structured.published]
    stated.extend(metas.get(name, "") for name in _DATE_METAS)
    times = [node for node in region.iter("time") if node.get("datetime")]
    times.sort(key=lambda node: not (node.get("pubdate") is not None or node.get("itemprop") == "datePublished"))
    stated.extend(node.get("datetime") for node in times[:3])
    moments = [moment for value in stated if value and (moment := parse_moment(value))]
    # of two that agree on the day, the one that also tells the time
    return next(
        (one for one in moments if one.has_time and one.at.date() == moments[0].at.date()), next(iter(moments), None)
    )


def _captions(region: "HtmlElement", headlines: set[str]) -> tuple[str, ...]:
    """Return figure captions and picture texts of the article, in document order, each once and no headline again."""
    captions: dict[str, str] = {}
    for node in region.xpath(_CAPTION_PLACES)[:MAX_CAPTION_PLACES]:
        if len(captions) >= MAX_CAPTIONS:
            break
        text = _caption_of(node)
        if not text or _is_furniture(node, region) or junk_kind(text) is not None:
            continue
        key = key_of(text)
        if (
            key
            and key not in headlines
            and not any(key in known or (known in key and len(known) > 20) for known in captions)
        ):
            captions[key] = text
    return tuple(captions.values())


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


def _is_furniture(node: "HtmlElement", region: "HtmlElement") -> bool:
    for one in (node, *node.iterancestors()):
        if one is region:
            return False
        if one.tag in _FURNITURE_TAGS:
            return True
        if one.tag != "figure" and (
            _FURNITURE.search(one.get("class") or "") or _FURNITURE.search(one.get("id") or "")
        ):
            return True
    return False
