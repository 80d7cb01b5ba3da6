"""Up to its text: an entry that was filtered, waits, failed, or brought what was known."""

from datetime import timedelta

from monitor.core.errors import FetchError, FetchFailure
from monitor.pipeline.pages import RETRY_WAITS
from monitor.pipeline.why import Candidates, gather
from tests.fakes.clock import START
from tests.fakes.fetcher import Page, missing, temporary
from tests.pipeline.desk import BOTH, CARRIED, PAGES, SECOND_FEED, Desk, entry, rule, rules, story
from tests.pipeline.why.asking import Outcome, Step, ask, decided

ARTICLE = "https://news.example/a"
MINUTE = timedelta(minutes=1)
RULES = rules(rule("strikes"), feeds=PAGES)


def page(text: str, *, wall: bool = False) -> Page:
    shown = "<p>Subscribe to continue reading this article.</p>" if wall else ""
    free = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    return Page(
        body=f"<!doctype html><html lang=en><title>Page a</title>{free if wall else ''}<body><article>"
        f"<h1>Page a</h1><p>{text}</p>{shown}</article></body></html>"
    )


async def test_what_a_first_poll_leaves_unread(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes"), feeds=CARRIED.replace("backlog: all, ", "")))
    await desk.cycle()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.ENTRY, "backlog")
    assert made.verdict == (
        "Not posted: it was there already when Wire was polled for the first time, 09:00 UTC, and the backlog was not "
        "asked for."
    )
    assert made.title == "Headline a"
    assert made.remedies[0].startswith("backlog: 24h")


async def test_an_entry_that_is_too_old(desk: Desk) -> None:
    desk.publish(entry("a", date=(START - timedelta(days=40)).isoformat()))
    await desk.open(rules(rule("strikes"), feeds=CARRIED.replace("every: 1m", "every: 1m, max_age: 30d")))
    await desk.cycle()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.ENTRY, "too old")
    assert made.verdict == "Not posted: it was older than 30 d when Wire brought it at 09:00 UTC (max_age)."


async def test_a_page_without_the_words_of_any_rule(desk: Desk) -> None:
    desk.publish(entry("a", "Nothing.", title="A"))
    desk.fetcher.pages[ARTICLE] = page(story("a", topic="fair"))
    await desk.open(RULES, prescan=True)
    await desk.cycle()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.PAGE, "no words")
    assert made.verdict == ("Not posted: its page has no word that any rule needs, so it was looked at and not read.")


async def test_an_entry_that_nobody_has_read_yet(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(RULES)
    desk.fetcher.pages[ARTICLE] = page(story("a"))
    feed = desk.feed()
    await desk.stages._poller.poll(feed, desk.book, now=desk.clock.at)
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.ENTRY, "waiting")
    assert made.outcome is Outcome.WAITING
    assert made.verdict == "Not read yet: Wire brought it at 09:00 UTC, and it is due since 09:00 UTC."
    assert made.remedies == ("monitor run",)


async def test_an_entry_that_waits_for_its_page(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = temporary()
    await desk.open(RULES)
    await desk.cycle()
    await desk.cycle(MINUTE)
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.PAGE, "waiting")
    assert made.verdict == (
        "Not read yet: its page could not be had (HTTP 503); the next try is due at 09:06 UTC, 3rd attempt."
    )
    assert made.decisive.detail == "HTTP 503 (2 of 5 attempts made; due at 09:06 UTC)"


async def test_an_entry_whose_host_wants_to_be_left_alone(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = FetchError(
        "robots.txt asks for pauses", failure=FetchFailure.TEMPORARY, retry_after_s=600, asked=False
    )
    await desk.open(RULES)
    await desk.cycle()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.PAGE, "waiting")
    assert made.decisive.detail.startswith("robots.txt asks for pauses (not an attempt of its own; due at 09:1")


async def test_a_page_that_failed_so_that_only_the_headline_was_matched(desk: Desk) -> None:
    desk.publish(entry("a", "-", title="Something at the port"))
    desk.fetcher.pages[ARTICLE] = temporary()
    await desk.open(RULES)
    await desk.work()
    for wait in RETRY_WAITS:
        await desk.cycle(wait)
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.PAGE, "failed")
    assert made.verdict == (
        "Not posted: its page could not be read (HTTP 503), so only its headline was matched, and no rule matched that."
    )
    assert made.remedies[0].startswith(f"monitor match {ARTICLE} --explain")


