"""What is stored as a whole: compressed text, and matches as JSON."""

import json
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import zstandard

from monitor.core.article import Article, Field, TextState
from monitor.core.feed import Entry
from monitor.core.match import Excerpt, Match, Span

NO_TEXT = b""  #: instead of what `pack_article` gives, once the text is let go
_LEVEL = 3  #: zstd's own default; prose becomes 2.3 times smaller


def key_hash(text: str) -> bytes:
    """Return 16 bytes that stand for a text of any length in a unique key."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def mark_of(key: bytes) -> int:
    """Return what stays of a `key_hash` once the row that had it is let go: the 64 bits of a BIGINT.

    Of a million keys that are known, one in 10**13 new ones is taken for one of them.
    """
    return int.from_bytes(key[:8], "big", signed=True)


def pack_article(article: Article) -> bytes:
    """Return the parts of an article that have no column of their own."""
    return _pack({"text": article.text, "lead": article.lead, "captions": article.captions})


def unpack_article(
    packed: bytes,
    *,
    url: str,
    title: str,
    author: str | None,
    site: str | None,
    language: str | None,
    published_at: datetime | None,
    state: str,
    state_reason: str,
) -> Article:
    """Return the article that was packed, with the values of its columns; without text if that was let go."""
    body: dict[str, Any] = _unpack(packed) if packed != NO_TEXT else {"text": "", "lead": "", "captions": ()}
    return Article(
        url=url,
        title=title,
        text=body["text"],
        lead=body["lead"],
        captions=tuple(body["captions"]),
        author=author,
        site=site,
        language=language,
        published_at=published_at,
        state=TextState(state),
        state_reason=state_reason,
    )


def pack_whole_article(article: Article) -> bytes:
    """Return an article with everything that was read of it; its feeds and tags are for the caller to fill."""
    published = article.published_at
    return _pack(
        {
            "url": article.url,
            "title": article.title,
            "text": article.text,
            "lead": article.lead,
            "captions": article.captions,
            "author": article.author,
            "site": article.site,
            "language": article.language,
            "published_at": published.isoformat() if published else None,
            "state": article.state.value,
            "state_reason": article.state_reason,
        }
    )


def unpack_whole_article(packed: bytes) -> Article:
    """Return the article that was packed."""
    body = _unpack(packed)
    state, captions = TextState(body.pop("state")), tuple(body.pop("captions"))
    return Article(**body | {"published_at": _time(body["published_at"])}, state=state, captions=captions)


def pack_whole_entry(entry: Entry) -> bytes:
    """Return an entry with everything that its feed carries."""
    return _pack({"key": entry.key, "url": entry.url, "title": entry.title, **_carried(entry)})


def unpack_whole_entry(packed: bytes) -> Entry:
    """Return the entry that was packed."""
    entry = _unpack(packed)
    return Entry(**entry | {"published_at": _time(entry["published_at"])})


def pack_entry(entry: Entry) -> bytes:
    """Return the parts of an entry that have no column of their own."""
    return _pack(_carried(entry))


def unpack_entry(packed: bytes, *, key: str, url: str, title: str) -> Entry:
    """Return the entry that was packed, with the values of its columns."""
    carried = _unpack(packed)
    return Entry(key=key, url=url, title=title, **carried | {"published_at": _time(carried["published_at"])})


def _carried(entry: Entry) -> dict[str, object]:
    published = entry.published_at
    return {
        "summary": entry.summary,
        "content": entry.content,
        "author": entry.author,
        "published_at": published.isoformat() if published else None,
        "language": entry.language,
    }


def _time(published: str | None) -> datetime | None:
    return datetime.fromisoformat(published).astimezone(UTC) if published else None


def match_to_json(match: Match) -> str:
    """Return the spans and excerpts of a match."""
    return json.dumps(
        {
            "spans": [(span.field.value, span.start, span.end, span.clause, span.text) for span in match.spans],
            "excerpts": [(excerpt.field.value, excerpt.text, excerpt.marks) for excerpt in match.excerpts],
        },
        separators=(",", ":"),
    )


def match_from_json(rule: str, content: str) -> Match:
    """Return the match that was stored for a rule."""
    stored = json.loads(content)
    return Match(
        rule=rule,
        spans=tuple(
            Span(field=Field(field), start=start, end=end, clause=clause, text=text)
            for field, start, end, clause, text in stored["spans"]
        ),
        excerpts=tuple(
            Excerpt(text=text, marks=tuple((start, end) for start, end in marks), field=Field(field))
            for field, text, marks in stored["excerpts"]
        ),
    )


def pack_json(value: dict[str, object]) -> bytes:
    """Return what `unpack_json` makes the same of again, compressed."""
    return _pack(value)


def unpack_json(packed: bytes) -> dict[str, Any]:
    """Return what was packed."""
    return _unpack(packed)


def _pack(value: dict[str, object]) -> bytes:
    # ASCII JSON: half a surrogate pair from a broken page survives it, and so do all offsets.
    return zstandard.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), level=_LEVEL)


def _unpack(packed: bytes) -> dict[str, Any]:
    unpacked: dict[str, Any] = json.loads(zstandard.decompress(packed))
    return unpacked
