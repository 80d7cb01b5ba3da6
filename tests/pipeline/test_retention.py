"""Outcomes are let go after their time or by size, and nothing that was told once is told again."""

from datetime import timedelta
from hashlib import blake2b
from itertools import chain, repeat
from pathlib import Path

import pytest

from monitor.core.outbox import LET_GO, DeliveryState, EntryState
from monitor.core.retention import KEPT_AT_LEAST, Keeping
from monitor.pipeline import prune
from monitor.pipeline.prune import Pruner
from tests.fakes.fetcher import Page
from tests.pipeline.desk import (
    AT_ONCE,
    BOTH,
    CARRIED,
    DESK,
    FEED,
    PAGES,
    SECOND_FEED,
    Desk,
    entry,
    later,
    rule,
    rules,
    start_posting,
)

YEAR = timedelta(days=400)
KEEP = Keeping(texts=timedelta(days=90), outcomes=timedelta(days=365))


def pruner_of(desk: Desk, keep: Keeping = KEEP) -> Pruner:
    return Pruner(desk.ledger, desk.observer, keep)


async def told_a_year_ago(desk: Desk, *, feeds: str = CARRIED, names: tuple[str, ...] = ("a", "b")) -> None:
    """Have these entries told in `#desk`, and all that is known of them let go a year later."""
    desk.slack.names["#desk"] = DESK
    await desk.open(rules(rule("strikes"), feeds=feeds, channel="#desk", channels=AT_ONCE))
    desk.publish(*map(entry, names))
    await desk.cycle()
    await desk.cycle(timedelta(minutes=5))
    assert len(desk.slack.keys) == len(names)
    desk.publish(*map(entry, (*names, "newest")))
    desk.clock.advance(YEAR)
    await desk.cycle(timedelta(hours=7))
    await desk.cycle(timedelta(minutes=5))
    assert await pruner_of(desk).prune() > 0
    assert [one.title for one in desk.entries] == ["Headline newest"]
    assert [one.rule for one in desk.alerts] == ["strikes"]


async def test_entries_that_their_feed_still_holds_a_year_later_are_not_told_again(desk: Desk) -> None:
    await told_a_year_ago(desk)
    posts = len(desk.slack.keys)

    desk.publish(*map(entry, ("a", "b", "newest", "c")))
    await desk.cycle(timedelta(hours=7))
    await desk.cycle(timedelta(minutes=5))

    assert [one.title for one in desk.entries] == ["Headline newest", "Headline c"]
    assert len(desk.slack.keys) == posts + 1


async def test_entries_that_come_back_into_their_feed_are_not_told_again(desk: Desk) -> None:
    await told_a_year_ago(desk)
    posts = len(desk.slack.keys)
    desk.publish(entry("newest"))
    await desk.cycle(timedelta(hours=7))

    desk.publish_rss(*map(entry, ("a", "newest", "b")))  # another program makes the feed now: all of it is parsed
    await desk.cycle(timedelta(hours=7))
    await desk.cycle(timedelta(minutes=5))

    assert len(desk.slack.keys) == posts
    assert [one.title for one in desk.entries] == ["Headline newest"]


async def test_another_feed_that_brings_an_article_a_year_later_tells_nothing_new(desk: Desk) -> None:
    await told_a_year_ago(desk, feeds=BOTH)
    posts = len(desk.slack.keys)

    desk.publish(entry("a"), feed=SECOND_FEED)
    await desk.cycle(timedelta(hours=7))
    await desk.cycle(timedelta(minutes=5))

    assert len(desk.slack.keys) == posts
    copy = desk.entries[-1]
    assert (copy.title, copy.state, copy.reason, copy.article_id) == (
        "Headline a",
        EntryState.DUPLICATE,
        LET_GO,
        None,
    )


async def test_a_new_key_for_an_old_article_tells_nothing_new_nor_does_another_link_to_it(desk: Desk) -> None:
    page = "<html><head><title>Old</title></head><body><article>{}</article></body></html>"
    words = "".join(
        f"<p>A strike was called at pier {n}, {n * 7} cranes stand still, said {n * 31}.</p>" for n in range(30)
    )
    url = "https://news.example/a"
    desk.fetcher.pages[url] = Page(body=page.format(words))
    desk.slack.names["#desk"] = DESK
    await desk.open(rules(rule("strikes"), feeds=PAGES, channel="#desk", channels=AT_ONCE))
    desk.publish(entry("a"))
    await desk.cycle()
    await desk.cycle(timedelta(minutes=5))
    assert len(desk.slack.keys) == 1
    desk.clock.advance(YEAR)
    await pruner_of(desk).prune()
    with desk.store.transaction() as tx:  # the newest alert stays, see SqlRetention
        tx.retention.entries(before=desk.clock.at, after=0, limit=9)

    desk.fetcher.pages["https://news.example/short"] = Page(body=page.format(words), url=url)
    desk.publish(entry("renamed", url=url), entry("short"))
    await desk.cycle(timedelta(hours=7))
    await desk.cycle(timedelta(minutes=5))

    assert len(desk.slack.keys) == 1
    assert [one.state for one in desk.entries] == [EntryState.DUPLICATE, EntryState.DUPLICATE]


