"""What a page says about itself, apart from its text: title, site, author, language, date, captions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from monitor.articles.addresses import canonical_url, date_in_url
from monitor.articles.bylines import visible_author, visible_moment
from monitor.articles.captions import read_captions
from monitor.articles.dates import Moment, parse_moment
from monitor.articles.prose import key_of, one_line
from monitor.articles.structured import Structured, read_structured

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_DESCRIPTION_CHARS: Final = 1_000
MAX_TITLE_CHARS: Final = 500
MAX_HEADINGS: Final = 10
MAX_ARTICLES: Final = 100  #: on a page; further ones are teasers

_SEPARATOR: Final = re.compile(r"\s+[|\-–—·•:»«‹›]{1,2}\s+|\s*[｜|]\s*")
_BY: Final = re.compile(r"^(?:by|von|par|por)\s+", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a page says about itself."""

    title: str
    headlines: frozenset[str]  #: every form of the headline, to find it in the text
    window_title: str  #: `<title>` as it is: walls are told by it
    canonical: str  #: the page's own address, where it is that of this article; else ""
    site: str | None
    author: str | None
    description: str  #: what it tells search engines and social networks; "" if nothing
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
    site = _site(metas, structured)
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
        canonical=canonical_url(_stated_address(tree, metas), url),
        site=site,
        author=_BY.sub("", structured.author) or _author(metas, tree) or visible_author(region) or None,
        description=(metas.get("og:description") or metas.get("description") or "")[:MAX_DESCRIPTION_CHARS],
        languages=(
            tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
            metas.get("og:locale"),
            metas.get("content-language"),
            structured.language,
        ),
        published=_published(metas, structured, region, url),
        captions=read_captions(region, {key_of(one) for one in headlines}),
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


def _site(metas: dict[str, str], structured: Structured) -> str | None:
    """Return the name a reader knows the publisher by: what stands before slogans and addresses."""
    for name in (metas.get("og:site_name"), structured.publisher, metas.get("application-name")):
        if name and "://" not in name:
            return re.split(r"\s[|·•]\s", name)[0].strip() or name
    return None


def _stated_address(tree: "HtmlElement", metas: dict[str, str]) -> str:
    links = (node.get("href") or "" for node in tree.iter("link") if (node.get("rel") or "").lower() == "canonical")
    return next(filter(None, links), metas.get("og:url", ""))[:2_000]


def _main_region(tree: "HtmlElement") -> "HtmlElement":
    """Return the element that holds the article: the `article` with most paragraphs, else `main`, else the body."""
    articles = [
        (sum(1 for _ in node.iter("p")), -place, node)
        for place, node in enumerate(islice(tree.iter("article"), MAX_ARTICLES))
    ]
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
    yield from islice(region.iter(tag), MAX_HEADINGS)
    yield from islice(tree.iter(tag), MAX_HEADINGS)


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


def _published(metas: dict[str, str], structured: Structured, region: "HtmlElement", url: str) -> Moment | None:
    stated = [structured.published]
    stated.extend(metas.get(name, "") for name in _DATE_METAS)
    times = [node for node in region.iter("time") if node.get("datetime")]
    times.sort(key=lambda node: not (node.get("pubdate") is not None or node.get("itemprop") == "datePublished"))
    stated.extend(node.get("datetime") for node in times[:3])
    moments = [moment for value in stated if value and (moment := parse_moment(value))]
    first = next(iter(moments), None)
    if first is None or not first.has_time:
        # a day for machines, and often the time for readers
        shown = visible_moment(region)
        if shown and (first is None or abs(shown.at - first.at) < timedelta(days=2)):
            moments.insert(1, shown)
            first = first or shown
    # of two that agree on the day, the one that also tells the time
    same_day = [one for one in moments if first and abs(one.at - first.at) < timedelta(days=1, hours=14)]
    return next((one for one in same_day if one.has_time), first) or date_in_url(url)
