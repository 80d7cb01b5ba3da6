"""What is kept long enough goes, what is open stays, and nothing that went comes again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from monitor.core.match import Match
from monitor.core.mutes import MuteKind, NewMute
from monitor.core.outbox import DeliveryKind, DeliveryState, EntryState, MatchOutcome
from monitor.core.records import NewDelivery, StoredDelivery
from monitor.core.rereading import Edit, EditKind, RereadCause
from monitor.core.retention import LetGo
from monitor.core.stores import Store, Transaction
from monitor.store import SqlStore
from monitor.store.schema import metadata
from tests.store.samples import ARTICLE, MATCH, NOW, feed_id, feed_row, new_alert, new_entry

DAY = timedelta(days=1)
OLD = NOW - 500 * DAY
BEFORE = NOW - 400 * DAY


def rows(store: SqlStore) -> dict[str, int]:
    """Return how many rows each table has that has any."""
    with store._reading.connect() as connection:
        counts = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count}


def put_article(tx: Transaction, name: str, *, at: datetime = OLD) -> int:
    """Store an entry of the feed `one` and the article that was read from it."""
    tx.feeds.sync([feed_row(), feed_row("two")], now=at)
    version = tx.rule_sets.add("d", now=OLD)
    tx.entries.add([new_entry(feed_id(tx), name)], now=at)
    article_id = tx.articles.add(ARTICLE, url_key=f"news.example/{name}", rule_set=version, matched=False, now=at)
    assert article_id is not None
    tx.articles.carry(article_id, feed_id(tx))
    waiting = next(one for one in tx.entries.waiting(now=at) if one.entry.key == name)
    assert tx.entries.settle(waiting.id, EntryState.READ, article_id=article_id)
    return article_id


def put_story(
    tx: Transaction, *names: str, at: datetime = OLD, state: DeliveryState = DeliveryState.SENT
) -> tuple[int, StoredDelivery]:
    """Store a story of these articles, whose alert is in this state; return its id and the alert."""
    articles = [put_article(tx, name, at=at) for name in names]
    story_id = tx.stories.open(articles[0], range(1, 40), now=at)
    for one in articles:
        tx.articles.mark_matched(one, story_id=story_id)
        match = Match("relief", MATCH.spans, MATCH.excerpts)
        tx.matches.add(one, match, channel="C1", resolved="C1", story_id=story_id, outcome=MatchOutcome.POSTED, now=at)
    alert = tx.outbox.add(new_alert(story_id, due_at=at), now=at)
    assert alert is not None
    claimed = tx.outbox.claim(alert, rendered="{}", thread=None, now=at)
    assert claimed is not None
    tx.outbox.settle(claimed, state, sent_id="1.1")
    tx.feedback.add(alert.id, "relief", "relevant", user="U", name="ana", click="1", now=at)
    return story_id, tx.outbox.list(number=alert.id)[0]


def put_newest(tx: Transaction) -> None:
    """Store what came last: a notice, so that no older delivery is the newest."""
    notice = NewDelivery(key="notice:x:C1:2026", kind=DeliveryKind.NOTICE, channel="C1", due_at=NOW)
    delivery = tx.outbox.add(notice, now=NOW)
    assert delivery is not None
    tx.outbox.settle(delivery, DeliveryState.SENT)


def let_all_go(store: Store, before: datetime = BEFORE, *, limit: int = 200) -> dict[str, int]:
    """Walk through all of it; return what went."""
    gone: dict[str, int] = {}
    for name in ("entries", "articles", "stories", "deliveries", "signatures"):
        after: int | None = 0
        while after is not None:
            with store.transaction() as tx:
                step: LetGo = getattr(tx.retention, name)(before=before, after=after, limit=limit)
            assert step.last is None or step.last > after
            after = step.last
            for what, count in step.rows.items():
                gone[what] = gone.get(what, 0) + count
    return {what: count for what, count in gone.items() if count}


def test_all_that_hangs_on_an_old_story_goes_and_two_kinds_of_marks_are_left(store: SqlStore) -> None:
    with store.transaction() as tx:
        put_story(tx, "a", "b", "c")
        put_article(tx, "unmatched")
        tx.mutes.add(NewMute(kind=MuteKind.RULE, target="x", channel=None, until=OLD, by="ana"), now=OLD - DAY)
        tx.mutes.add(NewMute(kind=MuteKind.RULE, target="x", channel=None, until=NOW, by="ana"), now=OLD - DAY)
        put_newest(tx)

    gone = let_all_go(store)

    assert gone == {
        "entries": 4,
        "articles": 4,
        "matches": 3,
        "stories": 1,
        "deliveries": 1,
        "feedback": 1,
        "mutes": 1,
    }
    left = rows(store)
    assert left == {
        "feed": 2,
        "rule_set": 1,
        "mute": 1,
        "outbox": 1,
        "seen_entry": 4,
        "seen_article": 4,
    } | {name: left[name] for name in ("alembic_version",) if name in left}
    with store._reading.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_year_old_entry_that_its_feed_still_holds_is_not_new(store: Store) -> None:
    with store.transaction() as tx:
        put_article(tx, "a")
    let_all_go(store)
    with store.transaction() as tx:
        one, two = feed_id(tx), feed_id(tx, "two")
        added = tx.entries.add([new_entry(one, "a"), new_entry(one, "b"), new_entry(two, "a")], now=NOW)
        assert [(new.feed_id, new.entry.key) for new in added] == [(one, "b"), (two, "a")]
        assert len(tx.entries.list()) == 2


def test_an_article_that_was_let_go_is_not_stored_again(store: Store) -> None:
    with store.transaction() as tx:
        put_article(tx, "a")
        assert not tx.articles.was_let_go("news.example/a")
    let_all_go(store)
    with store.transaction() as tx:
        assert tx.articles.find("news.example/a") is None
        assert tx.articles.was_let_go("news.example/a")
        assert not tx.articles.was_let_go("news.example/b")
        assert tx.articles.add(ARTICLE, url_key="news.example/a", rule_set=1, matched=False, now=NOW) is None
        assert tx.articles.add(ARTICLE, url_key="news.example/b", rule_set=1, matched=False, now=NOW) is not None


def test_what_is_young_stays(store: SqlStore) -> None:
    with store.transaction() as tx:
        put_story(tx, "a", "b", at=BEFORE)
        put_article(tx, "c", at=BEFORE)
    before = rows(store)
    assert let_all_go(store) == {}
    assert rows(store) == before


def test_an_entry_that_waits_stays_however_old(store: Store) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=OLD)
        tx.entries.add([new_entry(feed_id(tx), "a")], now=OLD)
    assert let_all_go(store) == {}
    with store.transaction() as tx:
        assert [one.entry.key for one in tx.entries.waiting(now=NOW)] == ["a"]


@pytest.mark.parametrize(
    "state",
    [
        DeliveryState.PENDING,
        DeliveryState.HELD,
        DeliveryState.SENDING,
        DeliveryState.UNKNOWN,
        DeliveryState.PARKED,
    ],
)
def test_a_story_with_a_delivery_on_its_way_stays_whole(store: Store, state: DeliveryState) -> None:
    with store.transaction() as tx:
        put_story(tx, "a", "b", state=state)
        put_newest(tx)
    assert let_all_go(store) == {"entries": 2, "signatures": 39}
    with store.transaction() as tx:
        assert len(tx.articles.list()) == 2
        assert len(tx.matches.list()) == 2


def tell(tx: Transaction, alert: NewDelivery) -> None:
    made = tx.outbox.add(alert, now=NOW)
    assert made is not None
    tx.outbox.settle(made, DeliveryState.MERGED)


CHANGES: dict[str, Callable[[Transaction, int, StoredDelivery], object]] = {
    "a match waits": lambda tx, story, _: tx.matches.settle([1], MatchOutcome.WAITING),
    "a match is held": lambda tx, story, _: tx.matches.settle([1], MatchOutcome.HELD),
    "later news is due in its thread": lambda tx, story, alert: tx.standing.ask_follow_up(alert.id, NOW),
    "its message is out of date": lambda tx, story, alert: tx.standing.touch(alert.id),
    "its article will be read again": lambda tx, story, _: tx.rereads.ask(
        story, 1, new_entry(1).entry, cause=RereadCause.ENTRY, shard=1, due_at=NOW
    ),
    "a rule matched it lately": lambda tx, story, _: tx.matches.add(
        story,
        Match("late", (), ()),
        channel="C1",
        resolved="C1",
        story_id=story,
        outcome=MatchOutcome.POSTED,
        now=NOW,
    ),
    "an alert of it was told lately": lambda tx, story, _: tell(tx, new_alert(story, rule="late")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_old_story_where_something_goes_on_stays(store: Store, change: str) -> None:
    with store.transaction() as tx:
        story_id, alert = put_story(tx, "a")
        CHANGES[change](tx, story_id, alert)
        put_newest(tx)
    assert set(let_all_go(store)) <= {"entries", "signatures"}
    with store.transaction() as tx:
        assert tx.articles.find("news.example/a") is not None
        assert tx.outbox.list(number=alert.id)


def test_an_article_that_was_revised_lately_stays_with_its_story(store: Store) -> None:
    with store.transaction() as tx:
        article_id = put_article(tx, "a")
        stored = tx.articles.find("news.example/a")
        assert stored is not None
        edits = [Edit(rule="relief", kind=EditKind.STARTED, added=("It is so.",))]
        assert tx.revisions.add(stored, ARTICLE, edits, cause=RereadCause.RECHECK, rule_set=1, now=NOW)
    let_all_go(store)
    with store.transaction() as tx:
        assert len(tx.revisions.edits(article_id)) == 1
    let_all_go(store, NOW + DAY)
    with store.transaction() as tx:
        assert tx.revisions.edits(article_id) == []
        assert tx.revisions.of_article(article_id) == []


def test_the_newest_delivery_stays_since_its_number_must_not_be_given_again(store: Store) -> None:
    with store.transaction() as tx:
        _, alert = put_story(tx, "a")
    let_all_go(store)
    with store.transaction() as tx:
        put_newest(tx)
        assert [one.id for one in tx.outbox.list()] == [alert.id + 1, alert.id]
    assert let_all_go(store)["deliveries"] == 1


def test_a_digest_stays_as_long_as_what_it_told(store: Store) -> None:
    with store.transaction() as tx:
        new = NewDelivery(key="digest:C1:2025:1", kind=DeliveryKind.DIGEST, channel="C1", due_at=OLD)
        digest = tx.outbox.add(new, now=OLD)
        assert digest is not None
        tx.outbox.settle(digest, DeliveryState.SENT)
        story_id, _ = put_story(tx, "a")
        tx.matches.settle([1], MatchOutcome.DIGEST, told_by=digest.id)
        tx.rereads.ask(story_id, 1, new_entry(1).entry, cause=RereadCause.ENTRY, shard=1, due_at=NOW)
        put_newest(tx)
    assert "deliveries" not in let_all_go(store)
    with store.transaction() as tx:
        (due,) = tx.rereads.due(now=NOW)
        tx.rereads.postpone(due, due_at=NOW, reason="")
    with store.transaction() as tx:
        tx.matches.settle([1], MatchOutcome.POSTED, told_by=999)
    assert let_all_go(store)["deliveries"] == 1


def test_a_story_that_an_old_article_opened_late_holds_up_no_other(store: Store) -> None:
    """Its id is old and it is young: ids of stories do not ascend with the time at which they were opened."""
    with store.transaction() as tx:
        late = put_article(tx, "late")
        tx.stories.open(late, {7, 8, 9}, now=NOW)
        tx.articles.mark_matched(late, story_id=late)
        put_story(tx, "a")
        put_newest(tx)
    gone = let_all_go(store)
    assert (gone["stories"], gone["articles"]) == (1, 1)
    with store.transaction() as tx:
        assert tx.articles.find("news.example/late") is not None
        assert [one.story_id for one in tx.stories.candidates({7, 8}, opened_since=NOW - DAY)] == [late]


def test_steps_of_any_size_come_to_the_same(store: SqlStore) -> None:
    with store.transaction() as tx:
        for number in range(5):
            put_story(tx, f"a{number}", f"b{number}")
            put_article(tx, f"u{number}")
        put_newest(tx)
    assert let_all_go(store, limit=1)["articles"] == 15
    assert set(rows(store)) - {"alembic_version"} == {"feed", "rule_set", "outbox", "seen_entry", "seen_article"}


def test_a_copy_that_another_feed_brought_lately_outlives_its_article(store: Store) -> None:
    with store.transaction() as tx:
        article_id = put_article(tx, "a")
        tx.entries.add([new_entry(feed_id(tx, "two"), "copy")], now=NOW)
        (waiting,) = tx.entries.waiting(now=NOW)
        tx.entries.settle(waiting.id, EntryState.DUPLICATE, reason="known article", article_id=article_id)
    let_all_go(store)
    with store.transaction() as tx:
        (copy,) = tx.entries.list()
        assert (copy.state, copy.article_id) == (EntryState.DUPLICATE, None)


def test_what_is_kept_is_told_and_room_is_given_back(store: Store) -> None:
    with store.transaction() as tx:
        assert (tx.retention.kept().texts_since, tx.retention.kept().outcomes_since) == (None, None)
        for number in range(300):
            put_article(tx, f"a{number}", at=OLD + number * timedelta(hours=1))
        tx.texts.let_go([1, 2])
        full = tx.retention.kept()
    assert (full.outcomes_since, full.texts_since) == (OLD, OLD + timedelta(hours=2))
    let_all_go(store)
    with store.transaction() as tx:
        kept = tx.retention.kept()
        assert kept.used_bytes < full.used_bytes - 100_000
        assert kept.free_bytes > 100_000
        given = tx.retention.give_back(at_most=100_000)
        assert 90_000 < given <= 100_000
        assert tx.retention.kept().free_bytes == kept.free_bytes - given
        assert tx.retention.kept().used_bytes == kept.used_bytes
