"""A backtest says what two versions of the rules do differently exactly as running both of them live does.

Both versions run through the real pipeline over the same week of news, each over a store of its own: articles, copies
of them by other papers within and beyond 72 hours, edits of what was read, and articles that a second feed brings too.
Then the archive of either is replayed.
"""

import asyncio
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.alerts.differences import Raised, alerts_of, compare
from monitor.alerts.replay import Replay
from monitor.core.outbox import DeliveryKind
from monitor.pipeline.judging import Block, Timeline, judge_stored
from monitor.pipeline.rule_book import compile_book
from monitor.rules import load
from monitor.rules.model import Enabled
from monitor.store import open_store
from tests.fakes.clock import SettableClock
from tests.pipeline.desk import BOTH, FEED, SECOND_FEED, Desk, entry, rule, rules
from tests.pipeline.test_replayed_day import _edited, _paragraphs

STORIES = 45
DAYS = 7
TOPICS = ("strike", "fire", "treaty", "fair")
STEP = timedelta(minutes=10)

CHANNELS = '["#desk", console]'
BEFORE = rules(
    rule("strikes", "strike"),
    rule("fires", "fire", channel=CHANNELS),
    rule("treaties", "treaty", enabled="shadow"),
    rule("at-sea", "strike OR fire", where="{tags: [sea]}"),
    rule("gone", "fair AND strike"),
    rule("off", "fair", enabled="false"),
    feeds=BOTH,
)
NOW = rules(
    rule("strikes", "strike AND NOT fire"),
    rule("fires", "fire OR treaty", channel='[console, "#other"]'),
    rule("treaties", "treaty"),
    rule("at-sea", "fire", where="{feeds: [Agency]}"),
    rule("fresh", "fair", channel='"#desk"'),
    rule("off", "fair AND strike", enabled="shadow"),
    feeds=BOTH,
)
#: (rule, channel, URL of the article that brings it)
Alerts = set[tuple[str, str, str]]


@dataclass(frozen=True)
class News:
    """What is published at one time."""

    at: timedelta
    entry: dict[str, str]
    feeds: tuple[str, ...] = (FEED,)


def week(seed: int) -> list[News]:
    """Return a week of news; no two things happen at one time."""
    dice = random.Random(seed)  # noqa: S311 - a week that can be repeated
    found: list[tuple[timedelta, dict[str, str], tuple[str, ...]]] = []
    hour = timedelta(hours=1)
    for number in range(STORIES):
        topics = tuple(dice.sample(TOPICS, dice.choice((0, 1, 1, 2))))
        lines = _paragraphs(number, topics, dice)
        first = timedelta(days=DAYS) * dice.random()
        copies = dice.choice((0, 0, 1, 2, 4))
        ways = [(FEED,), (FEED,), (SECOND_FEED,), (FEED, SECOND_FEED)]
        first_seen = entry(f"s{number}", "\n\n".join(lines))
        found.append((first, first_seen, dice.choice(ways)))
        edited = dice.random() < 0.4
        if not edited and dice.random() < 0.5:  # the other feeds bring it too, or again, later
            found.append((first + hour * dice.choice((0, 1, 6, 31, 100)), first_seen, (FEED, SECOND_FEED)))
        at = first
        for copy in range(copies):
            at += hour * dice.choice((1, 5, 30, 71, 80))
            text = _edited(lines, dice, number, copy)
            if dice.random() < 0.3:  # the paper adds something that rules look for
                text = [*text, f"Another {dice.choice(TOPICS)} was feared."]
            found.append((at, entry(f"s{number}c{copy}", "\n\n".join(text)), dice.choice(ways)))
        if edited:  # it says something else than before
            kept = [line for line in lines if dice.random() < 0.9 or " was in all papers" not in line]
            edit = [*kept, f"In the end a {dice.choice(TOPICS)} was called off."]
            found.append((first + hour * dice.choice((2, 20, 60)), entry(f"s{number}", "\n\n".join(edit)), (FEED,)))
    for number in range(STORIES, STORIES + 4):  # the second feed brings a copy before it brings the first article
        lines = _paragraphs(number, ("fire",), dice)
        first, name = timedelta(days=DAYS) * dice.random(), f"s{number}"
        found.append((first, entry(name, "\n\n".join(lines)), (FEED,)))
        found.append((first + 2 * hour, entry(f"{name}c", "\n\n".join(lines[:12])), (SECOND_FEED,)))
        found.append((first + 9 * hour, entry(name, "\n\n".join(lines)), (SECOND_FEED,)))
    found.sort(key=lambda one: one[0])
    return [News(at + number * STEP, what, feeds) for number, (at, what, feeds) in enumerate(found)]


