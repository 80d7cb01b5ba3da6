import random
import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from itertools import count

import pytest

from monitor.alerts.stories import choose_story
from monitor.core.records import STORY_HOLDERS as HOLDERS
from monitor.core.records import STORY_NEAREST as NEAREST
from monitor.core.records import StoryCandidate
from monitor.core.stores import Store, Transaction
from monitor.store.engine import parse_url, reading_engine
from monitor.store.stories import SqlStories
from tests.store.samples import MINUTE, NOW, store_article

SECOND = timedelta(seconds=1)
STEPS = 100  #: of SQLite's machine, between two calls of a progress handler


def open_all(tx: Transaction, signatures: Sequence[Sequence[int]], *, apart: timedelta = SECOND) -> list[int]:
    """Open a story for each signature, one after the other; return their ids."""
    return [
        tx.stories.open(store_article(tx, f"{place}"), hashes, now=NOW + place * apart)
        for place, hashes in enumerate(signatures)
    ]


def test_stories_are_found_by_what_their_first_article_shares(store: Store) -> None:
    with store.transaction() as tx:
        first, second, third = (store_article(tx, name) for name in "abc")
        assert tx.stories.open(first, [1, 2, 3], now=NOW) == first
        assert tx.stories.open(second, [3, 4], now=NOW + MINUTE) == second
        tx.stories.open(third, [5], now=NOW + MINUTE)
        assert tx.stories.candidates([2, 3, 3, 9], opened_since=NOW) == [
            StoryCandidate(story_id=first, opened_at=NOW, shared=2, size=3),
            StoryCandidate(story_id=second, opened_at=NOW + MINUTE, shared=1, size=2),
        ]


def test_a_story_opened_too_long_ago_is_no_candidate(store: Store) -> None:
    with store.transaction() as tx:
        story_id = tx.stories.open(store_article(tx), [1], now=NOW)
        assert [found.story_id for found in tx.stories.candidates([1], opened_since=NOW)] == [story_id]
        assert tx.stories.candidates([1], opened_since=NOW + MINUTE) == []


def test_nothing_shared_is_no_candidate(store: Store) -> None:
    with store.transaction() as tx:
        tx.stories.open(store_article(tx), [], now=NOW)
        assert tx.stories.candidates([], opened_since=NOW) == []
        assert tx.stories.candidates([1], opened_since=NOW) == []


def test_hashes_use_all_64_bits_and_signatures_may_be_long(store: Store) -> None:
    hashes = [0, 1, 2**63 - 1, 2**63, 2**64 - 1, *range(10, 3000)]
    with store.transaction() as tx:
        story_id = tx.stories.open(store_article(tx), hashes, now=NOW)
        (found,) = tx.stories.candidates(reversed(hashes), opened_since=NOW)
    assert found == StoryCandidate(story_id=story_id, opened_at=NOW, shared=len(hashes), size=len(hashes))


def test_what_a_candidate_shares_is_exact_and_all_that_share_a_rare_hash_are_candidates(store: Store) -> None:
    dice = random.Random(4)  # noqa: S311 - the same signatures in every run
    common = range(5)  # each held by three in four
    signatures = [
        [*dice.sample(range(100, 400), dice.randint(1, 20)), *(value for value in common if dice.random() < 0.75)]
        for _ in range(NEAREST)
    ]
    holders = {value: [place for place, one in enumerate(signatures) if value in one] for value in range(400)}
    with store.transaction() as tx:
        ids = open_all(tx, signatures)
        for _ in range(50):
            wanted = {*dice.sample(range(100, 400), 30), *common}
            found = tx.stories.candidates(wanted, opened_since=NOW)
            assert found == [
                StoryCandidate(
                    story_id=ids[place],
                    opened_at=NOW + place * SECOND,
                    shared=len(wanted & {*signatures[place]}),
                    size=len(signatures[place]),
                )
                for place in sorted({place for value in wanted for place in holders[value][:HOLDERS]})
            ]


def test_a_copy_of_a_young_story_is_found_among_very_many_with_the_same_boilerplate(store: Store) -> None:
    boilerplate = range(20)
    with store.transaction() as tx:
        ids = open_all(tx, [[*boilerplate, *range(100 * n, 100 * n + 60)] for n in range(1, NEAREST * 3)])
        for place in (0, HOLDERS, len(ids) - 1):
            start = 100 * (place + 1)
            wanted = [*boilerplate, *range(start, start + 5)]
            found = {one.story_id: one for one in tx.stories.candidates(wanted, opened_since=NOW)}
            assert found[ids[place]].shared == 25
            assert max(one.shared for one in found.values() if one.story_id != ids[place]) == 20
            assert choose_story(list(found.values()), len(wanted)) == ids[place]


def test_a_text_that_is_boilerplate_alone_leads_to_the_oldest_stories_with_it(store: Store) -> None:
    with store.transaction() as tx:
        ids = open_all(tx, [[1, 2, 3, 10 + n] for n in range(HOLDERS * 2)])
        found = tx.stories.candidates([1, 2, 3], opened_since=NOW)
        assert [(one.story_id, one.shared) for one in found] == [(story_id, 3) for story_id in ids[:HOLDERS]]
        later = tx.stories.candidates([1, 2, 3], opened_since=NOW + 4 * SECOND)
        assert [one.story_id for one in later] == ids[4 : 4 + HOLDERS]


def test_the_candidates_are_those_that_share_most_and_the_oldest_of_equals(store: Store) -> None:
    with store.transaction() as tx:
        ids = open_all(tx, [[n, 1_000 + n] if n % 10 == 9 else [n] for n in range(NEAREST + 20)])
        found = tx.stories.candidates([*range(100), *range(1_000, 1_100)], opened_since=NOW)
        strong = ids[9::10]
        weak = [story_id for story_id in ids if story_id not in strong]
        assert [one.story_id for one in found] == sorted(strong + weak[: NEAREST - len(strong)])
        assert {one.story_id for one in found if one.shared == 2} == set(strong)


def test_stories_of_one_moment_are_all_found(store: Store) -> None:
    with store.transaction() as tx:
        ids = open_all(tx, [[1, 10 + n] for n in range(HOLDERS * 2)], apart=timedelta(0))
        found = tx.stories.candidates([1, 10 + HOLDERS], opened_since=NOW)
        assert [one.story_id for one in found] == ids
        assert {one.story_id: one.shared for one in found if one.shared > 1} == {ids[HOLDERS]: 2}


def test_a_look_up_takes_no_more_steps_beside_many_stories_with_the_same_hashes_than_beside_some(
    store: Store, url: str
) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("only SQLite tells its steps")
    shared = range(30)

    def steps() -> int:
        engine = reading_engine(parse_url(url), busy_timeout_s=5, connections=1)
        calls = count()
        with engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.set_progress_handler(lambda: next(calls) and None, STEPS)
            SqlStories(connection).candidates(shared, opened_since=NOW)
        engine.dispose()
        return next(calls)

    with store.transaction() as tx:
        open_all(tx, [[*shared, 100 + n] for n in range(HOLDERS + 4)])
    some = steps()
    with store.transaction() as tx:
        for n in range(1, 1_000):
            tx.stories.open(store_article(tx, f"more {n}"), [*shared, 1_000 + n], now=NOW + MINUTE + n * SECOND)
    assert some > 10
    assert steps() <= some * 1.1
