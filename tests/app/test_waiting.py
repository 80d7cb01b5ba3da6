import io
import os

import pytest

from monitor.app.cli.waiting import WaitingLine

ERASE = "\r\x1b[2K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Watch:
    """A clock that goes on when it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _terminal_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def test_what_is_done_within_a_second_shows_nothing() -> None:
    terminal, watch = Terminal(), Watch()
    with WaitingLine(terminal, watch) as line:
        line.saw("rule file read", done=1, of=2)
        watch.now += 0.99
        line.saw("rule file read", done=2, of=2)
    assert terminal.getvalue() == ""


def test_what_takes_longer_shows_how_far_it_is_and_leaves_nothing() -> None:
    terminal, watch = Terminal(), Watch()
    with WaitingLine(terminal, watch) as line:
        watch.now += 1
        line.saw("rule file read", file="a.yaml", done=12, of=27)
        line.saw("rule file read", file="b.yaml", done=13, of=27)  # too soon
        watch.now += 0.05
        line.saw("tests begun", rules=20_000, tests=40_000)  # another step does not wait
        watch.now += 1
        line.saw("test run", done=1_234, of=40_000)
    assert terminal.getvalue().split(ERASE) == [
        "",
        "reading rule files: 12 of 27",
        "compiling the rules",
        "running tests: 1,234 of 40,000",
        "",
    ]


def test_a_step_that_is_not_known_is_shown_by_its_name_and_drives_no_terminal() -> None:
    terminal, watch = Terminal(), Watch()
    with WaitingLine(terminal, watch) as line:
        watch.now += 1
        line.saw("half\x1b[2Jway")
    assert terminal.getvalue() == f"{ERASE}half [2Jway{ERASE}"


def test_where_nobody_watches_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    for stream, quiet in ((io.StringIO(), False), (Terminal(), True)):
        with WaitingLine(stream, watch, quiet=quiet) as line:
            watch.now += 5
            line.saw("test run", done=1, of=2)
        assert stream.getvalue() == ""
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    with WaitingLine(terminal, watch) as line:
        watch.now += 5
        line.saw("test run", done=1, of=2)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(("columns", "shown"), [(20, "reading rule files:"), (0, "reading rule files: 12 of 27")])
def test_the_line_is_as_long_as_the_terminal_is_wide(monkeypatch: pytest.MonkeyPatch, columns: int, shown: str) -> None:
    class Narrow(Terminal):
        def fileno(self) -> int:
            return 2

    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((columns, 24)))
    terminal, watch = Narrow(), Watch()
    with WaitingLine(terminal, watch) as line:
        watch.now += 1
        line.saw("rule file read", done=12, of=27)
    assert terminal.getvalue() == f"{ERASE}{shown}{ERASE}"
