"""A poll stores a feed's state and its entries together, or neither."""

from datetime import timedelta

import pytest

from monitor.core.errors import FetchError, FetchFailure, StoreUnavailable, WorkerError
from monitor.rules.model import Backlog
from tests.fakes.fetcher import Page, temporary
from tests.pipeline.desk import CARRIED, FEED, Desk, entry, rule, rules

HOUR = timedelta(hours=1)
RULES = rules(rule("strikes"))


async def _poll(desk: Desk) -> None:
    await desk.stages.work(desk.feed().row.shard)


async def test_entries_are_stored_with_the_feeds_validators_and_title(desk: Desk) -> None:
    desk.publish(entry("a"), entry("b"), etag='"1"')
    await desk.open(RULES)

    await desk.work()

    state = desk.feed().state
    assert (state.etag, state.title, state.polls, state.failures) == ('"1"', "A feed", 1, 0)
    assert [one.url for one in desk.entries] == ["https://news.example/a", "https://news.example/b"]


@pytest.mark.parametrize("step", ["transaction 1"])
async def test_a_transaction_that_breaks_stores_neither_entries_nor_validators(desk: Desk, step: str) -> None:
    desk.publish(entry("a"), etag='"1"')
    await desk.open(RULES)
    desk.observer.faults[step] = StoreUnavailable("the disk is full")

    with pytest.raises(StoreUnavailable):
        await desk.work()
    assert desk.entries == []
    assert (desk.feed().state.etag, desk.feed().state.body_hash) == (None, None)

    await desk.work()
    assert len(desk.entries) == 1
    assert [request.etag for request in desk.fetcher.requests if request.url == FEED] == [None, None]


async def test_a_304_keeps_the_validators_and_counts_as_a_poll(desk: Desk) -> None:
    desk.publish(entry("a"), etag='"1"')
    await desk.open(RULES)
    await desk.work()
    body_hash = desk.feed().state.body_hash

    await desk.cycle(HOUR)

    assert desk.feed().state.body_hash == body_hash is not None
    assert [request.etag for request in desk.fetcher.requests if request.url == FEED] == [None, '"1"']
    assert (desk.feed().state.etag, desk.feed().state.polls) == ('"1"', 2)
    assert [told["new"] for told in desk.observer.of("entries stored")] == [1, 0]


