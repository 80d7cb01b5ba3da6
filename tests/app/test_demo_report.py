"""The figures at the end: they add up, or the demo says where they do not."""

import io

from rich.console import Console

from monitor.app.demo.report import FeedLine, add_up, show_tables
from monitor.core.records import Counts

COUNTS = Counts(
    feeds=2,
    polls=9,
    entries={"read": 5, "duplicate": 2, "failed": 1, "filtered": 1},
    failures={"HTTP 404": 1, "too old": 1},
    articles={"full": 4, "teaser": 1, "failed": 1},
    articles_matched=3,
    matches={"posted": 2, "merged": 1},
    alerts={"sent": 2, "merged": 1},
)


def test_sound_figures_add_up() -> None:
    assert add_up(COUNTS, announced=9, alerts=2) == []


def test_an_entry_without_an_outcome_is_told() -> None:
    assert add_up(COUNTS, announced=10, alerts=2) == ["10 entries were announced, 9 have an outcome"]


def test_waiting_entries_missing_articles_and_unsent_alerts_are_told() -> None:
    counts = Counts(entries={"read": 2, "waiting": 1}, articles={"full": 1}, alerts={"sent": 1, "pending": 1})

    faults = add_up(counts, announced=3, alerts=2)

    assert faults == [
        "1 entries still wait",
        "2 entries were read or failed, but there are 1 articles",
        "2 messages stand in Slack, but 1 alerts are marked as sent",
        "1 alerts are not finished",
    ]


def test_the_tables_show_every_figure_as_plain_text_without_a_terminal() -> None:
    console = Console(file=io.StringIO(), width=100)
    feeds = [
        FeedLine(name="World", kind="rss", entries=6, full=2, unchanged=3),
        FeedLine(name="Atom", kind="atom", entries=3, full=1, unchanged=3),
    ]

    show_tables(console, feeds, COUNTS, announced=9)

    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "\x1b" not in text
    for part in ("2 feeds", "5 read + 2 duplicate", "4 full", "2 sent + 1 merged", "1 HTTP 404"):
        assert part in text
