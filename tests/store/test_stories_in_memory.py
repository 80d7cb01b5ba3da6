"""Stories in memory are those that the store would have made."""

import random
from datetime import timedelta

import pytest

from monitor.alerts.open_stories import OpenStories
from monitor.alerts.stories import STORY_WINDOW, choose_story
from monitor.core.records import STORY_HOLDERS
from monitor.core.stores import Store
from tests.store.samples import NOW, store_article

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("seed", range(12))
def test_the_same_articles_join_the_same_stories_as_in_the_store(seed: int, store: Store) -> None:
    dice = random.Random(seed)  # noqa: S311 - an invented load
    stories, now = OpenStories(), NOW
    shared = [frozenset(dice.sample(range(40), dice.randint(1, 12))) for _ in range(6)]  # boilerplate, and copies
    steps = (timedelta(0), timedelta(seconds=1), HOUR, 9 * HOUR)
    with store.transaction() as tx:
        for number in range(150):
            now += dice.choice(steps)
            own = range(1_000 + 20 * number, 1_000 + 20 * number + dice.choice((0, 1, 3, 12)))
            hashes = frozenset({*own, *dice.choice(shared)} if dice.random() < 0.8 else own)
            since = now - STORY_WINDOW
            candidates = tx.stories.candidates(hashes, opened_since=since)
            assert stories.candidates(hashes, opened_since=since) == candidates
            article_id = store_article(tx, f"a{number}")
            expected = choose_story(candidates, len(hashes))
            joined = stories.join(article_id, hashes, now)
            if expected is None:
                tx.stories.open(article_id, hashes, now=now)
                expected = article_id
            assert joined.story_id == expected


def test_a_hash_that_very_many_hold_leads_to_the_oldest_as_in_the_store(store: Store) -> None:
    stories = OpenStories()
    with store.transaction() as tx:
        for number in range(STORY_HOLDERS * 3):
            hashes = frozenset({1, 2, *range(1_000 * number + 10, 1_000 * number + 40)})
            article_id = store_article(tx, f"a{number}")
            now = NOW + timedelta(minutes=number // 20)  # many at the very same moment
            tx.stories.open(article_id, hashes, now=now)
            assert stories.join(article_id, hashes, now).story_id == article_id
        wanted = frozenset({1, 2, *range(1_000 * 40 + 10, 1_000 * 40 + 20)})
        found = stories.candidates(wanted, opened_since=NOW)
        assert found == tx.stories.candidates(wanted, opened_since=NOW)
        assert len(found) > STORY_HOLDERS


def test_stories_that_nothing_can_join_are_forgotten() -> None:
    stories = OpenStories()
    for number in range(500):
        stories.join(number, frozenset({number * 10 + digit for digit in range(5)}), NOW + number * HOUR)
    assert len(stories) == 73  # those of the last 72 hours, both ends counted
    assert len(stories._holders) == 73 * 5
