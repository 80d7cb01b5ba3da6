"""A poll parses what a feed has that it had not before; what is stored is what full parses would store."""

from datetime import timedelta

import pytest

from monitor.core.errors import StoreUnavailable
from monitor.feeds.unseen import ITEM_BYTES
from tests.fakes.fetcher import Page
from tests.pipeline.desk import CARRIED, FEED, Desk, rule, rules, story

MINUTE = timedelta(minutes=1)
RULES = rules(rule("strikes"))


def _item(name: str, *, words: str = "", date: str = "Mon, 23 Nov 2026 08:00:00 GMT") -> str:
    return (
        f"<item><title>Headline {name}</title><guid>{name}</guid><link>https://news.example/{name}</link>"
        f"<pubDate>{date}</pubDate><description>{words or story(name)}</description></item>"
    )


def _publish(desk: Desk, *items: str, title: str = "Wire") -> None:
    body = f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'
    desk.fetcher.pages[FEED] = Page(body=body, content_type="application/rss+xml")


def _told(desk: Desk, what: str) -> list[object]:
    return [told[what] for told in desk.observer.of("entries stored")]


def _titles(desk: Desk) -> list[str]:
    return [one.title.removeprefix("Headline ") for one in desk.entries]


async def _polls(desk: Desk, *bodies: tuple[str, ...]) -> None:
    for items in bodies:
        _publish(desk, *items)
        await desk.cycle(MINUTE)


A, B, C = map(_item, "abc")


async def test_what_is_new_is_stored_and_all_is_counted(desk: Desk) -> None:
    await desk.open(RULES)

    await _polls(desk, (A,), (B, A), (C, A, B), (B, C))

    assert _titles(desk) == ["a", "b", "c"]
    assert (_told(desk, "found"), _told(desk, "new")) == ([1, 2, 3, 2], [1, 1, 1, 0])
    assert [str(one.state) for one in desk.entries] == ["read"] * 3
    assert len(desk.feed().state.items) == 2 * ITEM_BYTES, "those of the newest document"


async def test_an_item_that_was_gone_and_comes_back_is_known(desk: Desk) -> None:
    await desk.open(RULES)

    await _polls(desk, (A, B), (B,), (B, A))

    assert (_told(desk, "new"), _told(desk, "changed")) == ([2, 0, 0], [0, 0, 0])
    assert _titles(desk) == ["a", "b"]


async def test_an_edited_item_is_noticed_once_and_an_item_that_says_the_same_is_not(desk: Desk) -> None:
    await desk.open(RULES)
    edited = _item("a", words=f"{story('a')} A treaty was signed.")
    same = A.replace("<guid>", "<guid >")

    await _polls(desk, (A, B), (same, B), (edited, B), (edited, B, C))

    assert _told(desk, "changed") == [0, 0, 1, 0]
    assert _told(desk, "new") == [2, 0, 0, 1]
    (article,) = desk.look(lambda tx: [one for one in tx.articles.list() if one.url_key.endswith("/a")])
    assert "treaty" in article.article.text


async def test_a_first_poll_decides_about_every_entry_and_later_ones_are_read(desk: Desk) -> None:
    await desk.open(rules(rule("strikes"), feeds=CARRIED.replace("backlog: all", "backlog: last 1")))
    old = _item("c", date="Sun, 22 Nov 2026 08:00:00 GMT")

    await _polls(desk, (old, A), (old, A, B))

    assert [(one.title[-1], str(one.state)) for one in desk.entries] == [("c", "backlog"), ("a", "read"), ("b", "read")]


