"""Another program that writes: `python other_process.py URL` opens a transaction, says so, and waits for a line.

It writes `begun` inside its transaction, answers `holding`, and commits when it is told to go on.
"""

import sys
from datetime import UTC, datetime

from monitor.store import open_store


def main(url: str) -> None:
    store = open_store(url)
    with store.transaction() as tx:
        tx.rule_sets.add("begun", now=datetime(2026, 1, 1, tzinfo=UTC))
        tx.channels.sent("C1", "1.5")
        print("holding", flush=True)  # noqa: T201 - how it tells its parent
        sys.stdin.readline()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1])
