"""The command line as a person meets it: help, exit statuses, messages, quick starts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.command import call_monitor, run_monitor

HEAVY = ("trafilatura", "slack_sdk", "aiohttp", "sqlalchemy", "feedparser", "lxml", "numpy")

RULES = """\
rules:
  - rule: strikes
    title: Strikes
    match: ~strike AND "dock workers"
    channel: console
    tests:
      - given: The dock workers of the northern port began a strike.
        expect: match
        spans: [dock workers, strike]
      - given: The dock workers went home.
        expect: no match
"""

PAGE = """<!doctype html><html lang="en"><head><title>Port at rest</title></head>
<body><nav><a href="/">Strike news</a></nav>
<article><h1>Port at rest</h1><p>The dock workers of the northern port began a strike on Monday after talks on pay and
shifts had failed for the third time in a month, their union said in a letter.</p><p>Ships with fruit and grain wait
outside the breakwater, and the harbour master said that nobody could tell when they would be unloaded.</p></article>
</body></html>"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "rules.yaml").write_text(RULES)
    return folder


@pytest.mark.parametrize("arguments", [["--help"], ["check", "RULES"], ["run", "--help"], ["feeds", "--help"]])
def test_a_quick_command_loads_no_heavy_library(arguments: list[str], rules: Path) -> None:
    arguments = [str(rules) if argument == "RULES" else argument for argument in arguments]
    program = (
        "import sys\nfrom monitor.app.cli import main\n"
        f"sys.argv = ['monitor', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('loaded:', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "loaded: []"


def test_help_names_every_command() -> None:
    ended = run_monitor("--help")

    assert ended.status == 0
    for command in (
        "demo",
        "init",
        "run",
        "check",
        "test",
        "match",
        "extract",
        "feeds",
        "articles",
        "alerts",
        "status",
    ):
        assert command in ended.stdout


def test_an_unknown_command_is_a_matter_of_usage() -> None:
    assert run_monitor("watch").status == 2


def test_check_tells_where_what_and_what_would_work(rules: Path) -> None:
    (rules / "more.yaml").write_text(
        "rules:\n  - rule: x\n    titel: X\n    match: North Korea\n    channel: console\n"
    )

    ended = call_monitor("check", str(rules))

    assert ended.status == 1
    assert f"{rules}/more.yaml:3:5: " in ended.stderr
    assert "title" in ended.stderr
    assert '"North Korea"' in ended.stderr


def test_check_of_good_rules_says_so(rules: Path) -> None:
    ended = call_monitor("check", str(rules))

    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout == f"{rules}: 1 rule, 0 entities, 0 terms, 0 feeds: ok\n"


def test_test_counts_what_holds_and_exits_1_on_a_failure(rules: Path) -> None:
    assert call_monitor("test", str(rules)).stdout.splitlines()[-1] == "2 of 2 tests hold"

    text = (rules / "rules.yaml").read_text()
    (rules / "rules.yaml").write_text(text.replace("went home", "went on strike"))
    ended = call_monitor("test", str(rules))

    assert ended.status == 1
    assert ended.stdout.splitlines()[-1] == "1 of 2 tests hold"
    assert "strikes" in ended.stdout


def test_test_without_tests_exits_5(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("rules:\n  - {rule: x, title: X, match: strike, channel: console}\n")

    assert call_monitor("test", str(tmp_path)).status == 5


def test_match_gives_spans_and_excerpts_as_json(rules: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)

    ended = call_monitor("match", str(page), "--rules", str(rules), "--json")

    assert ended.status == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["article"]["title"] == "Port at rest"
    assert [match["rule"] for match in found["matches"]] == ["strikes"]
    match = found["matches"][0]
    for span in match["spans"]:
        field = found["article"]["text"] if span["field"] == "body" else found["article"]["title"]
        assert field[span["start"] : span["end"]] == span["text"]
    excerpt = match["excerpts"][0]
    assert [excerpt["text"][start:end] for start, end in excerpt["marks"]] == ["dock workers", "strike"]


def test_extract_gives_the_documented_keys(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)

    ended = call_monitor("extract", str(page), "--json")

    described = json.loads(ended.stdout)
    assert set(described) == {
        "source", "url", "title", "text", "lead", "captions", "author", "language", "published", "state",
    }  # fmt: skip
    assert "Strike news" not in described["text"]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        ("big.html", b"<p>" + b"x" * 50_000_000, "MB"),
        ("empty.html", b"", "empty"),
    ],
)
def test_what_is_no_article_is_one_clear_line_and_exit_1(name: str, content: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    ended = call_monitor("extract", str(path))

    assert ended.status == 1
    assert ended.stderr.startswith(f"{path}: ")
    assert word in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_init_writes_a_set_that_checks_and_tests(tmp_path: Path) -> None:
    assert call_monitor("init", "newsroom", cwd=tmp_path).status == 0

    newsroom = tmp_path / "newsroom"
    assert call_monitor("check", cwd=newsroom).status == 0
    tested = call_monitor("test", cwd=newsroom)
    assert tested.status == 0, tested.stdout
    again = call_monitor("init", "newsroom", cwd=tmp_path)
    assert again.status == 2
    assert "nothing was written" in again.stderr
