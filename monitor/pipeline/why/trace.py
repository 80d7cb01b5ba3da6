"""Gather what the store knows of one address. Reads through the ports of one unit of work, decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.core.mutes import Mute
from monitor.core.records import ChannelRow, StoredArticle, StoredDelivery, StoredMatch
from monitor.core.rereading import StoredEdit
from monitor.core.stores import Transaction
from monitor.core.tracing import TracedEntry, TracedFeed
from monitor.feeds.aggregators import target_of
from monitor.feeds.urls import normalise_url
from monitor.feeds.variants import site_hosts, variants_of

MOST_CANDIDATES = 10  #: addresses that are named where a part of one means several
_EVER = timedelta(days=3_650)
_MOST_ALIKE = 2_000  #: links that are looked at for one that leads where was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What a part of a URL may mean: none, or several."""

    part: str
    urls: tuple[str, ...]  #: at most MOST_CANDIDATES
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is known of one address; times are UTC."""

    asked: str
    now: datetime
    site: str = ""
    entries: tuple[TracedEntry, ...] = ()  #: in the order they were seen
    own: frozenset[int] = frozenset()  #: of these the ones that link to what was asked for
    article: StoredArticle | None = None
    first: StoredArticle | None = None  #: the article that opened its story
    matches: tuple[StoredMatch, ...] = ()
    deliveries: Mapping[int, StoredDelivery] = field(default_factory=dict)  #: of its story, and what told it
    edits: tuple[StoredEdit, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  #: lasting names of channels by what they are called
    channels: Mapping[str, ChannelRow] = field(default_factory=dict)  #: by lasting name
    mutes: Sequence[Mute] = ()  #: that have not ended
    taken_for: str = ""  #: the address that its entry had first, where its feed gave that entry the one asked for later
    is_read_again: bool = False  #: and the article there is still to be read again
    feeds: tuple[TracedFeed, ...] = ()  #: of its site, where nothing is known of it
    let_go: bool = False  #: it was read; what was kept of it was let go
    kept_since: datetime | None = None  #: of what came before then some was let go; None: nothing was
    rules_in_force: tuple[int, str] | None = None  #: version and digest

    @property
    def is_known(self) -> bool:
        """Whether a feed ever brought it."""
        return bool(self.entries) or self.article is not None


def gather(tx: Transaction, asked: str, *, now: datetime) -> Trace | Candidates:
    """Return what is known of a URL, or of the only one that has `asked` in it."""
    asked = asked.strip()
    if not normalise_url(asked):
        urls = _urls_with(tx, asked)
        if len(urls) != 1:
            return Candidates(part=asked, urls=urls[:MOST_CANDIDATES], more=len(urls) > MOST_CANDIDATES)
        asked = urls[0]
    keys = variants_of(asked)
    article, entries, own = _found(tx, asked, keys)
    again = _to_be_read_again(tx, keys, now) if article is None and not entries else None
    if again is not None:
        article, entries = again, tx.traces.entries((), article_id=again.id)
    if article is None and not entries:
        return _unknown(tx, asked, keys, now)
    matches = tx.matches.of_article(article.id) if article else []
    names = tx.channels.resolved()
    return Trace(
        asked=asked,
        now=now,
        site=site_hosts(asked)[0],
        entries=tuple(entries),
        own=own,
        article=article,
        first=tx.traces.article(article.story_id) if article and article.story_id else None,
        matches=tuple(matches),
        deliveries=_deliveries(tx, article, matches, names),
        taken_for=_taken_for(tx, article, keys) if article and not own else "",
        is_read_again=again is not None,
        edits=tuple(tx.revisions.edits(article.id)) if article else (),
        names=names,
        channels=_channels(tx, {names.get(one.channel, one.channel) for one in matches}),
        mutes=tx.mutes.active(now=now),
        rules_in_force=tx.rule_sets.newest(),
    )


def _unknown(tx: Transaction, asked: str, keys: Sequence[str], now: datetime) -> Trace:
    site, hosts = site_hosts(asked)
    kept = tx.retention.kept()
    return Trace(
        asked=asked,
        now=now,
        site=site,
        feeds=tuple(tx.traces.feeds_of(hosts, under=site)),
        let_go=any(tx.articles.was_let_go(key) for key in keys),
        kept_since=kept.outcomes_since if kept.has_marks else None,
        rules_in_force=tx.rule_sets.newest(),
    )


def _found(
    tx: Transaction, asked: str, keys: Sequence[str]
) -> tuple[StoredArticle | None, list[TracedEntry], frozenset[int]]:
    """Return the article behind a whole URL, its entries, and which of these link to that URL."""
    linked = tx.traces.entries(keys) or _leading_to(tx, keys)
    exact = tx.articles.find(keys[0])
    if exact is not None and all(one.url_key != keys[0] for one in linked):
        linked = []  # redirects led there: what links to a mere form of it is less likely meant
    rank = {key: place for place, key in enumerate(keys)}
    linked.sort(key=lambda one: (rank.get(one.url_key, len(rank)), one.id))
    likeliest = [one for one in linked if one.url_key == linked[0].url_key]
    number = next((one.article_id for one in likeliest if one.article_id is not None), None)
    if number is not None:
        article = tx.traces.article(number)
    elif likeliest:
        article = None
    else:
        article = exact or next(filter(None, map(tx.articles.find, keys)), None) or _with_address(tx, asked, keys)
    own = frozenset(one.id for one in likeliest)
    if article is None:
        return None, likeliest, own
    return article, tx.traces.entries({one.url_key for one in likeliest}, article_id=article.id), own


def _leading_to(tx: Transaction, keys: Sequence[str]) -> list[TracedEntry]:
    """Return entries of aggregators whose links lead to one of these."""
    if not keys:
        return []
    path = urlsplit(keys[0]).path.rstrip("/").rpartition("/")[2]
    alike = tx.traces.entries_like(path, limit=_MOST_ALIKE) if path else []
    alike += tx.traces.entries_like("//news.google.com/", limit=_MOST_ALIKE)
    wanted, found = set(keys), {}
    for one in alike:
        target = target_of(one.url)
        if target != one.url and normalise_url(target) in wanted:
            found[one.id] = one
    return list(found.values())


def _with_address(tx: Transaction, asked: str, keys: Sequence[str]) -> StoredArticle | None:
    """Return the article whose page was found at this URL, whatever it is known by."""
    path = urlsplit(asked).path
    if path in {"", "/"}:
        return None
    alike = tx.articles.list(url_contains=path, limit=_MOST_ALIKE)
    return next((one for one in alike if normalise_url(one.article.url) in keys), None)


def _to_be_read_again(tx: Transaction, keys: Sequence[str], now: datetime) -> StoredArticle | None:
    """Return the article whose entry has this link by now, if it is to be read again there."""
    for due in tx.rereads.due(now=now + _EVER, limit=_MOST_ALIKE):
        if normalise_url(due.entry.url) in keys:
            return tx.traces.article(due.article_id)
    return None


def _taken_for(tx: Transaction, article: StoredArticle, keys: Sequence[str]) -> str:
    """Return where an article stood first, if its feed gave its entry another address; "" if it always stood here.

    A feed that uses the mark of an entry (its guid) again says that the one is the other, edited.
    """
    versions = tx.revisions.of_article(article.id)
    first = versions[0].article.url if versions else article.article.url
    return "" if normalise_url(first) in keys or article.url_key in keys else first


def _urls_with(tx: Transaction, part: str) -> tuple[str, ...]:
    """Return the addresses that have this in them, one of each article and entry."""
    most = MOST_CANDIDATES + 1
    found: dict[str, str] = {}
    for article in tx.articles.list(url_contains=part, limit=most) if part else ():
        found.setdefault(article.url_key, article.article.url)
    for entry in tx.traces.entries_like(part, limit=most) if part else ():
        brought = tx.traces.article(entry.article_id) if entry.article_id is not None else None
        key = brought.url_key if brought is not None else normalise_url(target_of(entry.url))
        found.setdefault(key or entry.url, entry.url)
    return tuple(found.values())[:most]


def _deliveries(
    tx: Transaction, article: StoredArticle | None, matches: Sequence[StoredMatch], names: Mapping[str, str]
) -> dict[int, StoredDelivery]:
    found: dict[int, StoredDelivery] = {}
    if article is None or article.story_id is None:
        return found
    for channel in sorted({names.get(one.channel, one.channel) for one in matches}):
        found |= {one.id: one for one in tx.outbox.of_story(article.story_id, channel)}
    tellers = {one.told_by for one in matches} | {one.told_by for one in found.values()}
    for number in sorted(one for one in tellers if one is not None and one not in found):
        found |= {one.id: one for one in tx.outbox.list(number=number)}
    return found


def _channels(tx: Transaction, names: set[str]) -> dict[str, ChannelRow]:
    rows = {name: tx.channels.get(name) for name in names}
    return {name: row for name, row in rows.items() if row is not None}
