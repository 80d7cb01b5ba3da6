from monitor.core.records import StoryCandidate
from monitor.core.stores import Store
from tests.store.samples import MINUTE, NOW, store_article


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
