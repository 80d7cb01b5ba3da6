from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from monitor.core.outbox import DeliveryState, EntryState, MatchOutcome
from monitor.core.records import FeedState
from monitor.core.stores import Transaction
from monitor.core.tracing import Gap
from monitor.store import SqlStore
from monitor.store.schema import REVISION, metadata
from monitor.store.upgrade import SCRIPTS
from tests.store.samples import NOW, add_match, feed_id, feed_row, new_alert, new_entry, open_story, put_alert


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    return ScriptDirectory.from_config(config)


def test_the_migrations_make_exactly_the_tables_of_the_schema(migrated: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{migrated}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_migrations_keep_ids_from_being_given_twice(migrated: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{migrated}")
    with engine.connect() as connection:
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'article'").scalar_one()
    engine.dispose()
    assert "AUTOINCREMENT" in made


def test_the_newest_migration_is_the_one_the_schema_names() -> None:
    assert scripts().get_current_head() == REVISION


def test_there_is_no_way_back_but_the_backup() -> None:
    assert not [script.revision for script in scripts().walk_revisions() if hasattr(script.module, "downgrade")]


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_can_be_made_on_postgresql_too(table: sa.Table) -> None:
    made = str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap
    assert f"CREATE TABLE {table.name}" in made
    for column in table.columns:
        general = type(column.type).__module__
        assert general in {"sqlalchemy.sql.sqltypes", "monitor.store.columns"}, column


HOT: dict[str, Callable[[Transaction], object]] = {
    "feeds due": lambda tx: tx.feeds.due(now=NOW),
    "feeds due in a shard": lambda tx: tx.feeds.due(now=NOW, shards=(7,)),
    "feeds due in some shards": lambda tx: tx.feeds.due(now=NOW, shards=(7, 9, 11)),
    "shards with due feeds": lambda tx: tx.feeds.due_shards(now=NOW),
    "next feed": lambda tx: tx.feeds.next_due_at(),
    "feed polled": lambda tx: tx.feeds.record(1, FeedState(due_at=NOW, interval_s=1.0)),
    "entries found": lambda tx: tx.entries.add([new_entry(1)], now=NOW),
    "entries waiting": lambda tx: tx.entries.waiting(now=NOW),
    "entries waiting in a shard": lambda tx: tx.entries.waiting(now=NOW, shard=7),
    "entry settled": lambda tx: tx.entries.settle(1, EntryState.READ),
    "entry postponed": lambda tx: tx.entries.postpone(2, due_at=NOW, reason="503"),
    "shards with due entries": lambda tx: tx.entries.due_shards(now=NOW),
    "article known": lambda tx: tx.articles.find("news.example/a"),
    "article carried": lambda tx: tx.articles.carry(1, 1),
    "article matched": lambda tx: tx.articles.mark_matched(1, story_id=1),
    "stories alike": lambda tx: tx.stories.candidates([1, 2], opened_since=NOW - timedelta(hours=72)),
    "matches of a story": lambda tx: tx.matches.of_story(1, resolved="C1"),
    "matches settled": lambda tx: tx.matches.settle([1, 2], MatchOutcome.POSTED),
    "alerts due": lambda tx: tx.outbox.of_channel("C1", [DeliveryState.PENDING, DeliveryState.PARKED], due_by=NOW),
    "alerts in doubt": lambda tx: tx.outbox.of_channel("C1", [DeliveryState.SENDING, DeliveryState.UNKNOWN]),
    "alerts of a story": lambda tx: tx.outbox.of_story(1, "C1"),
    "alert claimed": lambda tx: tx.outbox.claim(tx.outbox.of_story(1, "C1")[0], rendered="", thread=None, now=NOW),
    "alerts put": lambda tx: tx.outbox.add(new_alert(1), now=NOW),
    "follow-ups due": lambda tx: tx.standing.due_follow_ups("C1", due_by=NOW),
    "messages out of date": lambda tx: tx.standing.outdated("C1"),
    "posted lately": lambda tx: tx.standing.posted_since("C1", NOW),
    "told by a digest": lambda tx: tx.outbox.of_channel("C1", [DeliveryState.DIGEST], told_by=1),
    "matches told": lambda tx: tx.matches.list(told_by=1),
    "digests of a week": lambda tx: tx.outbox.list(keys=("digest:C1:2026", "digest:C1;"), limit=1),
    "message touched": lambda tx: tx.standing.touch(1),
    "mutes": lambda tx: tx.mutes.active(now=NOW),
    "feedback": lambda tx: tx.feedback.tally(since=NOW),
    "feedback of an alert": lambda tx: tx.feedback.of_alert(1),
    "channel": lambda tx: tx.channels.get("C1"),
    "channel paced": lambda tx: tx.channels.pace("C1", next_slot_at=NOW),
    "channels busy": lambda tx: tx.channels.busy(now=NOW),
    "label resolved": lambda tx: tx.channels.resolve("#desk", "C1", now=NOW),
    "rules in force": lambda tx: tx.rule_sets.newest(),
    "newest entries": lambda tx: tx.entries.list(state=EntryState.FAILED),
    "feed gap ended": lambda tx: tx.traces.add_gap(
        1, Gap(since=NOW, until=NOW, failures=1, reason="503", lost_low=0, lost_high=0)
    ),
    "matches of a rule": lambda tx: tx.matches.list(rule="relief"),
}
#: Walks down an index and stops at the first row.
ONE_STEP = "SCAN rule_set USING INDEX"
#: Indexes of the few rows that have something to do.
FEW = ("INDEX ix_outbox_follow_up", "INDEX ix_outbox_outdated")
#: Queries that may go through nothing but one index, whatever else an index of a state would offer.
ONLY = {
    "follow-ups due": "ix_outbox_follow_up",
    "messages out of date": "ix_outbox_outdated",
    "posted lately": "ix_outbox_claimed",
    "told by a digest": "ix_outbox_told_by",
}
#: Reads a list that was given with the query; SQLite says so of any virtual table, and we have no other.
GIVEN = " VIRTUAL TABLE "


@pytest.mark.parametrize("name", HOT)
def test_no_hot_query_reads_a_whole_table(store: SqlStore, name: str) -> None:
    put_alert(store, channel="#desk")
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW)
        tx.entries.add([new_entry(feed_id(tx), key) for key in ("k1", "k2")], now=NOW)
        story_id = open_story(tx)
        add_match(tx, story_id)
        tx.outbox.add(new_alert(1), now=NOW)
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    sa.event.listen(store._writing, "before_cursor_execute", note)
    with store.transaction() as tx:
        HOT[name](tx)
    sa.event.remove(store._writing, "before_cursor_execute", note)
    statements = [
        (words, values) for words, values in asked if words.split()[0] in {"SELECT", "UPDATE", "DELETE", "INSERT"}
    ]
    assert statements
    with store._reading.connect() as connection:
        for words, values in statements:
            row = values[0] if isinstance(values, list) else values
            plan = [step[3] for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", row)]
            scans = [step for step in plan if step.startswith("SCAN") and GIVEN not in step]
            read_whole = [
                step for step in scans if not step.startswith(ONE_STEP) and not any(few in step for few in FEW)
            ]
            assert not read_whole, (words, plan)
            assert name not in ONLY or any(ONLY[name] in step for step in plan), plan