async def test_an_alert_that_waits_for_its_channel_is_kept_and_posted_however_late(desk: Desk) -> None:
    await start_posting(desk, entries=("a", "b"))
    desk.clock.advance(YEAR)
    assert await pruner_of(desk).prune() == 4  # two texts and two entries

    await later(desk, timedelta(0))
    assert DeliveryState.PENDING not in [alert.state for alert in desk.alerts]
    assert len(desk.matches) == 2


async def test_it_is_told_once_a_run_with_what_went(desk: Desk) -> None:
    await told_a_year_ago(desk)
    (told,) = desk.observer.of("let go")
    assert told == {"texts": 2, "entries": 2, "articles": 2, "matches": 2, "stories": 2, "deliveries": 2}


async def test_it_stops_between_two_steps_and_the_next_run_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune, "STEP", 2)
    desk.publish(*map(entry, (f"n{number}" for number in range(9))))
    await desk.open(rules(rule("strikes", "nothing")))
    await desk.cycle()
    desk.clock.advance(YEAR)
    pruner = pruner_of(desk)
    total, runs = 0, 0
    for runs in range(1, 100):
        stop = chain(repeat(False, runs), repeat(True))
        gone = await pruner.prune(is_stopping=lambda: next(stop))  # noqa: B023 - called before the next one is made
        total += gone
        if not desk.counts.entries and not desk.counts.articles:
            break
    assert runs > 3
    assert total == 27  # nine texts, entries and articles


def long(name: str) -> str:
    """Return a text of some kilobytes, also when it is compressed."""
    return " ".join(blake2b(f"{name} {word}".encode(), digest_size=6).hexdigest() for word in range(600))


def full(desk: Desk) -> int:
    return desk.look(lambda tx: tx.retention.kept()).used_bytes


async def fill(desk: Desk, *, days: int, each: int = 40) -> None:
    """Have so many entries read a day."""
    await desk.open(rules(rule("strikes", "nothing")))
    for day in range(days):
        desk.publish(*(entry(name, long(name)) for number in range(each) for name in [f"d{day}n{number}"]))
        await desk.cycle(timedelta(days=1))


async def test_a_database_that_is_too_large_lets_the_oldest_texts_go_first(desk: Desk) -> None:
    await fill(desk, days=20)
    size = full(desk)

    await pruner_of(desk, Keeping(max_bytes=int(size * 0.97))).prune()

    assert full(desk) <= size * 0.97
    assert desk.counts.entries == {"read": 800}
    kept = [one.text_kept for one in reversed(desk.look(lambda tx: tx.articles.list(limit=1000)))]
    assert kept == sorted(kept)
    assert not kept[0]
    assert desk.observer.of("too large") == []


async def test_then_the_oldest_outcomes_go_and_the_last_week_stays_whole(desk: Desk) -> None:
    await fill(desk, days=20)
    desk.clock.advance(timedelta(hours=1))
    size = full(desk)
    limit = int(size * 0.55)

    await pruner_of(desk, Keeping(max_bytes=limit)).prune()

    assert full(desk) <= limit
    assert desk.observer.of("too large") == []
    left = desk.look(lambda tx: tx.articles.list(limit=1000))
    assert 0 < len(left) < 800
    week = [one for one in left if one.found_at >= desk.clock.at - KEPT_AT_LEAST]
    assert len(week) == 7 * 40
    assert all(one.text_kept for one in week)
    assert len(desk.entries) == len(left)


async def test_a_limit_that_cannot_be_met_is_told_and_the_last_week_stays(desk: Desk) -> None:
    await fill(desk, days=9)
    await pruner_of(desk, Keeping(max_bytes=1)).prune()

    assert len(desk.look(lambda tx: tx.articles.list(limit=1000))) == 8 * 40  # the first of them this very second
    (told,) = desk.observer.of("too large")
    assert told["limit"] == 1
    assert told["reason"] == "all that is left is of the last 7 days, open, or the mark of what was told"


async def test_free_room_beyond_a_tenth_is_given_back_to_the_disk(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prune, "SPARE_BYTES", 100_000)
    monkeypatch.setattr(prune, "GIVE_BACK_BYTES", 50_000)
    await fill(desk, days=20)
    before = full(desk)
    desk.clock.advance(YEAR)

    await pruner_of(desk).prune()

    kept = desk.look(lambda tx: tx.retention.kept())
    assert kept.used_bytes < before / 2
    assert kept.free_bytes <= 100_000 + 4096


async def test_polling_goes_on_while_it_goes(desk: Desk) -> None:
    """One step holds nobody up for longer than it takes; what is read meanwhile is kept."""
    import asyncio

    await fill(desk, days=10)
    desk.clock.advance(YEAR)
    desk.publish(entry("meanwhile"))
    pruner = Pruner(desk.ledger, desk.observer, KEEP, pause_s=0.001)
    await asyncio.gather(pruner.prune(), desk.work())

    assert [one.title for one in desk.entries] == ["Headline meanwhile"]
    assert desk.fetcher.pages[FEED]
