"""Killed between any two statements of letting go, the database is whole, and every key is still known."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.store import SqlStore, migrate, open_store
from tests.store.test_retention import OLD, put_article, put_newest, put_story

PRUNE = """
import asyncio, os, signal, sys
from datetime import timedelta
import sqlalchemy as sa
from monitor.core.retention import Keeping
from monitor.pipeline import prune
from monitor.pipeline.ledger import Ledger
from monitor.store import open_store
from tests.fakes.clock import SettableClock
from tests.fakes.observer import RecordingObserver
from tests.store.samples import NOW
url, left = sys.argv[1], int(sys.argv[2])
prune.STEP, prune.STORIES_STEP = 4, 2
store = open_store(url)
def count(_connection, _cursor, statement, *_):
    global left
    left -= not statement.startswith(("SELECT", "PRAGMA"))
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
sa.event.listen(store._writing, "before_cursor_execute", count)
ledger = Ledger(store, SettableClock(NOW))
keep = Keeping(texts=timedelta(days=90), outcomes=timedelta(days=400))
asyncio.run(prune.Pruner(ledger, RecordingObserver(), keep).prune())
ledger.close()
"""
STORIES = 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "monitor.db"
    migrate(f"sqlite:///{made}", backup=False)
    store = open_store(f"sqlite:///{made}")
    fill(store)
    store.close()
    return made


def fill(store: SqlStore) -> None:
    with store.transaction() as tx:
        for number in range(STORIES):
            put_story(tx, f"a{number}", f"b{number}", at=OLD + timedelta(hours=number))
            put_article(tx, f"u{number}", at=OLD + timedelta(hours=number))
        put_newest(tx)


def run(path: Path, left: int) -> int:
    words = [sys.executable, "-c", PRUNE, f"sqlite:///{path}", str(left)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def look(path: Path) -> tuple[int, int]:
    """Return how many keys of entries and of articles are known, as rows or as marks."""
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        entries, articles, half = (
            int(database.execute(query).fetchone()[0])
            for query in (
                "SELECT (SELECT count(*) FROM entry) + (SELECT count(*) FROM seen_entry)",
                "SELECT (SELECT count(*) FROM article) + (SELECT count(*) FROM seen_article)",
                # a story without the delivery that says that it was told would be told once more
                "SELECT count(*) FROM story WHERE id NOT IN (SELECT story_id FROM outbox WHERE story_id IS NOT NULL)",
            )
        )
    assert half == 0
    return entries, articles


def test_killed_at_any_statement_nothing_is_forgotten_and_the_next_run_ends_it(path: Path) -> None:
    everything = (3 * STORIES, 3 * STORIES)
    assert look(path) == everything
    kills = 0
    while run(path, left=7 + kills * 3):
        kills += 1
        assert look(path) == everything
        assert kills < 60
    assert kills >= 3
    assert look(path) == everything
    with closing(sqlite3.connect(path)) as database:
        left = {
            table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - ours
            for table in ("entry", "article", "story", "match", "signature", "carrier", "feedback", "outbox")
        }
    assert left == dict.fromkeys(left, 0) | {"outbox": 1}
