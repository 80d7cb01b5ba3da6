"""When a feed was not seen in full: pure."""

from monitor.core.records import FeedState
from monitor.core.tracing import Gap


def gap_of(before: FeedState, after: FeedState) -> Gap | None:
    """Return the gap that a poll which succeeded has ended; None if there was none."""
    lost_high = after.lost_high - before.lost_high
    if after.answered_at is None or not (before.failures or lost_high):
        return None
    return Gap(
        since=before.answered_at,
        until=after.answered_at,
        failures=before.failures,
        reason=(before.last_error or "") if before.failures else "",
        lost_low=after.lost_low - before.lost_low,
        lost_high=lost_high,
    )
