"""The README of the rules says what is so: its examples load and hold, its mistakes get exactly the messages shown."""

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.app.editors import SCHEMA_LINE
from monitor.core.article import Article
from monitor.pipeline.check import run_tests
from monitor.rules import Checked, check, lint, lint_file, load
from monitor.rules.operators import CALLS, OPERATORS
from tests.app.backtest_place import article, store_articles
from tests.app.command import call_monitor

RULES = Path(__file__).parents[2] / "rules"
README = RULES / "README.md"

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
#: What an example may lean on when it says `shipped`.
_SHARED = ("entities-*.yaml", "terms.yaml", "defaults.yaml")


#: What the commands of the README are about.
_PAGE = """<html lang="en"><head><title>North Korea wants sanctions relief</title></head><body><article>
<h1>North Korea wants sanctions relief</h1>
<p>Pyongyang said on Monday that it would return to the table only if sanctions relief for North Korea came first,
and that it had told so to the envoys who asked during the last week.</p>
<p>The envoys had no comment on what they called an early stage of something that may take the whole year.</p>
</article></body></html>"""


@dataclass(frozen=True)
class Block:
    """A fenced block of the README."""

    line: int
    info: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}"


def _blocks(text: str) -> list[Block]:
    return [
        Block(text.count("\n", 0, found.start()) + 1, found["info"].strip(), found["text"])
        for found in _FENCE.finditer(text)
    ]


TEXT = README.read_text(encoding="utf-8")


def _between(heading: str, next_heading: str) -> str:
    return TEXT[TEXT.index(heading) : TEXT.index(next_heading)]


BLOCKS = _blocks(TEXT)
EXAMPLES = [block for block in BLOCKS if block.info in {"yaml", "yaml shipped"}]
MISTAKES = [(block, after) for block, after in pairwise(BLOCKS) if block.info == "yaml mistake"]
WARNINGS = [(block, after) for block, after in pairwise(BLOCKS) if block.info == "yaml warning"]
COMMANDS = [
    (line.removeprefix("$ "), f"line {block.line + at}")
    for block in BLOCKS
    if block.info == "console"
    for at, line in enumerate(block.text.splitlines(), 1)
]
#: The table of what a rule can say: the code in the first column of its lines.
FORMS = [
    form
    for line in _between("\n## What a rule can say", "\n### The fine print").splitlines()
    if line.startswith("| `")
    for form in re.findall(r"`([^`]+)`", line.split(" | ")[0])
    if "…" not in form
]


def _no_page(path: Path) -> Article:
    raise AssertionError(f"no example reads a page, but this one asks for {path}")


def _checked(block: Block, directory: Path) -> Checked:
    (directory / "mine.yaml").write_text(block.text, encoding="utf-8")
    if block.info.endswith("shipped"):
        for pattern in _SHARED:
            for file in RULES.glob(pattern):
                shutil.copy(file, directory)
    return check(directory)


def _said(checked: Checked, directory: Path) -> str:
    lines = (f"{found}\n" for found in (*checked.problems, *checked.warnings))
    return "".join(lines).replace(f"{directory}/", "")


def _failed(directory: Path) -> list[str]:
    return [f"{result}" for result in run_tests(load(directory), _no_page) if not result.ok]


def test_every_fence_of_the_readme_is_of_a_block_that_is_looked_at() -> None:
    assert len(re.findall(r"^[ >]*(?:```|~~~)", TEXT, re.MULTILINE)) == 2 * len(BLOCKS)
    looked_at = [*EXAMPLES, *(each for pair in (*MISTAKES, *WARNINGS) for each in pair)]
    looked_at += [block for block in BLOCKS if block.info == "console"]
    assert sorted(looked_at, key=lambda block: block.line) == BLOCKS
    assert len(EXAMPLES) >= 10
    assert len(MISTAKES) >= 20


@pytest.mark.parametrize("block", EXAMPLES, ids=str)
def test_an_example_loads_without_a_warning_and_its_tests_hold(block: Block, tmp_path: Path) -> None:
    checked = _checked(block, tmp_path)

    assert not checked.problems
    # The shared lists have more than one example uses.
    warnings = [found.code for found in checked.warnings if found.path.endswith("mine.yaml")]
    assert warnings == (["no-tests"] if block == EXAMPLES[0] else [])
    assert not _failed(tmp_path)


