from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.core.records import FeedState
from monitor.core.tracing import Gap
from monitor.feeds.gaps import gap_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEFORE = FeedState(due_at=NOON, interval_s=60.0, answered_at=NOON)
AFTER = replace(BEFORE, answered_at=NOON + timedelta(hours=3))


def test_a_poll_that_follows_an_answer_ends_no_gap() -> None:
    assert gap_of(BEFORE, AFTER) is None


def test_an_answer_after_failures_ends_a_gap() -> None:
    failing = replace(BEFORE, failures=4, last_error="HTTP 503")

    assert gap_of(failing, AFTER) == Gap(
        since=NOON, until=NOON + timedelta(hours=3), failures=4, reason="HTTP 503", lost_low=0, lost_high=0
    )


def test_what_rolled_off_in_it_is_what_was_lost_since() -> None:
    before = replace(BEFORE, lost_low=10, lost_high=20)
    gap = gap_of(before, replace(AFTER, lost_low=13, lost_high=27))

    assert gap is not None
    assert (gap.lost_low, gap.lost_high, gap.failures, gap.reason) == (3, 7, 0, "")


def test_the_first_answer_of_a_feed_that_had_failed_ends_a_gap_without_a_start() -> None:
    gap = gap_of(replace(BEFORE, answered_at=None, failures=1, last_error="no such host"), AFTER)

    assert gap is not None
    assert gap.since is None
