"""What is wrong while and after a polling run: the store against what the wires showed and the Slack has.

`look` is for every moment at which no daemon runs, a killed one least of all; `audit` for the end.
"""

import contextlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from monitor.core.outbox import EntryState
from monitor.feeds.document import read_document
from monitor.feeds.split import HASH_BYTES, split_items
from monitor.feeds.unseen import ITEM_BYTES
from monitor.feeds.urls import normalise_url
from monitor.store import open_store
from tests.fakes.newsroom import Newsroom, headline_in, headline_of, is_of_the_harbour
from tests.fakes.wires import CORRECTED, TOUCHY, Document, Kind, Wire, Wires, correction_of, is_on_strike, link_to

EVERYTHING = 1_000_000
_NUMBER = re.compile(r"/articles/(\d+)$")


@dataclass(frozen=True, slots=True)
class Look:
    """The store as it stands between two runs."""

    ahead: tuple[str, ...] = ()  #: feeds whose state tells of what is not stored
    broken: tuple[str, ...] = ()  #: what SQLite itself finds
    validated: frozenset[str] = frozenset()  #: the addresses of feeds that have an ETag or a Last-Modified
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one run came to."""

    entries: int = 0
    articles: int = 0
    posts: int = 0
    lost: tuple[str, ...] = ()  #: published, but not stored, not read, or not posted
    twice: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()  #: stored though nobody can have seen it
    store: tuple[str, ...] = ()  #: what does not add up there


@dataclass(slots=True)
class _Stored:
    """What the store holds of one feed, as far as a look is concerned."""

    numbers: set[int] = field(default_factory=set)
    corrected: set[int] = field(default_factory=set)  #: told as corrected, or about to be read again for it


def look(wires: Wires, path: Path) -> Look:
    """Return what the store of these wires is worth now; nothing before the first run."""
    if not path.exists():
        return Look()
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'reread'").fetchone():
            return Look()
        whole = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        broken = [line for line in whole if line != "ok"]
        broken += [f"a row of {row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
        feeds = {str(row["url"]): row for row in connection.execute("SELECT * FROM feed")}
        stored = _stored(connection)
    by_url = {wire.url: wire for wire in wires.wires}
    nothing = _Stored()
    ahead = [
        f"{by_url[url].name}: {fault}"
        for url, row in feeds.items()
        for fault in _ahead(by_url[url], row, stored.get(row["id"], nothing))
    ]
    return Look(
        ahead=tuple(ahead),
        broken=tuple(broken),
        validated=frozenset(url for url, row in feeds.items() if row["etag"] or row["last_modified"]),
        entries=sum(len(one.numbers) for one in stored.values()),
    )


def _stored(connection: sqlite3.Connection) -> dict[int, _Stored]:
    reread = {row[0] for row in connection.execute("SELECT article_id FROM reread")}
    stored: dict[int, _Stored] = {}
    for row in connection.execute("SELECT feed_id, url, title, article_id FROM entry"):
        of_feed = stored.setdefault(row["feed_id"], _Stored())
        number = _number(row["url"])
        of_feed.numbers.add(number)
        if row["title"].endswith(CORRECTED) or row["article_id"] in reread:
            of_feed.corrected.add(number)
    return stored


def _ahead(wire: Wire, row: sqlite3.Row, stored: _Stored) -> Iterator[str]:
    """Yield what a feed's state promises and its entries do not keep.

    Everything in the state belongs to one document that the wire had; all of its entries are stored.
    """
    state = {name: row[name] for name in ("etag", "last_modified", "body_hash") if row[name] is not None}
    if str(state.get("body_hash", "")).startswith(("cut off", "half")):  # of half a document, which promises nothing
        del state["body_hash"]
    if not state:
        return
    told = [one for one in wire.documents if all(getattr(one, name) == value for name, value in state.items())]
    if not told:
        # Of one document alone, then: whichever validator there is hides what that has.
        told = [one for one in wire.documents if any(getattr(one, name) == value for name, value in state.items())]
        yield f"no document has all of {state}"
    lacking = [(one.numbers - stored.numbers) | (one.corrected - stored.corrected) for one in told]
    if lacking and all(lacking):
        yield f"{state} is that of a document with {min(map(sorted, lacking))}, which are not stored"
    items = row["items"] or b""
    hashes = {items[at : at + HASH_BYTES] for at in range(0, len(items), ITEM_BYTES)}
    if told and "body_hash" in state and all(hashes != _hashes(wire, one) for one in told):
        yield f"the items of {state} are not those of its document"


def _hashes(wire: Wire, document: Document) -> set[bytes]:
    if wire.kind in {Kind.JSON, Kind.SITEMAP}:
        return set()  # they are never split
    text = read_document(document.body, url=wire.address, content_type=wire.kind.value, charset=None).text
    split = split_items(text, url=wire.address)
    return set(split.hashes) if split else set()


def audit(wires: Wires, newsroom: Newsroom, path: Path) -> Verdict:
    """Compare what was published with what is stored, read and posted."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        query = "SELECT feed.url AS feed, entry.* FROM entry JOIN feed ON feed.id = entry.feed_id"
        entries = connection.execute(query).fetchall()
        articles = Counter(_number(row[0]) for row in connection.execute("SELECT url FROM article"))
        polls = {row[0]: int(row[1]) for row in connection.execute("SELECT url, polls FROM feed")}
    due = {(wire.url, number) for wire in wires.wires for number in wire.due}
    shown = {(wire.url, number) for wire in wires.wires for number in wire.shown}
    times = Counter((row["feed"], _number(row["url"])) for row in entries)
    posted, expected = _posts(newsroom), _expected_posts({number for _, number in due})
    lost = [f"{number} of {feed} is not stored" for feed, number in sorted(due - set(times))]
    lost += [f"article {number} is not stored" for number in sorted({number for _, number in due} - set(articles))]
    lost += [f"{title} is not in #{channel}" for channel, title in sorted(expected - set(posted))]
    twice = [f"{number} of {feed} is stored {count} times" for (feed, number), count in times.items() if count > 1]
    twice += [f"article {number} is stored {count} times" for number, count in articles.items() if count > 1]
    twice += [f"{title} is {n} times in #{channel}" for (channel, title), n in posted.items() if n > 1]
    claimed = [f"{number} of {feed} is stored" for feed, number in sorted(set(times) - shown)]
    read = wires.pages_asked_for() - {number for _, number in shown}
    claimed += [f"the page of {number} was asked for" for number in sorted(read)]
    claimed += [f"{title} is in #{channel}" for channel, title in sorted(set(posted) - expected)]
    return Verdict(
        entries=len(entries),
        articles=sum(articles.values()),
        posts=sum(posted.values()),
        lost=tuple(lost),
        twice=tuple(twice),
        claimed=tuple(claimed),
        store=(*_outcomes(entries), *_polls(wires, polls), *_sums(wires, newsroom, path, entries, len(due))),
    )


