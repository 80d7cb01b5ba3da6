"""`monitor db restore`: a backup in the place of the database; and whatever may go wrong, killed anywhere."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from monitor.app.lock import only_daemon
from monitor.store import backup, migrate
from tests.app.command import call_monitor, only_line
from tests.app.databases import ARTICLES, db, forget, names, titles
from tests.store.test_upgrade import earlier_version, later_version


def test_a_database_on_a_full_disk_is_not_replaced_by_half_a_backup(data: Path, tiny_disk: Path) -> None:
    assert db(data, "backup", "copy.db").status == 0
    small = tiny_disk / "data"
    small.mkdir()
    (small / "monitor.db").write_bytes(b"")
    told = call_monitor("db", "restore", "copy.db", "--data", str(small), cwd=data.parent)
    assert told.status == 1
    assert "the disk is full" in only_line(told.stderr)
    assert names(small) == {"monitor.db", "daemon.lock"}
    assert (small / "monitor.db").read_bytes() == b""


def test_a_backup_is_restored_and_what_was_there_is_kept(data: Path) -> None:
    path = data / "monitor.db"
    before = titles(path)
    assert db(data, "backup", "copy.db").status == 0
    forget(path, "s3")
    told = db(data, "restore", "copy.db")
    assert told.status == 0, told.stderr
    assert titles(path) == before
    (kept,) = data.glob("monitor.db.replaced-*")
    assert str(kept) in told.stdout
    assert titles(kept) == [title for title in before if title != "s3"]
    assert names(data) == {"monitor.db", kept.name, "daemon.lock"}
    assert db(data, "stats", "--check").status == 0


def test_it_is_restored_where_nothing_was(data: Path) -> None:
    assert db(data, "backup", "copy.db").status == 0
    shutil.rmtree(data)
    told = db(data, "restore", "copy.db", "--json")
    assert told.status == 0, told.stderr
    assert json.loads(told.stdout)["kept"] is None
    assert len(titles(data / "monitor.db")) == ARTICLES


def test_a_damaged_database_is_replaced_too(data: Path) -> None:
    assert db(data, "backup", "copy.db").status == 0
    (data / "monitor.db").write_bytes(b"no database at all" * 100)
    told = db(data, "restore", "copy.db")
    assert told.status == 0, told.stderr
    assert len(titles(data / "monitor.db")) == ARTICLES
    (kept,) = data.glob("monitor.db.replaced-*")
    assert kept.read_bytes() == b"no database at all" * 100


def test_nothing_is_restored_while_a_daemon_runs(data: Path) -> None:
    assert db(data, "backup", "copy.db").status == 0
    forget(data / "monitor.db", "s3")
    with only_daemon(data):
        for command in (("restore", "copy.db"), ("upgrade",), ("compact",)):
            told = db(data, *command)
            assert told.status == 2
            assert "another daemon" in only_line(told.stderr)
    assert len(titles(data / "monitor.db")) == ARTICLES - 1


def test_a_database_that_somebody_uses_is_not_pulled_away(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_BUSY_S", 0.1)
    assert db(data, "backup", "copy.db").status == 0
    forget(data / "monitor.db", "s3")
    with closing(sqlite3.connect(data / "monitor.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM entry WHERE id = 1")
        told = db(data, "restore", "copy.db")
        assert told.status == 1
        assert "is locked" in only_line(told.stderr)
        other.execute("COMMIT")
    assert len(titles(data / "monitor.db")) == ARTICLES - 2
    assert names(data) == {"monitor.db", "daemon.lock"}


def _truncated(folder: Path, copy: Path) -> None:
    os.truncate(copy, copy.stat().st_size // 2)


def _in_the_middle(folder: Path, copy: Path) -> None:
    with copy.open("r+b") as file:
        file.seek(copy.stat().st_size // 2)
        file.write(os.urandom(20_000))


def _foreign(folder: Path, copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute("CREATE TABLE bookmarks (id)")


def _of_another_of_alembic(folder: Path, copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute("CREATE TABLE alembic_version (version_num)")


def _newer(folder: Path, copy: Path) -> None:
    migrate(f"sqlite:///{copy}", backup=False, scripts=later_version(folder))


BAD = {
    "truncated": (_truncated, "damaged"),
    "overwritten in the middle": (_in_the_middle, "damaged"),
    "of another program": (_foreign, "belongs to another program"),
    "of another program that uses Alembic": (_of_another_of_alembic, "belongs to another program"),
    "of a newer version": (_newer, "written by a newer version of this program (its schema is 9999"),
    "empty": (lambda _, copy: copy.write_bytes(b""), "is no database of this program"),
    "a text": (lambda _, copy: copy.write_text("dear diary"), "is no database of this program"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_is_no_good_backup_is_not_restored(what: str, data: Path) -> None:
    spoil, reason = BAD[what]
    copy = data.parent / "copy.db"
    assert db(data, "backup", str(copy)).status == 0
    forget(data / "monitor.db", "s3")
    before = titles(data / "monitor.db")
    spoil(data.parent, copy)
    told = db(data, "restore", str(copy))
    assert told.status == 1
    assert reason in only_line(told.stderr)
    assert only_line(told.stderr).startswith(f"backup {copy} ")
    assert titles(data / "monitor.db") == before
    assert names(data) == {"monitor.db", "daemon.lock"}


def test_a_file_that_is_not_there_and_the_database_itself_are_no_backups(data: Path) -> None:
    told = db(data, "restore", "nowhere.db")
    assert (told.status, only_line(told.stderr)) == (
        2,
        "backup nowhere.db does not exist (`monitor db backup FILE` makes one)",
    )
    told = db(data, "restore", str(data / "monitor.db"))
    assert told.status == 2
    assert "is the database itself" in only_line(told.stderr)


def test_a_backup_of_an_older_version_is_brought_up_to_date(data: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    migrate(f"sqlite:///{old}", backup=False, scripts=earlier_version(tmp_path, before="0006"))
    before = old.read_bytes()
    told = db(data, "restore", str(old))
    assert told.status == 0, told.stderr
    assert "upgraded from schema 0005" in told.stdout
    assert titles(data / "monitor.db") == []
    assert db(data, "stats").status == 0
    assert old.read_bytes() == before
    assert names(tmp_path) >= {"old.db"}


def test_a_backup_on_a_read_only_disk_is_restored(data: Path, tiny_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", tiny_disk], check=True)
    assert db(data, "backup", str(tiny_disk / "copy.db")).status == 0
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)
    forget(data / "monitor.db", "s3")
    told = db(data, "restore", str(tiny_disk / "copy.db"))
    assert told.status == 0, told.stderr
    assert len(titles(data / "monitor.db")) == ARTICLES


KILLED = """
import sys, os, signal
from pathlib import Path
from monitor.store import backup
where, left = sys.argv[1], int(sys.argv[2])
def die():
    os.kill(os.getpid(), signal.SIGKILL)
