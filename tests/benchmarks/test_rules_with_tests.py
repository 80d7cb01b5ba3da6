"""The rules that checking is measured with are what they are said to be."""

from pathlib import Path

import pytest

from monitor.core.article import Article
from monitor.pipeline.check import run_tests
from monitor.rules import check, load
from tests.benchmarks.rules_with_tests import RulesWithTests


def _no_page(path: Path) -> Article:
    raise AssertionError(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules") / "rules"
    RulesWithTests(400, 5).write(folder)
    return folder


def test_every_test_of_every_rule_holds(folder: Path) -> None:
    results = run_tests(load(folder), _no_page)
    assert len(results) == 800
    assert not [result for result in results if not result.ok]


def test_rules_load_without_a_warning_but_that_some_names_are_unused(folder: Path) -> None:
    checked = check(folder)
    assert (checked.problems, checked.rules, checked.entities) == ((), 400, 100)
    assert {warning.code for warning in checked.warnings} <= {"unused"}


def test_everything_that_people_write_occurs(folder: Path) -> None:
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.yaml"))
    for written in (
        "NEAR/",
        "SENTENCE(",
        "TITLE(",
        "AND NOT",
        " OR ",
        "@party",
        "@topic",
        '"',
        "~",
        "* ",
        "= ",
        "where:",
    ):
        assert written.strip() in text
    assert len(list(folder.glob("desk-*.yaml"))) == 5


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    RulesWithTests(400, 5).write(tmp_path / "again")
    assert [path.read_bytes() for path in sorted((tmp_path / "again").iterdir())] == [
        path.read_bytes() for path in sorted(folder.iterdir())
    ]
    RulesWithTests(400, 5, seed=2).write(tmp_path / "other")
    assert (tmp_path / "other" / "desk-00.yaml").read_bytes() != (folder / "desk-00.yaml").read_bytes()