def _posts(newsroom: Newsroom) -> Counter[tuple[str, str]]:
    slack = newsroom.slack
    return Counter((slack.channel(one.channel).name, headline_in(one.text)) for one in slack.messages)


def _expected_posts(numbers: set[int]) -> set[tuple[str, str]]:
    on_strike = {number for number in numbers if is_on_strike(number)}
    posts = {("news-desk", headline_of(number)) for number in on_strike}
    return posts | {("port-desk", headline_of(number)) for number in on_strike if is_of_the_harbour(number)}


def _outcomes(entries: list[sqlite3.Row]) -> Iterator[str]:
    """Yield entries without the one outcome they should have: of an article one is read, all others are copies."""
    outcomes: dict[int, Counter[str]] = {}
    refer: dict[int, set[object]] = {}
    for row in entries:
        number = _number(row["url"])
        outcomes.setdefault(number, Counter())[row["state"]] += 1
        refer.setdefault(number, set()).add(row["article_id"])
    for number, counts in outcomes.items():
        copies = counts[EntryState.DUPLICATE.value]
        if counts[EntryState.READ.value] != 1 or copies != counts.total() - 1:
            yield f"entries of {number} are {dict(counts)}"
        if len(refer[number]) != 1 or None in refer[number]:
            yield f"entries of {number} belong to the articles {refer[number]}"


def _polls(wires: Wires, polls: dict[str, int]) -> Iterator[str]:
    for wire in wires.wires:
        most = wire.answers.total() if wire.host != TOUCHY else EVERYTHING  # that host is asked for nothing for a while
        if not wire.committed <= polls.get(wire.url, 0) <= most:
            yield f"{wire.name}: {polls.get(wire.url)} polls are counted, {wire.committed} to {most} were made"


def _sums(wires: Wires, newsroom: Newsroom, path: Path, entries: list[sqlite3.Row], expected: int) -> Iterator[str]:
    """Yield what of the store's own counts, its carriers and its corrected texts is not as it should be."""
    numbers = {number for wire in wires.wires for number in wire.due}
    base = wires.wires[0].pages
    with contextlib.closing(open_store(f"sqlite:///{path}")) as store, store.snapshot() as tx:
        counts = tx.counts()
        found = {number: tx.articles.find(normalise_url(link_to(base, number))) for number in numbers}
    if not sum(counts.entries.values()) == len(entries) == expected:
        yield f"{counts.entries} entries, {len(entries)} rows, {expected} were shown"
    if sum(counts.articles.values()) != len(numbers):
        yield f"{counts.articles} articles of {len(numbers)}"
    if counts.feeds != len(wires.wires):
        yield f"{counts.feeds} feeds of {len(wires.wires)}"
    matches = len(_expected_posts(numbers))
    if counts.matches != {"posted": matches} or counts.alerts != {"sent": matches}:
        yield f"{matches} matches expected: {counts.matches}, alerts: {counts.alerts}"
    if counts.rereads_waiting:
        yield f"{counts.rereads_waiting} articles wait to be read again"
    if counts.failures:
        yield f"failures: {counts.failures}"
    for number, article in found.items():
        if article is None:
            continue  # it is among the lost
        carriers = {wire.url for wire in wires.wires if number in wire.due}
        if set(article.carriers) != carriers or len(article.carriers) != len(carriers):
            yield f"article {number} is carried by {article.carriers}"
        is_corrected = number in wires.corrected
        if (correction_of(number) in article.article.text) != is_corrected or article.revision > is_corrected:
            yield f"article {number} is in its revision {article.revision}, {'' if is_corrected else 'not '}corrected"


def _number(url: str) -> int:
    found = _NUMBER.search(url)
    assert found, url
    return int(found[1])