def test_the_example_of_a_first_line_is_that_of_the_shipped_files() -> None:
    first = {block.text.splitlines()[0] for block in EXAMPLES if "$schema" in block.text}

    assert first == {SCHEMA_LINE}


@pytest.mark.parametrize(("block", "shown"), MISTAKES, ids=str)
def test_a_mistake_gets_exactly_the_message_that_is_shown(block: Block, shown: Block, tmp_path: Path) -> None:
    checked = _checked(block, tmp_path)

    assert shown.info == "text"
    assert not checked.ok
    assert _said(checked, tmp_path) == shown.text


@pytest.mark.parametrize(("block", "shown"), WARNINGS, ids=str)
def test_a_warning_is_given_as_shown_and_the_tests_show_the_harm(block: Block, shown: Block, tmp_path: Path) -> None:
    checked = _checked(block, tmp_path)

    assert shown.info == "text"
    assert len(checked.warnings) == 1
    assert _said(checked, tmp_path) == shown.text
    assert not _failed(tmp_path)


def test_every_warning_has_its_example_under_its_name() -> None:
    section = _between("\n## Warnings", "\n## Checking")
    named = re.findall(r"^\*\*([a-z-]+)\*\*:.*\n\n```yaml warning$", section, re.MULTILINE)
    shown = [found for _, after in WARNINGS for found in re.findall(r"warning\[([a-z-]+)\]", after.text)]

    assert named == shown
    assert sorted(shown) == sorted(lint._LINTS.keys() | lint_file._LINTS.keys())


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_the_table_can_be_written(form: str, tmp_path: Path) -> None:
    rule = f"rules:\n  - rule: form\n    match: |\n      {form}\n    channel: console\n"
    entity = "entities:\n  - entity: north-korea\n    names: [North Korea]\n"

    assert not _checked(Block(0, "yaml", rule + entity), tmp_path).problems


def test_the_table_has_every_form() -> None:
    words = {word for form in FORMS for word in re.findall(r"[A-Z]{2,}", form)}

    assert words >= {*OPERATORS, *CALLS}
    assert len(FORMS) >= 25


#: Nothing of the user's is read or written.
_OWN_FOLDERS = {"MONITOR_DATA": "data", "XDG_CACHE_HOME": "cache", "MONITOR_WORKERS": "1"}


def _lay_out_a_past(folder: Path) -> None:
    """Make what a backtest goes over: articles, the rules in git and in another directory, pages."""
    store_articles(folder / "data", article("a", "strike"), article("b", "weather"))
    shutil.copytree(folder / "rules", folder / "rules-before")
    (folder / "pages").mkdir()
    shutil.copy(folder / "page.html", folder / "pages")
    who = {f"GIT_{role}_{what}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for words in (["init", "-q", "-b", "main"], ["add", "rules"], ["commit", "-q", "-m", "rules"]):
        subprocess.run(["git", "-C", str(folder), *words], env={**os.environ, **who}, check=True)


@pytest.mark.parametrize("command", [pytest.param(command, id=line) for command, line in COMMANDS])
def test_a_command_of_the_readme_does_what_it_says(command: str, tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    (tmp_path / "rules" / "rules.schema.json").unlink()
    (tmp_path / "page.html").write_text(_PAGE, encoding="utf-8")
    program, *arguments = shlex.split(command, comments=True)
    target = None
    if ">" in arguments:
        *arguments, _, target = arguments

    if "backtest" in arguments:
        _lay_out_a_past(tmp_path)

    ended = call_monitor(*arguments, cwd=tmp_path, variables=_OWN_FOLDERS)

    assert program == "monitor"
    assert ended.status == 0, ended.stderr
    assert "match" not in arguments or "dprk-sanctions-relief" in ended.stdout
    if target is not None:
        (tmp_path / target).write_text(ended.stdout, encoding="utf-8")
        assert (tmp_path / target).read_bytes() == (RULES / "rules.schema.json").read_bytes()


def test_the_readme_names_every_file_that_is_there_and_no_other() -> None:
    named = set(re.findall(r"^\| \[([a-z.-]+\.(?:yaml|json))\]", TEXT, re.MULTILINE))

    assert named == {"rules.schema.json"} | {file.name for file in RULES.glob("*.yaml")}
