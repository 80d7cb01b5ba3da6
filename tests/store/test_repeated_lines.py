from datetime import timedelta

from monitor.core.stores import Store
from monitor.store.repeated_lines import KNOWN_FOR, RECENT_PAGES
from tests.store.samples import MINUTE, NOW

LINE = (1 << 63) - 1


def known(store: Store, host: str = "a.example") -> frozenset[int]:
    with store.snapshot() as tx:
        return tx.repeated_lines.known(host)


def learn(store: Store, page: str, *lines: int, host: str = "a.example", after: timedelta = MINUTE) -> None:
    with store.transaction() as tx:
        tx.repeated_lines.learn(host, page, frozenset(lines), now=NOW + after)


def test_a_line_is_known_from_its_third_page_on_and_for_its_host_alone(store: Store) -> None:
    for page in "xy":
        learn(store, page, LINE, 5)
    learn(store, "z", LINE, host="b.example")
    assert known(store) == frozenset()
    learn(store, "z", LINE, 6)
    assert known(store) == {LINE}
    assert known(store, "b.example") == frozenset()


def test_a_page_that_comes_again_counts_no_line_twice(store: Store) -> None:
    for page in ("x", "y", "y", "x", "y"):
        learn(store, page, LINE)
    assert known(store) == frozenset()


def test_a_line_that_comes_back_after_many_pages_is_no_boilerplate(store: Store) -> None:
    learn(store, "first", LINE)
    learn(store, "second", LINE)
    for number in range(RECENT_PAGES):
        learn(store, f"between {number}", number)
    learn(store, "third", LINE)
    assert known(store) == frozenset()


def test_what_is_known_stays_without_being_seen_and_is_forgotten_in_the_end(store: Store) -> None:
    for page in "xyz":
        learn(store, page, LINE)
    learn(store, "later", 7, after=KNOWN_FOR)
    assert known(store) == {LINE}
    learn(store, "much later", 8, after=KNOWN_FOR + 2 * MINUTE)
    assert known(store) == frozenset()


def test_a_page_without_lines_and_one_of_endless_lines_are_taken(store: Store) -> None:
    learn(store, "empty")
    for page in "xyz":
        learn(store, page, *range(10_000))
    assert 3 <= len(known(store)) <= 1_000
