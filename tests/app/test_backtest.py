"""`monitor backtest` as its users call it."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.app.backtest.kept import MOST_AGE
from monitor.store import open_store
from tests.app.backtest_place import HOSTILE, Place, article, body
from tests.app.command import only_line
from tests.benchmarks.stored_month import Month

ARTICLES = (
    article("a", "strike"),
    article("b", "strike", text=body("a", "strike")),  # the same story
    article("c", "walkout"),
    article("d", "fire drill"),
    article("e", "fair"),
    article("f", "trade"),
    article("g", "weather"),
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, *ARTICLES)


def test_the_alerts_of_each_rule_are_counted_by_story_and_shown(place: Place) -> None:
    ended = place.backtest()

    assert (ended.status, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert re.fullmatch(r"7 articles found .* to .* UTC: rules \(4 rules\)", lines[0])
    assert [line.split() for line in lines[2:5]] == [
        ["rule", "alerts", "stories", "articles"],
        ["strikes", "4", "2", "3"],
        ["fairs", "(shadow)", "1", "1", "1"],
    ]
    assert "      The [strike] was told of at a today." in lines
    assert "2 rules never match: fires, comets" in lines
    assert lines[-1] == "4 alerts"
    assert not place.kept


def test_against_another_directory_the_difference_is_shown(place: Place) -> None:
    ended = place.backtest("--against", "before")

    assert (ended.status, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert lines[0].endswith("UTC: rules (4 rules) against before (3 rules)")
    rows = {cells[0]: cells[1:] for cells in (line.split() for line in lines[3:7])}
    assert rows["strikes"] == ["+3", "−0", "1", "4", "2", "3"]
    assert rows["fires"] == ["+0", "−1", "1", "0", "0", "0"]
    assert rows["trade"] == ["(gone)", "+0", "−1", "1", "–", "–", "–"]
    assert rows["fairs"] == ["(new,", "shadow)", "+1", "−0", "–", "1", "1", "1"]
    headlines = [line.split("  20")[0].strip() for line in lines if "Headline" in line]
    assert headlines == ["+ Headline a", "+ Headline c", "− Headline d", "+ Headline e", "− Headline f"]
    assert any(line.endswith("  shadow, would go → console") for line in lines)
    assert lines[-1] == "+3 alerts, −2 alerts (1 the same)"
    assert "of shadow rules, which post nothing: +1, −0" in lines


def test_json_has_a_line_for_each_rule_and_alert_and_one_with_the_total(place: Place) -> None:
    first, *others, last = place.lines("--against", "before")

    assert first["backtest"]["articles"] == 7
    assert first["backtest"]["against"]["name"] == "before"
    assert first["backtest"]["since"] == "30d"
    found = datetime.fromisoformat(first["backtest"]["first"])
    assert timedelta(hours=7) <= datetime.now(UTC) - found < timedelta(hours=8)
    rules = {line["rule"]: line for line in others if "rule" in line}
    assert rules["strikes"]["now"] == {"articles": 3, "stories": 2, "alerts": 4, "shadow": False}
    assert rules["strikes"]["before"] == {"articles": 2, "stories": 1, "alerts": 1, "shadow": False}
    assert (rules["strikes"]["gained"], rules["strikes"]["lost"], rules["strikes"]["a_week"]) == (3, 0, None)
    assert rules["trade"]["now"] is None
    alerts = [line for line in others if "alert" in line]
    assert [(one["alert"], one["change"], one["channels"], one["article"], one["story"]) for one in alerts] == [
        ("strikes", "gained", ["console"], 1, 1),
        ("strikes", "gained", ["#desk", "console"], 3, 3),
        ("fires", "lost", ["console"], 4, 4),
        ("fairs", "gained", ["console"], 5, 5),
        ("trade", "lost", ["console"], 6, 6),
    ]
    assert [one["shadow"] for one in alerts] == [False, False, False, True, False]
    assert alerts[1]["url"] == "https://news.example/c"
    assert alerts[1]["excerpts"] == [
        {"text": "The walkout was told of at c today.", "marks": [[4, 11]], "field": "body"},
    ]
    assert last["total"] == {
        "alerts": 4,
        "never": ["fires", "comets"],
        "before": 3,
        "gained": 3,
        "lost": 2,
        "same": 1,
        "shadow_gained": 1,
        "shadow_lost": 0,
    }


def test_without_anything_to_compare_json_has_every_alert(place: Place) -> None:
    lines = place.lines()

    assert [(one["alert"], one["change"], one["article"]) for one in lines if "alert" in one] == [
        ("strikes", None, 1),
        ("strikes", None, 3),
        ("fairs", None, 5),
    ]
    assert "before" not in lines[1]


def test_a_limit_keeps_the_newest_of_each_rule_and_says_how_many_are_left_out(place: Place) -> None:
    ended = place.backtest("--against", "before", "--limit", "1")

    assert next(line for line in ended.stdout.splitlines() if "Headline" in line).startswith("  + Headline c")
    assert "… and 4 more alerts (--limit N shows more, --json all)" in ended.stdout
    assert "Headline" not in place.backtest("--limit", "0").stdout


def test_since_leaves_out_what_was_found_before(place: Place) -> None:
    first, *_, last = place.lines("--since", "4h")

    assert (first["backtest"]["articles"], last["total"]["alerts"]) == (3, 0)
    assert place.lines("--since", "all")[0]["backtest"]["articles"] == 7
    ended = place.backtest("--since", "1m")
    assert (ended.status, ended.stdout) == (1, "")
    assert "no article was found since 1m" in only_line(ended.stderr)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--at-most", "4"], 0, ""),
        (["--at-most", "3"], 1, "strikes: 4 alerts, more than 3"),
        (["--against", "before", "--expect-same"], 1, "not the same: +3 alerts, −2 alerts"),
        (["--against", "rules", "--expect-same"], 0, ""),
        (["--expect-same"], 2, "--expect-same needs --against, with which the alerts are to be the same"),
        (["--since", "yesterday"], 2, "--since yesterday: write a duration such as 30d or 12h, or all"),
        (["--since", "0d"], 2, "--since 0d: write a duration such as 30d or 12h, or all"),
        (["--html", "no/where.html"], 2, "--html no/where.html: there is no directory no (name a file, such as"),
        (["--html", "rules"], 2, "--html rules: is a directory (name a file, such as review.html)"),
        (["--articles", "nowhere"], 2, "--articles nowhere: there is no such directory (name one with pages: "),
        (["--articles", "rules"], 2, "--articles rules: there is no page in it (.htm, .html, .txt, .xhtml)"),
        (["--rules", "nowhere"], 1, "nowhere:1:1: there is no such file or directory"),
        (["--against", "nowhere"], 2, "--against nowhere: there is no such directory, and "),
        (["--data", "nowhere"], 1, "nowhere/monitor.db: there is no database yet"),
    ],
)
def test_the_exit_status_tells_what_was_demanded_and_what_is_a_mistake(
    arguments: list[str], status: int, said: str, place: Place
) -> None:
    ended = place.backtest(*arguments)

    assert ended.status == status, ended.stderr
    assert only_line(ended.stderr).startswith(said) if said else not ended.stderr


def test_a_week_or_more_gives_a_rate_and_at_most_counts_by_it(tmp_path: Path) -> None:
    place = Place(
        tmp_path, *(article(f"n{number}", "strike" if number % 50 == 0 else "weather") for number in range(401))
    )
    _, *others, _ = place.lines()

    weeks = 400 / (24 * 7)
    (strikes,) = [line for line in others if line.get("rule") == "strikes"]
    assert strikes["now"]["alerts"] == 18
    assert strikes["a_week"] == pytest.approx(18 / weeks)
    assert place.backtest("--at-most", "7", "--limit", "0").status == 1
    assert place.backtest("--at-most", "8", "--limit", "0").status == 0


def test_articles_whose_text_was_let_go_are_counted_and_named(place: Place) -> None:
    store = open_store(place.url)
    with store.transaction() as tx:
        tx.texts.let_go([1])
    store.close()
    ended = place.backtest()

    assert ended.status == 0
    assert only_line(ended.stderr) == "1 article cannot be replayed: the text was let go (the setting retention)"
    assert ended.stdout.startswith("6 articles")


def test_pages_that_were_never_read_are_spoken_of(place: Place) -> None:
    assert "archive is matched" in only_line(place.backtest(MONITOR_ARCHIVE="matched").stderr)


def test_a_folder_of_pages_is_read_as_the_daemon_reads_them(place: Place) -> None:
    pages = place.folder / "pages"
    (pages / "deep").mkdir(parents=True)
    (pages / ".hidden").mkdir()
    (pages / ".hidden" / "x.txt").write_text(body("hidden", "strike"))
    (pages / "a.txt").write_text(body("a", "strike"))
    (pages / "deep" / "b.html").write_text(
        f"<!doctype html><html lang=en><title>Page b</title><body><article><h1>Page b</h1><p>{body('b', 'fire')}</p>"
        "</article></body></html>"
    )
    (pages / "c.html").write_bytes(b"%PDF-1.7 this is no page \x00\x01")
    (pages / "d.txt").write_text(body("a", "strike"))  # a copy joins its story
    (pages / "notes.md").write_text("strike")
    ended = place.backtest("--articles", "pages", "--against", "before", "--json")

    assert ended.status == 0
    assert only_line(ended.stderr).startswith("not replayed: pages/c.html: ")
    first, *others, last = map(json.loads, ended.stdout.splitlines())
    assert (first["backtest"]["articles"], first["backtest"]["first"]) == (3, None)
    assert len(first["backtest"]["failed"]) == 1
    rules = {line["rule"]: line for line in others if "rule" in line}
    assert rules["strikes"]["now"] == {"articles": 2, "stories": 1, "alerts": 2, "shadow": False}
    assert rules["fires"]["now"]["alerts"] == 1
    assert [one["title"] for one in others if one.get("change") == "gained"] != []
    assert last["total"]["gained"] == 1


def test_rules_about_feeds_cannot_match_pages_and_that_is_said(place: Place) -> None:
    (place.folder / "page.txt").write_text(body("a", "strike"))
    (place.folder / "rules" / "more.yaml").write_text(
        "rules:\n  - {rule: at-sea, title: T, match: strike, where: {tags: [sea]}, channel: console}\n"
    )
    ended = place.backtest("--articles", ".")

    assert only_line(ended.stderr) == (
        "1 rule asks for feeds, tags or sites, which pages of a folder do not have: no match there"
    )


def test_nothing_that_an_article_says_drives_the_terminal(tmp_path: Path) -> None:
    place = Place(tmp_path, HOSTILE)
    ended = place.backtest("--against", "before", "--html", "review.html")
    other = place.backtest("--json").stdout

    assert "A [fire] <script>" in place.backtest().stdout
    for text in (ended.stdout, ended.stderr, other):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert json.loads(other.splitlines()[-2])["title"] == HOSTILE.title


def test_the_database_of_a_running_daemon_is_only_read(place: Place) -> None:
    import sqlite3

    writer = sqlite3.connect(place.folder / "data" / "monitor.db")
    writer.execute("BEGIN IMMEDIATE")  # as a daemon that is in the middle of a transaction
    before = (place.folder / "data" / "monitor.db").read_bytes()

    assert place.backtest().status == 0

    writer.rollback()
    writer.close()
    assert (place.folder / "data" / "monitor.db").read_bytes() == before


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of 2,000 articles."""
    return Month(2_000).store(tmp_path_factory.mktemp("month"))


