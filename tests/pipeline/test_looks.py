"""Shards that are looked at in one moment are looked at in one go, and each is told what is due in it."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from monitor.core.records import FeedRow, FeedState
from monitor.core.stores import Transaction
from monitor.pipeline.ledger import Ledger, T
from monitor.pipeline.looks import BATCH, Looks
from monitor.store import SqlStore
from tests.fakes.clock import START, SettableClock

MINUTE = timedelta(minutes=1)


class CountingLedger(Ledger):
    """Counts what is read."""

    reads = 0

    async def read(self, work: Callable[[Transaction, datetime], T]) -> T:
        self.reads += 1
        return await super().read(work)


@pytest.fixture
def ledger(store: SqlStore, clock: SettableClock) -> Iterator[CountingLedger]:
    made = CountingLedger(store, clock)
    yield made
    made.close()


def _know(store: SqlStore, feeds: dict[str, int], *, due: dict[str, datetime] | None = None) -> None:
    rows = [FeedRow(url=f"https://{name}.example/", name=name, host=name, shard=shard) for name, shard in feeds.items()]
    with store.transaction() as tx:
        tx.feeds.sync(rows, now=START)
        for feed in tx.feeds.all():
            if due and feed.row.name in due:
                tx.feeds.record(feed.id, FeedState(due_at=due[feed.row.name], interval_s=60))


async def _names(looks: Looks, shard: int, cutoff: datetime | None = None) -> list[str]:
    return [feed.row.name for feed in (await looks.look(shard, cutoff)).feeds]


async def test_shards_of_one_moment_share_a_look_and_get_their_own(ledger: CountingLedger, store: SqlStore) -> None:
    _know(store, {"a": 1, "b": 2, "c": 1, "d": 4})
    looks = Looks(ledger, lambda tx: None)

    assert await asyncio.gather(*(_names(looks, shard) for shard in (1, 2, 3))) == [["a", "c"], ["b"], []]

    assert ledger.reads == 1
    assert not await looks.look(3, None)
    assert ledger.reads == 2, "the next one is new"


async def test_feeds_that_became_due_after_the_cutoff_are_left(ledger: CountingLedger, store: SqlStore) -> None:
    _know(store, {"a": 1, "b": 1}, due={"a": START - MINUTE})
    looks = Looks(ledger, lambda tx: None)

    early, now = await asyncio.gather(_names(looks, 1, START - MINUTE), _names(looks, 1))

    assert (early, now) == (["a"], ["a", "b"])


async def test_a_shard_gets_a_batch_at_most_and_is_told_that_there_may_be_more(
    ledger: CountingLedger, store: SqlStore
) -> None:
    _know(store, {f"f{number}": 1 for number in range(BATCH + 3)} | {"b": 2})
    looks = Looks(ledger, lambda tx: None)

    many, few = await asyncio.gather(looks.look(1, None), looks.look(2, None))

    assert (len(many.feeds), many.may_be_more) == (BATCH, True)
    assert (len(few.feeds), few.may_be_more) == (1, False)


async def test_a_shard_with_very_many_feeds_hides_nothing_of_the_others(
    ledger: CountingLedger, store: SqlStore
) -> None:
    crowd = {f"f{number}": 1 for number in range(BATCH * 2 + 1)}
    _know(store, {"late": 2} | crowd, due={"late": START} | dict.fromkeys(crowd, START - MINUTE))
    looks = Looks(ledger, lambda tx: None)

    assert (await asyncio.gather(_names(looks, 1), _names(looks, 2)))[1] == ["late"]


async def test_who_goes_away_does_not_take_the_look_from_the_others(ledger: CountingLedger, store: SqlStore) -> None:
    _know(store, {"a": 1, "b": 2})
    looks = Looks(ledger, lambda tx: None)
    gone, stays = (asyncio.create_task(_names(looks, shard)) for shard in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()

    assert await stays == ["b"]


async def test_what_the_check_raises_is_raised_to_all_who_asked(ledger: CountingLedger) -> None:
    fault = KeyError("other rules are in force")

    def refuse(_: Transaction) -> None:
        raise fault

    looks = Looks(ledger, refuse)

    assert await asyncio.gather(*(looks.look(shard, None) for shard in (1, 2)), return_exceptions=True) == [fault] * 2
