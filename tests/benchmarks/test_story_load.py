import random

import pytest
import sqlalchemy as sa

from monitor.alerts.stories import choose_story
from monitor.store import migrate
from monitor.store.schema import signature, story
from monitor.store.stories import SqlStories
from tests.benchmarks.story_grouping import SINCE
from tests.benchmarks.story_load import StoryLoad


@pytest.fixture(scope="module")
def load() -> StoryLoad:
    return StoryLoad(3_001, hostile=20)


@pytest.fixture(scope="module")
def connection(load: StoryLoad, tmp_path_factory: pytest.TempPathFactory) -> sa.Connection:
    url = f"sqlite:///{tmp_path_factory.mktemp('load') / 'monitor.db'}"
    migrate(url, backup=False)
    engine = sa.create_engine(url)
    load.insert(engine)
    return engine.connect()


def test_stories_hold_what_they_are_said_to_hold(load: StoryLoad, connection: sa.Connection) -> None:
    dice = random.Random(2)
    stories = SqlStories(connection)
    for make in (load.copy, load.hostile_copy):
        for _ in range(50):
            article = make(dice)
            found = stories.candidates(article.hashes, opened_since=SINCE)
            of_original = next(one for one in found if one.story_id == article.story_id)
            assert of_original.shared >= len(article.hashes) - 5  # the few that a copy has beside them
            assert choose_story(found, len(article.hashes)) == article.story_id


def test_sizes_are_those_of_the_signatures_without_phrases(connection: sa.Connection) -> None:
    counted = sa.select(signature.c.story_id, sa.func.count().label("held")).group_by(signature.c.story_id).subquery()
    sizes = sa.select(story.c.size, counted.c.held).join(counted, counted.c.story_id == story.c.id)
    phrases = [held - size for size, held in connection.execute(sizes)]

    assert len(phrases) == 3_021
    assert min(phrases) == 0
    assert max(phrases) < 10


def test_hashes_are_of_the_kind_that_signatures_keep(connection: sa.Connection) -> None:
    assert connection.execute(sa.select(sa.func.max(signature.c.hash % 16))).scalar() == 0
