"""Pages as the demo's publishers would serve them: the article, and everything around it that is not the article."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from string import Template

from monitor.app.demo.content import Piece, Site

#: Words that only the pages' junk holds; none of them may reach a message.
JUNK_MARKERS = (
    "{{",
    "newsletter",
    "Newsletter",
    "뉴스레터",
    "cookies",
    "Cookies",
    "쿠키",
    "Subscribe",
    "Abonnez-vous",
    "Read also",
    "Lesen Sie auch",
    "À lire aussi",
    "minute by minute",
    "tracker",
    "Ticker",
    "free articles",
    "Sign up",
    "Sponsored",
)
_WALLS = {
    "en": "This article is for subscribers. Subscribe to continue reading. Already a subscriber? Log in.",
    "de": "Dieser Artikel ist nur für Abonnenten. Jetzt weiterlesen mit dem Probeabo.",
    "fr": "Cet article est réservé aux abonnés. Abonnez-vous pour lire la suite.",
    "ko": "이 기사는 유료 회원 전용입니다. 구독하고 계속 읽어 보세요.",
}
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def published_at(piece: Piece, now: datetime) -> datetime:
    """Return when the piece says that it came out: always a little before `now`."""
    return (now - timedelta(hours=piece.hours_ago)).replace(microsecond=0)


def page(piece: Piece, site: Site, *, home: str, others: Sequence[Piece], now: datetime) -> str:
    """Return the HTML of an article's page at `home`; `others` are linked as related."""
    published = published_at(piece, now)
    paragraphs = [f"<p>{escape(text, quote=False)}</p>" for text in piece.paragraphs]
    return Template(site.template).substitute(
        lang=piece.language,
        dir="rtl" if piece.language in _RIGHT_TO_LEFT else "ltr",
        title=escape(piece.title),
        summary=escape(piece.summary),
        author=escape(piece.author),
        url=escape(home + piece.path),
        home=escape(home),
        published_iso=published.isoformat(),
        published=escape(format_datetime(published)),
        figures="\n".join(_figure(number, caption) for number, caption in enumerate(piece.captions, 1)),
        opening="\n".join(paragraphs[:2]),
        rest="\n".join(paragraphs[2:]),
        wall=f'<div class="paywall"><p>{_WALLS[site.language]}</p></div>' if piece.wall else "",
        related="\n".join(f'<li><a href="{escape(home + o.path)}">{escape(o.title)}</a></li>' for o in others),
        json_ld=_json_ld(piece, site, home=home, published=published),
    )


def _figure(number: int, caption: str) -> str:
    return (
        f'<figure><img src="/img/{number}.jpg" width="960" height="540" alt="">'
        f"<figcaption>{escape(caption, quote=False)}</figcaption></figure>"
    )


def _json_ld(piece: Piece, site: Site, *, home: str, published: datetime) -> str:
    described = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "url": home + piece.path,
        "inLanguage": piece.language,
        "datePublished": published.isoformat(),
        "author": {"@type": "Person", "name": piece.author},
        "publisher": {"@type": "Organization", "name": site.name},
        "isAccessibleForFree": not piece.wall,
    }
    return json.dumps(described, ensure_ascii=False).replace("</", "<\\/")
