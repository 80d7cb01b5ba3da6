"""Whatever the bytes: a rule set, or problems that point into the file. Nothing else ever comes out."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.core.errors import RuleFileError
from monitor.rules import check, load
from tests.rules.damage import SMALL, SNIPPETS, VALID
from tests.rules.files import write

_edits = st.lists(
    st.tuples(st.integers(0, len(VALID)), st.integers(0, 12), st.sampled_from(SNIPPETS)), min_size=1, max_size=4
)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def _agrees(directory: Path, raw: bytes) -> None:
    path = write(directory, raw) / "rules.yaml"
    checked = check(path)
    lines = raw.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if checked.ok:
        assert len(load(path).rules) == checked.rules
    else:
        with pytest.raises(RuleFileError) as raised:
            load(path)
        assert raised.value.problems == checked.problems
    for found in (*checked.problems, *checked.warnings):
        assert found.path == str(path)
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1
        assert "\n" not in str(found)


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_are_a_rule_set_or_problems(directory: Path, raw: bytes) -> None:
    _agrees(directory, raw)


@given(_edits)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
def test_a_damaged_file_is_a_rule_set_or_problems(directory: Path, edits: list[tuple[int, int, str]]) -> None:
    text = VALID
    for place, length, snippet in edits:
        text = text[:place] + snippet + text[place + length :]
    _agrees(directory, text.encode())


def test_the_undamaged_file_loads(directory: Path) -> None:
    assert check(write(directory, VALID) / "rules.yaml").problems == ()


@pytest.mark.parametrize("name", SMALL)
def test_an_extreme_file_is_told_of_at_once(directory: Path, name: str) -> None:
    """The larger ones are in tests.long.rule_fuzz, which measures memory too."""
    started = time.process_time()
    _agrees(directory, SMALL[name])
    assert time.process_time() - started < 2
