"""`monitor match` and `monitor extract` as their users call them."""

import json
from pathlib import Path

import pytest

from tests.app.command import call_monitor

RULES = """\
entities:
  - entity: harbour
    names: [harbour, northern port]
rules:
  - rule: strikes
    title: Strikes
    match: (strike OR walkout) AND @harbour AND NOT ("railway strike" OR lockout)
    channel: console
  - rule: grain
    title: Grain
    match: '@harbour AND (wheat OR =GRAIN)'
    where: {languages: [de]}
    channel: console
"""
PAGE = """<!doctype html><html lang="en"><head><title>Port at rest</title></head><body><article><h1>Port at rest</h1>
<p>The dock workers of the northern port began a strike on Monday after talks on pay and shifts had failed for the third
time in a month, their union said in a letter.</p><p>Ships with fruit and grain wait outside the breakwater, and the
harbour master said that nobody could tell when they would be unloaded.</p></article></body></html>"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "rules.yaml").write_text(RULES)
    (tmp_path / "page.html").write_text(PAGE)
    return tmp_path


def test_the_rules_that_match_are_shown_with_their_passages(place: Path) -> None:
    ended = call_monitor("match", "page.html", cwd=place)

    assert (ended.status, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert lines[:2] == ["Port at rest  (full, en)", "  strikes"]
    assert any(line.startswith("    … The dock workers of the [northern port] began a [strike]") for line in lines)
    assert "grain" not in lines


def test_explain_shows_every_clause_of_a_rule_that_matches_and_why_the_others_do_not(place: Path) -> None:
    ended = call_monitor("match", "page.html", "--explain", cwd=place)

    tree = ended.stdout.partition("  strikes: matches\n")[2]
    assert tree.startswith(
        "    true     3  AND\n"
        "    true     1    OR\n"
        "    true     1      strike\n"
        "    false    0      walkout\n"
        "    true     2    @harbour\n"
        "    true     0    NOT\n"
        "    false    0      OR\n"
        '    false    0        "railway strike"\n'
        "    false    0        lockout\n"
    )
    why = tree.partition("nearest first (--rule ID shows every clause of one):\n")[2]
    assert why == "    grain: @harbour: 2 · wheat OR =GRAIN: 0\n\n"


def test_explain_shows_every_clause_of_a_rule_that_is_asked_for(place: Path) -> None:
    ended = call_monitor("match", "page.html", "--explain", "--rule", "grain", cwd=place)

    assert ended.status == 0
    assert "  no rule matches\n" in ended.stdout
    assert ended.stdout.partition("  grain: does not match\n")[2].rstrip() == (
        '    @harbour: 2 · =GRAIN: 0, "grain" is there, not written so\n'
        "\n"
        "    false    -  where languages: wants de, the article has en\n"
        "    false    0  AND\n"
        "    true     2    @harbour\n"
        "    false    0    OR\n"
        "    false    0      wheat\n"
        '    false    0      =GRAIN ("grain" is there, not written so)'
    )
    assert "strikes" not in ended.stdout


def test_of_many_rules_that_do_not_match_the_nearest_are_told(place: Path) -> None:
    far = "".join(f"  - {{rule: far-{number}, match: whale AND otter, channel: console}}\n" for number in range(30))
    (place / "rules" / "more.yaml").write_text(
        f"rules:\n{far}  - {{rule: near, match: whale AND union, channel: console}}\n"
    )
    shown = call_monitor("match", "page.html", "--explain", cwd=place).stdout.partition("the nearest first")[2]

    assert shown.splitlines()[1] == "    near: union: 1 · whale: 0"
    assert shown.splitlines()[2].startswith("    grain: ")
    assert shown.splitlines()[20:] == ["    far-17: whale: 0 · otter: 0", "    … and 12 more rules", ""]


def test_explain_as_json_has_the_same_tree(place: Path) -> None:
    found = json.loads(call_monitor("match", "page.html", "--explain", "--json", "--rule", "grain", cwd=place).stdout)

    assert found["matches"] == []
    (told,) = found["explanations"]
    assert (told["rule"], told["holds"], told["where"]) == ("grain", False, ["languages: wants de, the article has en"])
    assert told["decided"] == '@harbour: 2 · =GRAIN: 0, "grain" is there, not written so'
    assert [(one["text"], one["holds"], one["count"]) for one in told["expression"]["children"]] == [
        ("@harbour", True, 2),
        ("wheat OR =GRAIN", False, 0),
    ]


def test_a_text_may_come_from_standard_input(place: Path) -> None:
    ended = call_monitor("match", "-", cwd=place, stdin="A strike began at the harbour of the capital on Monday.\n")

    assert (ended.status, ended.stderr) == (0, "")
    assert "  strikes\n" in ended.stdout


def test_escapes_in_a_text_never_reach_the_terminal(place: Path) -> None:
    (place / "note.txt").write_text(
        "Harbour \x1b]0;owned\x07 news\n\nA \x1b[2J\x9b2J strike at the harbour began today.\n"
    )

    for arguments in (["match", "note.txt", "--explain"], ["extract", "note.txt"], ["extract", "note.txt", "--json"]):
        shown = call_monitor(*arguments, cwd=place).stdout
        assert "strike" in shown
        assert not {"\x1b", "\x07", "\x9b"} & set(shown)


def test_several_pages_are_each_told_and_one_bad_one_makes_the_status_1(place: Path) -> None:
    (place / "paper.pdf").write_bytes(b"%PDF-1.7 x")

    ended = call_monitor("extract", "page.html", "paper.pdf", "page.html", cwd=place)

    assert ended.status == 1
    assert ended.stderr == "paper.pdf: a PDF\n"
    assert ended.stdout.count("source     page.html\ntitle      Port at rest\nstate      full\n") == 2
