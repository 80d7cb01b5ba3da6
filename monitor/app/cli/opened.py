"""How commands open the store."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.app.settings import Settings
    from monitor.core.stores import Store, Transaction


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
    from monitor.store import open_store

    require_database(settings)
    store = open_store(settings.url)
    try:
        yield store
    finally:
        store.close()


def require_database(settings: "Settings") -> None:
    """Raise StoreUnavailable if there is no database yet."""
    from monitor.core.errors import StoreUnavailable

    database = settings.data / "monitor.db"
    if settings.database_url is None and not database.exists():
        raise StoreUnavailable(f"{database}: there is no database yet (start `monitor run`, or name another --data)")


def labels_of(tx: "Transaction") -> dict[str, str]:
    """Return how people call the channels, by lasting name."""
    return {name: label for label, name in tx.channels.resolved().items()}
