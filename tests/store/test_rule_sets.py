from monitor.core.stores import Store
from tests.store.samples import MINUTE, NOW


def test_without_rules_none_are_in_force(store: Store) -> None:
    with store.snapshot() as tx:
        assert tx.rule_sets.newest() is None


def test_the_same_rules_keep_their_version(store: Store) -> None:
    with store.transaction() as tx:
        first = tx.rule_sets.add("a", now=NOW)
        assert tx.rule_sets.add("a", now=NOW + MINUTE) == first
        assert tx.rule_sets.newest() == (first, "a")


def test_changed_rules_are_in_force_at_once(store: Store) -> None:
    with store.transaction() as tx:
        first = tx.rule_sets.add("a", now=NOW)
        second = tx.rule_sets.add("b", now=NOW)
        assert second != first
        assert tx.rule_sets.newest() == (second, "b")


def test_rules_that_are_taken_back_are_in_force_again_whatever_the_clock_says(store: Store) -> None:
    with store.transaction() as tx:
        first = tx.rule_sets.add("a", now=NOW)
        tx.rule_sets.add("b", now=NOW + MINUTE)
        assert tx.rule_sets.add("a", now=NOW - MINUTE) == first
        assert tx.rule_sets.newest() == (first, "a")
