"""Rows 7–10, 35, 41 and 43: what is the same article, and what is another."""

import pytest

from monitor.core.outbox import DeliveryKind
from tests.fakes.web import redirect
from tests.hostile_web.server import feed, item, page, rss, told
from tests.hostile_web.world import LATER, World, headlines


async def test_row_07_no_guid_and_an_edited_text_is_one_entry(world: World) -> None:
    await world.read(feed(rss(item("a", guid=""), item("b", guid=""))))
    await world.serve(feed(rss(item("a", guid="", title="Headline a, updated", text=told("a") + " More came."))))
    assert len(world.desk.entries) == 2
    assert len(world.posted) == 2
    assert world.desk.observer.of("entries stored")[-1]["changed"] == 1


async def test_row_08_an_empty_or_equal_guid_on_all_items_loses_none(world: World) -> None:
    await world.read(feed(rss(*(item(name, guid=" ") for name in "abc"))))
    await world.serve(feed(rss(*(item(name, guid="1") for name in "dcba"))))
    assert world.titles == headlines("abcd")
    assert world.posted == headlines("abcd")


async def test_row_09_a_guid_that_changes_brings_no_article_twice(world: World) -> None:
    base = world.site.url("")
    await world.read(feed(rss(item("a", guid=base + "/?p=1", link=base + "/a"), item("b"))))
    await world.serve(feed(rss(item("a", guid="https://cms.example/1", link=base + "/a?utm_source=rss"), item("b"))))
    assert [state for state, _ in world.outcomes] == ["read", "read", "duplicate"]
    assert world.posted == headlines("ab")


async def test_row_09_a_new_path_that_leads_to_the_old_page_brings_no_article_twice(world: World) -> None:
    head = f'<link rel="canonical" href="{world.site.url("/2026/a")}">'
    world.site.pages |= {"/2026/a": page("a", head=head), "/a": page("a", head=head)}
    await world.read(feed(rss(item("a", guid="/a"))), text="article")
    world.site.pages["/a"] = redirect("/2026/a", status=301)
    await world.serve(feed(rss(item("a", guid="/2026/a", link="/2026/a"))))
    await world.serve(feed(rss(item("a", guid="/news?id=a", link="/a?id=7"))))
    assert world.posted == headlines("a")
    assert len(world.desk.alerts) == 1


async def test_row_10_no_guid_and_the_same_link_in_several_items_loses_none(world: World) -> None:
    live = [item(name, guid="", link="/live") for name in "abc"]
    await world.read(feed(rss(*live)))
    assert world.titles == headlines("abc")
    assert [state for state, _ in world.outcomes] == ["read"] * 3
    assert world.posted == headlines("abc")
    await world.serve(feed(rss(item("d", guid="", link="/live"), *live)))
    assert world.posted == headlines("abcd")


@pytest.mark.parametrize("text", ["feed", "article"])
async def test_row_10_a_link_to_the_front_page_in_every_item_loses_none(world: World, text: str) -> None:
    world.site.pages["/"] = page("front")
    await world.read(feed(rss(item("a", link="/"))), text=text)
    await world.serve(feed(rss(item("b", link="/"))))
    await world.serve(feed(rss(item("c", guid="", link="/"))))
    assert world.posted == headlines("abc")


async def test_row_35_tracking_parameters_that_change_with_every_poll_make_no_new_entry(world: World) -> None:
    def tagged(poll: int) -> str:
        query = f"utm_source=rss&amp;utm_campaign={poll}&amp;id=7&amp;fbclid=x{poll}#ref={poll}"
        return rss(*(item(name, guid="", link=f"/{name}?{query}") for name in "ab"))

    await world.read(feed(tagged(1)))
    for poll in (2, 3):
        await world.serve(feed(tagged(poll)))
    assert world.titles == headlines("ab")
    assert world.posted == headlines("ab")


async def test_row_35_a_parameter_that_nobody_knows_repeats_no_alert(world: World) -> None:
    for poll in (1, 2, 3):
        reply = feed(rss(item("a", guid="", link=f"/a?reader={poll}")))
        await (world.serve(reply) if poll > 1 else world.read(reply))
    assert len(world.desk.alerts) == 1
    assert [one.attempt.thread for one in world.desk.console.standing] == [None]
    assert [str(match.outcome) for match in world.desk.matches] == ["posted", "counted only", "counted only"]


async def test_row_41_an_edit_is_read_again_and_posted_once(world: World) -> None:
    calm = told("a").replace("strike", "picnic")
    await world.read(feed(rss(item("a", text=calm), item("b"))))
    assert world.posted == headlines("b")
    await world.serve(feed(rss(item("a", text=told("a")), item("b", text=told("b") + " Talks go on."))))
    await world.desk.cycle(LATER)
    assert len(world.desk.entries) == 2
    assert world.posted == headlines("ab"), "what an edit brought is news; what had been posted is not"
    assert [one.kind for one in world.desk.alerts] == [DeliveryKind.ALERT] * 2


async def test_row_43_the_amp_twin_of_an_article_is_the_article(world: World) -> None:
    head = f'<link rel="canonical" href="{world.site.url("/2026/a")}">'
    world.site.pages |= {"/2026/a": page("a"), "/2026/a/amp": page("a", head=head), "/2026/b": page("b")}
    twins = [item("a", guid="1", link="/2026/a"), item("a", guid="2", link="/2026/a/amp"), item("b", link="/2026/b")]
    await world.read(feed(rss(*twins)), text="article")
    assert sorted(state for state, _ in world.outcomes) == ["duplicate", "read", "read"]
    assert world.posted == headlines("ab")
