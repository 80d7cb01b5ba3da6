"""Values of every kind, to be varied by the tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.core.article import Article, Field, TextState
from monitor.core.feed import Entry
from monitor.core.match import Excerpt, Match, Span
from monitor.core.message import Severity
from monitor.core.outbox import MatchOutcome
from monitor.core.records import FeedRow, NewDelivery, NewEntry, StoredDelivery
from monitor.core.stores import Store, Transaction

NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

ARTICLE = Article(
    url="https://news.example/a",
    title="Ministers weigh relief",
    text="The ministers met at dawn.\nNothing was signed.",
    lead="The ministers met at dawn.",
    captions=("A long table", "Two flags"),
    author="R. Porter",
    site="Example News",
    language="en",
    published_at=NOW - MINUTE,
    state=TextState.TEASER,
    state_reason="subscribe to read on",
)
MATCH = Match(
    rule="relief",
    spans=(Span(Field.TITLE, 16, 22, "relief", "relief"), Span(Field.BODY, 4, 13, "@ministers", "ministers")),
    excerpts=(Excerpt("The ministers met at dawn.", ((4, 13),)), Excerpt("A long table", (), Field.CAPTION)),
)


def feed_row(name: str = "one", *, shard: int = 7) -> FeedRow:
    return FeedRow(url=f"https://{name}.example/feed", name=name, host=f"{name}.example", shard=shard)


def feed_id(tx: Transaction, name: str = "one") -> int:
    return next(feed.id for feed in tx.feeds.all() if feed.row.name == name)


def new_entry(of_feed: int, key: str = "k1", *, shard: int = 7) -> NewEntry:
    entry = Entry(
        key=key,
        url=f"https://one.example/{key}",
        title=f"Entry {key}",
        summary="In short",
        content="At length\nand breadth",
        author="A. Writer",
        published_at=NOW - MINUTE,
        language="en",
    )
    return NewEntry(feed_id=of_feed, entry=entry, url_key=f"one.example/{key}", shard=shard)


def store_article(tx: Transaction, name: str = "a") -> int:
    """Store an article under the rule set in force; return its id."""
    version = tx.rule_sets.add("digest of the rules", now=NOW)
    article = replace(ARTICLE, url=f"https://news.example/{name}")
    stored = tx.articles.add(article, url_key=f"news.example/{name}", rule_set=version, matched=False, now=NOW)
    assert stored is not None
    return stored


def open_story(tx: Transaction, name: str = "a") -> int:
    """Store an article that opens a story; return the story's id."""
    article_id = store_article(tx, name)
    story_id = tx.stories.open(article_id, {1, 2, 3}, now=NOW)
    tx.articles.mark_matched(article_id, story_id=story_id)
    return story_id


def new_alert(story_id: int, *, rule: str = "relief", channel: str = "C1", due_at: datetime = NOW) -> NewDelivery:
    return NewDelivery(
        key=f"alert:{rule}:{story_id}:{channel}",
        rule=rule,
        story_id=story_id,
        channel=channel,
        severity=Severity.HIGH,
        weight=2,
        order=5,
        due_at=due_at,
    )


def add_match(tx: Transaction, story_id: int, *, rule: str = "relief", channel: str = "C1") -> bool:
    return tx.matches.add(
        story_id,
        Match(rule, MATCH.spans, MATCH.excerpts),
        channel=channel,
        resolved=channel,
        story_id=story_id,
        outcome=MatchOutcome.WAITING,
        now=NOW,
    )


def put_alert(store: Store, *, rule: str = "relief", channel: str = "C1", due_at: datetime = NOW) -> StoredDelivery:
    """Put an alert of a new story in the outbox; return it as stored."""
    with store.transaction() as tx:
        story_id = open_story(tx, f"{rule}-{channel}-{due_at.timestamp()}")
        assert tx.outbox.add(new_alert(story_id, rule=rule, channel=channel, due_at=due_at), now=NOW)
        return tx.outbox.of_story(story_id, channel)[0]
