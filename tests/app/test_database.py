"""`monitor db`: what the database holds, a copy of it while others write, its room and its schema."""

import json
import sqlite3
import subprocess
import threading
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.store import backup, migrate, open_store
from monitor.store.schema import REVISION
from tests.app.command import only_line
from tests.app.databases import ARTICLES, db, forget, names, titles
from tests.store.test_upgrade import earlier_version


def test_it_tells_what_the_database_holds(data: Path) -> None:
    told = db(data, "stats", "--check")
    assert told.status == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0] == f"database  {data / 'monitor.db'}, schema {REVISION}"
    assert "used" in lines[1]
    assert "(90 days), outcomes since" in lines[2]
    assert "a day within the last week" in lines[3]
    assert lines[4] == "limit     none is set (`max_size`)"
    assert lines[5] == "check     no damage"
    assert any(line.split()[:2] == ["article", str(ARTICLES)] for line in lines)


def test_its_json_adds_up(data: Path) -> None:
    told = json.loads(db(data, "stats", "--json", MONITOR_MAX_SIZE="50 MB").stdout)
    of_tables = sum(one["bytes"] for one in told["tables"])
    assert told["measured"]
    assert 0.9 * told["used_bytes"] < of_tables <= told["used_bytes"]  # what is left is the schema's own
    assert told["used_bytes"] + told["free_bytes"] <= told["file_bytes"] + told["journal_bytes"]
    rows = {one["table"]: one["rows"] for one in told["tables"]}
    assert (rows["entry"], rows["story"], rows["feedback"]) == (ARTICLES, ARTICLES, ARTICLES)
    article = next(one for one in told["tables"] if one["table"] == "article")
    days = datetime.fromisoformat(article["newest"]) - datetime.fromisoformat(article["oldest"])
    assert days == timedelta(hours=8) * (ARTICLES - 1)
    grown = told["used_bytes"] * 21 / ARTICLES / 7  # three a day
    assert 0.5 * grown < told["growth_bytes_per_day"] < 1.2 * grown
    left = 50_000_000 - told["used_bytes"]
    assert told["days_to_limit"] == pytest.approx(left / told["growth_bytes_per_day"], abs=0.1)
    assert told["faults"] is None


