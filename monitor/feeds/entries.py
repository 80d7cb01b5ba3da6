"""What every kind of feed has in common: which entry is which, and what an entry must have."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urljoin

from monitor.core.feed import Entry, Feed
from monitor.feeds.plain_text import clean, one_line
from monitor.feeds.urls import normalise_url

_MAX_KEY_CHARS = 500
_DIGEST = "sha256:"
_MAX_URL_CHARS = 4_000  #: longer ones are no links; images come as `data:`
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """An entry as a feed gives it, in plain text, before it has its key."""

    guid: str
    url: str
    title: str
    summary: str
    content: str
    author: str
    published_at: datetime | None
    language: str | None


def assemble(*, kind: str, title: str, site_url: str, url: str, language: str | None, raw: Sequence[RawEntry]) -> Feed:
    """Return the feed found at `url`; entries without link and text are counted, not kept."""
    usable = [entry for entry in raw if is_usable(entry)]
    keys = _keys(usable, homes=frozenset({normalise_url(site_url), normalise_url(url)}))
    entries = tuple(
        Entry(
            key=key,
            url=entry.url,
            title=entry.title,
            summary=entry.summary if entry.summary != entry.content else "",
            content=entry.content,
            author=one_line(entry.author)[:200] or None,
            published_at=entry.published_at,
            language=entry.language or language,
        )
        for key, entry in zip(keys, usable, strict=True)
    )
    return Feed(
        kind=kind,
        title=title,
        site_url=site_url,
        language=language,
        entries=entries,
        skipped=len(raw) - len(usable),
    )


def is_usable(entry: RawEntry) -> bool:
    """Whether there is anything to read, or to go to."""
    return bool(entry.url or entry.title or entry.summary or entry.content)


def web_link(link: str, *, base: str) -> str:
    """Return a link as a whole http(s) URL, "" if it is none."""
    link = "".join(clean(link).split("\n")).strip()
    if not link or len(link) > _MAX_URL_CHARS:
        return ""
    try:
        whole = urljoin(base, link)
    except ValueError:  # `http://[`
        return ""
    return whole if normalise_url(whole) else ""


def language_tag(name: str) -> str | None:
    """Return a language as BCP 47 writes it (`en-GB`), None if it is no language tag.

    >>> language_tag("EN_gb")
    'en-GB'
    """
    name = name.strip().replace("_", "-")
    if not _LANGUAGE.fullmatch(name):
        return None
    primary, *rest = name.split("-")
    cases = {2: str.upper, 4: str.title}
    return "-".join([primary.lower(), *(cases.get(len(part), str.lower)(part) for part in rest)])


def is_digest(key: str) -> bool:
    """Whether a key is a hash: of an entry's content, or of what would be too long for a key."""
    return key.startswith(_DIGEST)


def _keys(entries: Sequence[RawEntry], *, homes: frozenset[str]) -> list[str]:
    """Return each entry's identity: guid, else link, else a hash of its content.

    A guid that several entries share is none (some programs write the same, or an empty one, everywhere); nor is a link
    that several share, or that leads to the site's front page. Only an entry that stands twice, with the same link and
    the same title, keeps one key.
    """
    of_guid: dict[str, set[tuple[str, str]]] = defaultdict(set)
    of_link: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        link, words = normalise_url(entry.url), entry.title or _digest(entry)
        of_guid[entry.guid].add((link, words))
        of_link[link].add(words)

    def key(entry: RawEntry) -> str:
        link = normalise_url(entry.url)
        if entry.guid and len(of_guid[entry.guid]) == 1:
            key = clean(entry.guid)
        elif link and link not in homes and len(of_link[link]) == 1:
            key = link
        else:
            key = _digest(entry)
        return key if len(key) <= _MAX_KEY_CHARS else _DIGEST + _sha256(key)

    return [key(entry) for entry in entries]


def _digest(entry: RawEntry) -> str:
    return _DIGEST + _sha256(f"{entry.url}\n{entry.title}\n{entry.summary}\n{entry.content}")


def _sha256(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
