"""Pages as the web serves them: an article wrapped in what is none of it. All texts are made up for these tests."""

import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One article and the junk of its site."""

    language: str
    site: str
    title: str
    lead: str
    body: tuple[str, ...]
    caption: str
    picture: str
    banner: tuple[str, ...]
    related_heading: str
    related: tuple[str, ...]
    closing: tuple[str, ...]
    date_line: str
    navigation: tuple[str, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (self.lead, *self.body)

    @property
    def junk(self) -> tuple[str, ...]:
        return (*self.navigation, *self.banner, self.related_heading, *self.related, *self.closing, self.date_line)


def page_of(sample: Sample, *, plain: bool = False) -> str:
    """Return the page; `plain` says nothing by class names or elements, so that only the words tell junk from text."""
    paragraphs = [f"<p>{escape(text)}</p>" for text in sample.paragraphs]
    figure = (
        f'<figure><img src="/1.jpg" alt="{escape(sample.picture)}">'
        f"<figcaption>{escape(sample.caption)}</figcaption></figure>"
    )
    related = "".join(f'<li><a href="/{n}">{escape(text)}</a></li>' for n, text in enumerate(sample.related))
    closing = "".join(f"<p>{escape(text)}</p>" for text in sample.closing)
    banner = "".join(f"<p>{escape(text)}</p>" for text in sample.banner)
    names = ("c-1", "c-2", "c-3") if plain else ("cookie-banner", "related-articles", "newsletter-signup")
    menu = "".join(f'<li><a href="/{n}">{escape(text)}</a></li>' for n, text in enumerate(sample.navigation))
    article = (
        f"<h1>{escape(sample.title)}</h1><p>{escape(sample.date_line)}</p>{paragraphs[0]}{figure}{''.join(paragraphs[1:3])}"
        f'<div class="{names[1]}"><h3>{escape(sample.related_heading)}</h3><ul>{related}</ul></div>'
        f'{"".join(paragraphs[3:])}<div class="{names[2]}">{closing}</div>'
    )
    return f"""<!doctype html><html lang="{sample.language}"><head><meta charset="utf-8">
<title>{escape(sample.title)} | {escape(sample.site)}</title>
<meta property="og:title" content="{escape(sample.title)} | {escape(sample.site)}">
<meta property="og:site_name" content="{escape(sample.site)}">
<meta property="article:published_time" content="2031-05-06T07:08:09+02:00"></head><body>
<nav><ul>{menu}</ul></nav><main><div class="c-0">{article}</div></main>
<div class="{names[0]}">{banner}<button>OK</button></div>
<footer><p>© 2031 {escape(sample.site)}</p></footer></body></html>"""


def _sample(language: str) -> Sample:
    values: dict[str, Any] = tomllib.loads((SAMPLES_DIR / f"{language}.toml").read_text(encoding="utf-8"))
    for name, value in values.items():
        values[name] = tuple(value) if isinstance(value, list) else value
    return Sample(**values)


SAMPLES_DIR = Path(__file__).parent / "samples"
SAMPLES = tuple(map(_sample, ("en", "de", "fr", "es", "ja", "ko")))
ENGLISH, GERMAN, FRENCH, SPANISH, JAPANESE, KOREAN = SAMPLES
