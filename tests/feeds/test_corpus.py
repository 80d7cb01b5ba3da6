"""Feeds collected from the tests of other parsers, oddities and all, where they are at hand."""

import os
import re
from pathlib import Path

import pytest

from monitor.core.errors import NotAFeed
from monitor.feeds import parse
from tests.feeds.two_polls import agree

CORPUS = Path(os.environ.get("FEEDS") or Path(__file__).parents[3] / "shared" / "data" / "feeds")
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the collected feeds are not at hand")


def test_every_collected_feed_is_a_feed_or_says_what_it_is() -> None:
    feeds, refused = 0, []
    for path in sorted(CORPUS.rglob("*")):
        if not path.is_file():
            continue
        try:
            feed = parse(path.read_bytes(), url="https://feeds.example/dir/feed.xml")
        except NotAFeed as reason:
            refused.append(f"{path.name}: {reason}")
            continue
        feeds += 1
        keys = [entry.key for entry in feed.entries]
        assert len(set(keys)) == len(keys), path
        for entry in feed.entries:
            assert entry.url == "" or entry.url.startswith(("http://", "https://")), path
            assert not re.search(r"</?(?:p|br|a|div|b|i)\b[^<>]*>", entry.title), path
    assert feeds > 50 * len(refused)


def test_every_collected_feed_has_the_same_entries_in_two_polls_as_in_a_full_parse() -> None:
    agreement = agree(path.read_bytes() for path in sorted(CORPUS.rglob("*")) if path.is_file())

    assert agreement.differ == []
    assert agreement.feeds > 300
    assert agreement.whole < agreement.feeds / 20
