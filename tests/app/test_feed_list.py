"""`monitor feeds list`: every feed, what needs attention first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.core.records import FeedState
from monitor.store import open_store
from tests.app.test_listings import objects, told
from tests.fakes.newsroom import Newsroom

DAY = timedelta(days=1)


async def polled(newsroom: Newsroom) -> dict[str, str]:
    """Poll six feeds, and give all but two of them something to complain about; return their URLs by name."""
    site = newsroom.site
    for path in ("b", "c", "d", "e"):
        site.pages[f"/{path}"] = site.pages["/feed"]
    paths = {"lost": "b", "quiet": "c", "moved": "d", "also well": "e", "failing": "missing"}
    feeds = newsroom.rules / "feeds.yaml"
    more = "".join(f"  - {{feed: {site.url(f'/{path}')}, name: {name}}}\n" for name, path in paths.items())
    feeds.write_text(f"{feeds.read_text()}{more}")
    await newsroom.run_once()
    now = datetime.now(UTC)
    store = open_store(f"sqlite:///{newsroom.data / 'monitor.db'}")
    try:
        with store.transaction() as tx:
            for feed in tx.feeds.all():
                tx.feeds.record(feed.id, changed(feed.state, feed.row.name, now))
    finally:
        store.close()
    return {name: site.url(f"/{path}") for name, path in paths.items()} | {"Wire": site.url("/feed")}


def changed(state: FeedState, name: str, now: datetime) -> FeedState:
    match name:
        case "lost":
            return replace(state, lost_low=2, lost_high=9, lost_at=now - DAY)
        case "quiet":
            return replace(state, silent=True, last_new_at=now - DAY * 30)
        case "moved":
            return replace(state, moved_to="https://b.example/f", moved_at=now - DAY * 9, moves=40)
    return state


async def test_what_needs_attention_comes_first_and_says_why(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        urls = await polled(newsroom)
        lines = told(newsroom, "feeds", "list")
        assert [" ".join(line.split()[:1]) for line in lines[1:]] == [
            "failing",
            "lost",
            "quiet",
            "moved",
            "also",
            "Wire",
        ]
        assert "HTTP 404 (never answered, 1 failure)" in lines[1]
        assert lines[2].endswith("probably 2–9 entries rolled off unread, last 1 day ago")
        assert lines[3].endswith("nothing new for 30 days")
        assert lines[4].endswith("moved to https://b.example/f: name that in the rules")

        listed = objects(newsroom, "feeds", "list")
        assert [one["state"] for one in listed] == ["failing", "losing", "silent", "moved", "well", "well"]
        assert {one["name"]: one["url"] for one in listed} == urls
        assert (listed[1]["lost_low"], listed[1]["lost_high"], listed[0]["failure"]) == (2, 9, "missing")
        assert listed[0]["reasons"] == ["HTTP 404 (never answered, 1 failure)"]

        (status,) = objects(newsroom, "status")
        assert status["feeds_by_state"] == {"failing": 1, "losing": 1, "silent": 1, "moved": 1, "well": 2}
        assert {one["feed"] for one in status["trouble"]} == {urls[name] for name in ("failing", "lost", "quiet")}
        assert (
            told(newsroom, "status")[1]
            == "feeds          6  1 failing, 1 losing, 1 silent, 1 moved, 2 well; polled 6 times"
        )


async def test_the_list_can_be_ordered_by_whatever_is_asked(tmp_path: Path) -> None:
    async with Newsroom(tmp_path) as newsroom:
        await polled(newsroom)

        def first(order: str) -> list[str]:
            return [one["name"] for one in objects(newsroom, "feeds", "list", "--sort", order)]

        assert first("name") == ["also well", "failing", "lost", "moved", "quiet", "Wire"]
        assert first("lost")[0] == "lost"
        assert first("new")[-2:] == ["quiet", "failing"]
        due = [one["due_at"] for one in objects(newsroom, "feeds", "list", "--sort", "next")]
        assert due == sorted(due)
        busy = [one["per_day"] or 0 for one in objects(newsroom, "feeds", "list", "--sort", "rhythm")]
        assert busy == sorted(busy, reverse=True)
