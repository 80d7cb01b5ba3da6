import shutil
from pathlib import Path

import pytest

import monitor
from monitor.app.rule_cache import code_version


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the rooms that rule files are read with."""
    for room in ("core", "text", "rules"):
        shutil.copytree(Path(monitor.__file__).parent / room, tmp_path / room)
    return tmp_path


def test_the_same_code_has_the_same_version(package: Path) -> None:
    assert code_version(package) == code_version(Path(monitor.__file__).parent)


@pytest.mark.parametrize("file", ["rules/lint_words.py", "rules/nodes/words.py", "text/fold.py", "core/article.py"])
def test_a_change_of_any_module_is_another_version(package: Path, file: str) -> None:
    before = code_version(package)
    with (package / file).open("a") as stream:
        stream.write("# changed\n")
    assert code_version(package) != before


def test_a_module_that_is_renamed_is_another_version(package: Path) -> None:
    before = code_version(package)
    (package / "rules" / "lint.py").rename(package / "rules" / "lints.py")
    assert code_version(package) != before


def test_another_library_is_another_version(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_version(package)
    monkeypatch.setattr("monitor.app.rule_cache._library", lambda name: name.encode())
    assert code_version(package) != before