def test_sizes_are_estimated_where_they_cannot_be_counted(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from monitor.store import stats

    counted = {one["table"]: one["bytes"] for one in json.loads(db(data, "stats", "--json").stdout)["tables"]}
    monkeypatch.setattr(stats, "MEASURED_BYTES", 0)
    told = json.loads(db(data, "stats", "--json").stdout)
    assert not told["measured"]
    about = {one["table"]: one["bytes"] for one in told["tables"]}
    assert sum(about.values()) == pytest.approx(told["used_bytes"], rel=0.01)
    assert max(about, key=lambda name: about[name]) in sorted(counted, key=lambda name: -counted[name])[:3]


def test_damage_is_found_and_costs_the_exit_status(data: Path) -> None:
    path = data / "monitor.db"
    with closing(sqlite3.connect(path)) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entry'").fetchone()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096 + 20)
        file.write(b"\xff" * 4076)
    told = db(data, "stats", "--check")
    assert told.status == 1
    assert "damage" in told.stderr


def test_a_backup_holds_everything_and_is_one_file(data: Path) -> None:
    target = data.parent / "copy.db"
    made = db(data, "backup", str(target))
    assert made.status == 0, made.stderr
    assert made.stdout.startswith(f"{target}: ")
    assert made.stdout.rstrip().endswith("compared")
    assert titles(target) == titles(data / "monitor.db")
    assert names(data.parent) == {"data", "copy.db"}
    store = open_store(f"sqlite:///{target}")
    with store.snapshot() as tx:
        assert len(tx.articles.list(limit=1000)) == ARTICLES
    store.close()


def test_it_says_in_json_what_every_table_had(data: Path) -> None:
    told = json.loads(db(data, "backup", "copy.db", "--json").stdout)
    assert told["tables"]["entry"]["rows"] == ARTICLES
    again = json.loads(db(data, "backup", "again.db", "--json").stdout)
    assert again["tables"] == told["tables"]
    forget(data / "monitor.db", "s7")
    other = json.loads(db(data, "backup", "other.db", "--json").stdout)["tables"]
    assert {name for name in other if other[name] != told["tables"][name]} == {"entry"}


def test_a_backup_is_of_one_moment_while_others_write(data: Path) -> None:
    """Each transaction writes a feed and a rule set: a copy that has one without the other is of no moment."""
    path = data / "monitor.db"
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            while not stop.is_set():
                number = len(written) + 1000
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO channel_label VALUES (?, 'C1', 0)", (f"a{number}",))
                database.execute("INSERT INTO rule_set VALUES (?, ?, ?, 0, NULL)", (number, f"d{number}", number))
                database.execute("COMMIT")
                written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            assert db(data, "backup", f"copy{number}.db").status == 0
    finally:
        stop.set()
        writer.join()
    assert len(written) > 20
    counts = []
    for number in range(5):
        with closing(sqlite3.connect(data.parent / f"copy{number}.db")) as copy:
            (labels,) = copy.execute("SELECT count(*) FROM channel_label").fetchone()
            (sets,) = copy.execute("SELECT count(*) FROM rule_set WHERE version >= 1000").fetchone()
        assert labels == sets
        counts.append(labels)
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_a_backup_overwrites_nothing(data: Path) -> None:
    target = data.parent / "precious"
    target.write_text("mine")
    told = db(data, "backup", str(target))
    assert (told.status, told.stdout) == (2, "")
    assert only_line(told.stderr) == f"{target} is there already: nothing was written (name another file)"
    assert target.read_text() == "mine"
    assert db(data, "backup", str(data / "monitor.db")).status == 2
    assert names(data.parent) == {"data", "precious"}


def test_a_backup_into_no_directory_says_so(data: Path) -> None:
    told = db(data, "backup", str(data.parent / "nowhere" / "copy.db"))
    assert told.status == 2
    assert "there is no directory" in only_line(told.stderr)


def test_a_copy_that_is_not_true_gets_no_name(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a bad disk would do: the copy differs in one row."""
    from monitor.store import contents as module

    real, calls = module.contents, []

    def tampered(connection: sqlite3.Connection, tick: module.Tick = lambda: None) -> dict[str, module.TableContent]:
        calls.append(1)
        if len(calls) == 2:
            connection.execute("UPDATE entry SET title = 'x' WHERE id = 1")
        return real(connection, tick)

    monkeypatch.setattr(backup, "contents", tampered)
    told = db(data, "backup", "copy.db")
    assert told.status == 1
    assert "is not a true copy: table entry is not what it was" in only_line(told.stderr)
    assert names(data.parent) == {"data"}


def test_a_full_disk_leaves_nothing_half(data: Path, tiny_disk: Path) -> None:
    told = db(data, "backup", str(tiny_disk / "copy.db"))
    assert (told.status, told.stdout) == (1, "")
    assert "the disk is full" in only_line(told.stderr)
    assert list(tiny_disk.iterdir()) == []


def test_a_read_only_disk_leaves_nothing(data: Path, tiny_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)
    told = db(data, "backup", str(tiny_disk / "copy.db"))
    assert told.status == 2
    assert "cannot be written: Read-only file system" in only_line(told.stderr)
    assert list(tiny_disk.iterdir()) == []


def test_an_upgrade_says_what_it_came_to(data: Path, tmp_path: Path) -> None:
    assert db(data, "upgrade").stdout == f"{data / 'monitor.db'}: schema {REVISION}\n"
    (data / "monitor.db").unlink()
    migrate(f"sqlite:///{data / 'monitor.db'}", backup=False, scripts=earlier_version(tmp_path, before="0006"))
    assert db(data, "stats").status == 1
    assert db(data, "upgrade").status == 0
    assert db(data, "stats").status == 0
    assert (data / f"monitor.db.before-{REVISION}.backup").exists()


def test_free_room_is_given_back_also_by_a_file_that_could_not_before(data: Path) -> None:
    path = data / "monitor.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("PRAGMA auto_vacuum=NONE")
        database.execute("VACUUM")
        database.execute("CREATE TABLE ballast AS SELECT randomblob(2000000) AS bytes")
        database.execute("DROP TABLE ballast")
    told = db(data, "stats")
    assert "`monitor db compact` gives it back" in told.stdout
    before = path.stat().st_size
    done = db(data, "compact")
    assert done.status == 0, done.stderr
    assert path.stat().st_size < before - 1_900_000
    assert "compact" not in db(data, "stats").stdout
    assert len(titles(path)) == ARTICLES


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_of_postgresql_its_own_tool_is_named_without_the_password(command: str, tool: str, data: Path) -> None:
    told = db(data, command, "x.db", MONITOR_DATABASE_URL="postgresql://ana:secret@db.example/news")
    assert told.status == 2
    assert tool in only_line(told.stderr)
    assert "postgresql://ana@db.example/news" in told.stderr
    assert "secret" not in told.stderr


def test_without_a_database_there_is_nothing_to_do(tmp_path: Path) -> None:
    for command in (("stats",), ("backup", "x.db"), ("upgrade",), ("compact",)):
        told = db(tmp_path / "none", *command)
        assert told.status == 1
        assert "x.db" not in names(tmp_path)
        only_line(told.stderr)
