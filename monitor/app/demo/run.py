"""The demo: the world, the Slack-compatible server and the real daemon together, watched until all is told."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from monitor.app.demo.audit import (
    Expected,
    Shown,
    audit,
    catches_plants,
    expectations,
    planted_double,
    planted_loss,
)
from monitor.app.demo.content import Content, load_content
from monitor.app.demo.daemon import Daemon, run_daemon
from monitor.app.demo.markup import JUNK_MARKERS
from monitor.app.demo.report import FeedLine, add_up, show_tables
from monitor.app.demo.slack_server import PostedMessage, SlackServer
from monitor.app.demo.slack_view import card, shown
from monitor.app.demo.workspace import CHANNEL, environment, write_rules
from monitor.app.demo.world import World, open_world
from monitor.app.settings import sqlite_url
from monitor.core.errors import SettingsError
from monitor.core.outbox import DeliveryState, EntryState
from monitor.core.records import Counts
from monitor.store import open_store

#: A loaded machine may need long; usually it takes a fraction of this.
PATIENCE_S = 90.0
_LOOK_S = 0.1  #: between two looks at what has happened
_POLLS_AFTER_EDIT = 2  #: the first brings the edit, the next must bring nothing more
_PLANTS = {"double": planted_double, "loss": planted_loss}
_OPEN = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.PARKED)


async def run_demo(*, keep: Path | None, show_json: bool, plant: str | None, console: Console, port: int = 0) -> int:
    """Show the whole way once, offline; return 0 only if every expected alert arrived exactly once.

    `keep` is where rules, database and log stay; `plant` (`double` or `loss`) falsifies what arrived before the audit
    sees it, so that the audit must fail. Raises SettingsError if the port or the directory cannot be used.
    """
    if plant is not None and plant not in _PLANTS:
        raise SettingsError(f"--plant {plant}: write double or loss")
    content = load_content()
    started = time.monotonic()
    with _directory(keep) as directory, _ended_by_sigterm():
        async with SlackServer([CHANNEL]) as slack, open_world(content, now=datetime.now(UTC), port=port) as world:
            stage = _Stage(content, world, slack, console, show_json=show_json)
            status, counts = await stage.play(directory)
        seconds = time.monotonic() - started
        faults = stage.judge(status, counts, plant)
        console.print()
        if faults:
            console.print(f"[bold red]The demo failed[/] after {seconds:.1f} s:")
            for fault in faults:
                console.print(f"  {fault}", markup=False, highlight=False, soft_wrap=True)
            if plant is None:
                console.print(f"\nThe daemon's last words:\n{stage.log_tail}", markup=False, soft_wrap=True)
            return 1
        told = len(slack.messages)
        console.print(
            f"[bold green]All {told} expected alerts arrived exactly once, and nothing else[/] ({seconds:.1f} s)."
        )
        if keep is not None:
            console.print(f"Kept in {keep}: rules, data, daemon.log", markup=False, highlight=False, soft_wrap=True)
        return 0


class _Stage:
    """One run: plays it, shows it, judges it."""

    def __init__(
        self, content: Content, world: World, slack: SlackServer, console: Console, *, show_json: bool
    ) -> None:
        self._content = content
        self._world = world
        self._slack = slack
        self._console = console
        self._show_json = show_json
        self._told = 0  #: messages that are on the terminal already
        self.log_tail = ""  #: the last that the daemon wrote

    async def play(self, directory: Path) -> tuple[int | None, Counts]:
        """Run the daemon until all is told; return its exit status and the store's figures."""
        data = directory / "data"
        data.mkdir()
        write_rules(directory / "rules", self._content, self._world)
        database_url = sqlite_url(data / "monitor.db")
        given = environment(
            os.environ, database_url=database_url, slack_url=self._slack.base_url, token=self._slack.token
        )
        self._console.print(
            f"[bold]{len(self._content.sites)} publishers[/] on loopback, {len(self._content.feeds)} feeds; "
            "the daemon polls them, reads every article and posts to a Slack-compatible server.\n"
        )
        log = directory / "daemon.log"
        async with run_daemon(rules=directory / "rules", data=data, log=log, environment=given) as daemon:
            deadline = time.monotonic() + PATIENCE_S
            await self._watch(daemon, database_url, deadline)
            status = daemon.status if daemon.status is not None else await daemon.stop()
            self.log_tail = daemon.log_tail()
        self._show_new()
        return status, await asyncio.to_thread(_counts, database_url)

    def judge(self, status: int | None, counts: Counts, plant: str | None) -> list[str]:
        """Show the figures; return everything that is wrong, nothing if the demo succeeded."""
        announced = sum(len(keys) for keys in self._announced().values())
        show_tables(self._console, self._lines(), counts, announced=announced)
        messages = self._shown()
        expected = self._expected(self._world.edition)
        double, loss = catches_plants(expected, messages)
        self._console.print(f"audit check: planted double {_caught(double)}, planted loss {_caught(loss)}")
        seen = audit(expected, _PLANTS[plant](messages) if plant else messages, junk=JUNK_MARKERS)
        faults = [*seen.faults(), *add_up(counts, announced=announced, alerts=len(messages))]
        if not (double and loss):
            faults.append("the audit did not notice what was planted")
        if self._world.edition == 1:
            faults.append("the first edition was not told in time")
        if status != 0:
            ended = "did not end" if status is None else f"ended with status {status}"
            faults.append(f"the daemon {ended}")
        return faults

    async def _watch(self, daemon: Daemon, database_url: str, deadline: float) -> None:
        """Bring out the second edition when the first is told, and wait until that is told and nothing is due."""

        async def until(condition: Callable[[], bool]) -> bool:
            while True:
                self._show_new()
                if await asyncio.to_thread(condition):
                    return True
                if daemon.status is not None or time.monotonic() > deadline:
                    return False
                await asyncio.sleep(_LOOK_S)

        if not await until(self._all_told):
            return
        self._console.print("\n[dim]The second edition is out: one article edited, one piece of breaking news.[/]\n")
        self._world.announce()
        if await until(lambda: self._all_told() and self._polled_again()):
            await until(lambda: _nothing_due(_counts(database_url)))

    def _all_told(self) -> bool:
        return not audit(self._expected(self._world.edition), self._shown()).lost

    def _polled_again(self) -> bool:
        return all(self._world.polls(feed) >= _POLLS_AFTER_EDIT for feed in self._content.feeds)

    def _expected(self, edition: int) -> tuple[Expected, ...]:
        """Return what editions up to this one must bring; an edited article may be told under either headline."""
        return expectations([piece for piece in self._content.pieces if piece.edition <= edition], CHANNEL)

    def _shown(self) -> list[Shown]:
        return [shown(message, self._label(message)) for message in self._slack.messages]

    def _show_new(self) -> None:
        for message in self._slack.messages[self._told :]:
            self._told += 1
            self._console.print(card(message, self._label(message)))
            if self._show_json:
                payload = {"channel": message.channel, **message.as_slack(with_metadata=True)}
                text = json.dumps(payload, ensure_ascii=False, indent=2)
                self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _label(self, message: PostedMessage) -> str:
        return f"#{self._slack.channel(message.channel).name}"

    def _announced(self) -> dict[str, set[str]]:
        """Return the pages that each feed has announced so far."""
        pieces = [piece for piece in self._content.pieces if piece.edition <= self._world.edition]
        return {
            feed.key: {self._world.page_url(piece) for piece in pieces if feed.key in piece.feeds}
            for feed in self._content.feeds
        }

    def _lines(self) -> list[FeedLine]:
        announced = self._announced()
        lines = []
        for feed in self._content.feeds:
            statuses = self._world.statuses(feed.site, feed.path)
            lines.append(
                FeedLine(
                    name=feed.title,
                    kind=feed.kind,
                    entries=len(announced[feed.key]),
                    full=statuses.get(200, 0),
                    unchanged=statuses.get(304, 0),
                )
            )
        return lines


