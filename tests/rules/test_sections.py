from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from monitor.rules.model import Backlog, Quiet, Threads
from monitor.rules.nodes import Words
from tests.rules.files import loaded, problems


def test_a_feed_is_read_with_all_it_says(tmp_path: Path) -> None:
    text = (
        "feeds:\n  - feed: https://news.example/rss\n    name: News\n    tags: [asia, business]\n    language: en-gb\n"
        "    every: 5m\n    backlog: last 3\n    text: feed\n    max_age: 30d\n"
    )
    (feed,) = loaded(tmp_path, text).feeds
    assert (feed.name, feed.tags, feed.language) == ("News", frozenset({"asia", "business"}), "en-GB")
    assert (feed.every, feed.max_age) == (timedelta(minutes=5), timedelta(days=30))
    assert (feed.backlog, feed.use_feed_text) == (Backlog(last=3), True)
    assert (feed.position.line, feed.position.column) == (2, 11)


def test_a_feed_that_says_nothing_has_the_defaults(tmp_path: Path) -> None:
    (feed,) = loaded(tmp_path, "feeds:\n  - feed: https://news.example/rss\n").feeds
    assert (feed.name, feed.every, feed.backlog, feed.use_feed_text) == (None, None, Backlog(), False)


def test_an_entity_has_names_weak_names_and_exceptions(tmp_path: Path) -> None:
    text = "entities:\n  - entity: x\n    names: [a]\n    weak: [b]\n    except: [c d]\n"
    (entity,) = loaded(tmp_path, text).entities
    assert (entity.names, entity.weak, entity.except_) == (
        (Words("a"),),
        (Words("b"),),
        (Words("c d", quoted=True),),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("feed:\n  - x\n", "1:1: unknown key feed in a rule file (did you mean feeds?)"),
        ("zzz: 1\n", "1:1: unknown key zzz in a rule file (known: feeds, channels, entities, terms, rules, defaults)"),
        ("- rule: x\n", "1:1: a rule file is written as keys with values (a list stands here; write rules:)"),
        (
            "rules:\n- rule: x\n  match: y\n  channel: console\ntests: z\n",
            "5:1: unknown key tests in a rule file (it belongs into a rule: indent it below that)",
        ),
        ("hello\n", "1:1: a rule file is written as keys with values (the text 'hello' stands here; write rules:)"),
        ("rules: hello\n", "1:8: rules is a list: [hello], or one item a line behind a dash"),
        ("rules: {a: b}\n", "1:8: rules is a list: begin each item with a dash (- a: …)"),
        (
            "rules:\n  - hello\n",
            "2:5: a rule is written as keys with values (the text 'hello' stands here; write - rule: sanctions-relief)",
        ),
        ("rules: []\nrules: []\n", "2:1: duplicate key rules (the first is on line 1; write both as one)"),
        ("[a]: b\n", "1:1: a key is a word (a list stands here)"),
        ("feeds:\n  - name: x\n", "2:5: a feed begins with its address: - feed: https://…"),
        ("channels:\n  - wait: 1s\n", '2:5: a channel begins with its name: - channel: "#desk"'),
        ("entities:\n  - names: [x]\n", "2:5: an entity begins with its identity: - entity: north-korea"),
        (
            "entities:\n  - entity: x\n",
            "2:13: this entity has no names (write names: [North Korea, =DPRK], or",
        ),
        (
            "entities:\n  - entity: x\n    names: []\n",
            "3:12: names: an empty list (write at least one item, or delete the line)",
        ),
        ("entities:\n  - entity: x\n    names: y\n", "3:12: names is a list: [y], or one item a line behind a dash"),
        ("entities:\n  - entity: x\n    names: [[y]]\n", "3:13: names is a single value (a list stands here)"),
        (
            "entities:\n  - entity: x\n    names: [a: b]\n",
            '3:13: names is a single value (a key with a value stands here; a text with ": " in it needs quotes)',
        ),
        ("terms:\n  - any: [x]\n", "2:5: a term begins with its identity: - term: easing"),
        ("terms:\n  - term: x\n", "2:11: this term has no alternatives (write any: [ease, lift, relief])"),
        ("terms:\n  - <<: {term: x}\n    term: y\n    any: [z]\n", "2:5: merge keys (<<) are no part of this format"),
        (
            "channels:\n  - channel: #desk\n",
            '2:14: channel is empty: # starts a comment in YAML (write "#desk" in quotes)',
        ),
        ("channels:\n  - channel:\n", "2:13: channel is empty (write a value, or delete the line)"),
        (
            "feeds:\n  - feed: http://x.example/\n    tags: [a, '']\n",
            "3:15: tags is empty (write a value, or delete the line)",
        ),
        (
            "feeds:\n  - feed: http://x.example/\n    text: page\n",
            "3:11: text: page is not one of article, feed (write article or feed)",
        ),
    ],
)
def test_what_is_no_rule_file_says_where_and_what_would_work(tmp_path: Path, text: str, expected: str) -> None:
    (found,) = problems(tmp_path, text)
    assert found.startswith(expected)


