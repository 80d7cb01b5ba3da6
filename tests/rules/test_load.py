import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.core.errors import RuleFileError
from monitor.rules import RuleSet, check, load
from tests.rules.files import rule_matching, write


def test_every_problem_of_every_file_comes_back_sorted(tmp_path: Path) -> None:
    write(tmp_path, "rules: [\n", "b.yaml")
    write(tmp_path, "zzz: 1\nyyy: 1\n", "a.yaml")
    write(tmp_path, b"\xff\xfe", "sub/c.yml")
    with pytest.raises(RuleFileError) as raised:
        load(tmp_path)
    found = [(Path(problem.path).name, problem.line) for problem in raised.value.problems]
    assert found == [("a.yaml", 1), ("a.yaml", 2), ("b.yaml", 1), ("c.yml", 1)]
    assert str(raised.value).splitlines()[0].startswith(f"{tmp_path}/a.yaml:1:1: unknown key zzz in a rule file")


def test_a_missing_directory_is_one_problem(tmp_path: Path) -> None:
    (found,) = check(tmp_path / "nowhere").problems
    assert str(found).startswith(f"{tmp_path}/nowhere:1:1: there is no such file or directory (name a directory of")


def test_a_directory_without_rule_files_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "notes", "notes.txt")
    (found,) = check(tmp_path).problems
    assert found.message.startswith("no rule file (*.yaml, *.yml) in this directory")


def test_hidden_files_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, rule_matching("iran"))
    write(tmp_path, "broken: [", ".git/x.yaml")
    write(tmp_path, "broken: [", ".draft.yaml")
    assert load(tmp_path).files == ("rules.yaml",)


def test_a_link_to_nothing_is_a_problem_and_not_skipped(tmp_path: Path) -> None:
    write(tmp_path, rule_matching("iran"))
    (tmp_path / "lost.yaml").symlink_to(tmp_path / "gone.yaml")
    (found,) = check(tmp_path).problems
    assert (Path(found.path).name, found.message) == (
        "lost.yaml",
        "cannot be read: a link to nothing, or no regular file",
    )


def test_a_linked_directory_is_read_and_a_circle_ends(tmp_path: Path) -> None:
    write(tmp_path / "shared", rule_matching("iran"))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "linked").symlink_to(tmp_path / "shared")
    (tmp_path / "shared" / "circle").symlink_to(tmp_path / "rules")
    assert load(tmp_path / "rules").files == ("linked/rules.yaml",)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_directory_that_may_not_be_entered_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, rule_matching("iran"))
    (tmp_path / "closed").mkdir(mode=0)
    (found,) = check(tmp_path).problems
    assert found.message == "cannot be read: Permission denied"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_named_pipe_does_not_stop_the_reading(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert check(tmp_path).problems[0].message.startswith("cannot be read")
    assert "no file or directory" in check(tmp_path / "pipe.yaml").problems[0].message


def test_a_path_that_no_system_takes_is_a_problem() -> None:
    assert not check("rules\0").ok


def test_a_file_is_a_rule_set_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "broken: [", "other.yaml")
    write(tmp_path, rule_matching("iran"))
    assert isinstance(load(str(tmp_path / "rules.yaml")), RuleSet)


def test_the_digest_is_that_of_the_paths_and_contents(tmp_path: Path) -> None:
    first = load(write(tmp_path / "one", rule_matching("iran")))
    same = load(write(tmp_path / "two", rule_matching("iran")))
    moved = load(write(tmp_path / "three", rule_matching("iran"), "other.yaml"))
    edited = load(write(tmp_path / "four", rule_matching("iran") + "# a comment\n"))
    assert first.digest == same.digest
    assert len({first.digest, moved.digest, edited.digest}) == 3
    assert len(first.digest) == 64


def test_a_rule_set_with_warnings_loads(tmp_path: Path) -> None:
    checked = check(write(tmp_path, rule_matching("iran")))
    assert checked.ok
    (found,) = checked.warnings
    assert "rules.yaml:2:11: warning[no-tests]: " in str(found)


def test_importing_the_room_loads_no_heavy_library() -> None:
    code = (
        "import sys, monitor.rules; "
        "heavy = {'yaml', 'sentencex', 'trafilatura', 'aiohttp', 'sqlalchemy', 'pydantic'}; "
        "heavy |= {'re2', 'babel', 'simplemma'}; "
        "heavy &= set(sys.modules); "
        "sys.exit(', '.join(heavy) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