@contextlib.contextmanager
def _directory(keep: Path | None) -> Iterator[Path]:
    """Give the run's directory: a temporary one that is removed, or `keep`, which must be new or empty."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="monitor-demo-") as temporary:
            yield Path(temporary)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
        taken = any(keep.iterdir())
    except OSError as error:
        raise SettingsError(f"{keep} cannot be written: {error.strerror}") from None
    if taken:
        raise SettingsError(f"{keep} is not empty: name a new directory")
    yield keep.absolute()


@contextlib.contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the demo as Ctrl-C does: everything that it started is taken down first."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = False

    def end() -> None:
        nonlocal asked
        if not asked:  # `timeout` and some service managers send it twice: what is being taken down must not stop
            asked = True
            task.cancel()

    loop.add_signal_handler(signal.SIGTERM, end)
    try:
        yield
    except asyncio.CancelledError:
        if asked:
            sys.exit(128 + signal.SIGTERM)
        raise
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def _counts(database_url: str) -> Counts:
    store = open_store(database_url)
    try:
        with store.snapshot() as tx:
            return tx.counts()
    finally:
        store.close()


def _nothing_due(counts: Counts) -> bool:
    entries = counts.entries.get(EntryState.WAITING, 0)
    return entries == 0 and not any(counts.alerts.get(state, 0) for state in _OPEN)


def _caught(caught: bool) -> str:
    return "[green]caught[/]" if caught else "[bold red]missed[/]"
