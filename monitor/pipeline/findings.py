"""Transaction 2: an entry with its outcome, its article, the matches, their story and the alerts they ask for.

Everything here runs inside one unit of work of the store. It decides nothing about pace, caps or quiet hours.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alerts.follow_ups import FOLLOW_UP_EVERY
from monitor.alerts.plan import late_copy
from monitor.alerts.stories import STORY_WINDOW, choose_story
from monitor.articles.repeated import line_numbers
from monitor.core.article import Article, TextState
from monitor.core.errors import MonitorError
from monitor.core.match import Match
from monitor.core.outbox import DeliveryState, EntryState, MatchOutcome
from monitor.core.records import NewDelivery, StoredArticle, WaitingEntry
from monitor.core.rereading import DueReread, Edit, RereadCause, RereadOutcome
from monitor.core.stores import Transaction
from monitor.feeds.urls import shard_of
from monitor.matching import required_weight
from monitor.pipeline.edits import note_edits
from monitor.pipeline.rule_book import RuleBook
from monitor.rules.model import Enabled, Rule

#: For so long after an article was found its feed's `recheck` reads it again: as long as its story can grow.
RECHECKED_FOR = STORY_WINDOW


class RulesMoved(MonitorError):
    """A newer rule set is in force than the one the article was matched under: match again."""

    def __init__(self) -> None:
        """Say what it means to a user: this process read its rules when it started."""
        super().__init__("newer rules are in force: another daemon works on this database (end it, or this one)")


class EntryMoved(Exception):
    """The entry is not waiting any more: somebody else gave it its outcome."""


class ArticleKnown(Exception):
    """The article is in the store already: the entry is a further copy of it."""


class ArticleMoved(Exception):
    """Another feed brought the article, or it got its story, since it was matched: match again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What reading one entry came to, before it is stored."""

    entry: WaitingEntry
    article: Article
    host: str  #: of the page that was read, "" where the feed's text was
    url_key: str
    state: EntryState
    reason: str
    matches: tuple[Match, ...]
    signature: frozenset[int]  #: empty where nothing matched


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What transaction 2 wrote."""

    article_id: int  #: 0 where there is none
    matches: int  #: new ones, each rule once
    alerts: int  #: new ones


def store_finding(tx: Transaction, finding: Finding, book: RuleBook, now: datetime) -> Stored:
    """Store a newly read article; raises RulesMoved, EntryMoved or ArticleKnown, and then nothing is written."""
    check_version(tx, book)
    article_id = tx.articles.add(
        finding.article,
        url_key=finding.url_key,
        rule_set=book.version,
        matched=bool(finding.matches),
        now=now,
    )
    if article_id is None:
        raise ArticleKnown
    tx.articles.carry(article_id, finding.entry.feed_id)
    _learn_lines(tx, finding, now)
    _ask_for_recheck(tx, finding.entry, article_id, book, now)
    stored = _store_matches(tx, article_id, None, finding.matches, finding.signature, book, now)
    if not tx.entries.settle(finding.entry.id, finding.state, reason=finding.reason, article_id=article_id):
        raise EntryMoved
    return stored


def store_unread(
    tx: Transaction, entry: WaitingEntry, reason: str, book: RuleBook, *, state: EntryState = EntryState.FILTERED
) -> Stored:
    """Settle an entry whose page is not read; raises RulesMoved or EntryMoved, and then nothing is written."""
    check_version(tx, book)
    if not tx.entries.settle(entry.id, state, reason=reason):
        raise EntryMoved
    return Stored(article_id=0, matches=0, alerts=0)


def store_further_carrier(
    tx: Transaction,
    entry: WaitingEntry,
    known: StoredArticle,
    matches: tuple[Match, ...],
    signature: frozenset[int],
    book: RuleBook,
    now: datetime,
) -> Stored:
    """Note that a further feed brought a known article; rules whose `where` now holds alert (RULES.md §2).

    `matches` are those of the article as it stands in `known`, with the entry's feed added. Raises RulesMoved,
    ArticleMoved or EntryMoved, and then nothing is written.
    """
    check_version(tx, book)
    current = tx.articles.find(known.url_key)
    if current is None or _standing(current) != _standing(known):
        raise ArticleMoved
    tx.articles.carry(known.id, entry.feed_id)
    if now < known.found_at + RECHECKED_FOR:
        _ask_for_recheck(tx, entry, known.id, book, now)
    stored = _store_matches(tx, known.id, known.story_id, matches, signature, book, now)
    if not tx.entries.settle(entry.id, EntryState.DUPLICATE, reason="known article", article_id=known.id):
        raise EntryMoved
    return stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What reading an article again came to, where its words are others now."""

    due: DueReread
    known: StoredArticle  #: as it was when it was read again
    article: Article
    edits: tuple[Edit, ...]
    matches: tuple[Match, ...]
    signature: frozenset[int]  #: empty where nothing matches


def store_revision(tx: Transaction, revision: Revision, book: RuleBook, now: datetime) -> Stored:
    """Replace the text of an article and keep the one before; rules that match now and did not yet alert.

    Alerts that are on their way are not withdrawn, whatever the article says now; those that are not out yet show
    what it says now. Raises RulesMoved or ArticleMoved, and then nothing is written.
    """
    check_version(tx, book)
    known = revision.known
    current = tx.articles.find(known.url_key)
    if current is None or _standing(current) != _standing(known):
        raise ArticleMoved
    cause = revision.due.cause
    if not tx.revisions.add(current, revision.article, revision.edits, cause=cause, rule_set=book.version, now=now):
        raise ArticleMoved
    for match in revision.matches:
        tx.matches.renew(known.id, match)
    stored = _store_matches(tx, known.id, known.story_id, revision.matches, revision.signature, book, now)
    note_edits(tx, known.id, known.revision + 1, revision.edits, now)
    settle_reread(tx, revision.due, known, RereadOutcome.REVISED, "", book, now)
    return stored


def settle_reread(
    tx: Transaction,
    due: DueReread,
    known: StoredArticle,
    outcome: RereadOutcome,
    reason: str,
    book: RuleBook,
    now: datetime,
) -> None:
    """Note what reading an article again came to; the next is due when its feed's `recheck` says."""
    recheck = _recheck(book, due.feed_url)
    goes_on = recheck is not None and now + recheck <= known.found_at + RECHECKED_FOR
    next_at = now + recheck if recheck is not None and goes_on else None
    tx.rereads.settle(due, outcome, reason=reason, next_at=next_at, now=now)


