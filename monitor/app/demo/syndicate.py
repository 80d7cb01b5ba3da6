"""The demo's feeds: the same pieces as RSS 2.0, Atom 1.0, RSS 1.0 (RDF) and JSON Feed 1.1."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from monitor.app.demo.content import Piece, SiteFeed
from monitor.app.demo.markup import published_at

_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A feed as it stands now."""

    feed: SiteFeed
    language: str
    home: str  #: the publisher's address, without a slash at the end
    pieces: Sequence[Piece]
    now: datetime  #: pieces are dated relative to it


def syndicate(issue: Issue) -> tuple[str, bytes]:
    """Return the content type and the bytes of a feed."""
    content_type, write = _KINDS[issue.feed.kind]
    return content_type, write(issue).encode()


def _rss(issue: Issue) -> str:
    items = "".join(
        f"<item><title>{escape(piece.title)}</title><link>{escape(issue.home + piece.path)}</link>"
        f'<guid isPermaLink="false">{escape(_identity(piece))}</guid>'
        f"<pubDate>{format_datetime(published_at(piece, issue.now))}</pubDate>"
        f"<description>{escape(f'<p>{escape(piece.summary)}</p>')}</description></item>\n"
        for piece in issue.pieces
    )
    return (
        f'{_XML}<rss version="2.0"><channel><title>{escape(issue.feed.title)}</title>'
        f"<link>{escape(issue.home)}</link><description>{escape(issue.feed.title)}</description>"
        f"<language>{issue.language}</language>\n{items}</channel></rss>\n"
    )


def _atom(issue: Issue) -> str:
    entries = "".join(
        f"<entry><id>{escape(_identity(piece))}</id><title>{escape(piece.title)}</title>"
        f'<link rel="alternate" href={quoteattr(issue.home + piece.path)}/>'
        f"<published>{published_at(piece, issue.now).isoformat()}</published>"
        f"<updated>{(issue.now if piece.edition > 1 else published_at(piece, issue.now)).isoformat()}</updated>"
        f"<author><name>{escape(piece.author)}</name></author>"
        f'<summary type="text">{escape(piece.summary)}</summary></entry>\n'
        for piece in issue.pieces
    )
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{issue.language}">'
        f"<id>tag:{issue.feed.key},2026:feed</id><title>{escape(issue.feed.title)}</title>"
        f'<link rel="self" href={quoteattr(issue.home + issue.feed.path)}/><link href={quoteattr(issue.home)}/>'
        f"<updated>{issue.now.isoformat()}</updated>\n{entries}</feed>\n"
    )


def _rdf(issue: Issue) -> str:
    links = [escape(issue.home + piece.path) for piece in issue.pieces]
    places = "".join(f"<rdf:li rdf:resource={quoteattr(issue.home + piece.path)}/>" for piece in issue.pieces)
    items = "".join(
        f"<item rdf:about={quoteattr(issue.home + piece.path)}><title>{escape(piece.title)}</title>"
        f"<link>{link}</link><description>{escape(piece.summary)}</description>"
        f"<dc:date>{published_at(piece, issue.now).isoformat()}</dc:date>"
        f"<dc:creator>{escape(piece.author)}</dc:creator></item>\n"
        for piece, link in zip(issue.pieces, links, strict=True)
    )
    return (
        f'{_XML}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel rdf:about={quoteattr(issue.home + issue.feed.path)}>'
        f"<title>{escape(issue.feed.title)}</title><link>{escape(issue.home)}</link>"
        f"<description>{escape(issue.feed.title)}</description><dc:language>{issue.language}</dc:language>"
        f"<items><rdf:Seq>{places}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n"
    )


def _json(issue: Issue) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": issue.feed.title,
        "home_page_url": issue.home,
        "feed_url": issue.home + issue.feed.path,
        "language": issue.language,
        "items": [
            {
                "id": _identity(piece),
                "url": issue.home + piece.path,
                "title": piece.title,
                "summary": piece.summary,
                "content_text": piece.summary,
                "date_published": published_at(piece, issue.now).isoformat(),
                "language": piece.language,
                "authors": [{"name": piece.author}],
            }
            for piece in issue.pieces
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _identity(piece: Piece) -> str:
    """Return what stays the same when the piece is edited."""
    return f"tag:{piece.site},2026:{piece.path}"


_KINDS: dict[str, tuple[str, Callable[[Issue], str]]] = {
    "rss": ("application/rss+xml; charset=utf-8", _rss),
    "atom": ("application/atom+xml; charset=utf-8", _atom),
    "rdf": ("application/rdf+xml; charset=utf-8", _rdf),
    "json": ("application/feed+json; charset=utf-8", _json),
}
