"""The rule files on disk, watched: what is written comes into force, as a whole, if all of it is valid.

The operating system tells of changes (watchfiles); a sweep over the files' times and sizes says what is really there,
about once a second as well, since not everything is told: network file systems, links to elsewhere, a directory that is
replaced. Whether anything differs is decided by reading, and by the digest of what was read.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import watchfiles

from monitor.app.rule_sweep import Settling, Sweep, git_is_writing, sweep
from monitor.core.errors import RuleFileError, RuleProblem
from monitor.core.ports import Observer
from monitor.pipeline.beside import run_beside
from monitor.pipeline.faults import tell_fault
from monitor.pipeline.reload import Reloader
from monitor.rules.model import RuleSet

SWEEP_EVERY_S = 1.0
SWEEP_SHARE = 50  #: a sweep that takes long comes that much more seldom: 2 % of a core at the most
COOL_OFF_S = 5.0  #: after a fault, and where notifications cannot be had
_STEP_S = 0.05
_STDERR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesOnDisk:
    """Where the rules come from."""

    path: Path
    load: Callable[[], RuleSet]  #: raises RuleFileError


class RuleWatch:
    """Waits for changes of the files and has them put in force."""

    def __init__(
        self,
        source: RulesOnDisk,
        reloader: Reloader,
        observer: Observer,
        *,
        refusals: Callable[[RuleSet], list[RuleProblem]] = lambda _: [],
        changed: Callable[[RuleSet], Awaitable[None]] | None = None,
    ) -> None:
        """Take the parts; `changed` is called with each rule set that came into force.

        `refusals` are what this process cannot do for a rule set that is valid: post to a channel without settings.
        """
        self._source = source
        self._reloader = reloader
        self._observer = observer
        self._refusals = refusals
        self._changed = changed
        self._woken = asyncio.Event()
        self._is_asked = True  #: whether to read whatever the sweep says: the files may have changed since the start
        self._done: Sweep | None = None
        self._sweep_s = 0.0

    def ask(self) -> None:
        """Read the files now (SIGHUP)."""
        self._is_asked = True
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set; no fault ends it."""
        listening = asyncio.create_task(self._listen(stop), name="rule notifications")
        ended = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                working = asyncio.create_task(self._look(stop), name="rule files")
                await asyncio.wait({working, ended}, return_when=asyncio.FIRST_COMPLETED)
                if not working.done():
                    working.cancel()
                await asyncio.gather(working, return_exceptions=True)
        finally:
            listening.cancel()
            ended.cancel()
            await asyncio.gather(listening, ended, return_exceptions=True)

    async def _look(self, stop: asyncio.Event) -> None:
        """Look once, then wait for the next change."""
        try:
            self._woken.clear()
            await self._take(stop)
            wait_s = max(SWEEP_EVERY_S, SWEEP_SHARE * self._sweep_s)
        except Exception as error:  # noqa: BLE001 - the outermost loop: the daemon goes on with the rules it has
            tell_fault(self._observer, "rules", error)
            wait_s, self._is_asked = COOL_OFF_S, True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), wait_s)

    async def _take(self, stop: asyncio.Event) -> None:
        """Read the files if they are not as they were, until they stayed the same while they were read."""
        seen = await self._sweep()
        asked, self._is_asked = self._is_asked, False
        while (asked or seen != self._done) and not stop.is_set():
            seen = await self._settled(seen) if seen != self._done else seen
            rule_set, problems = await run_beside(self._read)
            after = await self._sweep()
            if after != seen:  # written to meanwhile: nobody knows which half was read
                seen = after
                continue
            self._done, asked = seen, False
            await self._settle(rule_set, problems)

    async def _settled(self, seen: Sweep) -> Sweep:
        """Return the files as they are once nobody writes any more."""
        now = time.monotonic()
        writing = Settling(first=now, last=now)
        while True:
            await asyncio.sleep(_STEP_S)
            found, git_writes = await self._sweep(), await run_beside(lambda: git_is_writing(self._source.path))
            now = time.monotonic()
            if found != seen or git_writes:
                seen, writing.last = found, now
            if not git_writes and writing.is_done(now):
                return seen

    def _read(self) -> tuple[RuleSet | None, list[RuleProblem]]:
        try:
            rule_set = self._source.load()
        except RuleFileError as error:
            return None, list(error.problems)
        return rule_set, self._refusals(rule_set)

    async def _settle(self, rule_set: RuleSet | None, problems: list[RuleProblem]) -> None:
        if rule_set is None or problems:
            await self._reloader.refuse(problems)
        elif await self._reloader.reload(rule_set) and self._changed is not None:
            await self._changed(rule_set)

    async def _sweep(self) -> Sweep:
        started = time.monotonic()
        seen = await run_beside(lambda: sweep(self._source.path))
        self._sweep_s = time.monotonic() - started
        return seen

    async def _listen(self, stop: asyncio.Event) -> None:
        """Wake at once whenever the operating system tells of a change; without it the sweeps have to do."""
        told = ""
        while not stop.is_set():
            trouble = ""
            try:
                await self._listen_while_it_is_there()
            except FileNotFoundError:
                pass  # the sweep says so; it may come back
            except (OSError, RuntimeError) as error:  # the limit of inotify, a file system without: not worth an end
                trouble = str(error) or type(error).__name__
            if trouble and trouble != told:
                self._observer.saw("rules are polled", reason=trouble, every_s=SWEEP_EVERY_S)
            told = trouble or told
            await asyncio.sleep(COOL_OFF_S if trouble else SWEEP_EVERY_S)

    async def _listen_while_it_is_there(self) -> None:
        """Return when the directory is another one than it was, whose changes would not be told."""
        path = self._source.path
        there = _identity(path)
        if there is None:
            return
        changes = watchfiles.awatch(
            path,
            watch_filter=None,
            debounce=100,
            step=20,
            rust_timeout=1000,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        )
        async for found in changes:
            if found:
                self._woken.set()
            if _identity(path) != there:
                self._woken.set()
                return


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextlib.asynccontextmanager
async def watching_rules(watch: RuleWatch | None, stop: asyncio.Event) -> AsyncIterator[None]:
    """Watch until `stop` is set, which it is at the end of the block at the latest.

    SIGHUP reads the files at once; where it says that the terminal was closed, it ends the process as SIGTERM does.
    """
    if watch is None:
        yield
        return
    loop, had_terminal = asyncio.get_running_loop(), os.isatty(_STDERR)

    def hang_up() -> None:
        if had_terminal and not os.isatty(_STDERR):
            stop.set()
        else:
            watch.ask()

    loop.add_signal_handler(signal.SIGHUP, hang_up)
    watching = asyncio.create_task(watch.run(stop), name="rules")
    try:
        yield
    finally:
        stop.set()
        await watching
        loop.remove_signal_handler(signal.SIGHUP)
