"""What a backtest keeps while it runs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.replay import Judged
from monitor.app.backtest.kept import MOST_AGE, KeptBlocks, _pack, _unpack
from monitor.pipeline.judging import Block

NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
BLOCK = Block(
    articles=200,
    edited=3,
    without_text=4,
    failed=((7, "timed out after 30 s"), (9, "\udcff half a character")),
    first_at=NOW,
    last_at=NOW + timedelta(hours=1),
    judged=(
        Judged(at=NOW, article_id=1 << 40, places=((0, 70_000), ()), signature=frozenset({5, 1 << 60}), goes_on=True),
        Judged(at=NOW + timedelta(days=3), article_id=2, places=((), (1,)), signature=frozenset(), late=True),
    ),
)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_blocks_are_there_for_the_next_run_of_the_same_question(tmp_path: Path) -> None:
    with KeptBlocks(["rules", "30d"], folder=tmp_path) as kept:
        assert kept.bounds(NOW) == (None, "")
        bounds = kept.begin(11, 999, NOW)
        kept.put(bounds, 0, BLOCK)
        kept.put(bounds, 1, Block())
    with KeptBlocks(["rules", "30d"], folder=tmp_path) as again:
        found, why_not = again.bounds(NOW + timedelta(hours=2))
        assert (found, why_not) == (bounds, "")
        assert found is not None
        assert (again.get(found, 0), again.get(found, 1), again.get(found, 2)) == (BLOCK, Block(), None)
    with KeptBlocks(["rules", "31d"], folder=tmp_path) as other:
        assert other.bounds(NOW) == (None, "")


def test_all_of_it_is_removed_at_the_end(tmp_path: Path) -> None:
    with KeptBlocks(["q"], folder=tmp_path) as kept:
        bounds = kept.begin(1, 400, NOW)
        for number in range(2):
            kept.put(bounds, number, BLOCK)
        assert len(files(tmp_path)) == 3
        kept.remove(bounds, 2)
    assert files(tmp_path) == []


@pytest.mark.parametrize("age", [MOST_AGE + timedelta(seconds=1), timedelta(seconds=-1)])
def test_what_is_too_old_or_of_the_future_does_not_count(age: timedelta, tmp_path: Path) -> None:
    with KeptBlocks(["q"], folder=tmp_path) as kept:
        kept.begin(1, 400, NOW - age)
        found, why_not = kept.bounds(NOW)
    assert found is None
    assert "is too old" in why_not


def test_a_block_of_an_earlier_question_is_not_taken_for_one_of_this(tmp_path: Path) -> None:
    with KeptBlocks(["q"], folder=tmp_path) as kept:
        first = kept.begin(1, 400, NOW)
        kept.put(first, 0, BLOCK)
        second = kept.begin(201, 600, NOW)
        assert kept.get(second, 0) is None


def test_a_damaged_block_is_done_again_and_a_damaged_question_begun_anew(tmp_path: Path) -> None:
    with KeptBlocks(["q"], folder=tmp_path) as kept:
        bounds = kept.begin(1, 400, NOW)
        (question,) = files(tmp_path)
        kept.put(bounds, 0, BLOCK)
        (block,) = [path for path in files(tmp_path) if path != question]
        content = block.read_bytes()
        for damaged in (content[:-1], content[:40] + b"x" + content[41:], b"", content + b"x"):
            block.write_bytes(damaged)
            assert kept.get(bounds, 0) is None
        block.write_bytes(content)
        assert kept.get(bounds, 0) == BLOCK
        question.write_bytes(question.read_bytes()[:-3])
        assert kept.bounds(NOW)[0] is None


def test_a_folder_that_cannot_be_used_means_that_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with KeptBlocks(["q"], folder=tmp_path / "file") as kept:
        bounds = kept.begin(1, 400, NOW)
        kept.put(bounds, 0, BLOCK)
        assert (kept.get(bounds, 0), kept.bounds(NOW)[0]) == (None, None)
        kept.remove(bounds, 1)


def test_only_its_user_may_read_what_is_kept(tmp_path: Path) -> None:
    with KeptBlocks(["q"], folder=tmp_path / "kept") as kept:
        kept.begin(1, 400, NOW)
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "kept").rglob("*")} == {0}
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


_TIMES = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_PLACES = st.lists(st.integers(0, 100_000), max_size=5).map(tuple)


@given(
    st.lists(
        st.builds(
            Judged,
            at=_TIMES,
            article_id=st.integers(1, (1 << 63) - 1),
            places=st.lists(_PLACES, min_size=1, max_size=2).map(tuple),
            signature=st.frozensets(st.integers(0, (1 << 63) - 1), max_size=20),
            late=st.booleans(),
            goes_on=st.booleans(),
        ),
        max_size=5,
    )
)
def test_what_was_judged_comes_back_as_it_was(judged: list[Judged]) -> None:
    block = Block(articles=len(judged), judged=tuple(judged))
    assert _unpack(_pack(block)) == block
