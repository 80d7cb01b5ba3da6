"""Rows 18–27: validators, waits that servers ask for, redirects, and feeds that seem dead."""

import time
from datetime import timedelta

import pytest

from monitor.feeds.cadence import LONGEST_BACK_OFF
from tests.fakes.clock import START
from tests.fakes.web import Page, Reply, redirect
from tests.hostile_web.server import (
    CHALLENGE,
    Crowd,
    Stubborn,
    Validated,
    behind_a_cookie,
    feed,
    http_date,
    item,
    names_itself,
    rss,
)
from tests.hostile_web.world import LATER, World, headlines

DAY = timedelta(days=1)
FAR = "Tue, 01 Jan 2041 00:00:00 GMT"


async def test_row_18_a_server_that_always_answers_304_is_asked_anew_within_a_day(world: World) -> None:
    server = Stubborn(rss(item("a")), {"ETag": f'"{FAR}"', "Last-Modified": FAR})
    await world.read(server)
    server.body = rss(item("b"), item("a"))
    for _ in range(5):
        await world.desk.cycle(LATER)
    assert server.sent.count(200) <= 2, "validators are used all the same"
    await world.desk.cycle(DAY)
    assert world.posted == headlines("ab")
    assert 304 in server.sent


async def test_row_19_an_etag_that_is_stuck_hides_news_for_a_day_at_most(world: World) -> None:
    server = Validated(rss(item("a")), '"stuck"')
    await world.read(server)
    server.body = rss(item("b"), item("a"))
    await world.desk.cycle(LATER)
    await world.desk.cycle(DAY)
    assert world.posted == headlines("ab")


async def test_row_20_a_304_that_carries_a_new_etag_is_asked_with_that_from_then_on(world: World) -> None:
    server = Validated(rss(item("a")), '"1"', next_etag='W/"2"')
    await world.read(server)
    await world.desk.cycle(LATER)
    await world.desk.cycle(LATER)
    assert [seen.headers.get("if-none-match") for seen in world.site.requests] == [None, '"1"', 'W/"2"']
    assert server.sent == [200, 304, 304]
    assert (world.state().etag, world.error) == ('W/"2"', None)


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "7200"},
        {"Retry-After": http_date(START + timedelta(hours=2)), "Date": http_date(START)},
    ],
    ids=["seconds", "date"],
)
async def test_row_21_a_429_is_waited_out_as_long_as_it_asks(world: World, headers: dict[str, str]) -> None:
    throttled = Reply(status=429, headers=headers)
    await world.read([feed(rss(item("a"))), throttled, feed(rss(item("b"), item("a")))])
    await world.desk.cycle(LATER)
    assert (world.error, world.state().failures) == ("HTTP 429", 1)
    assert world.state().due_at == world.desk.clock.at + timedelta(hours=2)
    await world.desk.cycle(timedelta(hours=1))
    assert world.site.count("/feed") == 2
    await world.desk.cycle(timedelta(hours=1))
    assert world.posted == headlines("ab")


async def test_row_22_many_feeds_of_one_host_are_not_asked_for_in_one_burst(world: World) -> None:
    crowd, paths = Crowd(rss()), [f"/feed{place}" for place in range(12)]
    world.site.pages |= dict.fromkeys(paths, crowd)
    await world.follow(*paths)
    started = time.monotonic()
    await world.desk.cycle()
    assert crowd.most <= 2
    assert time.monotonic() - started > 0.8 * crowd.worked_s, "two places, each empty for as long as it was used"
    assert [world.state(path).failures for path in paths] == [0] * 12


async def test_row_22_a_host_that_asked_one_feed_to_wait_is_left_alone_by_the_others(world: World) -> None:
    paths = [f"/feed{place}" for place in range(12)]
    for path in paths:
        world.site.pages[path] = Reply(status=429, headers={"Retry-After": "3600"})
    await world.follow(*paths)
    await world.desk.cycle()
    assert len(world.site.requests) <= 2, "as many as were under way"
    assert sum(world.state(path).failures for path in paths) <= 2, "the others did nothing wrong"
    due = [world.state(path).due_at - world.desk.clock.at for path in paths]
    assert min(due) > timedelta(minutes=59)


async def test_row_23_a_server_that_blocks_libraries_sees_who_asks(world: World) -> None:
    await world.read(names_itself(rss(item("a"))))
    assert world.posted == headlines("a")
    assert world.site.requests[0].headers["user-agent"].startswith("news-monitor/")


async def test_row_23_a_feed_that_is_refused_is_told_and_comes_back(world: World) -> None:
    await world.read([Reply(status=403, body="Forbidden"), feed(rss(item("a")))])
    assert world.error == "HTTP 403"
    await world.desk.cycle(LATER)
    assert world.state().failures == 0
    assert world.posted == headlines("a")