def _standing(article: StoredArticle) -> tuple[object, ...]:
    """Return what others may change about an article while it is matched."""
    return article.carriers, article.story_id, article.revision


def _ask_for_recheck(tx: Transaction, entry: WaitingEntry, article_id: int, book: RuleBook, now: datetime) -> None:
    recheck = _recheck(book, entry.feed_url)
    if recheck is not None and entry.entry.url:
        tx.rereads.ask(
            article_id,
            entry.feed_id,
            entry.entry,
            cause=RereadCause.RECHECK,
            shard=shard_of(entry.entry.url),
            due_at=now + recheck,
        )


def _recheck(book: RuleBook, feed_url: str) -> timedelta | None:
    """Return how soon a feed's articles are read again; none where its own text is used, which only polls bring."""
    source = book.sources.get(feed_url)
    return None if source is None or source.use_feed_text else source.recheck


def _learn_lines(tx: Transaction, finding: Finding, now: datetime) -> None:
    """Count the lines of a page that showed an article: those that its host shows again and again are its own."""
    if finding.host and finding.article.state is TextState.FULL:
        tx.repeated_lines.learn(finding.host, finding.url_key, line_numbers(finding.article), now=now)


def check_version(tx: Transaction, book: RuleBook) -> None:
    """Raise RulesMoved if other rules than the book's are in force."""
    newest = tx.rule_sets.newest()
    if newest is not None and newest[0] != book.version:
        raise RulesMoved


def _store_matches(
    tx: Transaction,
    article_id: int,
    story_id: int | None,
    matches: tuple[Match, ...],
    signature: frozenset[int],
    book: RuleBook,
    now: datetime,
) -> Stored:
    if not matches:
        return Stored(article_id=article_id, matches=0, alerts=0)
    known: Collection[tuple[str, str]] = ()
    names = tx.channels.resolved()
    if story_id is None:
        story_id = _find_story(tx, article_id, signature, now)
        tx.articles.mark_matched(article_id, story_id=story_id)
    else:
        labels = {channel for match in matches for channel in book.rules[match.rule].channels}
        known = _known_matches(tx, article_id, story_id, {names.get(label, label) for label in labels})
    alerts, rules = 0, set()
    for match in matches:
        rule = book.rules[match.rule]
        for channel in rule.channels:
            if (match.rule, channel) in known:
                continue  # it has its outcome, or its alert on the way: a shadow match does not turn into an alert
            resolved = names.get(channel, channel)
            made, outcome, reason = _raise_alert(tx, rule, story_id, channel, resolved, book, now)
            tx.matches.add(
                article_id,
                match,
                channel=channel,
                resolved=resolved,
                story_id=story_id,
                outcome=outcome,
                reason=reason,
                now=now,
            )
            alerts += made
            rules.add(match.rule)
    return Stored(article_id=article_id, matches=len(rules), alerts=alerts)


def _known_matches(tx: Transaction, article_id: int, story_id: int, channels: Collection[str]) -> set[tuple[str, str]]:
    """Return (rule, channel as the rule names it) of the matches that the article has already."""
    return {
        (match.match.rule, match.channel)
        for channel in channels
        for match in tx.matches.of_story(story_id, resolved=channel)
        if match.article_id == article_id
    }


def _find_story(tx: Transaction, article_id: int, signature: frozenset[int], now: datetime) -> int:
    candidates = tx.stories.candidates(signature, opened_since=now - STORY_WINDOW)
    story_id = choose_story(candidates, len(signature))
    return story_id if story_id is not None else tx.stories.open(article_id, signature, now=now)


def _raise_alert(
    tx: Transaction, rule: Rule, story_id: int, label: str, resolved: str, book: RuleBook, now: datetime
) -> tuple[int, MatchOutcome, str]:
    """Put the alert in the outbox unless it is there; return (alerts made, outcome of the match, its reason)."""
    if rule.enabled is Enabled.SHADOW:
        return 0, MatchOutcome.SHADOW, ""
    alert = NewDelivery(
        key=f"alert:{rule.identity}:{story_id}:{resolved}",
        rule=rule.identity,
        story_id=story_id,
        channel=resolved,
        severity=rule.severity,
        weight=required_weight(rule),
        order=book.order[rule.identity],
        due_at=now + book.wait(label, rule.severity),
    )
    if tx.outbox.add(alert, now=now) is not None:
        return 1, MatchOutcome.WAITING, ""
    deliveries = tx.outbox.of_story(story_id, resolved)
    known = next(one for one in deliveries if one.key == alert.key)
    late = late_copy(known, deliveries)
    if late.again:
        tx.outbox.settle(known, DeliveryState.PENDING, due_at=alert.due_at)
    if late.parent is not None:
        batch = now + FOLLOW_UP_EVERY
        tx.standing.ask_follow_up(late.parent.id, min(late.parent.follow_up_at or batch, batch))
    return 0, late.outcome, late.reason
