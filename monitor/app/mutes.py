"""Mutes and verdicts by command: who speaks, and what happens to what a mute held."""

import getpass
import os
from datetime import datetime, timedelta

from monitor.alerts.follow_ups import FOLLOW_UP_EVERY
from monitor.core.mutes import Mute
from monitor.core.outbox import DeliveryState
from monitor.core.stores import Transaction

MOST_HELD = 1_000_000


def person() -> str:
    """Return the name of whoever runs the command, as the system knows it; the number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without an entry for this user
        return f"user {os.getuid()}"


FAR = timedelta(days=1000)  #: nothing is held for so long


def release(tx: Transaction, mute: Mute, now: datetime) -> int:
    """Make due what a mute held that is over; return how many alerts and threads that is.

    Nothing is posted by that: the daemon looks at each again, and holds it further where another mute still does.
    """
    held = [
        one
        for state in (DeliveryState.HELD, DeliveryState.PENDING)  # alerts; edits, for a thread
        for one in tx.outbox.list(state=state, limit=MOST_HELD)
        if one.reason == str(mute) and mute.channel in {None, one.channel}
    ]
    released = sum(tx.outbox.settle(one, one.state, reason=one.reason, due_at=now) for one in held)
    channels = [name for name, _ in tx.channels.busy(now=now)] if mute.channel is None else [mute.channel]
    waiting = [parent for name in channels for parent in tx.standing.due_follow_ups(name, due_by=now + FAR)]
    for parent in waiting:
        if parent.follow_up_at is not None and parent.follow_up_at > now + FOLLOW_UP_EVERY:  # for more than company
            tx.standing.ask_follow_up(parent.id, now)
            released += 1
    return released
