"""Transaction 2: matches, their story, and the alerts they ask for."""

from datetime import timedelta

import pytest

from monitor.core.errors import StoreUnavailable
from monitor.core.outbox import DeliveryState, EntryState
from monitor.pipeline.findings import ArticleMoved, store_further_carrier
from tests.pipeline.desk import BOTH, FEED, SECOND_FEED, Desk, entry, rule, rules, story

ARTICLE = "https://news.example/a"
WIRE = story("harbour") + story("airport") + story("quarry")  # long enough to be known by its words
MINUTE = timedelta(minutes=1)


async def _carry(desk: Desk, name: str, *, feed: str = FEED, text: str = "", url: str | None = None) -> None:
    """Bring one more entry by a feed and read it."""
    desk.publish(entry(name, text, url=url), feed=feed)
    await desk.cycle(MINUTE)


async def test_an_alert_waits_as_long_as_its_channel_says(desk: Desk) -> None:
    slow = "  - {channel: console, wait: 5m}\n"
    await desk.open(rules(rule("strikes"), rule("urgent", severity="critical"), channels=slow))
    await _carry(desk, "a")
    assert [alert.due_at - desk.clock.at for alert in desk.alerts] == [timedelta(minutes=5)] * 2

    await desk.open(rules(rule("strikes"), rule("urgent", severity="critical")))
    await _carry(desk, "b")
    assert [alert.due_at - desk.clock.at for alert in desk.alerts[2:]] == [MINUTE, timedelta(0)]


async def test_an_alert_is_one_per_rule_story_and_channel(desk: Desk) -> None:
    await desk.open(rules(rule("strikes", channel='["#desk", console]'), rule("crates", "crates")))

    await _carry(desk, "a")

    article = desk.matches[0].article_id
    assert [alert.key for alert in desk.alerts] == [
        f"alert:strikes:{article}:#desk",
        f"alert:strikes:{article}:console",
        f"alert:crates:{article}:console",
    ]


async def test_shadow_rules_are_matched_and_counted_and_never_alert(desk: Desk) -> None:
    await desk.open(rules(rule("strikes", enabled="shadow"), rule("off", enabled="false")))

    await _carry(desk, "a")

    assert desk.outcomes == [("strikes", "shadow", "")]
    assert desk.alerts == []
    assert desk.counts.articles_matched == 1


async def test_wire_copy_joins_the_story_and_makes_one_alert(desk: Desk) -> None:
    await desk.open(rules(rule("strikes")))

    await _carry(desk, "a", text=WIRE)
    await _carry(desk, "b", text=f"By our own staff. {WIRE}")

    assert len(desk.alerts) == 1
    assert len({match.article_id for match in desk.matches}) == 2
    await desk.deliver()
    (message,) = desk.console.standing
    assert message.copies == ["https://news.example/b"], "it was collected while the alert waited"
    assert desk.outcomes == [("strikes", "posted", ""), ("strikes", "posted", "")]


async def test_a_copy_that_comes_after_the_message_is_counted_only_where_there_are_no_threads(desk: Desk) -> None:
    await desk.open(rules(rule("strikes")))
    await _carry(desk, "a", text=WIRE)
    await desk.cycle(MINUTE)

    await _carry(desk, "b", text=WIRE)
    await desk.cycle(timedelta(hours=1))

    assert len(desk.console.standing) == 1
    assert desk.outcomes == [("strikes", "posted", ""), ("strikes", "counted only", "the channel has no threads")]


async def test_the_same_text_after_three_days_is_news_again(desk: Desk) -> None:
    await desk.open(rules(rule("strikes")))
    await _carry(desk, "a", text=WIRE)

    await _carry(desk, "b", text=WIRE)
    assert len(desk.alerts) == 1
    desk.clock.advance(timedelta(hours=72))
    await _carry(desk, "c", text=WIRE)

    assert len(desk.alerts) == 2


async def test_a_further_feed_makes_a_where_line_hold_and_the_rule_alerts(desk: Desk) -> None:
    tagged = rule("tagged", where="{tags: [sea]}")
    named = rule("named", where="{feeds: [Agency]}")
    both = rule("both", where="{feeds: [Agency], tags: [port]}")
    await desk.open(rules(rule("any"), tagged, named, both, feeds=BOTH))
    await _carry(desk, "a")
    assert [one[0] for one in desk.outcomes] == ["any"]

    await _carry(desk, "z", feed=SECOND_FEED, url=ARTICLE)

    assert [str(one.state) for one in desk.entries] == ["read", "duplicate"]
    assert {rule: str(state) for rule, state in desk.states.items()}.keys() == {"any", "tagged", "named", "both"}
    assert len({alert.story_id for alert in desk.alerts}) == 1
    assert [told["matches"] for told in desk.observer.of("entry settled")] == [1, 3], "only new matches are told"


async def test_a_further_feed_can_be_the_first_to_make_a_known_article_match(desk: Desk) -> None:
    await desk.open(rules(rule("tagged", where="{tags: [sea]}"), feeds=BOTH))
    await _carry(desk, "a")
    stored = desk.look(lambda tx: tx.articles.list()[0])
    assert (stored.matched, stored.story_id) == (False, None)

    await _carry(desk, "z", feed=SECOND_FEED, url=ARTICLE)
    await desk.cycle(MINUTE)

    stored = desk.look(lambda tx: tx.articles.list()[0])
    assert (stored.matched, stored.story_id, stored.carriers) == (True, stored.id, (FEED, SECOND_FEED))
    assert desk.outcomes == [("tagged", "posted", "")]


