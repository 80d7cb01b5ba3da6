"""What was left unread and may have come to say something that a rule asks for."""

from datetime import timedelta

from monitor.pipeline.poll import CHANGE_LIMIT
from tests.pipeline.desk import PAGES, Desk, entry, rule, rules
from tests.pipeline.test_reread import ARTICLE, QUIET, TREATY, page


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
