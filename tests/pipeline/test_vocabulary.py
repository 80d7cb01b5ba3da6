import gc

import pytest

from monitor.core.errors import StoreUnavailable
from monitor.core.stores import Transaction
from monitor.pipeline import vocabulary as module
from monitor.pipeline.rule_book import MANY_RULES, collections_put_off
from monitor.pipeline.vocabulary import Vocabulary
from tests.fakes.rule_sets import article
from tests.pipeline.desk import CARRIED, Desk

RULES = CARRIED + "rules: [{rule: r, match: port AND strike, channel: console}]\n"


async def kept(desk: Desk) -> tuple[float, dict[str, float]]:
    return await desk.ledger.read(lambda tx, _: tx.word_counts.load())


async def test_articles_that_are_read_are_learnt_from(desk: Desk) -> None:
    await desk.open(RULES)
    desk.publish(*({"id": str(n), "title": f"Port {n}", "content_text": "A strike at the port."} for n in range(3)))
    await desk.work()
    assert desk.vocabulary.frequencies.articles == 3
    await desk.vocabulary.save()
    assert await kept(desk) == (3.0, {"a": 3.0, "strike": 3.0, "at": 3.0, "the": 3.0, "port": 3.0})
    await desk.open(RULES)  # a restart
    assert desk.vocabulary.frequencies.articles == 3


async def test_what_is_learnt_is_saved_now_and_then(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SAVE_EVERY", 2)
    vocabulary = await Vocabulary.load(desk.ledger)
    for expected in (0.0, 2.0, 2.0, 4.0):
        await vocabulary.take(article("oil"))
        assert (await kept(desk))[0] == expected


async def test_what_could_not_be_saved_is_kept_for_the_next_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_: object) -> None:
        raise StoreUnavailable("the disk is full")

    vocabulary = await Vocabulary.load(desk.ledger)
    await vocabulary.take(article("oil"))
    with monkeypatch.context() as broken:
        broken.setattr(desk.ledger, "write", fails)
        await vocabulary.save()
    await vocabulary.save()
    assert (await kept(desk))[0] == 1.0


async def test_a_sample_is_enough_once_much_is_known(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEARN_FIRST", 4)
    vocabulary = await Vocabulary.load(desk.ledger)
    for _ in range(20):
        await vocabulary.take(article("oil"))
    assert vocabulary.frequencies.articles == 6  # four at once, then the 8th and the 16th


async def test_with_several_times_as_much_known_the_rules_are_hung_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEARN_FIRST", 5)
    await desk.open(RULES)
    first = desk.book
    desk.publish(*({"id": str(n), "title": "Port", "content_text": f"A strike {n}."} for n in range(6)))
    await desk.work()
    assert desk.book.percolator is not first.percolator
    assert desk.book.version == first.version
    assert not desk.vocabulary.outgrown()
    found = await desk.ledger.read(lambda tx, _: _matches(tx))
    assert found == 6


def _matches(tx: Transaction) -> int:
    return len(tx.matches.list(limit=100))


def test_the_collector_is_put_off_and_on_again_whatever_happens() -> None:
    def fail() -> None:
        assert not gc.isenabled()
        raise KeyError

    assert gc.isenabled()
    with pytest.raises(KeyError), collections_put_off(1):
        fail()
    assert gc.isenabled()
    frozen = gc.get_freeze_count()
    with collections_put_off(MANY_RULES - 1):
        pass
    assert gc.get_freeze_count() == frozen
