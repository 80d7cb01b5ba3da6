"""What it costs to group articles against very many stored stories, on SQLite and on PostgreSQL."""

import os
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import sqlalchemy as sa

from monitor.alerts.stories import STORY_WINDOW, choose_story
from monitor.store import migrate
from monitor.store.engine import parse_url, writing_engine
from monitor.store.schema import metadata, signature, story
from monitor.store.sql_store import SqlTransaction
from monitor.store.stories import SqlStories
from tests.benchmarks.private_postgres import private_postgres
from tests.benchmarks.story_load import Grouped, StoryLoad
from tests.store.samples import NOW, store_article

SINCE = NOW - STORY_WINDOW


@dataclass(frozen=True)
class Filled:
    """A filled database."""

    name: str
    engine: sa.Engine
    load_s: float  #: CPU
    bytes: int


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of one grouping or opening, and how many articles came to another story than they should."""

    ms: float
    wrong: int = 0
    of: int = 0


@contextmanager
def sqlite(load: StoryLoad) -> Iterator[Filled]:
    """Fill a file, then open it as the product does."""
    with tempfile.TemporaryDirectory(prefix="stories-") as folder:
        path = Path(folder) / "monitor.db"
        url = f"sqlite:///{path}"
        migrate(url, backup=False)
        started = process_time()
        filling = sa.create_engine(url)
        load.insert(filling)
        filling.dispose()  # the last connection: what was written is in the file now
        engine = writing_engine(parse_url(url), busy_timeout_s=30)
        yield Filled("SQLite", engine, process_time() - started, path.stat().st_size)
        engine.dispose()


@contextmanager
def postgres(load: StoryLoad) -> Iterator[Filled]:
    """Fill a server of our own, with the tables of the schema."""
    with private_postgres() as url:
        engine = sa.create_engine(url)
        metadata.create_all(engine)
        with engine.connect() as connection:
            used = cpu_of(connection)  # the pool hands the same connection to what fills it
        started = used()
        load.insert(engine)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
            size = connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one()
            version = connection.execute(sa.text("SHOW server_version")).scalar_one()
        yield Filled(f"PostgreSQL {version.split()[0]}", engine, used() - started, size)
        engine.dispose()


def cpu_of(connection: sa.Connection) -> Callable[[], float]:
    """Return what tells the CPU seconds used so far by this process and, where there is one, by the connection's server."""
    if connection.dialect.name != "postgresql":
        return process_time
    stat = Path(f"/proc/{connection.execute(sa.text('SELECT pg_backend_pid()')).scalar_one()}/stat")
    ticks = os.sysconf("SC_CLK_TCK")

    def used() -> float:
        fields = stat.read_text().rpartition(")")[2].split()
        return process_time() + (int(fields[11]) + int(fields[12])) / ticks

    return used


def group(filled: Filled, articles: Sequence[Grouped]) -> Cost:
    """Find the story of each article, as the product does it inside a transaction."""
    wrong = 0
    with filled.engine.begin() as connection:
        stories = SqlStories(connection)
        for article in articles[:50]:  # what is loaded once is not what an article costs
            stories.candidates(article.hashes, opened_since=SINCE)
        used = cpu_of(connection)
        started = used()
        for article in articles:
            found = stories.candidates(article.hashes, opened_since=SINCE)
            wrong += choose_story(found, len(article.hashes)) != article.story_id
        return Cost((used() - started) * 1e3 / len(articles), wrong, len(articles))


def count_all(filled: Filled, articles: Sequence[Grouped]) -> Cost:
    """Count every holder of every hash: what looking stories up would cost if it were not bounded."""
    with filled.engine.begin() as connection:
        used = cpu_of(connection)
        started = used()
        for article in articles:
            held = (
                sa.select(signature.c.story_id, sa.func.count().label("shared"))
                .where(signature.c.hash.in_(article.hashes), signature.c.opened_at >= SINCE)
                .group_by(signature.c.story_id)
                .subquery()
            )
            connection.execute(sa.select(story, held.c.shared).join(held, held.c.story_id == story.c.id)).all()
        return Cost((used() - started) * 1e3 / len(articles))


def open_stories(filled: Filled, articles: Sequence[Grouped]) -> Cost:
    """Open a story for each article, a transaction each; the articles are stored beforehand."""
    with filled.engine.begin() as connection:
        tx = SqlTransaction(connection)
        ids = [store_article(tx, f"{filled.name}-{number}") for number in range(len(articles))]
    with filled.engine.connect() as connection:
        used = cpu_of(connection)
    started = used()
    for article_id, article in zip(ids, articles, strict=True):
        with filled.engine.begin() as connection:
            SqlStories(connection).open(article_id, article.hashes, now=NOW)
    return Cost((used() - started) * 1e3 / len(articles))


def sample(make: Callable[[random.Random], Grouped], count: int) -> list[Grouped]:
    """Return so many articles, the same in every run."""
    dice = random.Random(1)
    return [make(dice) for _ in range(count)]
