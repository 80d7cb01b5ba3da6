"""With `archive: matched` a page is read if it has the words of a rule; else it is left unread, and counted."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.articles import extract
from monitor.articles.glance import glance
from monitor.core.errors import WorkerError
from monitor.core.outbox import NO_WORDS, WORDS
from monitor.matching import Percolator, Prescan
from monitor.pipeline.findings import RulesMoved
from monitor.pipeline.workers import WorkerPool
from monitor.rules.nodes import Node
from tests.fakes.fetcher import Page
from tests.fakes.rule_sets import rule as made_rule
from tests.fakes.rule_sets import rule_set
from tests.matching.test_oracle import ENTITIES, expressions
from tests.pipeline.desk import PAGES, SECOND_FEED, Desk, entry, rule, rules, story

ARTICLE = "https://news.example/a"
RULES = rules(rule("strikes"), feeds=PAGES)
UNREAD = ("filtered", NO_WORDS)
BOTH_PAGES = PAGES.rstrip().removesuffix("]") + f", {{feed: {SECOND_FEED}, name: Agency, backlog: all, every: 1m}}]\n"


def page(text: str, *, head: str = "") -> Page:
    body = f"<article><h1>Harbour</h1><p>{text}</p></article>"
    return Page(body=f"<!doctype html><html lang=en><title>Harbour</title>{head}<body>{body}</body></html>")


def said(desk: Desk) -> list[tuple[str, str]]:
    return [(str(one.state), one.reason) for one in desk.entries]


async def read_one(
    desk: Desk, shown: Page, given_rules: str = RULES, *, carried: str = "Nothing.", title: str = "A"
) -> None:
    desk.publish(entry("a", carried, title=title))
    desk.fetcher.pages[ARTICLE] = shown
    await desk.open(given_rules, prescan=True)
    await desk.work()


async def test_a_page_without_the_words_of_a_rule_is_not_read_and_not_stored(desk: Desk) -> None:
    await read_one(desk, page(story("a", topic="fair")))

    assert said(desk) == [UNREAD]
    assert desk.look(lambda tx: tx.articles.list()) == []
    assert desk.observer.of("page read") == []
    counts = desk.counts
    assert (counts.entries, counts.failures) == ({"filtered": 1}, {NO_WORDS: 1})
    assert (counts.pages_passed, counts.pages_unread) == (0, 1)
    settled = desk.observer.of("entry settled")[0]
    assert (settled["outcome"], settled["reason"], settled["matches"]) == ("filtered", NO_WORDS, 0)


async def test_a_page_with_the_words_of_a_rule_is_read_matched_and_stored(desk: Desk) -> None:
    await read_one(desk, page(story("a")))

    assert said(desk) == [("read", WORDS)]
    assert [match.match.rule for match in desk.matches] == ["strikes"]
    assert (desk.counts.pages_passed, desk.counts.pages_unread) == (1, 0)


async def test_a_page_that_passes_is_stored_though_no_rule_matches_it(desk: Desk) -> None:
    await read_one(desk, page(story("a", topic="striker")))

    assert said(desk) == [("read", WORDS)]
    assert desk.matches == []
    assert len(desk.look(lambda tx: tx.articles.list())) == 1


async def test_all_pages_are_read_without_a_look_unless_asked_for(desk: Desk) -> None:
    desk.publish(entry("a", "Nothing."))
    desk.fetcher.pages[ARTICLE] = page(story("a", topic="fair"))
    desk.workers.faults["glance_at"] = [AssertionError("nobody asked for it")]
    await desk.open(RULES)
    await desk.work()

    assert said(desk) == [("read", "")]
    assert (desk.counts.pages_passed, desk.counts.pages_unread) == (0, 0)


@pytest.mark.parametrize(("carried", "title"), [("A strike was called.", "A"), ("Nothing.", "A strike")])
async def test_what_the_feed_carries_makes_a_page_pass(desk: Desk, carried: str, title: str) -> None:
    """It is matched where the page turns out to be a wall."""
    wall = Page(body="<html><title>Just a moment...</title><body><h1>Checking your browser</h1></body></html>")
    await read_one(desk, wall, carried=carried, title=title)

    assert said(desk) == [("read", WORDS)]
    assert [match.match.rule for match in desk.matches] == ["strikes"]


async def test_what_the_page_tells_search_engines_makes_it_pass(desk: Desk) -> None:
    described = '<meta property="og:description" content="The str&shy;ike, told in full">'
    await read_one(desk, page(story("a", topic="fair"), head=described))

    assert [match.match.rule for match in desk.matches] == ["strikes"]


async def test_one_rule_that_can_do_without_words_has_every_page_read(desk: Desk) -> None:
    await read_one(
        desk, page(story("a", topic="fair")), rules(rule("strikes"), rule("numbers", "/\\d{4}-\\d{4}/"), feeds=PAGES)
    )

    assert desk.book.prescan is not None
    assert desk.book.prescan.wordless == ("numbers",)
    assert said(desk) == [("read", "")]


async def test_shadow_rules_count(desk: Desk) -> None:
    given_rules = rules(rule("fairs", "fair", enabled="shadow"), rule("gone", "strike", enabled="false"), feeds=PAGES)
    await read_one(desk, page(story("a", topic="fair")), given_rules)

    assert [(match.match.rule, str(match.outcome)) for match in desk.matches] == [("fairs", "shadow")]


async def test_a_page_that_cannot_be_looked_at_is_read(desk: Desk) -> None:
    desk.workers.faults["glance_at"] = [WorkerError("timed out after 5 s")]
    await read_one(desk, page(story("a", topic="fair")))

    assert said(desk) == [("read", WORDS)]


async def test_what_is_no_page_fails_as_it_does_otherwise(desk: Desk) -> None:
    await read_one(desk, Page(body=b"%PDF-1.7 strike", content_type="text/html"), carried="A strike was called.")

    assert said(desk) == [("failed", "a PDF")]
    assert [match.match.rule for match in desk.matches] == ["strikes"]


async def test_an_entry_that_needs_no_page_is_read_as_ever(desk: Desk) -> None:
    desk.publish(entry("a", story("a", topic="fair")))
    await desk.open(rules(rule("strikes")), prescan=True)
    await desk.work()

    assert said(desk) == [("read", "")]


async def test_a_further_feed_of_an_unread_page_has_it_looked_at_again(desk: Desk) -> None:
    desk.publish(entry("a", "Nothing."))
    desk.publish(entry("a", "A strike was called."), feed=SECOND_FEED)
    desk.fetcher.pages[ARTICLE] = page(story("a", topic="fair"))
    await desk.open(rules(rule("strikes"), feeds=BOTH_PAGES), prescan=True)
    await desk.work()

    assert sorted(said(desk)) == [UNREAD, ("read", WORDS)]
    assert desk.fetcher.count(ARTICLE) == 2


async def test_a_page_is_not_left_unread_under_rules_that_are_in_force_no_more(desk: Desk) -> None:
    desk.publish(entry("a", "Nothing."))
    desk.fetcher.pages[ARTICLE] = page(story("a", topic="fair"))
    await desk.open(RULES, prescan=True)
    calls = iter((False, True))  # the feed, the page
    desk.workers.on_run = lambda: _put_in_force(desk) if next(calls) else None

    with pytest.raises(RulesMoved):
        await desk.work()

    assert said(desk) == [("waiting", "")]
    desk.workers.on_run = lambda: None
    await desk.open(rules(rule("fairs", "fair"), feeds=PAGES), prescan=True)
    await desk.cycle(timedelta(minutes=1))
    assert [match.match.rule for match in desk.matches] == ["fairs"]


def _put_in_force(desk: Desk) -> None:
    with desk.store.transaction() as tx:
        tx.rule_sets.add("newer", now=desk.clock.now())


async def test_a_look_crosses_to_the_workers_and_back(desk: Desk) -> None:
    async with WorkerPool(1) as workers:
        desk.workers = workers  # type: ignore[assignment]  # real processes instead of the fake that is in their place
        await read_one(desk, page(story("a")))

    assert said(desk) == [("read", WORDS)]


BREAKS = st.sampled_from(
    ["<b>{}</b>", "{}", "<i>{}</i>\N{SOFT HYPHEN}", "<!-- x -->{}", "&#8203;{}", "<span class='a>b'>{}</span>"]
)
TEXTS = st.lists(
    st.sampled_from(
        [
            "Iran",
            "IRAN",
            "Írán’s",
            "oil",
            "ban",
            "banned",
            "sanctions",
            "a",
            "Straße",
            "北朝鮮",
            "NATOと",
            "북한에서는",
            ", ",
            "Ko",
        ]
    ),
    min_size=3,
    max_size=9,
)


@st.composite
def written(draw: st.DrawFn) -> str:
    words = []
    for one in draw(TEXTS):
        at = draw(st.integers(0, len(one)))
        words.append(one[:at] + draw(BREAKS).format(one[at:]))
    return draw(st.sampled_from([" ", "\n", "&nbsp;", "<br>"])).join(words)


@settings(max_examples=60, deadline=None)
@given(st.lists(expressions, min_size=1, max_size=4), st.lists(written(), min_size=1, max_size=4), written())
def test_no_rule_that_matches_the_article_of_a_page_is_lost(nodes: list[Node], texts: list[str], title: str) -> None:
    given_rules = rule_set(*(made_rule(node, str(number)) for number, node in enumerate(nodes)), entities=ENTITIES)
    body = "".join(f"<p>{text}. {'The ships wait outside of the port for a pilot. ' * 4}</p>" for text in texts)
    shown = (
        f"<!doctype html><html lang=en><title>x</title><body><article><h1>{title}</h1>{body}</article></body></html>"
    )

    matches = Percolator(given_rules).match(extract(shown, url=ARTICLE))
    letters = glance(shown)

    assert letters is not None
    assert Prescan(given_rules).passes(letters) or not matches
