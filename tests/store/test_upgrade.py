import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import monitor.store
from monitor.core.errors import SchemaMismatch, StoreUnavailable
from monitor.store import migrate, open_store
from monitor.store.columns import EPOCH
from monitor.store.schema import REVISION
from tests.store.samples import NOW, feed_row

MIGRATIONS = Path(monitor.store.__file__).with_name("migrations")
NEXT = '''"""What a later version might bring."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{down}"


def upgrade() -> None:
    op.add_column("channel", sa.Column("colour", sa.Text()))
{more}
'''


def later_version(directory: Path, more: str = "") -> str:
    """Return the migration scripts of a version that comes after this one."""
    scripts = directory / "later"
    shutil.copytree(MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "v9999_later.py").write_text(NEXT.format(down=REVISION, more=more))
    return str(scripts)


def earlier_version(directory: Path, *, before: str) -> str:
    """Return the migration scripts of a version without this one and those after it."""
    scripts = directory / "earlier"
    shutil.copytree(MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    for script in (scripts / "versions").glob("v*.py"):
        if script.name >= f"v{before}":
            script.unlink()
    return str(scripts)


def tables(path: Path) -> list[str]:
    database = sqlite3.connect(path)
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    database.close()
    return names


def columns(path: Path, table: str) -> list[str]:
    database = sqlite3.connect(path)
    names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    database.close()
    return names


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "monitor.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_a_new_database_is_made_without_a_backup_of_nothing(path: Path, url: str) -> None:
    migrate(url, backup=True)
    store = open_store(url)
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW)
    store.close()
    assert [found.name for found in path.parent.iterdir()] == ["monitor.db"]


def test_an_empty_file_is_as_good_as_none(path: Path, url: str) -> None:
    path.touch()
    migrate(url, backup=True)
    open_store(url).close()


def test_a_database_of_this_version_is_left_as_it_is(path: Path, url: str) -> None:
    migrate(url, backup=True)
    before = path.read_bytes()
    migrate(url, backup=True)
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == ["monitor.db"]


def test_an_older_database_is_backed_up_whole_and_brought_up_to_date(path: Path, url: str, tmp_path: Path) -> None:
    migrate(url, backup=True)
    store = open_store(url)
    with store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW)
    migrate(
        url, backup=True, scripts=later_version(tmp_path)
    )  # while another connection is open, its journal not empty
    store.close()
    assert "colour" in columns(path, "channel")
    backup = path.with_name("monitor.db.before-9999.backup")
    assert "colour" not in columns(backup, "channel")
    old = open_store(f"sqlite:///{backup}")
    with old.snapshot() as tx:
        assert [feed.row for feed in tx.feeds.all()] == [feed_row()]
    old.close()


def test_a_backup_is_only_made_if_it_is_asked_for(path: Path, url: str, tmp_path: Path) -> None:
    migrate(url, backup=False)
    migrate(url, backup=False, scripts=later_version(tmp_path))
    assert not list(path.parent.glob("*.backup*"))


def test_without_its_backup_a_database_is_not_upgraded(path: Path, url: str, tmp_path: Path) -> None:
    migrate(url, backup=True)
    in_the_way = path.with_name("monitor.db.before-9999.backup")
    in_the_way.mkdir()
    with pytest.raises(StoreUnavailable, match=r"before-9999\.backup cannot be written: Is a directory"):
        migrate(url, backup=True, scripts=later_version(tmp_path))
    assert "colour" not in columns(path, "channel")


def test_an_upgrade_that_fails_halfway_leaves_the_database_as_it_was(path: Path, url: str, tmp_path: Path) -> None:
    migrate(url, backup=True)
    with pytest.raises(ZeroDivisionError):
        migrate(url, backup=True, scripts=later_version(tmp_path, "    1 / 0"))
    assert "colour" not in columns(path, "channel")
    open_store(url).close()


def test_a_first_upgrade_that_fails_leaves_no_tables(path: Path, url: str, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        migrate(url, backup=True, scripts=later_version(tmp_path, "    1 / 0"))
    assert tables(path) == []


def test_a_database_of_a_newer_version_is_neither_opened_nor_touched(path: Path, url: str, tmp_path: Path) -> None:
    migrate(url, backup=True, scripts=later_version(tmp_path))
    before = path.read_bytes()
    with pytest.raises(SchemaMismatch) as migrating:
        migrate(url, backup=True)
    with pytest.raises(SchemaMismatch) as opening:
        open_store(url)
    for words in (str(migrating.value), str(opening.value)):
        assert words.startswith(f"database {path} was written by a newer version")
        assert "upgrade the program, or point MONITOR_DATA or --data elsewhere" in words
    assert path.read_bytes() == before


def test_a_database_of_an_older_version_asks_for_the_upgrade(path: Path, url: str) -> None:
    migrate(url, backup=True)
    database = sqlite3.connect(path)
    database.execute("DELETE FROM alembic_version")
    database.commit()
    database.close()
    with pytest.raises(SchemaMismatch, match=r"older version .*`monitor run` brings it up to date"):
        open_store(url)


def test_nothing_is_printed_and_a_store_up_to_date_is_opened_without_alembic(url: str) -> None:
    migrating = [sys.executable, "-c", f"from monitor.store import migrate; migrate({url!r}, backup=True)"]
    done = subprocess.run(migrating, capture_output=True, check=True, cwd=MIGRATIONS.parents[2])
    assert (done.stdout, done.stderr) == (b"", b"")
    opening = (
        f"import sys; from monitor.store import migrate, open_store; migrate({url!r}, backup=True); "
        f"open_store({url!r}).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", opening], capture_output=True, check=True, cwd=MIGRATIONS.parents[2])
    assert done.stdout == b"False\n"


