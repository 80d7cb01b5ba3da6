"""Which entries of a poll are to be read, and why the others are not: pure."""

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

from monitor.core.feed import Entry, Feed
from monitor.core.outbox import EntryState
from monitor.core.records import NewEntry
from monitor.feeds.entries import is_digest
from monitor.feeds.urls import normalise_url, shard_of

#: A date further ahead is a fault (pinned entries of 2041, clocks, day and month changed over); zones explain the rest.
AHEAD = timedelta(days=1)

_WORD = re.compile(r"[^\W_]+")


def plan_entries(
    feed: Feed,
    *,
    feed_id: int,
    feed_url: str,
    first_poll: bool,
    now: datetime,
    everything: bool = False,
    period: timedelta | None = None,
    last: int | None = None,
    max_age: timedelta | None = None,
    known: Container[str] = frozenset(),
    numbers: bool = True,
) -> list[NewEntry]:
    """Return the entries to store, in the order of the document, each with its state and the reason for it.

    Entries whose key is `known` are left out, and so are repetitions of a key within the document. Entries older than
    `max_age` are filtered; undated ones are new. What is left of a first poll is backlog, but for `everything`, or for
    the entries of the last `period`, or for the `last` so many (the newest by date, else by place). An undated entry
    is never within a `period`: a feed without dates would bring its whole archive. Dates that are still to come are
    none. `numbers` is as for `words_hash`.
    """
    fresh = [_undated_if_ahead(entry, now) for entry in _distinct(feed.entries, known)]
    url_keys = _url_keys(feed, feed_url)
    too_old = {entry.key for entry in fresh if max_age is not None and _older(entry, now - max_age)}
    candidates = [entry for entry in fresh if entry.key not in too_old]
    backlog = {} if everything or not first_poll else _backlog(candidates, now=now, period=period, last=last)

    def state_of(entry: Entry) -> tuple[EntryState, str]:
        if max_age is not None and entry.key in too_old:
            return EntryState.FILTERED, f"older than {_duration(max_age)}"
        if entry.key in backlog:
            return EntryState.BACKLOG, backlog[entry.key]
        return EntryState.WAITING, ""

    planned = []
    for entry in fresh:
        state, reason = state_of(entry)
        planned.append(
            NewEntry(
                feed_id=feed_id,
                entry=entry,
                url_key=url_keys[entry.key],
                shard=shard_of(entry.url or feed_url),
                state=state,
                reason=reason,
                words_hash=words_hash(entry, numbers=numbers),
            )
        )
    return planned


def words_hash(entry: Entry, *, numbers: bool = True) -> bytes:
    """Return eight bytes that are equal for entries which say the same words, whatever their markup and case.

    Without `numbers` only those of the title count: many summaries tell how often an article was read or answered.
    """
    texts = [_WORD.findall(part.casefold()) for part in (entry.title, entry.summary, entry.content)]
    if not numbers:
        texts[1:] = [[word for word in words if not word.isdecimal()] for words in texts[1:]]
    said = "\n".join(map(" ".join, texts))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _distinct(entries: Sequence[Entry], known: Container[str]) -> list[Entry]:
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.key not in known:
            first.setdefault(entry.key, entry)
    return list(first.values())


def _undated_if_ahead(entry: Entry, now: datetime) -> Entry:
    is_ahead = entry.published_at is not None and entry.published_at > now + AHEAD
    return replace(entry, published_at=None) if is_ahead else entry


def _url_keys(feed: Feed, feed_url: str) -> Mapping[str, str]:
    """Return by an entry's key what is equal for the same article in every feed; "" where its link does not tell.

    A link to the site's front page or to the feed names no article, nor does one that several entries share which have
    no guid either: the second of them would be taken for a copy of the first, and nobody would hear of it.
    """
    links = {entry.key: normalise_url(entry.url) for entry in feed.entries}
    homes = {normalise_url(feed.site_url), normalise_url(feed_url)}
    shared = {link for link, times in Counter(links.values()).items() if times > 1}
    return {key: "" if link in homes or (link in shared and is_digest(key)) else link for key, link in links.items()}


def _backlog(entries: Sequence[Entry], *, now: datetime, period: timedelta | None, last: int | None) -> dict[str, str]:
    """Return the keys that a first poll does not read, each with the reason."""
    if period is not None:
        return {
            entry.key: f"older than {_duration(period)} at the first poll" if entry.published_at else "undated"
            for entry in entries
            if entry.published_at is None or _older(entry, now - period)
        }
    if last is not None:
        wanted = {entry.key for entry in _newest_first(entries)[:last]}
        return {entry.key: f"not among the last {last}" for entry in entries if entry.key not in wanted}
    return {entry.key: "first poll" for entry in entries}


def _newest_first(entries: Sequence[Entry]) -> list[Entry]:
    dated = [(entry.published_at, entry) for entry in entries if entry.published_at is not None]
    if len(dated) < len(entries):
        return list(entries)
    return [entry for _, entry in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def _older(entry: Entry, limit: datetime) -> bool:
    return entry.published_at is not None and entry.published_at < limit


def _duration(value: timedelta) -> str:
    """Return `30 d`, `12 h`, `90 min`, `10 s`: the largest unit that divides it."""
    seconds = int(value.total_seconds())
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds and seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
