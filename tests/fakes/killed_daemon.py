"""The real daemon, with an observer that kills its own process at a named step; run as a process of its own.

    python -m tests.fakes.killed_daemon STEP NTH [MUTANT]

Everything else comes from MONITOR_* variables, as for `monitor run --once`. A mutant breaks the daemon on purpose, so
that an audit can show that it finds what it is there to find.
"""

import os
import signal
import sys
from datetime import datetime

from monitor.app.daemon import Job, run_daemon
from monitor.app.settings import load_settings
from monitor.channels.slack import SlackChannel
from monitor.core.outbox import DeliveryState
from monitor.core.ports import Posted
from monitor.core.records import StoredDelivery
from monitor.rules import load
from monitor.rules.model import Backlog
from monitor.store.outbox import SqlOutbox


class Killer:
    """Lets the NTH occurrence of a step be the last thing that this process does."""

    def __init__(self, step: str, nth: int) -> None:
        self._step = step
        self._left = nth

    def saw(self, step: str, **ids: object) -> None:
        if step == self._step:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def break_on_purpose(mutant: str) -> None:
    """Take one guarantee away."""
    if mutant == "no-lookup":  # what is in doubt is posted again without asking

        async def find(
            self: SlackChannel, channel: str, key: str, *, since: datetime, thread: str | None
        ) -> Posted | None:
            return None

        SlackChannel.find = find  # type: ignore[method-assign] # the point of a mutant
    elif mutant == "early-sent":  # what was claimed is taken as sent
        claim = SqlOutbox.claim

        def claim_and_forget(
            self: SqlOutbox, delivery: StoredDelivery, *, rendered: str, thread: str | None, now: datetime
        ) -> StoredDelivery | None:
            claimed = claim(self, delivery, rendered=rendered, thread=thread, now=now)
            if claimed is not None:
                self.settle(claimed, DeliveryState.SENT, sent_id="")
            return claimed

        SqlOutbox.claim = claim_and_forget  # type: ignore[method-assign] # as above


if __name__ == "__main__":
    step, nth, *mutants = sys.argv[1:]
    for mutant in mutants:
        break_on_purpose(mutant)
    settings = load_settings()
    run_daemon(
        Job(settings=settings, rule_set=load(settings.rules), once=True, backlog=Backlog(everything=True)),
        Killer(step, int(nth)),
    )
