from monitor.core.stores import Store
from tests.store.samples import MINUTE, NOW


def test_before_anything_was_read_nothing_is_known(store: Store) -> None:
    with store.snapshot() as tx:
        assert tx.word_counts.load() == (0.0, {})


def test_what_is_saved_stands_instead_of_what_was_there(store: Store) -> None:
    with store.transaction() as tx:
        tx.word_counts.save(3.0, {"oil": 2.0, "북한": 3.0}, now=NOW)
        tx.word_counts.save(12.5, {"gas": 7.5, "élan": 2.0}, now=NOW + MINUTE)
    with store.snapshot() as tx:
        assert tx.word_counts.load() == (12.5, {"gas": 7.5, "élan": 2.0})
