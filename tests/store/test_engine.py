import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.core.errors import StoreUnavailable
from monitor.store import migrate, open_store

NOBODY = 65534


def refusals(path: Path) -> list[str]:
    """Return why neither the daemon nor a listing can use a database."""
    with pytest.raises(StoreUnavailable) as migrating:
        migrate(f"sqlite:///{path}", backup=True)
    with pytest.raises(StoreUnavailable) as opening:
        open_store(f"sqlite:///{path}")
    return [str(migrating.value), str(opening.value)]


@contextmanager
def unprivileged() -> Iterator[None]:
    """Act as a user whom file permissions bind."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public_directory() -> Iterator[Path]:
    """A directory that another user can reach, which pytest's own are not."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o755)
    yield directory
    directory.chmod(0o755)
    shutil.rmtree(directory)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    for words in refusals(tmp_path / "none" / "monitor.db"):
        assert f"{tmp_path / 'none'} does not exist (make it, or name another with --data)" in words


def test_a_file_in_place_of_the_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for words in refusals(tmp_path / "file" / "monitor.db"):
        assert "is not a directory" in words


def test_a_directory_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "monitor.db").mkdir()
    for words in refusals(tmp_path / "monitor.db"):
        assert "monitor.db is a directory" in words


def test_a_directory_that_cannot_be_written_is_named(public_directory: Path) -> None:
    public_directory.chmod(0o555)
    with unprivileged():
        (words,) = refusals_of_migrate(public_directory / "monitor.db")
    assert f"directory {public_directory} cannot be written (check who owns it" in words


def test_a_read_only_database_is_named(public_directory: Path, migrated: Path) -> None:
    path = public_directory / "monitor.db"
    shutil.copyfile(migrated, path)
    path.chmod(0o444)
    public_directory.chmod(0o777)
    with unprivileged():
        for words in refusals(path):
            assert f"database {path} cannot be written (check who owns it and whether it is read-only)" in words


def test_a_database_that_does_not_exist_yet_is_not_made_by_opening_it(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    with pytest.raises(StoreUnavailable, match=r"does not exist yet \(`monitor run` makes it"):
        open_store(f"sqlite:///{path}")
    assert not path.exists()


@pytest.mark.parametrize("content", [b"<html>not a database</html>" * 50, b"SQLite format 3\x00" + b"\x00" * 4000])
def test_a_file_that_is_no_database_is_named_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "monitor.db"
    path.write_bytes(content)
    for words in refusals(path):
        assert f"database {path} is" in words
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    for words in refusals(path):
        assert "belongs to another program" in words
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    other.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("monitor.db", "is not understood"),
        ("postgresql://me:secret@db/monitor", "this version stores in SQLite only"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_a_url_that_cannot_be_used_says_what_would_work_and_no_password(url: str, words: str) -> None:
    with pytest.raises(StoreUnavailable, match=words) as refused:
        open_store(url)
    assert "sqlite:////absolute/path/monitor.db" in str(refused.value)
    assert "secret" not in str(refused.value)


def refusals_of_migrate(path: Path) -> list[str]:
    with pytest.raises(StoreUnavailable) as refused:
        migrate(f"sqlite:///{path}", backup=True)
    return [str(refused.value)]
