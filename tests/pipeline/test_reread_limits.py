"""How often what changes is read again, and what was left unread because of its words."""

from datetime import timedelta

from monitor.pipeline.poll import CHANGE_LIMIT
from tests.pipeline.desk import PAGES, Desk, entry, rule, rules
from tests.pipeline.test_reread import ARTICLE, QUIET, TREATY, page, start


async def test_an_entry_that_changes_at_every_poll_is_read_again_seldom(desk: Desk) -> None:
    await start(desk, feeds=PAGES)
    for minute in range(0, 300, 10):
        word = "".join("abcdefghij"[int(digit)] for digit in str(minute))
        desk.publish(entry("a", f"In short: {word}."))
        await desk.cycle(timedelta(minutes=10))
    assert desk.fetcher.count(ARTICLE) == 4, "at once, and then every two hours"


async def test_an_entry_that_counts_its_readers_has_nothing_read_again(desk: Desk) -> None:
    await start(desk, feeds=PAGES)
    for minute in range(9):
        desk.publish(entry("a", f"In short. Points: {minute}, comments: {minute * 7}"))
        await desk.cycle(timedelta(minutes=1))
    assert desk.fetcher.count(ARTICLE) == 2, "the first time there were new words"


async def test_a_page_that_was_left_unread_is_looked_at_again_when_its_entry_changes(desk: Desk) -> None:
    desk.publish(entry("a", "In short."))
    desk.fetcher.pages[ARTICLE] = page(QUIET)
    await desk.open(rules(rule("treaties", "treaty"), feeds=PAGES), prescan=True)
    await desk.work()
    assert desk.counts.entries == {"filtered": 1}
    desk.fetcher.pages[ARTICLE] = page(TREATY)
    for words in ("In short: more.", "In short: more of it."):
        desk.publish(entry("a", words))
        await desk.cycle(timedelta(minutes=1))
        assert desk.fetcher.count(ARTICLE) == 1, "too soon"
    await desk.cycle(CHANGE_LIMIT.pause)

    assert desk.fetcher.count(ARTICLE) == 2
    assert desk.counts.entries == {"read": 1}
    assert [one.match.rule for one in desk.matches] == ["treaties"]
