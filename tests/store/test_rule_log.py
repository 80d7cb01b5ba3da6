import pytest

from monitor.core.rule_changes import Difference, RuleEventKind
from monitor.core.stores import Store
from monitor.store import rule_log
from tests.store.samples import MINUTE, NOW

PARTS = {"rules": {"a": "1", "b": "2"}}


def test_before_the_first_rules_nothing_stands(store: Store) -> None:
    with store.snapshot() as tx:
        assert tx.rule_log.standing() is None
        assert tx.rule_log.parts() is None


def test_what_is_in_force_is_known_with_its_parts_and_what_it_changed(store: Store) -> None:
    changes = {"rules": Difference(added=("b",), more=3)}
    with store.transaction() as tx:
        first = tx.rule_sets.add("x", now=NOW)
        tx.rule_log.adopted(first, {"rules": {}}, None, now=NOW)
        second = tx.rule_sets.add("y", now=NOW + MINUTE)
        tx.rule_log.adopted(second, PARTS, changes, now=NOW + MINUTE)
    with store.snapshot() as tx:
        standing = tx.rule_log.standing()
        assert standing is not None
        assert standing.adopted is not None
        assert (standing.version, standing.since, standing.adopted.changes) == (second, NOW + MINUTE, changes)
        assert tx.rule_log.parts() == PARTS
        assert [event.first for event in tx.rule_log.list()] == [False, True]


def test_refused_files_are_known_until_they_are_mended(store: Store) -> None:
    with store.transaction() as tx:
        tx.rule_log.adopted(tx.rule_sets.add("x", now=NOW), PARTS, None, now=NOW)
        tx.rule_log.mended(now=NOW)
        tx.rule_log.refused("a.yaml:1:1: no", 2, now=NOW)
        standing = tx.rule_log.standing()
        assert standing is not None
        assert standing.refused is not None
        tx.rule_log.mended(now=NOW)
        after = tx.rule_log.standing()
        assert after is not None
        assert after.refused is None
        kinds = [event.kind for event in tx.rule_log.list()]
    assert kinds == [RuleEventKind.MENDED, RuleEventKind.REFUSED, RuleEventKind.ADOPTED]


def test_only_the_newest_events_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_log, "MOST_EVENTS", 3)
    with store.transaction() as tx:
        tx.rule_sets.add("x", now=NOW)
        for number in range(9):
            tx.rule_log.refused(str(number), 1, now=NOW)
        assert [event.problem for event in tx.rule_log.list()] == ["8", "7", "6"]
