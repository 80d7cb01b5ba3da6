"""The real daemon, with an observer that kills its own process at a named step; run as a process of its own.

    python -m tests.fakes.killed_daemon STEP NTH [MUTANT]

The step `moment` is none: the daemon is killed NTH milliseconds after its start, whatever it does then; those of
`polling_mutants.PARSING` lie within the NTH parsing of a feed. Everything else comes from MONITOR_* variables, as for
`monitor run --once`; its clock is `tests.fakes.clock.WorldClock`. Where TEST_TOLD names a file, all that the daemon
tells is written down there, a line of JSON each; TEST_FETCH_TIMEOUT_S is how long an answer may take. A mutant breaks
the daemon on purpose, so that an audit can show that it finds what it is there to find.
"""

import json
import os
import signal
import sys
import threading
from dataclasses import replace
from datetime import datetime

from monitor.app.clock import SystemClock
from monitor.app.daemon import Job, run_daemon
from monitor.app.settings import load_settings
from monitor.channels.slack import SlackChannel
from monitor.core.outbox import DeliveryState
from monitor.core.ports import Posted
from monitor.core.records import StoredDelivery
from monitor.fetching import HttpFetcher
from monitor.rules import load
from monitor.rules.model import Backlog
from monitor.store.outbox import SqlOutbox
from tests.fakes.clock import WorldClock
from tests.fakes.polling_mutants import (
    PARSING,
    keep_the_validators_of_failures,
    kill_in_parsing,
    store_the_state_first,
)

MOMENT = "moment"
MUTANTS = ("no-lookup", "early-sent", "claim-outside")
POLLING_MUTANTS = ("state-first", "kept-validators")
TOLD = "TEST_TOLD"  #: the variable that names the file of what was told
FETCH_TIMEOUT_S = "TEST_FETCH_TIMEOUT_S"


class Killer:
    """Lets the NTH occurrence of a step be the last thing that this process does."""

    def __init__(self, step: str, nth: int) -> None:
        self._step = step
        self._left = nth
        self._told = os.environ.get(TOLD)
        if step == MOMENT:
            timer = threading.Timer(nth / 1000, self._kill)
            timer.daemon = True
            timer.start()

    def saw(self, step: str, **ids: object) -> None:
        """Take a step in; with its ids it makes a line of what was told."""
        if self._told:
            with open(self._told, "a", encoding="utf-8") as told:  # noqa: PTH123 - many times a second
                told.write(json.dumps({"step": step, **{name: str(value) for name, value in ids.items()}}) + "\n")
        if step == self._step:
            self._left -= 1
            if self._left == 0:
                self._kill()

    @staticmethod
    def _kill() -> None:
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
    elif mutant == "claim-outside":  # what is about to be posted is written down when the post is over
        claim_after_the_post()
    elif mutant == "state-first":  # what a feed is known to have said is written before its entries are
        store_the_state_first()
    elif mutant == "kept-validators":  # and so is what of it could not be parsed
        keep_the_validators_of_failures()
    elif mutant != "none":
        sys.exit(f"there is no mutant {mutant} ({', '.join((*MUTANTS, *POLLING_MUTANTS))})")


def claim_after_the_post() -> None:
    """Take the claim out of transaction 3: only the process knows of it until the outcome is settled."""
    claim, settle = SqlOutbox.claim, SqlOutbox.settle
    unwritten: dict[int, tuple[StoredDelivery, str, str | None, datetime]] = {}

    def claim_in_mind(
        self: SqlOutbox,
        delivery: StoredDelivery,
        *,
        rendered: str,
        thread: str | None,
        now: datetime,
    ) -> StoredDelivery:
        unwritten[delivery.id] = delivery, rendered, thread, now
        return replace(
            delivery,
            state=DeliveryState.SENDING,
            reason="",
            attempt=delivery.attempt + 1,
            rendered=rendered,
            thread=thread,
            claimed_at=now,
            due_at=now,
        )

    def claim_and_settle(
        self: SqlOutbox,
        delivery: StoredDelivery,
        state: DeliveryState,
        *,
        reason: str = "",
        sent_id: str | None = None,
        due_at: datetime | None = None,
        told_by: int | None = None,
    ) -> bool:
        if delivery.state is DeliveryState.SENDING and delivery.id in unwritten:
            before, rendered, thread, now = unwritten.pop(delivery.id)
            claim(self, before, rendered=rendered, thread=thread, now=now)
        return settle(self, delivery, state, reason=reason, sent_id=sent_id, due_at=due_at, told_by=told_by)

    SqlOutbox.claim = claim_in_mind  # type: ignore[method-assign] # the point of a mutant
    SqlOutbox.settle = claim_and_settle  # type: ignore[method-assign] # as above


if __name__ == "__main__":
    step, nth, *mutants = sys.argv[1:]
    for mutant in mutants:
        break_on_purpose(mutant)
    world = WorldClock.of_environment()
    SystemClock.now = lambda self: world.now()  # type: ignore[method-assign] # the world's time, not the machine's
    if FETCH_TIMEOUT_S in os.environ:
        defaults = HttpFetcher.__init__.__kwdefaults__
        assert defaults is not None
        assert "timeout_s" in defaults
        defaults["timeout_s"] = float(os.environ[FETCH_TIMEOUT_S])
    if step in PARSING:
        kill_in_parsing(step, int(nth))
    settings = load_settings()
    run_daemon(
        Job(settings=settings, rule_set=load(settings.rules), once=True, backlog=Backlog(everything=True)),
        Killer(step, int(nth)),
    )
