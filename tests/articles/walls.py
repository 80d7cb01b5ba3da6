"""Pages of publishers who ask for something first: six styles of paywalls and consent. All texts are made up."""

import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from html import escape

from tests.articles.pages import SAMPLES, SAMPLES_DIR, Sample

#: What the walls of a language say, by style.
WORDS: dict[str, dict[str, list[str]]] = {
    sample.language: tomllib.loads((SAMPLES_DIR / "walls" / f"{sample.language}.toml").read_text(encoding="utf-8"))
    for sample in SAMPLES
}


def words(sample: Sample, style: str) -> list[str]:
    return WORDS[sample.language][style]


def _paragraphs(texts: list[str] | tuple[str, ...]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _boxes(texts: list[str]) -> str:
    """Return lines as such boxes have them: a heading, then blocks and links, with names that say nothing."""
    first, *rest = texts
    blocks = "".join(f'<div class="k"><a href="/x">{escape(text)}</a></div>' for text in rest)
    return f"<h3>{escape(first)}</h3>{blocks}"


def _page(sample: Sample, body: str, *, title: str = "", head: str = "") -> str:
    title = title or f"{sample.title} | {sample.site}"
    menu = "".join(f'<li><a href="/{n}">{escape(text)}</a></li>' for n, text in enumerate(sample.navigation))
    frame = f"<nav><ul>{menu}</ul></nav>{body}<footer><p>© 2031 {escape(sample.site)}</p></footer>"
    meta = f'<meta charset="utf-8"><title>{escape(title)}</title>{head}'
    return f'<!doctype html><html lang="{sample.language}"><head>{meta}</head><body>{frame}</body></html>'


def _article(sample: Sample, texts: list[str] | tuple[str, ...], after: str) -> str:
    return f'<main><div class="c"><h1>{escape(sample.title)}</h1>{_paragraphs(texts)}{after}</div></main>'


def metered(sample: Sample) -> str:
    """Return a whole article with a meter laid over it."""
    return _page(sample, _article(sample, sample.paragraphs, f'<div class="k0">{_boxes(words(sample, "meter"))}</div>'))


def fading(sample: Sample) -> str:
    """Return two paragraphs, the second fading out, and what one has to do for more."""
    node = {"@type": "NewsArticle", "headline": sample.title, "isAccessibleForFree": False}
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    shown = [sample.lead, f"{sample.body[0]} …"]
    return _page(sample, _article(sample, shown, f'<div class="k1">{_boxes(words(sample, "fade"))}</div>'), head=head)


def hard(sample: Sample) -> str:
    """Return a lead and a list of plans."""
    plans = _paragraphs(words(sample, "hard"))
    return _page(sample, _article(sample, [sample.lead], f"<div>{plans}</div>"))


def registering(sample: Sample) -> str:
    """Return a lead and a form."""
    heading, *rest = words(sample, "register")
    labels = "".join(f"<label>{escape(text)}</label><input name=e>" for text in rest)
    form = f"<div><h4>{escape(heading)}</h4><form action=/r>{labels}<button>{escape(rest[-1])}</button></form></div>"
    return _page(sample, _article(sample, [sample.lead], form))


def consent(sample: Sample) -> str:
    """Return what a consent manager shows instead of a page."""
    return _page(
        replace(sample, navigation=()), f"<div>{_paragraphs(words(sample, 'consent'))}</div>", title=sample.site
    )


def pay_or_consent(sample: Sample) -> str:
    """Return a choice between tracking and paying instead of a page."""
    first, *rest = words(sample, "pure")
    parts = "".join(f"<section><div>{escape(text)}</div></section>" for text in rest)
    return _page(replace(sample, navigation=()), f"<div><h2>{escape(first)}</h2>{parts}</div>", title=sample.site)


def bannered(sample: Sample) -> str:
    """Return a whole article below a cookie banner, which stands first in the page."""
    banner = f'<div class="k2">{_paragraphs(words(sample, "banner"))}</div>'
    return _page(sample, banner + _article(sample, sample.paragraphs, ""))


#: Style, its page, the key of its words.
WHOLE: dict[str, tuple[Callable[[Sample], str], str]] = {
    "metered": (metered, "meter"),
    "cookie banner": (bannered, "banner"),
}
CUT: dict[str, tuple[Callable[[Sample], str], str, int]] = {
    "fading": (fading, "fade", 2),
    "hard": (hard, "hard", 1),
    "registration": (registering, "register", 1),
}
INSTEAD: dict[str, Callable[[Sample], str]] = {"consent": consent, "pay or consent": pay_or_consent}
