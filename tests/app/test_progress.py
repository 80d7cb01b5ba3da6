import contextlib
import io
import subprocess
import sys
from collections.abc import Iterator

import pytest
from rich.console import Console

from monitor.app.progress import WORTH_A_BAR, TerminalProgress, counting, stages

ON_TERMINAL_WITH_A_FILE = """
import sys
from rich.console import Console
from monitor.app.progress import TerminalProgress
with TerminalProgress(Console(stderr=True, force_terminal=True, width=80)) as progress:
    progress.saw("rules in force", feeds=1, rules=1)
    print("an alert")
"""


@contextlib.contextmanager
def progress(width: int = 100) -> Iterator[tuple[TerminalProgress, Console]]:
    console = Console(file=io.StringIO(), width=width)
    with TerminalProgress(console) as watched:
        yield watched, console


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def line(watched: TerminalProgress) -> str:
    return watched.__rich__().plain.partition("  ")[2]


def test_every_step_is_counted_once() -> None:
    with progress() as (watched, _):
        assert line(watched) == "0 polls  0 new  0 read  0 matches  0 alerts  0 sent"

        watched.saw("entries stored", feed="a", found=9, new=1200)
        watched.saw("entries stored", feed="b", found=0, new=0)
        watched.saw("feed failed", feed="c", reason="HTTP 404", failures=1)
        watched.saw("page fetched", url="u")
        watched.saw("entry settled", entry=1, outcome="read", matches=2, alerts=1)
        watched.saw("entry settled", entry=2, outcome="duplicate", matches=0, alerts=0)
        watched.saw("alert sent", alert="k")

        assert line(watched) == "3 polls (1 failed)  1,200 new  2 read  2 matches  1 alerts  1 sent"

        watched.saw("entry settled", entry=3, outcome="filtered", matches=0, alerts=0)

        assert line(watched).endswith("2 read  2 matches  1 alerts  1 sent  1 unread")


@pytest.mark.parametrize(
    ("step", "ids", "said"),
    [
        ("rules in force", {"feeds": 4, "rules": 2}, "watching  feeds: 4, rules: 2; Ctrl-C ends it, nothing is lost"),
        ("feed failed", {"feed": "https://a.example/f", "reason": "gone"}, "feed failed  https://a.example/f: gone"),
        ("channel trouble", {"channel": "#x", "reason": "is_archived"}, "channel waits  #x: is_archived"),
        ("stage failed", {"stage": "tick", "reason": "boom", "trace": "a\n  b"}, "failed  tick: boom\na\n  b"),
        ("stopping", {}, "stopping  what is in flight is brought to its end"),
    ],
)  # fmt: skip
def test_trouble_is_told_in_a_line_of_its_own(step: str, ids: dict[str, object], said: str) -> None:
    with progress() as (watched, console):
        watched.saw(step, **ids)

        assert shown(console) == said + "\n"


def test_what_a_site_says_is_neither_markup_nor_an_escape() -> None:
    with progress() as (watched, console):
        watched.saw("feed failed", feed="[red]x[/]{reason}", reason='an HTML page titled "\x1b[2J[/bold]"')

        assert shown(console) == 'feed failed  [red]x[/]{reason}: an HTML page titled " [2J[/bold]"\n'


def test_the_line_never_takes_more_than_one_line() -> None:
    with progress(width=30) as (watched, console):
        lines = console.render_lines(watched)

        assert len(lines) == 1
        assert "".join(segment.text for segment in lines[0]).endswith("…")


def test_what_cannot_start_leaves_no_line() -> None:
    with progress() as (_, console):
        pass

    assert shown(console) == ""


def test_what_goes_to_a_file_still_goes_there_while_the_line_is_drawn() -> None:
    ended = subprocess.run([sys.executable, "-c", ON_TERMINAL_WITH_A_FILE], capture_output=True, text=True, check=True)

    assert ended.stdout == "an alert\n"
    assert "polls" in ended.stderr


@pytest.mark.parametrize(("total", "is_terminal"), [(WORTH_A_BAR, True), (WORTH_A_BAR - 1, True), (900, False)])
def test_a_bar_counts_what_takes_long_and_only_on_a_terminal(total: int, is_terminal: bool) -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=is_terminal, color_system=None)
    with counting(total, "pages", console) as count:
        for _ in range(total):
            count()
    assert (f"{total}/{total}" in shown(console)) is (is_terminal and total == WORTH_A_BAR)
    assert bool(shown(console)) is (is_terminal and total == WORTH_A_BAR)


def test_several_things_may_be_done_at_once() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    with counting(400, "articles", console) as count:
        count(200)
        count(200)
    assert "400/400" in shown(console)


@pytest.mark.parametrize("is_terminal", [True, False])
def test_stages_of_a_long_work_have_a_bar_each_on_a_terminal(is_terminal: bool) -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=is_terminal, color_system=None)
    with stages(console) as progress:
        progress("copying", 256, 512)
        progress("copying", 512, 512)
        progress("comparing", 3, 0)
    for name in ("copying", "comparing"):
        assert (name in shown(console)) is is_terminal
