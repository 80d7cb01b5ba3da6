"""How long an alert waits after a definite no; nothing here posts, sleeps or reads a clock."""

from datetime import timedelta

from monitor.core.errors import AuthRefused, ChannelRefused, DeliveryError, Throttled

LOOKUP_AFTER_S = 40.0  #: a post that cannot be found so long after its attempt was not made
PARKED_RETRY = timedelta(hours=1)  #: a channel that was archived or lost the bot is tried again so often
AUTH_RETRY = timedelta(minutes=15)  #: a token that is not accepted
THROTTLED_WAIT = timedelta(seconds=30)  #: throttled without a word about how long
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=15)


def not_sent_wait(attempt: int, *, jitter: float) -> timedelta:
    """Return the wait after attempt number `attempt` (from 1) did not arrive; doubles from 5 s to 15 min.

    `jitter` in [0, 1) spreads it between half and the whole.

    >>> str(not_sent_wait(1, jitter=0.0)), str(not_sent_wait(100, jitter=0.5))
    ('0:00:02.500000', '0:11:15')
    """
    doublings = min(max(attempt, 1) - 1, 30)
    whole = min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)
    return whole * (0.5 + jitter / 2)


def retry_wait(error: DeliveryError, attempt: int, *, jitter: float) -> timedelta:
    """Return how long to wait after `error` before the channel is tried again; at least what the service asked for.

    A throttled channel waits up to a tenth longer than it was told, so that several do not come back at once.
    """
    asked = timedelta(seconds=max(error.retry_after_s or 0.0, 0.0))
    match error:
        case Throttled():
            return (asked or THROTTLED_WAIT) * (1 + jitter / 10)
        case ChannelRefused():
            return max(PARKED_RETRY, asked)
        case AuthRefused():
            return max(AUTH_RETRY, asked)
        case _:
            return max(not_sent_wait(attempt, jitter=jitter), asked)
