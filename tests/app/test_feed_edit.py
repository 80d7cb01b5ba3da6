"""A feed goes into the rules and out of them, and nothing else changes."""

import asyncio
from pathlib import Path

import pytest

from monitor.app.feed_edit import FeedKnown, add_feed, remove_feed
from monitor.app.feed_files import Unwritable
from monitor.core.errors import RuleFileError
from monitor.feeds.opml import ListedFeed
from monitor.rules import load
from tests.app.command import call_monitor
from tests.fakes.newsroom import Newsroom

FEED = ListedFeed(url="https://tide.example/rss", name='Tide: "high" #1', tags=("Sea", "no"))
WRITTEN = """# Ours, by hand.
rules:
  - rule: r
    title: R   # a title
    match: coal
    channel: console

feeds:
    # the wire
    - feed: https://wire.example/rss
      name: Wire
      tags: [port]

    - feed: https://coast.example/rss   # slow
      every: 1h

    # that was all
"""


def rules(folder: Path, text: str = WRITTEN) -> Path:
    directory = folder / "rules"
    directory.mkdir()
    (directory / "mine.yaml").write_text(text)
    return directory


def urls(directory: Path) -> list[str]:
    return [feed.url for feed in load(directory).feeds]


def test_a_feed_gets_a_file_of_its_own_and_the_next_one_joins_it(tmp_path: Path) -> None:
    directory = rules(tmp_path)

    file = add_feed(directory, FEED)
    add_feed(directory, ListedFeed(url="https://reef.example/rss", name="", tags=()))

    assert file == directory / "added-feeds.yaml"
    assert file.read_text() == (
        'feeds:\n  - feed: "https://tide.example/rss"\n    name: "Tide: \\"high\\" #1"\n    tags: ["sea", "no"]\n'
        '  - feed: "https://reef.example/rss"\n'
    )
    feed = next(one for one in load(directory).feeds if "tide" in one.url)
    assert (feed.name, feed.tags) == (FEED.name, frozenset(("sea", "no")))
    assert (directory / "mine.yaml").read_text() == WRITTEN
    assert sorted(one.name for one in directory.iterdir()) == ["added-feeds.yaml", "mine.yaml"]


def test_a_feed_joins_the_last_list_of_a_file_as_that_is_indented(tmp_path: Path) -> None:
    directory = rules(tmp_path)
    add_feed(directory, FEED, into=directory / "mine.yaml")
    written = (directory / "mine.yaml").read_text()
    assert written.startswith(WRITTEN)
    assert written.removeprefix(WRITTEN).startswith('    - feed: "https://tide.example/rss"\n      name:')
    assert len(urls(directory)) == 3


@pytest.mark.parametrize("url", ["https://wire.example/rss", "https://WIRE.example/rss?utm_source=x"])
def test_a_feed_that_is_named_already_is_not_added_twice(tmp_path: Path, url: str) -> None:
    directory = rules(tmp_path)
    with pytest.raises(FeedKnown, match=r"named already: .*mine.yaml:10$"):
        add_feed(directory, ListedFeed(url=url, name="", tags=()))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("feeds: [{feed: https://wire.example/rss}]\n", "left as it is"),
        ("feeds:\n  - feed: https://wire.example/rss\ndefaults: {channel: console}\n", "left as it is"),
        ("rules:\n  - rule: r\n    match: coal\n    channel: console\n", "left as it is"),
    ],
)
def test_a_file_whose_last_list_is_none_of_feeds_is_left_as_it_is(tmp_path: Path, text: str, reason: str) -> None:
    directory = rules(tmp_path, text)
    with pytest.raises(Unwritable, match=reason):
        add_feed(directory, FEED, into=directory / "mine.yaml")
    assert (directory / "mine.yaml").read_text() == text


@pytest.mark.parametrize(("name", "reason"), [("feeds.txt", "end in .yaml"), ("../mine.yaml", "no part of")])
def test_a_file_that_is_no_part_of_the_rules_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    directory = rules(tmp_path)
    with pytest.raises(Unwritable, match=reason):
        add_feed(directory, FEED, into=directory / name)


def test_rules_with_mistakes_are_not_touched(tmp_path: Path) -> None:
    directory = rules(tmp_path, "rules:\n  - rule: R\n")
    with pytest.raises(RuleFileError):
        add_feed(directory, FEED)
    assert [one.name for one in directory.iterdir()] == ["mine.yaml"]


def test_a_feed_is_taken_out_with_its_lines_alone(tmp_path: Path) -> None:
    directory = rules(tmp_path)

    file, lines = remove_feed(directory, "https://wire.example/rss")

    assert lines == ["    - feed: https://wire.example/rss", "      name: Wire", "      tags: [port]"]
    assert file.read_text() == WRITTEN.replace("\n".join(lines) + "\n", "")
    assert urls(directory) == ["https://coast.example/rss"]
    remove_feed(directory, "https://coast.example/rss")
    assert urls(directory) == []
    assert "# that was all" in file.read_text()


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    directory = rules(tmp_path)
    (directory / "mine.yaml").write_bytes(WRITTEN.replace("\n", "\r\n").encode())
    file, _ = remove_feed(directory, "https://coast.example/rss")
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")


def test_what_stands_on_a_line_with_others_is_left_to_people(tmp_path: Path) -> None:
    text = "feeds: [{feed: https://wire.example/rss}]\n"
    directory = rules(tmp_path, text)
    with pytest.raises(Unwritable, match=r"mine.yaml:1: .*delete it by hand"):
        remove_feed(directory, "https://wire.example/rss")
    with pytest.raises(FeedKnown, match="name no feed"):
        remove_feed(directory, "https://nobody.example/rss")
    assert (directory / "mine.yaml").read_text() == text


async def test_the_commands_try_a_feed_before_they_add_it(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        newsroom.site.pages["/second"] = newsroom.site.pages["/feed"]
        url = newsroom.site.url("/second")
        added = await asyncio.to_thread(call_monitor, "feeds", "add", url, "--tag", "sea", newsroom=newsroom)
        assert (added.status, added.stderr) == (0, "")
        assert added.stdout == f"{newsroom.rules / 'added-feeds.yaml'}: {url} added: Wire, 3 entries\n"
        for address, reason in ((url, "named already"), (newsroom.site.url("/articles/0"), "discover")):
            again = await asyncio.to_thread(call_monitor, "feeds", "add", address, newsroom=newsroom)
            assert (again.status, again.stdout) == (1, "")
            assert reason in again.stderr
        removed = await asyncio.to_thread(call_monitor, "feeds", "remove", url, newsroom=newsroom)
        assert removed.status == 0
        assert removed.stdout.splitlines()[1].strip() == f'- feed: "{url}"'
