"""What is in the store: `feeds list`, `articles list`, `alerts list`, `status`."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.options import DataOption, JsonOption
from monitor.app.cli.output import say, show, show_json, table, when

if TYPE_CHECKING:
    from monitor.core.ports import Transaction

LimitOption = Annotated[int, typer.Option("--limit", min=1, max=100_000, help="At most so many, the newest first.")]


@contextlib.contextmanager
def _snapshot(data: Path | None) -> "Iterator[Transaction]":
    from monitor.app.settings import load_settings
    from monitor.core.errors import StoreUnavailable
    from monitor.store import open_store

    settings = load_settings(data=data)
    database = settings.data / "monitor.db"
    if settings.database_url is None and not database.exists():
        raise StoreUnavailable(f"{database}: there is no database yet (start `monitor run`, or name another --data)")
    store = open_store(settings.url)
    try:
        with store.snapshot() as tx:
            yield tx
    finally:
        store.close()


def feeds(data: DataOption = None, json: JsonOption = False) -> None:
    """List the feeds that are polled: when, what came, what is wrong.

    Example: monitor feeds list --json
    """
    with _snapshot(data) as tx:
        found = tx.feeds.all()
    if json:
        for feed in found:
            show_json({"url": feed.row.url, "name": feed.row.name or feed.state.title, **_state_of(feed.state)})
        return
    table(
        "",
        ("feed", "last polled", "last new", "next", ">failures", "trouble"),
        (
            (
                feed.row.name or feed.state.title or feed.row.url,
                when(feed.state.last_polled_at),
                when(feed.state.last_new_at),
                "gone (410)" if feed.state.gone else when(feed.state.due_at),
                str(feed.state.failures),
                feed.state.last_error or "",
            )
            for feed in found
        ),
    )


def _state_of(state: object) -> dict[str, object]:
    from monitor.app.cli.output import plain

    described = plain(state)
    assert isinstance(described, dict)  # noqa: S101 - a dataclass is an object
    return {str(key): value for key, value in described.items() if key not in {"body_hash", "etag", "last_modified"}}


def articles(
    matched: Annotated[bool | None, typer.Option("--matched/--unmatched", help="Only those.")] = None,
    url: Annotated[str, typer.Option("--url", help="Only those whose URL contains this.")] = "",
    limit: LimitOption = 50,
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """List the articles that were read.

    Example: monitor articles list --matched
    """
    with _snapshot(data) as tx:
        found = tx.articles.list(matched=matched, url_contains=url, limit=limit)
    if json:
        for one in found:
            article = one.article
            show_json(
                {
                    "url": article.url,
                    "title": article.title,
                    "state": article.state,
                    "language": article.language,
                    "published": article.published_at,
                    "found": one.found_at,
                    "matched": one.matched,
                    "feeds": one.carriers,
                }
            )
        return
    table(
        "",
        ("found", "state", "matched", "title", "url"),
        (
            (
                when(one.found_at),
                str(one.article.state),
                "yes" if one.matched else "",
                one.article.title,
                one.article.url,
            )
            for one in found
        ),
    )


def alerts(limit: LimitOption = 50, data: DataOption = None, json: JsonOption = False) -> None:
    """List the alerts and where they are on their way.

    Example: monitor alerts list --limit 10
    """
    with _snapshot(data) as tx:
        found = tx.outbox.list(limit=limit)
        labels = {name: label for label, name in tx.channels.resolved().items()}
    if json:
        for alert in found:
            show_json(
                {
                    "key": alert.key,
                    "rule": alert.rule,
                    "channel": labels.get(alert.channel, alert.channel),
                    "severity": str(alert.severity),
                    "state": alert.state,
                    "reason": alert.reason,
                    "attempts": alert.attempt,
                    "created": alert.created_at,
                    "due": alert.due_at,
                }
            )
        return
    table(
        "",
        ("made", "rule", "channel", "severity", "state", "reason"),
        (
            (
                when(alert.created_at),
                alert.rule,
                labels.get(alert.channel, alert.channel),
                str(alert.severity),
                str(alert.state),
                alert.reason,
            )
            for alert in found
        ),
    )


def status(data: DataOption = None, json: JsonOption = False) -> None:
    """Count everything by what became of it; the figures of a line add up to its total.

    Example: monitor status
    """
    with _snapshot(data) as tx:
        counts = tx.counts()
        troubled = [feed for feed in tx.feeds.all() if feed.state.failures or feed.state.gone]
    if json:
        show_json(counts)
        return
    show(f"feeds     {counts.feeds}, polled {counts.polls} times, {len(troubled)} in trouble")
    for name, by_state in (
        ("entries", counts.entries),
        ("articles", counts.articles),
        ("matches", counts.matches),
        ("alerts", counts.alerts),
    ):
        parts = ", ".join(f"{number} {state}" for state, number in by_state.items() if number)
        show(f"{name:<9} {sum(by_state.values())}" + (f": {parts}" if parts else ""))
    show(f"matched   {counts.articles_matched} articles")
    for feed in troubled:
        say(f"{feed.row.url}: {feed.state.last_error} ({feed.state.failures} in a row)")