async def test_a_page_that_is_not_there_while_a_rule_came_near(desk: Desk) -> None:
    desk.publish(entry("a", "A ferry leaves the harbour."))
    desk.fetcher.pages[ARTICLE] = missing()
    await desk.open(rules(rule("strikes", "harbour AND strike"), feeds=PAGES))
    await desk.work()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.PAGE, "failed")
    assert made.verdict == (
        "Not posted: its page could not be read (HTTP 404), so only what the feed carried was matched, and no rule "
        "matched that; the nearest is strikes: it needs strike, which does not occur."
    )
    one = ask(desk, ARTICLE, "strikes")
    assert decided(one) == (Step.PAGE, "failed")
    assert one.verdict == (
        "Not posted: its page could not be read (HTTP 404), so only what the feed carried was matched; rule strikes "
        "needs strike, which does not occur."
    )


async def test_a_page_that_robots_txt_forbids(desk: Desk) -> None:
    desk.publish(entry("a", "In short."))
    desk.fetcher.pages[ARTICLE] = FetchError("robots.txt forbids it", failure=FetchFailure.HARD)
    await desk.open(RULES)
    await desk.work()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.PAGE, "robots")
    assert made.verdict.startswith("Not posted: its page could not be read (robots.txt forbids it), so only what ")
    assert made.remedies[0].startswith("robots = false")


async def test_a_page_behind_a_paywall(desk: Desk) -> None:
    desk.publish(entry("a", "In short."))
    desk.fetcher.pages[ARTICLE] = page(story("a", topic="fair"), wall=True)
    await desk.open(RULES)
    await desk.work()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.STATE, "teaser")
    assert made.verdict.startswith("Not posted: its page showed a teaser text (")
    assert made.verdict.endswith(", so only the part before the cut was matched, and no rule matched that.")
    assert made.remedies[0].startswith("sites.NAME.cookies")


async def test_a_page_that_is_a_wall(desk: Desk) -> None:
    desk.publish(entry("a", "In short."))
    wall = "Verify you are human. Please enable JavaScript and cookies to continue."
    desk.fetcher.pages[ARTICLE] = Page(
        body=f"<html><title>Just a moment...</title><body><h1>{wall}</h1><p>{wall}</p></body></html>"
    )
    await desk.open(RULES)
    await desk.work()
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.STATE, "blocked")
    assert made.verdict.startswith("Not posted: its page was a wall and no article (")


async def test_a_fault_of_the_program(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = RuntimeError("as if wrong")
    await desk.open(RULES)
    await desk.work()
    for wait in RETRY_WAITS:
        await desk.cycle(wait)
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.ENTRY, "failed")
    assert made.verdict.startswith("Not posted: it could not be read (")


