"""What is in the store: `feeds list`, `articles list`; and how commands open it."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.options import DataOption, JsonOption
from monitor.app.cli.output import ago, plain, say, show_json, table, times, when
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from monitor.app.settings import Settings
    from monitor.core.records import FeedState
    from monitor.core.stores import Store, Transaction

LimitOption = Annotated[
    int, typer.Option("--limit", metavar="N", min=1, max=100_000, help="At most so many, the newest first.")
]
_TECHNICAL = frozenset({"body_hash", "etag", "items", "last_modified", "rhythm"})  #: of a feed's state; nobody asks for them


@contextlib.contextmanager
def snapshot(settings: "Settings") -> "Iterator[Transaction]":
    """Open the store for reading; raises StoreUnavailable if there is none yet."""
    with _opened(settings) as store, store.snapshot() as tx:
        yield tx


@contextlib.contextmanager
def writing(settings: "Settings") -> "Iterator[Transaction]":
    """Open the store for one short transaction, beside a daemon or without; raises StoreUnavailable if there is none.

    It is committed at the end of the block, rolled back on any exception.
    """
    with _opened(settings) as store, store.transaction() as tx:
        yield tx


@contextlib.contextmanager
def _opened(settings: "Settings") -> "Iterator[Store]":
    from monitor.core.errors import StoreUnavailable
    from monitor.store import open_store

    database = settings.data / "monitor.db"
    if settings.database_url is None and not database.exists():
        raise StoreUnavailable(f"{database}: there is no database yet (start `monitor run`, or name another --data)")
    store = open_store(settings.url)
    try:
        yield store
    finally:
        store.close()


def feeds(data: DataOption = None, json: JsonOption = False) -> None:
    """List the feeds: when they were polled, what came, what is wrong.

    Example: monitor feeds list
    """
    from monitor.app.clock import SystemClock

    with snapshot(settings_of(data=data)) as tx:
        found = tx.feeds.all()
    if json:
        for feed in found:
            name = feed.row.name or feed.state.title
            show_json({"url": feed.row.url, "name": name, **_object(feed.state, without=_TECHNICAL)})
        return
    now = SystemClock().now()
    if not found:
        say("no feeds yet: `monitor run` takes them from the rule files")
        return
    table(
        ("feed", "polled", "new", "next", "trouble"),
        (
            (
                feed.row.name or feed.state.title or feed.row.url,
                ago(feed.state.last_polled_at, now),
                ago(feed.state.last_new_at, now),
                "never" if feed.state.gone else ago(max(feed.state.due_at, now), now),
                _trouble(feed.state),
            )
            for feed in found
        ),
    )


def _trouble(state: "FeedState") -> str:
    if state.gone:
        return "gone for good (HTTP 410)"
    if not state.failures:
        return ""
    return (state.last_error or "unknown") + (f" ({times(state.failures)})" if state.failures > 1 else "")


def _object(value: object, *, without: frozenset[str] = frozenset()) -> dict[str, object]:
    described = plain(value)
    assert isinstance(described, dict)  # noqa: S101 - a dataclass is an object
    return {str(key): one for key, one in described.items() if key not in without}


def articles(
    matched: Annotated[
        bool | None, typer.Option("--matched/--unmatched", help="Only those that a rule matches, or none.")
    ] = None,
    url: Annotated[str, typer.Option("--url", metavar="PART", help="Only those whose URL contains this.")] = "",
    limit: LimitOption = 50,
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """List the articles that were read, the newest first.

    Example: monitor articles list --matched --limit 10
    """
    with snapshot(settings_of(data=data)) as tx:
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
    if not found:
        say("no such articles")
        return
    table(
        ("found (UTC)", "text", "matched", "title", "url"),
        (
            (
                when(one.found_at),
                str(one.article.state),
                "yes" if one.matched else "no",
                one.article.title,
                one.article.url,
            )
            for one in found
        ),
        beneath=True,
    )


def labels_of(tx: "Transaction") -> dict[str, str]:
    """Return how people call the channels, by lasting name."""
    return {name: label for label, name in tx.channels.resolved().items()}