async def test_row_24_a_feed_that_failed_thirty_times_is_still_polled_and_comes_back(world: World) -> None:
    await world.read(feed(rss(item("a"))))
    world.site.pages["/feed"] = Reply(status=500)
    for _ in range(30):
        await world.desk.cycle(LONGEST_BACK_OFF)
    state = world.state()
    assert (state.failures, state.last_error, state.gone) == (30, "HTTP 500", False)
    assert world.site.count("/feed") == 31
    assert state.due_at <= world.desk.clock.at + LONGEST_BACK_OFF
    await world.serve(feed(rss(item("b"), item("a"))), after=LONGEST_BACK_OFF)
    assert (world.state().failures, world.posted) == (0, headlines("ab"))


async def test_row_25_a_circle_of_redirects_ends_and_says_so(world: World) -> None:
    world.site.pages["/other"] = redirect("/feed")
    await world.read(redirect("/other"))
    assert world.error == "more than 5 redirects"
    assert len(world.site.requests) == 6


async def test_row_25_a_redirect_that_needs_its_cookie_leads_to_the_feed(world: World) -> None:
    await world.read(behind_a_cookie(rss(item("a"))))
    assert (world.error, world.posted) == (None, headlines("a"))


async def test_row_26_a_moved_feed_is_followed_and_the_move_believed_when_it_has_stood_for_long(world: World) -> None:
    world.site.pages["/new"] = feed(rss(item("a", link="a")), ETag='"new"')
    await world.read(redirect("/new", status=301))
    for _ in range(5):
        await world.desk.cycle(DAY / 2)
    assert world.posted == headlines("a")
    told = world.desk.observer.of("feed moved")
    assert told == [{"feed": world.site.url("/feed"), "to": world.site.url("/new")}], "told once"
    world.site.requests.clear()
    for _ in range(4):
        await world.desk.cycle(LATER)
    assert [seen.path for seen in world.site.requests].count("/new") == 4, "polled where it is"
    assert [seen.path for seen in world.site.requests].count("/feed") <= 1, "the old address is asked once a day"


async def test_row_26_a_moved_feed_whose_old_host_is_switched_off_goes_on(world: World) -> None:
    world.site.pages["/new"] = feed(rss(item("a")))
    await world.read(redirect("/new", status=301))
    for _ in range(5):
        await world.desk.cycle(DAY / 2)
    world.site.pages["/feed"] = Reply(status=404)
    await world.serve(feed(rss(item("b"), item("a"))), path="/new", after=DAY)
    assert (world.posted, world.error) == (headlines("ab"), None)


async def test_row_26_a_moved_feed_that_comes_back_is_read_where_the_rules_say(world: World) -> None:
    world.site.pages["/new"] = feed(rss(item("a")))
    await world.read(redirect("/new", status=301))
    for _ in range(5):
        await world.desk.cycle(DAY / 2)
    await world.serve(feed(rss(item("b"), item("a"))), after=DAY)
    assert (world.posted, world.state().moved_to) == (headlines("ab"), None)


async def test_row_26_a_feed_that_fails_where_it_moved_to_is_looked_for_where_the_rules_say(world: World) -> None:
    world.site.pages["/new"] = feed(rss(item("a")))
    await world.read(redirect("/new", status=301))
    for _ in range(5):
        await world.desk.cycle(DAY / 2)
    world.site.pages["/feed"] = feed(rss(item("b"), item("a")))
    await world.serve(Reply(status=410), path="/new")
    assert not world.state().gone, "the place that the rules name may well be there"
    await world.desk.cycle(LATER)
    assert (world.posted, world.error) == (headlines("ab"), None)


async def test_row_26_a_hijacked_redirect_lasts_no_longer_than_it_stands(world: World) -> None:
    await world.read(feed(rss(item("a"))))
    world.site.pages["/casino"] = feed(rss(item("spam", text="Win at the tables tonight.")))
    for _ in range(20):
        await world.serve(redirect("/casino", status=301), after=DAY / 12)
    await world.serve(feed(rss(item("b"), item("a"))))
    assert world.posted == headlines("ab")
    assert world.desk.observer.of("feed moved") == []


async def test_row_27_a_feed_that_is_gone_is_polled_no_more(world: World) -> None:
    await world.read(feed(rss(item("a"))))
    await world.serve(Reply(status=410))
    assert (world.error, world.state().gone) == ("HTTP 410", True)
    for _ in range(3):
        await world.desk.cycle(timedelta(days=30))
    assert world.site.count("/feed") == 2
    assert world.posted == headlines("a"), "what was read stays"


@pytest.mark.parametrize("answer", [Reply(status=404), Reply(status=503), CHALLENGE], ids=["404", "503", "a challenge"])
async def test_rows_18_to_27_a_failure_between_two_polls_costs_no_validator_and_no_entry(
    world: World, answer: Page
) -> None:
    await world.read(feed(rss(item("a")), ETag='"1"'))
    await world.serve(answer)
    assert (world.state().etag, world.state().failures) == ('"1"', 1)
    await world.serve(feed(rss(item("b"), item("a")), ETag='"2"'))
    assert (world.state().etag, world.posted) == ('"2"', headlines("ab"))