async def test_a_link_that_led_to_an_article_which_was_known(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.fetcher.pages[ARTICLE] = page(story("a"))
    desk.fetcher.pages["https://short.example/x"] = Page(body=page(story("a")).body, url=ARTICLE)
    await desk.open(RULES)
    await desk.cycle()
    desk.publish(entry("b", "x", url="https://short.example/x"), entry("a"))
    await desk.cycle(MINUTE)
    copy = ask(desk, "https://short.example/x")

    assert decided(copy) == (Step.ENTRY, "duplicate")
    assert copy.verdict.startswith(
        f"Not posted by itself: it is {ARTICLE}, which was known. Of that: Posted to console at 09:01 UTC by strikes"
    )
    itself = ask(desk, ARTICLE)
    assert decided(itself) == (Step.CHANNEL, "sent")
    assert [one.outcome for one in itself.stations if one.step is Step.ENTRY] == ["duplicate", "read"]


async def test_an_article_that_two_feeds_bring_is_one_and_was_told(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.publish(entry("x", url=ARTICLE), feed=SECOND_FEED)
    await desk.open(rules(rule("strikes"), feeds=BOTH))
    await desk.cycle()
    await desk.cycle(MINUTE)
    made = ask(desk, ARTICLE)

    assert made.outcome is Outcome.POSTED
    assert [one.detail for one in made.stations if one.step is Step.FEED] == ["Wire brought it", "Agency brought it"]


async def test_every_form_of_an_address_means_the_article(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes")))
    await desk.cycle()
    forms = (
        "http://news.example/a",
        "https://news.example/a/",
        "https://NEWS.example:443/a?utm_source=mail&fbclid=1#top",
        "https://www.news.example/a",
        "https://m.news.example/a",
        "https://news.example/a/amp",
        "https://news.example/a?amp=1",
        "https://www.google.com/amp/s/news.example/a",
        "https://news-example.cdn.ampproject.org/c/s/news.example/a",
        "https://www.google.com/url?rct=j&sa=t&url=https://news.example/a&ct=ga",
        "news.example/a",
        "/A",
    )
    for form in forms:
        assert ask(desk, form).url == ARTICLE, form


async def test_the_address_that_redirects_led_to_means_the_article(desk: Desk) -> None:
    link, target = "https://short.example/x", "https://news.example/long-title-of-a"
    desk.publish(entry("x", "In short.", url=link))
    desk.fetcher.pages[link] = Page(body=page(story("a")).body, url=target)
    await desk.open(RULES)
    await desk.cycle()

    for asked in (link, target):
        made = ask(desk, asked)
        assert made.url == target
        assert (made.stations[0].step, made.stations[0].lines) == (Step.FEED, (link,))


async def test_the_link_of_an_aggregator_and_the_article_behind_it_are_one(desk: Desk) -> None:
    link = "https://www.google.com/url?rct=j&sa=t&url=https://news.example/story-7&ct=ga"
    desk.publish(entry("x", url=link))
    await desk.open(rules(rule("strikes"), feeds=CARRIED.replace("backlog: all, ", "")))
    await desk.cycle()

    for asked in (link, "https://news.example/story-7"):
        assert decided(ask(desk, asked)) == (Step.ENTRY, "backlog")


async def test_a_whole_address_never_means_a_longer_one(desk: Desk) -> None:
    desk.publish(entry("ab"))
    await desk.open(rules(rule("strikes")))
    await desk.cycle()

    assert ask(desk, "https://news.example/a").outcome is Outcome.NEVER_SEEN
    assert ask(desk, "https://news.example/ab/c").outcome is Outcome.NEVER_SEEN


async def test_of_addresses_that_differ_in_form_alone_each_means_itself(desk: Desk) -> None:
    urls = ("https://news.example/a", "https://news.example/a/", "https://m.news.example/a")
    desk.publish(*(entry(f"n{place}", url=url) for place, url in enumerate(urls)))
    await desk.open(rules(rule("strikes")))
    await desk.cycle()

    assert [ask(desk, url).url for url in urls] == list(urls)
    assert ask(desk, "https://www.news.example/a").url == urls[0]


async def test_a_part_of_several_addresses_names_them(desk: Desk) -> None:
    desk.publish(*map(entry, ("port-1", "port-2")))
    await desk.open(rules(rule("strikes")))
    await desk.cycle()

    found = desk.look(lambda tx: gather(tx, "port-", now=desk.clock.at))
    assert isinstance(found, Candidates)
    assert sorted(found.urls) == ["https://news.example/port-1", "https://news.example/port-2"]
    assert ask(desk, "port-2").url == "https://news.example/port-2"
    nothing = desk.look(lambda tx: gather(tx, "harbour-9", now=desk.clock.at))
    assert isinstance(nothing, Candidates)
    assert nothing.urls == ()


async def test_an_entry_that_got_another_address_was_filtered_as_seen(desk: Desk) -> None:
    desk.publish(entry("a"))
    await desk.open(rules(rule("strikes")))
    await desk.cycle()
    desk.publish(entry("a", story("b"), url="https://news.example/b", title="Another"))
    await desk.cycle(20 * MINUTE)
    made = ask(desk, "https://news.example/b")

    assert decided(made) == (Step.ENTRY, "seen")
    assert made.verdict.startswith(
        f"Taken for an edit of {ARTICLE}: its feed gave that entry this address. Of that: Posted to console at 09:20 "
    )
    assert made.decisive.detail == (
        f"filtered as seen: its feed gave the entry of {ARTICLE} this address, and it was read again as an edit"
    )
    assert decided(ask(desk, ARTICLE)) == (Step.CHANNEL, "sent")

    desk.publish(entry("a", story("c"), url="https://news.example/c", title="A third"))
    await desk.cycle(MINUTE)
    waits = ask(desk, "https://news.example/c")
    assert decided(waits) == (Step.ENTRY, "seen")
    assert waits.decisive.detail.endswith("this address, and it is to be read again as an edit")


async def test_a_first_poll_and_a_later_feed_are_both_told(desk: Desk) -> None:
    desk.publish(entry("a"))
    desk.publish(feed=SECOND_FEED)
    await desk.open(rules(rule("strikes"), feeds=BOTH.replace("tags: [port], backlog: all, ", "tags: [port], ")))
    await desk.cycle()
    desk.publish(entry("x", url=ARTICLE), feed=SECOND_FEED)
    await desk.cycle(MINUTE)
    await desk.cycle(MINUTE)
    made = ask(desk, ARTICLE)

    assert made.outcome is Outcome.POSTED
    assert [(one.step, one.detail) for one in made.stations[:3]] == [
        (Step.FEED, "Wire brought it"),
        (Step.ENTRY, "backlog: first poll"),
        (Step.FEED, "Agency brought it"),
    ]