class TestStopped:
    """A run that is stopped goes on where it was."""

    RULES = (
        "rules:\n"
        "  - {rule: the, title: T, match: the AND NOT at, channel: console}\n"
        "  - {rule: pairs, title: T, match: was NEAR/1 this, channel: console}\n"
    )

    def start(self, place: Path, month: Path, *options: str) -> "subprocess.Popen[str]":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
        environment |= {"XDG_CACHE_HOME": str(place / "cache"), "MONITOR_WORKERS": "1"}
        # A shell that starts the tests in the background has them, and what they start, ignore SIGINT.
        listening = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
        command = [sys.executable, "-c", f"{listening}; runpy.run_module('monitor', run_name='__main__')"]
        command += ["backtest", "--data", str(month.parent), "--since", "all"]
        return subprocess.Popen(
            [*command, "--limit", "5", *options],
            cwd=place,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def stopped(self, here: Path, month: Path, cache: Path, stop: signal.Signals) -> tuple[int, str, str]:
        """Stop a run in its midst; return its status and what it wrote."""
        for _ in range(20):  # on a busy machine it may be done before
            process = self.start(here, month, "--json")
            while process.poll() is None and len(list(cache.glob("*"))) < 2:
                time.sleep(0.002)
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if stop is signal.SIGKILL else os.kill)(process.pid, stop)
            out, err = process.communicate(timeout=60)
            if process.returncode != 0:
                return process.returncode, out, err
        pytest.fail("it was always done before it was stopped")

    @pytest.fixture
    def here(self, tmp_path: Path) -> Path:
        (tmp_path / "rules").mkdir()
        (tmp_path / "rules" / "rules.yaml").write_text(self.RULES)
        return tmp_path

    @pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
    def test_and_gives_the_same_answer(self, stop: signal.Signals, here: Path, month: Path) -> None:
        cache = here / "cache" / "news-monitor" / "backtests"
        status, out, err = self.stopped(here, month, cache, stop)
        assert (status, out) == (130 if stop is signal.SIGINT else -signal.SIGKILL, "")
        if stop is signal.SIGINT:
            assert re.search(r"^stopped: [\d,]+ of 2,000 articles are done; the same command goes on from there$", err)
        assert list(cache.glob("*"))

        again, said = self.start(here, month, "--json").communicate(timeout=120)
        whole, nothing = self.start(here, month, "--json").communicate(timeout=120)

        assert said.startswith("goes on with what was begun at ")
        assert (again, nothing) == (whole, "")
        assert json.loads(whole.splitlines()[-1])["total"]["alerts"] > 100
        assert not list(cache.glob("*"))


def test_what_an_older_run_left_is_not_used(place: Place) -> None:
    from monitor.app.backtest.kept import KeptBlocks
    from monitor.app.backtest.question import Version, stored_question
    from monitor.rules import load

    rules = load(place.folder / "rules")
    store = open_store(place.url)
    now = datetime.now(UTC)
    with store.snapshot() as tx:
        question = stored_question(
            tx, (Version("rules", rules),), languages=("en",), database=place.url, since="30d", now=now
        )
    store.close()
    folder = place.folder / "cache" / "news-monitor" / "backtests"
    with KeptBlocks(question.key(), folder=folder) as kept:
        kept.begin(1, 3, now - MOST_AGE - timedelta(minutes=1))
    ended = place.backtest()

    assert re.fullmatch(r"what a run of .* UTC kept is too old: begun anew", only_line(ended.stderr))
    assert ended.stdout.startswith("7 articles")
