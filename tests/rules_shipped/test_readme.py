"""The README of the rules says what is so: its examples load and hold, its mistakes get exactly the messages shown."""

import re
import shutil
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.core.article import Article
from monitor.pipeline.check import run_tests
from monitor.rules import Checked, check

RULES = Path(__file__).parents[2] / "rules"
README = RULES / "README.md"

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
#: What an example may lean on when it says `shipped`.
_SHARED = ("entities-*.yaml", "terms.yaml", "defaults.yaml")


@dataclass(frozen=True)
class Block:
    """A fenced block of the README."""

    line: int
    info: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}"


def _blocks() -> list[Block]:
    text = README.read_text(encoding="utf-8")
    return [
        Block(text.count("\n", 0, found.start()) + 1, found["info"].strip(), found["text"])
        for found in _FENCE.finditer(text)
    ]


BLOCKS = _blocks()
EXAMPLES = [block for block in BLOCKS if block.info in {"yaml", "yaml shipped"}]
MISTAKES = [(block, after) for block, after in pairwise(BLOCKS) if block.info == "yaml mistake"]


def _no_page(path: Path) -> Article:
    raise AssertionError(f"no example reads a page, but this one asks for {path}")


def _checked(block: Block, directory: Path) -> Checked:
    (directory / "mine.yaml").write_text(block.text, encoding="utf-8")
    if block.info.endswith("shipped"):
        for pattern in _SHARED:
            for file in RULES.glob(pattern):
                shutil.copy(file, directory)
    return check(directory)


def test_every_block_of_the_readme_is_of_a_kind_that_is_looked_at() -> None:
    assert {block.info for block in BLOCKS} == {"yaml", "yaml shipped", "yaml mistake", "text", "console"}
    assert len(EXAMPLES) >= 10
    assert len(MISTAKES) >= 10


@pytest.mark.parametrize("block", EXAMPLES, ids=str)
def test_an_example_loads_and_its_tests_hold(block: Block, tmp_path: Path) -> None:
    checked = _checked(block, tmp_path)

    assert not checked.problems
    assert checked.rule_set is not None
    failed = [result for result in run_tests(checked.rule_set, _no_page) if not result.ok]
    assert not failed


@pytest.mark.parametrize(("block", "shown"), MISTAKES, ids=str)
def test_a_mistake_gets_exactly_the_message_that_is_shown(block: Block, shown: Block, tmp_path: Path) -> None:
    checked = _checked(block, tmp_path)

    said = "".join(f"{found}\n" for found in (*checked.problems, *checked.warnings))
    assert shown.info == "text"
    assert "warning[" in shown.text or checked.rule_set is None
    assert said.replace(f"{tmp_path}/", "") == shown.text


def test_the_readme_names_every_file_that_is_there_and_no_other() -> None:
    named = set(re.findall(r"^\| \[([a-z-]+\.yaml)\]", README.read_text(encoding="utf-8"), re.MULTILINE))

    assert named == {file.name for file in RULES.glob("*.yaml")}