real = getattr(backup, where)
def until(*a, **k):
    global left
    left -= 1
    if left == 0:
        die()
    return real(*a, **k)
setattr(backup, where, until)
sys.argv = ["monitor", *sys.argv[3:]]
from monitor.app.cli import main
main()
"""
#: Where a process is killed: before the call of a function, the so manyth one.
PLACES = [
    ("_copy", 1),
    ("contents", 1),
    ("contents", 2),
    ("faults", 1),
    ("_sync", 1),
    ("_sync", 2),
    ("_give_second_name", 1),
    ("_journals", 1),
    ("_journals", 2),
]


def killed(place: tuple[str, int], data: Path, *arguments: str) -> None:
    words = [sys.executable, "-c", KILLED, place[0], str(place[1]), "db", *arguments, "--data", str(data)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    done = subprocess.run(words, cwd=data.parent, env=environment, capture_output=True, timeout=300, check=False)
    assert done.returncode in (-signal.SIGKILL, 0), done.stderr


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]}-{place[1]}")
def test_killed_anywhere_a_backup_is_whole_or_has_no_name_and_the_next_one_succeeds(
    place: tuple[str, int], data: Path
) -> None:
    before = titles(data / "monitor.db")
    killed(place, data, "backup", "copy.db")
    copy = data.parent / "copy.db"
    if copy.exists():
        assert titles(copy) == before
        copy.unlink()
    assert titles(data / "monitor.db") == before
    assert db(data, "backup", "copy.db").status == 0
    assert names(data.parent) == {"data", "copy.db"}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]}-{place[1]}")
def test_killed_anywhere_a_restore_leaves_the_old_database_or_the_new_one(place: tuple[str, int], data: Path) -> None:
    path = data / "monitor.db"
    new = titles(path)
    assert db(data, "backup", "copy.db").status == 0
    forget(path, "s3")
    old = titles(path)
    killed(place, data, "restore", "copy.db")
    assert titles(path) in (old, new)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    if titles(path) == new:
        assert [titles(kept) for kept in data.glob("monitor.db.replaced-*")] == [old]
    told = db(data, "restore", "copy.db")
    assert told.status == 0, told.stderr
    assert titles(path) == new
    assert not list(data.glob("*.restoring*"))
