"""`monitor feeds poll`: one poll, shown step by step."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.app.cli.options import JsonOption, UrlArgument
from monitor.app.cli.output import counted, show, show_json, table, when
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.app.feed_probe import Probed
    from monitor.core.records import FeedState

_SHOWN = 10  #: entries


def poll(url: UrlArgument, json: JsonOption = False) -> None:
    """Poll one feed once and show what comes, step by step.

    Nothing is stored. A server that gives validators is asked a second time, to see whether it honours them. Exits 1 if
    it is no feed.

    Example: monitor feeds poll https://www.example.org/feed
    """
    from monitor.app.clock import SystemClock
    from monitor.app.feed_probe import poll as poll_feed

    found = asyncio.run(poll_feed(url, settings_of(), again=True))
    now = SystemClock().now()
    outlook = found.outlook(now)
    if json:
        show_json(_object(found, outlook, now))
        return
    for label, value in _steps(found, outlook, now):
        show(f"{label:<10} {value}")
    entries = found.feed.entries
    show("")
    table(
        ("published (UTC)", "title", "url"),
        ((when(one.published_at), one.title, one.url) for one in entries[:_SHOWN]),
        beneath=True,
    )
    if len(entries) > _SHOWN:
        show(f"… and {counted(len(entries) - _SHOWN, 'more entry', 'more entries')}")


def _steps(found: "Probed", outlook: "FeedState", now: datetime) -> "Iterator[tuple[str, str]]":
    from monitor.feeds.health import health_of

    feed = found.feed
    yield "asked", found.asked
    if found.url != found.asked:
        yield "redirect", f"{'for good' if found.moved else 'for now'}, to {found.url}"
    kind = f" of {found.content_type}" if found.content_type else ""
    yield "answer", f"HTTP {found.status}, {found.size:,} bytes{kind}"
    yield "validators", _validators(found)
    yield "kind", feed.kind
    yield "title", feed.title or "–"
    yield "language", feed.language or "unknown"
    yield "entries", _entries(found)
    yield "texts", _texts(found)
    yield "brings", f"{health_of(outlook, now=now).rhythm}{', by the dates of its entries' if outlook.rhythm else ''}"
    yield "polled", _polled(found, outlook)


def _validators(found: "Probed") -> str:
    names = " and ".join(
        name for name, value in (("ETag", found.etag), ("Last-Modified", found.last_modified)) if value
    )
    if not names:
        return "none: it is fetched whole each time"
    if found.again == "HTTP 304":
        return f"{names}; asked again, it says that nothing has changed (HTTP 304)"
    return f"{names}; asked again, it answers {found.again} all the same: it is fetched whole each time"


def _entries(found: "Probed") -> str:
    feed = found.feed
    dates = sorted(one.published_at for one in feed.entries if one.published_at)
    span = f", dated {when(dates[0])} to {when(dates[-1])} UTC" if dates else ", without dates" if feed.entries else ""
    skipped = f", {feed.skipped:,} more without link and text" if feed.skipped else ""
    return f"{len(feed.entries):,}{span}{skipped}"


def _texts(found: "Probed") -> str:
    """Return how much of the articles the feed carries: what `text: feed` would have to do with."""
    entries = found.feed.entries
    if not entries:
        return "–"
    longest = sorted(max(len(one.content), len(one.summary)) for one in entries)
    return f"{longest[len(longest) // 2]:,} characters in the median entry"


def _polled(found: "Probed", outlook: "FeedState") -> str:
    said = [f"its document asks for {_length(found.feed.refresh_s)}"] if found.feed.refresh_s else []
    said += [f"its server for {_length(found.fresh_s)}"] if found.fresh_s else []
    asked = f" ({', '.join(said)})" if said else ""
    return f"about every {_length(outlook.interval_s)} to begin with, unless the rules say `every`{asked}"


def _length(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 120:
        return counted(max(minutes, 1), "minute")
    return counted(round(minutes / 60), "hour") if minutes < 48 * 60 else counted(round(minutes / 1440), "day")


def _object(found: "Probed", outlook: "FeedState", now: datetime) -> dict[str, object]:
    from monitor.feeds.health import health_of

    feed, health = found.feed, health_of(outlook, now=now)
    return {
        "asked": found.asked,
        "url": found.url,
        "moved": found.moved,
        "status": found.status,
        "bytes": found.size,
        "content_type": found.content_type,
        "etag": found.etag,
        "last_modified": found.last_modified,
        "asked_again": found.again,
        "kind": feed.kind,
        "title": feed.title,
        "language": feed.language,
        "count": len(feed.entries),
        "skipped": feed.skipped,
        "newest": found.newest,
        "rhythm": health.rhythm,
        "per_day": health.per_day,
        "interval_s": outlook.interval_s,
        "refresh_s": feed.refresh_s,
        "fresh_s": found.fresh_s,
        "entries": [{"title": one.title, "url": one.url, "published": one.published_at} for one in feed.entries],
    }
