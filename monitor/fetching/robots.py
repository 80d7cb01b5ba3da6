"""Pages as their sites allow: `PageFetcher` asks for nothing that a site's robots.txt forbids (RFC 9309)."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final
from weakref import WeakValueDictionary

from yarl import URL

from monitor.core.errors import FetchError, FetchFailure
from monitor.core.ports import Fetched
from monitor.fetching.client import HttpFetcher
from monitor.fetching.robots_file import RobotsFile

FORBIDDEN: Final = "robots.txt forbids it"

_KEPT_S = 86_400.0  #: how long a file is believed (RFC 9309 section 2.4)
_FAILURE_KEPT_S = 60.0  #: a server that fails is not asked again for every page behind it
_MAX_BYTES = 5_000_000  #: downloaded at most; how much of it is read is told in `robots_file`
#: A page that has to wait longer for its turn is put off: who waits holds a place of its shard, and shards one of the
#: engine's. Long enough for `run --once` to read three pages of a site that wants ten seconds, not one.
_LONGEST_TURN_S = 20.0


@dataclass(slots=True)
class _Known:
    """What is known of one origin."""

    file: RobotsFile | None  #: none: it was never to be had
    until_s: float  #: when to ask again
    failure: FetchError | None = None  #: why it was not to be had the last time
    next_turn_s: float = field(default=0.0)  #: when the next page may be asked for


class Robots:
    """The robots.txt of every origin that pages are read from, each fetched once a day at most."""

    def __init__(self, http: HttpFetcher, *, clock_s: Callable[[], float] = monotonic, most: int = 5_000) -> None:
        """Take the client; files of `most` origins are kept, and no more than twenty rules for each on average."""
        self._http = http
        self._clock_s = clock_s
        self._most = most
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._rules = 0  #: in all files that are kept
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def check(self, url: URL, *, takes_turn: bool = True) -> None:
        """Raise FetchError if the URL's site forbids it, or cannot be asked about it just now.

        With `takes_turn` the pause is kept as well that the site wants between two pages.
        """
        known = await self._of(str(url.origin()))
        if known.file is None:
            raise _cannot_be_had(known.failure)
        if not known.file.allows(str(url)):
            raise FetchError(FORBIDDEN, failure=FetchFailure.REFUSED)
        if takes_turn and known.file.delay_s:
            await self._take_turn(known, known.file.delay_s)

    async def _of(self, origin: str) -> _Known:
        lock = self._locks.setdefault(origin, asyncio.Lock())
        async with lock:  # who comes meanwhile finds the answer
            known = self._known.get(origin)
            if known is None or known.until_s <= self._clock_s():
                known = self._keep(origin, await self._ask(origin, known))
            self._known.move_to_end(origin)
            return known

    async def _ask(self, origin: str, before: _Known | None) -> _Known:
        failure: FetchError | None = None
        try:
            answer = await self._http.get(f"{origin}/robots.txt", max_bytes=_MAX_BYTES)
            file: RobotsFile | None = RobotsFile(answer.body)
        except FetchError as error:
            if not error.asked:
                raise
            if error.failure is FetchFailure.TEMPORARY:  # a copy that was good is, until there is a new one
                failure, file = error, before.file if before else None
            else:  # no such file, or none that anybody could read (sections 2.3.1.2 and 2.3.1.3)
                file = RobotsFile()
        until_s = self._clock_s() + (_FAILURE_KEPT_S if failure else _KEPT_S)
        return _Known(file=file, until_s=until_s, failure=failure, next_turn_s=before.next_turn_s if before else 0.0)

    def _keep(self, origin: str, known: _Known) -> _Known:
        self._rules += _size(known) - _size(self._known.get(origin))
        self._known[origin] = known
        self._known.move_to_end(origin)
        while len(self._known) > self._most or (self._rules > self._most * 20 and len(self._known) > 1):
            self._rules -= _size(self._known.popitem(last=False)[1])
        return known

    async def _take_turn(self, known: _Known, delay_s: float) -> None:
        now = self._clock_s()
        wait_s = max(0.0, known.next_turn_s - now)
        if wait_s > _LONGEST_TURN_S:
            raise FetchError(
                "robots.txt asks for pauses", failure=FetchFailure.TEMPORARY, retry_after_s=wait_s, asked=False
            )
        known.next_turn_s = now + wait_s + delay_s
        await asyncio.sleep(wait_s)


class PageFetcher:
    """The way to pages (`core.ports.Fetcher`): as the client's own, where robots.txt allows, redirects included."""

    def __init__(self, http: HttpFetcher, robots: Robots) -> None:
        self._http = http
        self._robots = robots

    async def get(
        self, url: str, *, max_bytes: int, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """Return the answer, of at most `max_bytes` decoded bytes; raises FetchError."""
        origins: set[URL] = set()

        async def permit(hop: URL) -> None:
            """Take one turn at each site: a page and where it leads there are one."""
            is_new = hop.origin() not in origins
            origins.add(hop.origin())
            await self._robots.check(hop, takes_turn=is_new)

        return await self._http.get(url, max_bytes=max_bytes, etag=etag, last_modified=last_modified, permit=permit)


def _size(known: _Known | None) -> int:
    return known.file.size if known is not None and known.file is not None else 0


def _cannot_be_had(failure: FetchError | None) -> FetchError:
    reason, wait_s = (failure.reason, failure.retry_after_s) if failure else ("no answer", None)
    return FetchError(f"robots.txt cannot be had: {reason}", failure=FetchFailure.TEMPORARY, retry_after_s=wait_s)
