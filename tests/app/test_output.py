import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from monitor.app.cli import output
from monitor.app.cli.output import ago, counted, plain, say, show, show_json, table, times, when
from monitor.app.printable import printable

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ATTACKS = ["\x1b]0;title\x07", "\x1b[2J", "\x9b2J", "\r", "\x08", "\x7f", "\u202e", "\u2066", "\u2028", "\ud800"]
DRIVES = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    colour: Colour
    at: datetime
    parts: tuple[str, ...]
    known: frozenset[str]


@given(st.text(st.characters()))
def test_a_printable_text_is_as_long_as_before_and_drives_no_terminal(text: str) -> None:
    assert len(printable(text)) == len(text)
    assert not DRIVES.search(printable(text))


def test_a_printable_text_keeps_what_scripts_need() -> None:
    for text in ("خانه\u200cها", "👩\u200d🚀", "שלום\u200f", "no\u00a0break", "café — 北京"):
        assert printable(text) == text


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_is_printed_drives_the_terminal(attack: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"before{attack}after"

    say(text)
    show(text)
    show_json({"text": text})
    table(("name", "text"), [("x", text)])

    out, err = capsys.readouterr()
    assert not DRIVES.search((out + err).replace("\n", ""))
    assert json.loads(out.splitlines()[1])["text"] == text


def test_lines_that_are_meant_stay_lines(capsys: pytest.CaptureFixture[str]) -> None:
    show("one\n  two")

    assert capsys.readouterr().out == "one\n  two\n"


def test_values_become_those_of_json() -> None:
    thing = Thing(Colour.RED, NOW, ("a", "b"), frozenset({"z", "y"}))

    assert plain({1: [thing], "none": None}) == {
        "1": [{"colour": "red", "at": "2026-03-04T05:06:07+00:00", "parts": ["a", "b"], "known": ["y", "z"]}],
        "none": None,
    }


def terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    console = Console(force_terminal=True, width=width, color_system=None)
    monkeypatch.setattr(output, "console", lambda: console)


ROWS = [("Wire", "3m ago", "not a feed: an HTML page titled 新聞 and more words than fit"), ("Other", "–", "")]


def test_a_table_in_a_pipe_has_a_line_a_row_whatever_its_width(capsys: pytest.CaptureFixture[str]) -> None:
    table(("feed", "polled", "trouble"), [*ROWS, ("x" * 300, "", "end")], beneath=True)

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[1].endswith("words than fit")
    assert lines[3].endswith("x  " + " " * 8 + "end")


def test_a_table_on_a_terminal_is_folded_to_its_width_and_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(monkeypatch, 40)

    table(("feed", "polled", "trouble"), ROWS)

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 40
    assert lines[0] == "feed   polled  trouble"
    assert lines[1].startswith("Wire   3m ago  not a feed:")
    assert "".join(line[15:].strip() for line in lines[1:-1]).replace(" ", "") == ROWS[0][2].replace(" ", "")


def test_a_cell_beneath_its_row_is_whole(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    terminal(monkeypatch, 40)
    url = "https://example.com/" + "long/" * 20

    table(("state", "url"), [("full", url), ("none", "")], beneath=True)

    assert capsys.readouterr().out.splitlines() == ["state", "full", f"  {url}", "none"]


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=59), "59s ago"),
        (timedelta(minutes=90), "1h ago"),
        (timedelta(days=-3), "in 3d"),
        (timedelta(seconds=-61), "in 1m"),
    ],
)
def test_a_distance_is_told_in_its_largest_unit(distance: timedelta, said: str) -> None:
    assert ago(NOW - distance, NOW) == said


def test_a_time_that_there_is_not_is_a_dash() -> None:
    assert (when(None), ago(None, NOW), when(NOW)) == ("–", "–", "2026-03-04 05:06")


def test_figures_are_told_in_words() -> None:
    assert (times(1), times(1200)) == ("once", "1,200 times")
    assert [counted(1, "rule"), counted(0, "entity", "entities")] == ["1 rule", "0 entities"]
