import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.command import call_monitor
from tests.fakes.warm import Ended

RULES = """\
defaults: {channel: console}
rules:
  - rule: a
    match: waiver
    tests: [{given: x, expect: no match}]
"""
WARNED = 'rules/a.yaml:4:12: warning[plural]: waiver misses "waivers"; write ~waiver for every form\n'


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def _rules(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text(RULES)
    (tmp_path / "rules" / "b.yaml").write_text("terms:\n  - {term: t, any: [x]}\n")


def _check(cache: Path, *options: str) -> Ended:
    return call_monitor("check", *options, cwd=cache.parent, variables={"XDG_CACHE_HOME": str(cache)})


def _entries(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def test_a_check_says_the_same_whatever_is_known(cache: Path) -> None:
    first, second, without = _check(cache), _check(cache), _check(cache, "--no-cache")

    assert first == second == without
    assert first.status == 0
    assert first.stdout == "rules: 1 rule, 0 entities, 1 term, 0 feeds: ok, 2 warnings\n"
    assert first.stderr == WARNED + "rules/b.yaml:2:12: warning[unused]: no rule names the term @t\n"
    assert len(_entries(cache)) == 2


def test_an_edit_is_seen_and_so_is_its_undoing(cache: Path) -> None:
    first = _check(cache)
    file = cache.parent / "rules" / "b.yaml"
    before = file.read_text()
    file.write_text("terms: [\n")
    assert _check(cache).stderr.startswith("rules/b.yaml:1:8: ")
    assert _check(cache).status == 1
    file.write_text(before)
    assert _check(cache) == first


def test_without_a_cache_nothing_is_kept_and_nothing_that_was_kept_is_used(cache: Path) -> None:
    _check(cache, "--no-cache")
    assert _entries(cache) == []


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def _forge(path: Path) -> None:
    path.write_bytes(b"cos\nsystem\n(S'touch stolen'\ntR.")


def _replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [_truncate, _forge, _replace_by_folder, Path.unlink])
def test_a_harmed_cache_changes_nothing_but_the_time(cache: Path, harm: object) -> None:
    first = _check(cache)
    for entry in _entries(cache):
        assert callable(harm)
        harm(entry)

    assert _check(cache) == first
    assert _check(cache) == first
    assert not (cache.parent / "stolen").exists()


def test_a_cache_that_cannot_be_is_no_trouble(cache: Path) -> None:
    cache.write_text("a file stands here")
    ended = _check(cache)
    assert (ended.status, ended.stdout.count("\n")) == (0, 1)


def test_two_checks_at_once_both_tell_all(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    command = [sys.executable, "-m", "monitor", "check", str(cache.parent / "rules")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = {process.communicate(timeout=60) for process in running}
    assert len(said) == 1
    assert [process.returncode for process in running] == [0, 0, 0]