async def live(folder: Path, migrated: Path, text: str, news: list[News]) -> Alerts:
    """Run one version over the week; return its alerts. The database stays in the folder."""
    folder.mkdir()
    shutil.copyfile(migrated, folder / "monitor.db")
    store = open_store(f"sqlite:///{folder / 'monitor.db'}")
    clock = SettableClock()
    start = clock.at
    desk = Desk(folder, store, clock)
    try:
        await desk.open(text)
        shown: dict[str, list[dict[str, str]]] = {FEED: [], SECOND_FEED: []}
        for one in news:
            clock.at = start + one.at
            for feed in one.feeds:
                others = [other for other in shown[feed] if other["id"] != one.entry["id"]]
                shown[feed] = [one.entry, *others][:40]
                desk.publish(*shown[feed], feed=feed)
            await desk.work()
            await desk.work()
        return set(raised(desk))
    finally:
        desk.ledger.close()
        store.close()


def raised(desk: Desk) -> Iterator[tuple[str, str, str]]:
    """Yield the alerts of a desk, each with the article whose match came first."""
    stories = {one.id: one.story_id for one in desk.look(lambda tx: tx.articles.list(limit=10_000))}
    first: dict[tuple[str, int | None, str], str] = {}
    for match in desk.matches:
        first.setdefault((match.match.rule, stories[match.article_id], match.channel), match.article.url)
    for alert in desk.deliveries:
        if alert.kind is DeliveryKind.ALERT:
            yield alert.rule, alert.channel, first[alert.rule, alert.story_id, alert.channel]


@dataclass(frozen=True)
class Backtested:
    now: Alerts
    before: Alerts
    gained: Alerts
    lost: Alerts
    same: int
    edited: int


def backtested(folder: Path, rules_now: Path, rules_before: Path) -> Backtested:
    """Replay the archive of a folder under both versions, a few articles at a time."""
    rule_sets = load(rules_now), load(rules_before)
    books = [compile_book(one) for one in rule_sets]
    replays = [Replay(one, version=place) for place, one in enumerate(rule_sets)]
    line, total = Timeline(), Block()
    store = open_store(f"sqlite:///{folder / 'monitor.db'}")
    with store.snapshot() as tx:
        urls = {one.id: one.article.url for one in tx.articles.list(limit=10_000)}
        blocks = [judge_stored(tx, books, first, first + 6) for first in range(1, tx.archive.last() + 1, 7)]
    store.close()
    judged = [one for block in blocks for one in line.add(block.judged)] + list(line.rest())
    assert [one.at for one in judged] == sorted(one.at for one in judged)
    for one in judged:
        for replay in replays:
            replay.take(one)
    total = sum(blocks, Block())

    def named(identity: str, some: Iterator[Raised] | tuple[Raised, ...]) -> Alerts:
        return {(identity, channel, urls[one.article_id]) for one in some for channel in one.channels}

    def every(replay: Replay) -> Alerts:
        found: Alerts = set()
        for place, one in enumerate(replay.rule_set.rules):
            if one.enabled is Enabled.TRUE:
                found |= named(one.identity, alerts_of(replay, place))
        return found

    differences = list(compare(*replays))
    return Backtested(
        now=every(replays[0]),
        before=every(replays[1]),
        gained={alert for one in differences for alert in named(one.identity, one.gained)},
        lost={alert for one in differences for alert in named(one.identity, one.lost)},
        same=sum(one.same for one in differences),
        edited=total.edited,
    )


@pytest.mark.parametrize("seed", range(3))
async def test_a_backtest_gives_the_difference_of_running_both_versions_live(
    seed: int, tmp_path: Path, migrated: Path
) -> None:
    news = week(seed)
    live_now = await live(tmp_path / "now", migrated, NOW, news)
    live_before = await live(tmp_path / "before", migrated, BEFORE, news)
    files = [tmp_path / version / "rules.yaml" for version in ("now", "before")]

    for archive in ("now", "before"):
        found = await asyncio.to_thread(backtested, tmp_path / archive, *files)

        assert (found.now, found.before) == (live_now, live_before)
        assert found.gained == live_now - live_before
        assert found.lost == live_before - live_now
        assert found.same == len(live_now & live_before)
        assert found.edited >= 3
    assert min(len(live_now - live_before), len(live_before - live_now), len(live_now & live_before)) >= 5
