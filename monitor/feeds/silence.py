"""Feeds that answer and bring nothing any more: pure."""

from monitor.feeds.rhythm import Rhythm

_DAY_S = 86_400.0
_AT_LEAST_S = 2 * _DAY_S  #: nobody needs to know sooner
_EXPECTED = 10.0  #: entries that should have come by now, if it went on as it did
_LONGEST_GAPS = 3.0  #: holidays are longer than weekends
_UNKNOWN_S = 60 * _DAY_S  #: a feed that brought nothing since it is polled
_SOME = 5  #: arrivals, fewer tell no rhythm


def is_silent(rhythm: Rhythm, *, now: float) -> bool:
    """Whether nothing has come for far longer than the rhythm that there was."""
    if len(rhythm.arrivals) < _SOME:
        last = rhythm.arrivals[-1] if rhythm.is_known else rhythm.since
        return now - max(last, rhythm.since) >= _UNKNOWN_S
    last = rhythm.arrivals[-1]
    quiet_s = now - last
    if quiet_s < _AT_LEAST_S:
        return False
    gaps = [new - old for old, new in zip(rhythm.arrivals, rhythm.arrivals[1:], strict=False)]
    expected = rhythm.rate(last) * quiet_s
    return expected >= _EXPECTED and quiet_s >= _LONGEST_GAPS * max(gaps)
