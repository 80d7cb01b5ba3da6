from datetime import timedelta
from pathlib import Path

import pytest

from monitor.rules.model import Backlog
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
        ("- rule: x\n", "1:1: a rule file is written as keys with values (a list stands here)"),
        ("hello\n", "1:1: a rule file is written as keys with values (the text 'hello' stands here)"),
        ("rules: hello\n", "1:8: rules is a list: [hello], or one item a line behind a dash"),
        ("rules: {a: b}\n", "1:8: rules is a list (a mapping stands here)"),
        ("rules:\n  - hello\n", "2:5: a rule is written as keys with values (the text 'hello' stands here)"),
        ("rules: []\nrules: []\n", "2:1: duplicate key rules (the first is on line 1)"),
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


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ("feeds:\n  - feed: https://x.example/\n    recheck: 6h\n", "recheck"),
        ("channels:\n  - channel: console\n    max_per_hour: 20\n", "max_per_hour"),
        ("channels:\n  - channel: console\n    quiet: {from: '22:00'}\n", "quiet"),
        ("channels:\n  - channel: console\n    digest: '08:00'\n", "digest"),
        ("channels:\n  - channel: console\n    threads: on\n", "threads"),
    ],
)
def test_a_key_of_a_later_version_is_refused_by_its_name(tmp_path: Path, item: str, key: str) -> None:
    assert problems(tmp_path, item) == [f"3:5: {key} is not supported by this version (delete the line)"]


@pytest.mark.parametrize("text", ["rules:\n", "rules: []\nfeeds:\n  # - feed: https://x.example/\n"])
def test_a_list_that_is_not_written_yet_is_no_problem(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text).rules == ()