async def test_a_known_article_that_is_brought_again_alerts_no_rule_twice(desk: Desk) -> None:
    await desk.open(rules(rule("strikes"), feeds=BOTH))
    await _carry(desk, "a")
    await desk.cycle(MINUTE)

    await _carry(desk, "again", url=ARTICLE)
    await _carry(desk, "z", feed=SECOND_FEED, url=ARTICLE)
    await desk.cycle(timedelta(hours=1))

    assert [str(one.state) for one in desk.entries] == ["read", "duplicate", "duplicate"]
    assert len(desk.console.standing) == 1
    assert desk.outcomes == [("strikes", "posted", "")]


async def test_a_shadow_rule_that_goes_live_alerts_on_later_articles_and_leaves_old_matches_alone(desk: Desk) -> None:
    await desk.open(rules(rule("strikes", enabled="shadow"), feeds=BOTH))
    await _carry(desk, "a")
    await desk.open(rules(rule("strikes"), feeds=BOTH))

    await _carry(desk, "z", feed=SECOND_FEED, url=ARTICLE)
    await _carry(desk, "b")
    await desk.cycle(MINUTE)

    assert desk.outcomes == [("strikes", "shadow", ""), ("strikes", "posted", "")]
    assert [message.title for message in desk.console.standing] == ["Headline b"]


async def test_a_match_that_comes_after_a_refusal_is_undelivered_too(desk: Desk) -> None:
    await desk.open(rules(rule("strikes")))
    await _carry(desk, "a", text=WIRE)
    with desk.store.transaction() as tx:
        tx.outbox.settle(desk.alerts[0], DeliveryState.REFUSED, reason="msg_too_long")

    await _carry(desk, "b", text=WIRE)

    assert desk.outcomes[1] == ("strikes", "undelivered", "msg_too_long")


async def test_a_copy_that_comes_while_the_message_is_on_its_way_is_for_the_thread(desk: Desk) -> None:
    await desk.open(rules(rule("strikes")))
    await _carry(desk, "a", text=WIRE)
    with desk.store.transaction() as tx:
        tx.outbox.claim(desk.alerts[0], rendered="{}", thread=None, now=desk.clock.at)

    desk.publish(entry("b", WIRE))
    desk.clock.advance(MINUTE)
    await desk.work()

    assert desk.outcomes[1] == ("strikes", "waiting", "for the thread of its story")
    assert desk.alerts[0].follow_up_at == desk.clock.at + timedelta(minutes=10)


@pytest.mark.parametrize("further", [False, True])
async def test_transaction_2_is_all_or_nothing(desk: Desk, further: bool) -> None:
    await desk.open(rules(rule("strikes", where="{tags: [sea]}"), feeds=BOTH))
    if further:
        await _carry(desk, "a")
    before = desk.counts
    desk.publish(entry("z", url=ARTICLE), feed=SECOND_FEED)
    desk.observer.faults["transaction 2"] = StoreUnavailable("the disk is full")
    desk.clock.advance(MINUTE)

    with pytest.raises(StoreUnavailable):
        await desk.work()
    after = desk.counts
    assert (after.articles, after.matches, after.alerts) == (before.articles, before.matches, before.alerts)
    assert desk.look(lambda tx: [one.carriers for one in tx.articles.list()]) == [(FEED,)] * further

    await desk.work()
    assert (desk.counts.matches, desk.counts.alerts) == ({"waiting": 1}, {"pending": 1})


async def test_a_match_of_an_article_that_another_feed_brought_meanwhile_is_not_stored(desk: Desk) -> None:
    await desk.open(rules(rule("strikes"), feeds=BOTH))
    await _carry(desk, "a")
    before = desk.look(lambda tx: tx.articles.list()[0])
    with desk.store.transaction() as tx:
        assert tx.articles.carry(before.id, desk.feed(SECOND_FEED).id)
    desk.publish(entry("again", url=ARTICLE), entry("a"))
    desk.clock.advance(MINUTE)
    await desk.stages.work(desk.feed().row.shard)
    (waiting,) = desk.look(lambda tx: tx.entries.waiting(now=desk.clock.at))

    with desk.store.transaction() as tx, pytest.raises(ArticleMoved):
        store_further_carrier(tx, waiting, before, (), frozenset(), desk.book, desk.clock.at)
    assert str(desk.entries[-1].state) == "waiting"
    await desk.work()

    assert str(desk.entries[-1].state) == "duplicate"


async def test_an_entry_that_somebody_else_settled_leaves_nothing_behind(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes")))
    shard = desk.feed().row.shard
    desk.workers.on_run = lambda: _settle_waiting(desk)

    await desk.stages.work(shard)
    await desk.work()

    assert [str(one.state) for one in desk.entries] == ["filtered"]
    assert desk.look(lambda tx: tx.articles.list()) == []
    assert (desk.matches, desk.alerts) == ([], [])


def _settle_waiting(desk: Desk) -> None:
    with desk.store.transaction() as tx:
        for waiting in tx.entries.waiting(now=desk.clock.at):
            tx.entries.settle(waiting.id, EntryState.FILTERED, reason="by somebody else")


async def test_both_labels_of_one_channel_make_one_alert(desk: Desk) -> None:
    await desk.open(rules(rule("strikes", channel='["#desk", C0123456789]')))
    with desk.store.transaction() as tx:
        tx.channels.resolve("#desk", "C0123456789", now=desk.clock.at)

    await _carry(desk, "a")
    await desk.cycle(MINUTE)

    assert len(desk.slack.standing) == 1
    assert desk.outcomes == [("strikes", "posted", "")] * 2
