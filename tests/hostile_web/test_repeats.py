"""Rows 11–16 and 38: what comes again, and what comes in another order."""

from datetime import timedelta

from tests.fakes.clock import START
from tests.hostile_web.server import NAMES, feed, http_date, item, rss
from tests.hostile_web.world import LATER, World, headlines


async def test_row_11_dates_rewritten_at_each_request_bring_nothing_twice_and_nothing_again(world: World) -> None:
    def dated(poll: int) -> str:
        now = http_date(START + poll * LATER)
        return rss(*(item(name, date=now, more=f"<updated>{now}</updated>") for name in "ab"))

    await world.read(feed(dated(0)))
    for poll in (1, 2, 3):
        await world.serve(feed(dated(poll)))
    told = world.desk.observer.of("entries stored")
    assert [(one["new"], one["changed"]) for one in told] == [(2, 0), (0, 0), (0, 0), (0, 0)]
    assert world.posted == headlines("ab")


async def test_row_12_a_body_that_changes_without_news_is_no_news(world: World) -> None:
    def counted(poll: int) -> str:
        return rss(item("a"), head=f"<lastBuildDate>{poll}</lastBuildDate><visits>{poll}</visits>")

    await world.read(feed(counted(0)))
    for poll in (1, 2):
        await world.serve(feed(counted(poll)))
    told = world.desk.observer.of("entries stored")
    assert [(one["found"], one["new"], one["changed"]) for one in told] == [(1, 1, 0), (1, 0, 0), (1, 0, 0)]
    assert world.state().last_new_at == START


async def test_row_13_old_items_that_reappear_are_not_news(world: World) -> None:
    await world.read(feed(rss(*map(item, "abc"))))
    await world.serve(feed(rss(item("c"))))
    await world.serve(feed(rss()), after=timedelta(days=1))
    await world.serve(feed(rss(*map(item, "abcd"))), after=timedelta(days=30))
    assert world.titles == headlines("abcd")
    assert world.posted == headlines("abcd")


async def test_row_14_the_archive_of_a_first_poll_is_kept_and_counted_and_alerts_nobody(world: World) -> None:
    archive = [item(f"old{place}") for place in range(300)]
    await world.read(feed(rss(*archive)), backlog="none")
    assert world.desk.console.standing == []
    assert world.desk.counts.entries == {"backlog": 300}
    assert set(world.outcomes) == {("backlog", "first poll")}
    await world.serve(feed(rss(item("a"), *archive)))
    assert world.posted == headlines("a")
    assert world.counts_add_up()


async def test_row_15_several_new_items_at_once_are_all_announced(world: World) -> None:
    await world.read(feed(rss(item("old"))))
    await world.serve(feed(rss(*map(item, NAMES), item("old"))))
    assert world.posted == sorted(headlines([*NAMES, "old"]))


async def test_row_16_new_items_are_found_wherever_they_stand(world: World) -> None:
    def on(day: int) -> str:
        return http_date(START - timedelta(days=day))

    pinned = item("pinned", date=on(900))
    await world.read(feed(rss(pinned, item("a", date=on(3)))))
    await world.serve(feed(rss(pinned, item("a", date=on(3)), item("last", date=on(1)))))
    await world.serve(feed(rss(pinned, item("a"), item("middle", date=on(40)), item("last"))))
    assert world.titles == headlines(["pinned", "a", "last", "middle"])
    assert world.posted == sorted(world.titles)


async def test_row_38_a_date_in_the_future_holds_up_nothing(world: World) -> None:
    future = item("future", date="Tue, 01 Jan 2041 00:00:00 GMT")
    await world.read(feed(rss(future, item("a", date=http_date(START)))))
    await world.serve(feed(rss(future, item("b", date=http_date(START + LATER)), item("a"))))
    await world.serve(feed(rss(future, item("c", date=http_date(START - timedelta(days=2))), item("b"))))
    assert world.posted == headlines(["a", "b", "c", "future"])
    assert world.state().due_at < world.desk.clock.at + timedelta(hours=1)


async def test_row_38_a_date_in_the_future_is_none_that_an_article_has(world: World) -> None:
    await world.read(feed(rss(item("future", date="Tue, 01 Jan 2041 00:00:00 GMT"), item("a"))))
    dates = {match.article.title: match.article.published_at for match in world.desk.matches}
    assert dates == {"Headline future": None, "Headline a": None}
