"""When a channel is quiet, and when its digest goes out: wall-clock times of its zone, across changes of the clocks.

A quiet night is one span of real time: it lasts an hour longer or shorter where the clocks change in it. A time that
the clocks skip is the moment after the skip; of one that comes twice the first counts.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.rules.model import ChannelPlan, Quiet

DEFAULT_DIGEST = time(8)  #: of a channel without `digest` and without quiet hours (RULES.md §1)
_DAY = timedelta(days=1)


def zone_of(plan: ChannelPlan) -> str:
    """Return the zone that a channel's times are in."""
    return plan.quiet.zone if plan.quiet is not None else "UTC"


def quiet_until(quiet: Quiet | None, now: datetime) -> datetime | None:
    """Return when the quiet hours end in which `now` (aware) lies, UTC; None if it lies in none."""
    if quiet is None:
        return None
    zone = ZoneInfo(quiet.zone)
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        start = _moment(day, quiet.start, zone)
        end = _moment(day if quiet.end > quiet.start else day + _DAY, quiet.end, zone)
        if start <= now < end:
            return end
    return None


def next_digest(plan: ChannelPlan, after: datetime) -> datetime:
    """Return the first moment later than `after` at which what is held goes out, UTC.

    That is at `digest`, else when quiet hours end, else at 08:00; a digest that would fall into quiet hours goes out
    when they end.
    """
    zone = ZoneInfo(zone_of(plan))
    at = plan.digest or (plan.quiet.end if plan.quiet is not None else DEFAULT_DIGEST)
    day = after.astimezone(zone).date() - _DAY
    while True:
        moment = _moment(day, at, zone)
        moment = quiet_until(plan.quiet, moment) or moment
        if moment > after:
            return moment
        day += _DAY


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return a wall-clock time of a day as the moment it is, UTC; of a time that was skipped the moment after."""
    local = datetime.combine(day, at, tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        # Skipped: read with the offset from before the change it lies as far behind the change as it does into the gap.
        before = moment - _DAY / 2
        return _first_moment_after_gap(before, moment, zone)
    return moment


def _first_moment_after_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return the change of the clocks between two moments, to the second."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