@pytest.mark.parametrize(
    "changed",
    [
        CARRIED.replace("text: feed, ", ""),
        CARRIED.replace("backlog: all", "backlog: none"),
        CARRIED.replace("text: feed", "text: feed, max_age: 7d"),
        CARRIED.replace("name: Wire", "name: Renamed"),
    ],
)
async def test_no_entry_is_lost_when_the_rules_for_a_feed_change(desk: Desk, changed: str) -> None:
    await desk.open(RULES)
    await _polls(desk, (A,))

    await desk.open(rules(rule("strikes"), feeds=changed))
    await _polls(desk, (B, A), (C, B, A))

    assert _titles(desk) == ["a", "b", "c"]
    assert _told(desk, "new") == [1, 1, 1]
    assert {str(one.state) for one in desk.entries if one.title != "Headline a"} <= {"read", "failed", "waiting"}


async def test_an_entry_that_max_age_filtered_stays_filtered(desk: Desk) -> None:
    await desk.open(rules(rule("strikes"), feeds=CARRIED.replace("text: feed", "text: feed, max_age: 7d")))
    old = _item("c", date="Sun, 01 Nov 2026 08:00:00 GMT")

    await _polls(desk, (old,), (old, A), (A, B, old))

    assert [str(one.state) for one in desk.entries] == ["filtered", "read", "read"]
    assert desk.entries[0].reason == "older than 7 d"


async def test_killed_in_transaction_1_nothing_is_seen_that_is_not_stored(desk: Desk) -> None:
    await desk.open(RULES)
    await _polls(desk, (A,))
    seen = desk.feed().state.items
    _publish(desk, B, A)
    desk.clock.advance(MINUTE)
    desk.observer.faults["transaction 1"] = StoreUnavailable("the disk is full")

    with pytest.raises(StoreUnavailable):
        await desk.work()
    assert (_titles(desk), desk.feed().state.items) == (["a"], seen)

    await desk.work()
    assert _titles(desk) == ["a", "b"]
    assert len(desk.feed().state.items) == 2 * ITEM_BYTES


async def test_a_poll_that_fails_or_brings_no_change_forgets_nothing(desk: Desk) -> None:
    await desk.open(RULES)
    await _polls(desk, (A, B))
    seen = desk.feed().state.items

    await desk.cycle(MINUTE)
    desk.fetcher.pages[FEED] = Page(body="<!doctype html><title>Down</title><p>Back soon")
    await desk.cycle(MINUTE)

    assert desk.feed().state.failures == 1
    assert desk.feed().state.items == seen != b""


async def test_a_feed_that_was_cut_off_is_asked_for_in_full_until_the_rest_has_come(desk: Desk) -> None:
    await desk.open(RULES)
    whole = f'<rss version="2.0"><channel><title>Wire</title>{A}{B}{C}</channel></rss>'
    for end in (whole.index(B), whole.index(C) - 9, len(whole)):  # after an item, within one
        desk.fetcher.pages[FEED] = Page(body=whole[:end], etag='"1"', content_type="application/rss+xml")
        await desk.cycle(MINUTE)
    await desk.cycle(MINUTE)

    assert [request.etag for request in desk.fetcher.requests if request.url == FEED] == [None, None, None, '"1"']
    assert _titles(desk) == ["a", "b", "c"]


async def test_a_feed_with_nothing_seen_is_parsed_as_a_whole_and_adds_nothing_twice(desk: Desk) -> None:
    """As after the upgrade from a version that did not remember items, or after a damaged document."""
    await desk.open(RULES)

    await _polls(desk, (A, B), (A, B, "<item><title>Torn</titel></item>"), (A, B, C))

    assert _titles(desk)[:2] == ["a", "b"]
    assert _told(desk, "new")[2] == 1
    assert _titles(desk)[-1] == "c"


async def test_the_feeds_title_stays_when_nothing_is_parsed_and_follows_with_the_next_entry(desk: Desk) -> None:
    await desk.open(RULES)
    await _polls(desk, (A,))

    _publish(desk, A, title="Renamed Wire")
    await desk.cycle(MINUTE)
    assert desk.feed().state.title == "Wire"

    _publish(desk, B, A, title="Renamed Wire")
    await desk.cycle(MINUTE)
    assert desk.feed().state.title == "Renamed Wire"
