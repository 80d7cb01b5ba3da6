import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.app import shelf as shelves
from monitor.app.shelf import FolderShelf

NOBODY = 54_321  #: no user of this machine

MANY_AT_ONCE = """
import sys
from pathlib import Path
from monitor.app.shelf import FolderShelf
with FolderShelf(Path(sys.argv[1]), version="1", most_bytes=400_000) as shelf:
    for round in range(30):
        for name in map(str, range(20)):
            found = shelf.get(name)
            assert found in (None, name.encode() * 5_000), name
            shelf.put(name, name.encode() * 5_000)
"""
NO_ROOM = """
import resource, sys
from pathlib import Path
from monitor.app.shelf import FolderShelf
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
with FolderShelf(Path(sys.argv[1]), version="1") as shelf:
    shelf.put("large", b"x" * 1_000_000)
    print(shelf.get("large"))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "rules"


@pytest.fixture
def shelf(folder: Path) -> Iterator[FolderShelf]:
    with FolderShelf(folder, version="1") as opened:
        yield opened


def _only_entry(folder: Path) -> Path:
    (entry,) = folder.iterdir()
    return entry


def test_what_was_put_is_there_for_the_next_process(folder: Path, shelf: FolderShelf) -> None:
    shelf.put("a", b"\x00bytes\n")
    shelf.put("a", b"newer")
    shelf.put("b", b"")

    with FolderShelf(folder, version="1") as later:
        assert (later.get("a"), later.get("b"), later.get("c")) == (b"newer", b"", None)


def test_another_version_of_the_program_sees_nothing_of_it(folder: Path, shelf: FolderShelf) -> None:
    shelf.put("a", b"old")
    with FolderShelf(folder, version="2") as other:
        assert other.get("a") is None


def test_nobody_else_can_look_in(folder: Path, shelf: FolderShelf) -> None:
    before = os.umask(0)
    try:
        shelf.put("a", b"x")
    finally:
        os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, _only_entry(folder))] == [
        0o700,
        0o700,
        0o600,
    ]


def test_a_folder_that_stood_open_is_closed(folder: Path, shelf: FolderShelf) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    shelf.put("a", b"x")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def _damage(data: bytes) -> list[bytes]:
    return [b"", data[:10], data[:-1], data + b"x", data[:-1] + b"?", b"?" + data[1:], b"\0" * len(data)]


@pytest.mark.parametrize("number", range(7))
def test_a_damaged_entry_counts_as_absent_and_is_replaced(folder: Path, shelf: FolderShelf, number: int) -> None:
    shelf.put("a", b"some bytes")
    entry = _only_entry(folder)
    entry.write_bytes(_damage(entry.read_bytes())[number])

    assert shelf.get("a") is None
    shelf.put("a", b"some bytes")
    assert shelf.get("a") == b"some bytes"


def test_a_sound_entry_under_another_name_counts_as_absent(folder: Path, shelf: FolderShelf) -> None:
    shelf.put("a", b"of a")
    of_a = _only_entry(folder).read_bytes()
    shelf.put("b", b"of b")
    for entry in folder.iterdir():
        entry.write_bytes(of_a)
    assert [shelf.get("a"), shelf.get("b")] == [b"of a", None]


def test_an_entry_that_others_may_write_counts_as_absent(folder: Path, shelf: FolderShelf) -> None:
    shelf.put("a", b"x")
    for mode in (0o620, 0o602, 0o666):
        _only_entry(folder).chmod(mode)
        assert shelf.get("a") is None


def test_an_entry_of_somebody_else_counts_as_absent(shelf: FolderShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.put("a", b"x")
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
    assert shelf.get("a") is None


def test_a_folder_of_somebody_else_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(parents=True, mode=0o755)
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
    with FolderShelf(folder, version="1") as shelf:
        shelf.put("a", b"x")
        assert shelf.get("a") is None
    assert list(folder.iterdir()) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_nothing_is_made_in_somebody_elses_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
    with FolderShelf(folder, version="1") as shelf:
        shelf.put("a", b"x")
    assert not folder.parent.exists()


def _link_to(target: Path) -> Callable[[Path], None]:
    return lambda entry: entry.symlink_to(target)


@pytest.mark.parametrize(
    "plant", [_link_to(Path("/etc/passwd")), os.mkfifo, Path.mkdir], ids=["link", "pipe", "folder"]
)
def test_what_is_no_file_counts_as_absent_and_nobody_waits_for_it(
    folder: Path, shelf: FolderShelf, plant: Callable[[Path], None]
) -> None:
    shelf.put("a", b"x")
    entry = _only_entry(folder)
    entry.unlink()
    plant(entry)

    assert shelf.get("a") is None


def test_a_link_in_place_of_an_entry_is_replaced_and_not_followed(
    folder: Path, shelf: FolderShelf, tmp_path: Path
) -> None:
    shelf.put("a", b"x")
    entry, mine = _only_entry(folder), tmp_path / "mine"
    mine.write_bytes(entry.read_bytes())
    entry.unlink()
    entry.symlink_to(mine)

    assert shelf.get("a") is None
    shelf.put("a", b"y")

    assert shelf.get("a") == b"y"
    assert mine.read_bytes().endswith(b"x")


def test_a_link_in_place_of_the_folder_is_not_followed(folder: Path, shelf: FolderShelf, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir(mode=0o755)
    folder.parent.mkdir()
    folder.symlink_to(mine)

    shelf.put("a", b"x")

    assert shelf.get("a") is None
    assert list(mine.iterdir()) == []


def test_where_no_folder_can_be_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file" / "rules", Path("/proc/nothing/rules"), tmp_path / ("x" * 300)):
        with FolderShelf(folder, version="1") as shelf:
            shelf.put("a", b"x")
            assert shelf.get("a") is None


def test_an_entry_that_is_too_large_is_not_kept(folder: Path, shelf: FolderShelf) -> None:
    shelf.put("a", b"x" * shelves.MOST_ENTRY_BYTES)
    assert shelf.get("a") is None
    assert list(folder.iterdir()) == []


def test_what_was_used_longest_ago_makes_room(folder: Path) -> None:
    names = [str(number) for number in range(10)]
    with FolderShelf(folder, version="1", most_bytes=100_000) as shelf:
        for age, name in enumerate(names):
            shelf.put(name, b"x" * 9_000)
            newest = max(folder.iterdir(), key=lambda entry: entry.stat().st_mtime_ns)
            os.utime(newest, (1_000_000 + age, 1_000_000 + age))
        assert shelf.get("0") is not None  # and so it is used now
    stray = folder / "notes.txt"
    stray.write_bytes(b"x" * 50_000)
    os.utime(stray, (1, 1))

    with FolderShelf(folder, version="2", most_bytes=100_000) as newer:
        newer.put("new", b"x" * 30_000)
        assert newer.get("new") is not None

    with FolderShelf(folder, version="1", most_bytes=100_000) as shelf:
        left = [name for name in names if shelf.get(name) is not None]
    assert left[0] == "0"
    assert left[1:] == names[-len(left) + 1 :]
    assert sum(entry.stat().st_size for entry in folder.iterdir() if entry != stray) <= 75_000
    assert stray.exists()


def test_what_a_killed_process_left_half_written_goes_too(folder: Path) -> None:
    with FolderShelf(folder, version="1", most_bytes=100_000) as shelf:
        shelf.put("a", b"x")
        half = folder / f".{_only_entry(folder).name}.0123456789abcdef"
        half.write_bytes(b"x" * 90_000)
        os.utime(half, (1, 1))
    with FolderShelf(folder, version="1", most_bytes=100_000) as shelf:
        shelf.put("b", b"x" * 20_000)
        assert shelf.get("a") == b"x"
    assert not half.exists()


def test_several_processes_may_use_it_at_once(folder: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", MANY_AT_ONCE, str(folder)]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]


def test_a_full_disk_only_means_that_nothing_is_kept(folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", NO_ROOM, str(folder)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "None\n", "")
    assert list(folder.iterdir()) == []