async def test_an_equal_body_is_not_parsed_again(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(RULES)
    await desk.work()
    desk.workers.faults["parse_unseen"] = [WorkerError("parsed again")]

    await desk.cycle(HOUR)

    assert (desk.feed().state.failures, desk.feed().state.polls) == (0, 2)


async def test_only_new_entries_are_added_when_a_feed_grows(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(RULES)
    await desk.work()
    desk.publish(entry("b"), entry("a"))

    await desk.cycle(HOUR)

    assert [one.title for one in desk.entries] == ["Headline a", "Headline b"]


async def test_a_page_instead_of_a_feed_is_a_failure_and_never_an_empty_first_poll(desk: Desk) -> None:
    seeded = CARRIED.replace("backlog: all", "backlog: none")
    desk.fetcher.pages[FEED] = Page(body="<!doctype html><title>Down</title><p>Back soon", etag='"html"')
    await desk.open(rules(rule("strikes"), feeds=seeded))

    await desk.work()

    state = desk.feed().state
    assert state.first_polled_at is None
    assert (state.failures, state.etag) == (1, None)
    assert "HTML" in (state.last_error or "")
    desk.publish(entry("a"))
    await desk.cycle(HOUR)
    assert [str(one.state) for one in desk.entries] == ["backlog"], "the first poll that works is the first poll"


async def test_the_first_poll_seeds_silently_and_later_entries_are_read(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes"), feeds=CARRIED.replace("backlog: all", "backlog: none")))
    await desk.work()
    desk.publish(entry("b"), entry("a"))

    await desk.cycle(HOUR)

    assert [(one.title, str(one.state)) for one in desk.entries] == [("Headline a", "backlog"), ("Headline b", "read")]
    assert desk.entries[0].reason == "first poll"


async def test_a_backlog_given_to_the_run_overrides_what_the_feed_says(desk: Desk) -> None:
    desk.publish(entry("a", date="2026-11-23T08:00:00Z"), entry("b", date="2026-11-20T08:00:00Z"))
    await desk.open(RULES, backlog=Backlog(period=timedelta(hours=24)))

    await desk.work()

    assert [str(one.state) for one in desk.entries] == ["read", "backlog"]


async def test_entries_older_than_max_age_are_filtered_and_counted(desk: Desk) -> None:
    desk.publish(entry("a", date="2026-11-01T08:00:00Z"))
    await desk.open(rules(rule("strikes"), feeds=CARRIED.replace("text: feed", "text: feed, max_age: 7d")))

    await desk.work()

    assert [(str(one.state), one.reason) for one in desk.entries] == [("filtered", "older than 7 d")]


async def test_failures_back_off_and_an_answer_resets_them(desk: Desk) -> None:
    desk.fetcher.pages[FEED] = temporary()
    await desk.open(RULES)
    await desk.work()
    first = desk.feed().state
    assert first.due_at == desk.clock.at + timedelta(minutes=1)

    await desk.cycle(timedelta(minutes=1))
    second = desk.feed().state
    assert second.failures == 2
    assert second.due_at > desk.clock.at + timedelta(minutes=1)

    desk.publish(entry("a"))
    await desk.cycle(HOUR)
    assert (desk.feed().state.failures, desk.feed().state.last_error) == (0, None)
    assert len(desk.entries) == 1


async def test_a_retry_after_is_waited_for(desk: Desk) -> None:
    desk.fetcher.pages[FEED] = temporary(retry_after_s=7200)
    await desk.open(RULES)

    await desk.work()

    assert desk.feed().state.due_at == desk.clock.at + timedelta(hours=2)


async def test_a_feed_that_is_gone_is_not_polled_again(desk: Desk) -> None:
    desk.fetcher.pages[FEED] = FetchError("HTTP 410", failure=FetchFailure.GONE)
    await desk.open(RULES)

    await desk.cycle()
    await desk.cycle(timedelta(days=30))

    assert desk.fetcher.count(FEED) == 1


async def test_a_parser_that_was_killed_is_a_failure_with_its_reason(desk: Desk) -> None:
    desk.publish(entry("a"), etag='"1"')
    await desk.open(RULES)
    desk.workers.faults["parse_unseen"] = [WorkerError("timed out after 20 s")]

    await desk.work()
    assert (desk.feed().state.last_error, desk.feed().state.etag) == ("timed out after 20 s", None)

    await desk.cycle(HOUR)
    assert len(desk.entries) == 1


async def test_a_fault_of_the_program_fails_one_feed_and_not_its_shard(desk: Desk) -> None:
    other = "https://wire.example/other"
    desk.publish(entry("a"))
    desk.fetcher.pages[other] = ValueError("nobody thought of this")
    await desk.open(
        rules(
            rule("strikes"),
            feeds=CARRIED.replace("]\n", f", {{feed: {other}, name: Odd}}]\n", 1).replace("tags: [port], ", ""),
        )
    )

    await desk.work()

    assert [str(one.state) for one in desk.entries] == ["read"]
    assert desk.feed(other).state.last_error == "internal error: ValueError: nobody thought of this"
    assert desk.feed(other).state.due_at > desk.clock.at, "no hot loop"
    assert "nobody thought of this" in str(desk.observer.of("stage failed")[0]["trace"])


async def test_a_feed_without_entries_is_a_first_poll_all_the_same(desk: Desk) -> None:
    desk.publish()
    await desk.open(RULES)

    await desk.work()

    assert desk.feed().state.first_polled_at == desk.clock.at
    assert desk.entries == []


async def test_a_feed_that_is_taken_out_of_the_rules_is_not_polled_and_goes_on_where_it_was(desk: Desk) -> None:
    desk.publish(entry("a"), etag='"1"')
    await desk.open(RULES)
    await desk.cycle()

    await desk.open(rules(rule("strikes"), feeds=""))
    await desk.cycle(HOUR)
    assert desk.fetcher.count(FEED) == 1

    await desk.open(RULES)
    await desk.cycle(HOUR)
    assert desk.fetcher.requests[-1].etag == '"1"'
    assert len(desk.entries) == 1


async def test_a_clock_that_goes_back_neither_polls_in_a_loop_nor_loses_entries(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(RULES)
    await desk.cycle()
    desk.publish(entry("b"), entry("a"))

    await desk.cycle(timedelta(hours=-2))
    assert desk.fetcher.count(FEED) == 1

    await desk.cycle(timedelta(hours=3))
    assert [one.title for one in desk.entries] == ["Headline a", "Headline b"]