def test_a_channel_is_read_as_it_is_written(tmp_path: Path) -> None:
    text = """
channels:
  - channel: "#desk"
    wait: 0s
    max_per_hour: 5
    quiet: {from: "22:00", to: 7:00, zone: Asia/Tokyo}
    digest: "08:30"
    threads: update-only
  - channel: console
    quiet: {from: 1:00, to: 2:00}
"""
    desk, console = loaded(tmp_path, text).channels
    assert desk == replace(
        console,
        channel="#desk",
        wait=timedelta(0),
        max_per_hour=5,
        quiet=Quiet(start=time(22), end=time(7), zone="Asia/Tokyo"),
        digest=time(8, 30),
        threads=Threads.UPDATE_ONLY,
        position=desk.position,
    )
    assert (console.wait, console.max_per_hour, console.digest, console.threads) == (None, 20, None, Threads.ON)
    assert console.quiet == Quiet(start=time(1), end=time(2), zone="UTC")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("max_per_hour: many", "3:19: max_per_hour: many is not a whole number from 1 to 1000"),
        ("max_per_hour: 0", "3:19: max_per_hour: 0 is not a whole number from 1 to 1000"),
        ("digest: 24:00", '3:13: digest: 24:00 is not a time of day (from "00:00" to "23:59")'),
        ("threads: yes", "3:14: threads: yes is not one of on, off, update-only (write on, off or update-only)"),
        ("quiet: night", "3:12: quiet is written as keys with values (the text 'night' stands here; write quiet: {"),
        ("quiet: {from: '22:00'}", '3:12: quiet has no to (write {from: "22:00", to: "07:00", zone: Asia/Tokyo})'),
        ("quiet: {from: 10pm, to: 7:00}", '3:19: from: 10pm is not a time of day (from "00:00" to "23:59")'),
        ("quiet: {from: 1:00, to: 7:00, zone: Asia/Tokio}", "3:41: zone: unknown time zone Asia/Tokio (did you mean"),
        ("quiet: {from: 1:00, to: 7:00, zone: Seoul}", "3:41: zone: unknown time zone Seoul (did you mean Asia/Seoul?"),
        ("quiet: {from: 1:00, to: 7:00, zone: JST}", "3:41: zone: unknown time zone JST (did you mean Asia/Tokyo?)"),
        ("quiet: {from: 1:00, to: 7:00, zone: Mars}", "3:41: zone: unknown time zone Mars ("),
        ("quiet: {from: 7:00, to: 07:00}", "3:29: quiet begins and ends at the same time (write to:"),
        ("quiet: {from: 1:00, to: 7:00, zones: UTC}", "3:35: unknown key zones in quiet (did you mean zone?)"),
    ],
)
def test_a_wrong_value_in_a_channel_says_what_would_work(tmp_path: Path, lines: str, expected: str) -> None:
    found = problems(tmp_path, f"channels:\n  - channel: console\n    {lines}\n")
    assert found[0].startswith(expected)


@pytest.mark.parametrize(
    ("said", "expected"), [("off", None), ("6h", timedelta(hours=6)), ("1m", timedelta(minutes=1))]
)
def test_recheck_is_off_or_a_duration(tmp_path: Path, said: str, expected: timedelta | None) -> None:
    text = f"feeds:\n  - feed: https://x.example/\n    recheck: {said}\n"
    assert loaded(tmp_path, text).feeds[0].recheck == expected


@pytest.mark.parametrize(
    ("said", "expected"), [("some", "3:14: recheck: some is not a duration"), ("59s", "3:14: recheck: at least 60s")]
)
def test_a_recheck_that_is_none_says_what_would_be_one(tmp_path: Path, said: str, expected: str) -> None:
    text = f"feeds:\n  - feed: https://x.example/\n    recheck: {said}\n"
    assert problems(tmp_path, text)[0].startswith(expected)


@pytest.mark.parametrize("text", ["rules:\n", "rules: []\nfeeds:\n  # - feed: https://x.example/\n"])
def test_a_list_that_is_not_written_yet_is_no_problem(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text).rules == ()
