"""`archive = "matched"` and `retention`, as a user meets them."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app.settings import load_settings
from monitor.core.retention import Keeping
from tests.app.command import call_monitor
from tests.fakes.newsroom import Newsroom
from tests.fakes.warm import Ended

HARBOUR = """
rules:
  - rule: harbour
    title: The harbour
    match: (harbour OR railway) AND ~strike
    channel: console
"""
NUMBERS = HARBOUR + "  - {rule: numbers, title: Numbers, match: '/[0-9]{4}-[0-9]{4}/', channel: console}\n"


async def _run(newsroom: Newsroom, *arguments: str) -> Ended:
    return await newsroom.run("monitor", *arguments, MONITOR_ARCHIVE="matched", MONITOR_SLACK_BOT_TOKEN="")


async def _figures(newsroom: Newsroom) -> tuple[dict[str, object], str]:
    as_json = await _run(newsroom, "status", "--json")
    told = await _run(newsroom, "status")
    line = re.search("^pages.*", told.stdout, re.MULTILINE)
    return json.loads(as_json.stdout), line[0] if line else ""


async def test_pages_without_the_words_of_a_rule_are_left_unread_and_status_says_how_many(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=6, rules=HARBOUR) as newsroom:
        ended = await _run(newsroom, "run", "--once")
        figures, line = await _figures(newsroom)
        entries = await newsroom.run("monitor", "articles", "list", "--json")

    assert ended.status == 0, ended.stderr
    assert figures["entries"] == {"filtered": 4, "read": 2}
    assert figures["failures"] == {"no rule's words on the page": 4}
    assert (figures["pages_passed"], figures["pages_unread"]) == (2, 4)
    assert figures["pages"] == {"archive": "matched", "scan": "on", "reason": ""}
    assert line == "pages          6  2 passed, 4 unread; 33.3% pass"
    assert entries.stdout.count("\n") == 2
    assert "Strike at railway 1" in ended.stdout


async def test_a_rule_without_words_is_named_when_pages_are_read_all_the_same(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=3, rules=NUMBERS) as newsroom:
        ended = await _run(newsroom, "run", "--once")
        figures, line = await _figures(newsroom)

    assert "every page is read" in ended.stderr
    assert "rules=numbers" in ended.stderr
    assert figures["entries"] == {"read": 3}
    assert figures["pages"] == {
        "archive": "matched",
        "scan": "off",
        "reason": "numbers can match without any word",
    }
    assert line == "pages          0; every page is read now: numbers can match without any word"


async def test_status_says_so_where_the_rules_cannot_be_read(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=HARBOUR) as newsroom:
        await _run(newsroom, "run", "--once")
        (newsroom.rules / "rules.yaml").write_text("rules: [{rule: x}]\n")
        figures, line = await _figures(newsroom)

    assert figures["pages"] == {
        "archive": "matched",
        "scan": "unknown",
        "reason": "the rule files have mistakes (`monitor check` tells them)",
    }
    assert line.endswith(
        "whether pages are left unread is not known: the rule files have mistakes (`monitor check` tells them)"
    )


async def test_status_is_silent_about_pages_where_all_are_read(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        ended = await newsroom.run("monitor", "status")

    assert "pages" not in ended.stdout


def test_an_unknown_archive_is_one_line(place: Path) -> None:
    ended = call_monitor("status", cwd=place, variables={"MONITOR_ARCHIVE": "some"})

    assert ended.status == 2
    assert ended.stderr == "MONITOR_ARCHIVE = some: input should be 'all' or 'matched'\n"


async def test_a_text_is_let_go_and_show_says_so(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=HARBOUR) as newsroom:
        await _run(newsroom, "run", "--once")
        with closing(sqlite3.connect(newsroom.data / "monitor.db")) as database, database:
            database.execute("UPDATE article SET found_at = found_at - 91 * 86400 * 1000000")
        await _run(newsroom, "run", "--once")
        told = await _run(newsroom, "articles", "show", "articles/0")
        as_json = await _run(newsroom, "articles", "show", "articles/0", "--json")

    assert "its text was kept 90 days and is gone" in told.stdout
    assert "harbour → console: posted" in told.stdout
    shown = json.loads(as_json.stdout)
    assert (shown["text_kept"], shown["text"], shown["title"]) == (False, "", "Strike at harbour 0")
    assert shown["matches"][0]["excerpts"]


def test_retention_is_days_or_off(place: Path) -> None:
    assert load_settings().keeping == Keeping(texts=timedelta(days=90), outcomes=timedelta(days=400))
    assert load_settings(retention="off", retention_outcomes="off").keeping == Keeping()
    assert load_settings(retention="7").keeping.texts == timedelta(days=7)
    for wrong in ("forever", "0", "7d"):
        ended = call_monitor("status", cwd=place, variables={"MONITOR_RETENTION": wrong})
        assert (ended.status, ended.stderr.count("\n")) == (2, 1), ended.stderr
        assert ended.stderr.startswith(f"MONITOR_RETENTION = {wrong}: ")
    told = call_monitor("status", cwd=place, variables={"MONITOR_RETENTION_OUTCOMES": "6"}).stderr
    assert told.startswith("MONITOR_RETENTION_OUTCOMES = 6: input should be greater than or equal to 7")


@pytest.mark.parametrize(
    ("written", "size"),
    [("20 GB", 20_000_000_000), ("512MiB", 512 << 20), ("1.5 tb", 1_500_000_000_000), ("off", None)],
)
def test_the_largest_size_is_written_as_people_say_it(written: str, size: int | None, place: Path) -> None:
    assert load_settings(max_size=written).keeping.max_bytes == size
    (place / "monitor.toml").write_text(f'max_size = "{written}"\n')
    assert load_settings().keeping.max_bytes == size


@pytest.mark.parametrize("wrong", ["20", "a lot", "-1 GB", "20 kB", "1 MB", "nan GB", "20 GB 5"])
def test_a_size_that_is_none_is_told(wrong: str, place: Path) -> None:
    ended = call_monitor("status", cwd=place, variables={"MONITOR_MAX_SIZE": wrong})
    assert (ended.status, ended.stderr.count("\n")) == (2, 1), ended.stderr
    assert ended.stderr.startswith(f"MONITOR_MAX_SIZE = {wrong}: ")
    assert "50 MB" in ended.stderr or "write 20 GB" in ended.stderr


AGED = {
    "entry": ("seen_at",),
    "article": ("found_at",),
    "story": ("opened_at",),
    "match": ("found_at",),
    "outbox": ("created_at", "claimed_at"),
}


async def test_a_year_later_what_a_feed_still_holds_is_let_go_and_not_told_again(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=4) as newsroom:
        ended = await newsroom.run_once()
        assert ended.status == 0, ended.stderr
        posted = len(newsroom.slack.messages)
        with closing(sqlite3.connect(newsroom.data / "monitor.db")) as database, database:
            for table, columns in AGED.items():
                for column in columns:
                    database.execute(f'UPDATE "{table}" SET {column} = {column} - 401 * 86400 * 1000000')  # noqa: S608 - ours
        ended = await newsroom.run_once()
        assert "let go" in ended.stderr
        with closing(sqlite3.connect(newsroom.data / "monitor.db")) as database, database:
            assert database.execute("SELECT count(*) FROM entry").fetchone() == (0,)
            database.execute("UPDATE feed SET due_at = 0, items = NULL, etag = NULL, body_hash = NULL")
        await newsroom.run_once()
        told = call_monitor("articles", "show", newsroom.site.url("/articles/0"), newsroom=newsroom)
        with closing(sqlite3.connect(newsroom.data / "monitor.db")) as database:
            polls, entries = database.execute("SELECT polls, (SELECT count(*) FROM entry) FROM feed").fetchone()

    assert posted >= 4
    assert len(newsroom.slack.messages) == posted
    assert newsroom.audit() == {}
    assert (polls >= 2, entries) == (True, 0)
    assert told.status == 1
    assert "what was kept of it was let go since" in told.stderr