def test_what_was_on_its_way_before_there_were_threads_is_told_by_what_told_it(
    path: Path, url: str, tmp_path: Path
) -> None:
    migrate(url, backup=False, scripts=earlier_version(tmp_path, before="0005"))
    database = sqlite3.connect(path)

    def put(table: str, *values: object) -> None:
        places = ", ".join("?" * len(values))
        database.execute(f'INSERT INTO "{table}" VALUES ({places})', values)  # noqa: S608 - a test's own table

    put("rule_set", 1, "x", 1, 0)
    for story in (1, 2):
        texts = ("k", "u", "t", None, None, None, None, "full", "", b"")
        put("article", story, bytes([story]), *texts, 0, 1, 1, story, 0, None)
        put("story", story, 0, 1)
        put("signature", story * 16, 0, story)
    for number, rule, story, state, reason, rendered in (
        (1, "leads", 1, "sent", "", "{}"),
        (2, "follows", 1, "merged", "into leads", None),
        (3, "waits", 1, "pending", "", None),
        (4, "leads", 2, "sending", "", "{}"),
    ):
        way = (state, reason, 1, 0, 0, None, rendered, None, None)
        put("outbox", number, f"key{number}", rule, story, "C1", 1, 1, 0, *way)
    for number, rule, story, outcome in (
        (1, "leads", 1, "posted"),
        (2, "follows", 1, "merged"),
        (3, "waits", 1, "waiting"),
        (4, "leads", 2, "waiting"),
        (5, "shadow", 1, "shadow"),
    ):
        put("match", number, story, rule, "#desk", "C1", story, outcome, "", 0, "{}")
    database.commit()
    database.close()

    migrate(url, backup=True)

    database = sqlite3.connect(path)
    assert database.execute("SELECT told_by FROM outbox ORDER BY id").fetchall() == [(None,), (1,), (None,), (None,)]
    told = database.execute('SELECT told_by FROM "match" ORDER BY id').fetchall()
    assert told == [(1,), (1,), (None,), (4,), (None,)]
    assert database.execute("SELECT kind, revision, shown_revision FROM outbox GROUP BY kind").fetchall() == [
        ("alert", 0, 0)
    ]
    assert database.execute("SELECT hash, story_id FROM signature ORDER BY hash").fetchall() == [(16, 1), (32, 2)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()
    store = open_store(url)
    with store.transaction() as tx:
        assert tx.outbox.list(number=4)[0].state == "sending"
        assert tx.stories.candidates([16], opened_since=EPOCH)[0].story_id == 1
    store.close()


def test_of_a_feed_that_was_polled_by_an_older_version_nothing_is_seen(path: Path, url: str, tmp_path: Path) -> None:
    migrate(url, backup=False, scripts=earlier_version(tmp_path, before="0006"))
    assert "items" not in columns(path, "feed")
    database = sqlite3.connect(path)
    state = (True, False, 0, 60.0, '"e"', None, "00ff", "A feed", 0, None, 3, 0, 0, 0)
    values = ", ".join("?" * (5 + len(state)))
    database.execute(f"INSERT INTO feed VALUES ({values})", (1, "https://one.example/feed", "one", "h", 7, *state))  # noqa: S608 - a test's own table
    database.commit()
    database.close()

    migrate(url, backup=True)

    store = open_store(url)
    with store.transaction() as tx:
        (feed,) = tx.feeds.all()
        assert (feed.state.items, feed.state.etag, feed.state.polls) == (b"", '"e"', 3)
        assert (feed.state.rhythm, feed.state.lost_high, feed.state.moved_to, feed.state.silent) == (
            b"",
            0,
            None,
            False,
        )
        assert feed.state.answered_at == feed.state.last_polled_at == EPOCH
        tx.feeds.record(feed.id, replace(feed.state, items=b"\x00\xff" * 8))
        assert tx.feeds.all()[0].state.items == b"\x00\xff" * 8
    store.close()


def test_signatures_of_stories_that_are_a_week_older_than_the_last_are_left_behind(
    path: Path, url: str, tmp_path: Path
) -> None:
    migrate(url, backup=False, scripts=earlier_version(tmp_path, before="0010"))
    day = 86_400_000_000
    database = sqlite3.connect(path)
    database.execute("INSERT INTO rule_set VALUES (1, 'x', 1, 0, NULL)")
    for story, opened_at in ((1, 0), (2, 30 * day), (3, 33 * day), (4, 37 * day)):
        database.execute(
            "INSERT INTO article (id, url_hash, url_key, url, title, state, state_reason, body, found_at, rule_set, "
            "matched) VALUES (?, ?, 'k', 'u', 't', 'full', '', x'01', ?, 1, 1)",
            (story, bytes([story]), opened_at),
        )
        database.execute("INSERT INTO story VALUES (?, ?, 1)", (story, opened_at))
        database.execute("INSERT INTO signature VALUES (?, ?, ?)", (story * 16, opened_at, story))
    database.commit()
    database.close()

    migrate(url, backup=True)

    database = sqlite3.connect(path)
    left = database.execute("SELECT hash, story_id FROM signature ORDER BY hash").fetchall()
    assert left == [(32, 2), (48, 3), (64, 4)]
    assert database.execute("SELECT count(*) FROM story").fetchone() == (4,)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()
    store = open_store(url)
    with store.transaction() as tx:
        assert tx.stories.candidates([64], opened_since=EPOCH)[0].story_id == 4
    store.close()
