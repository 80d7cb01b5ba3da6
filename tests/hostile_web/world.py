"""The hostile web and the pipeline that reads it: real client, real parsers, real store; only time is passed in."""

import ssl
from collections.abc import Iterable
from datetime import timedelta
from time import monotonic
from typing import Final

from monitor.core.records import FeedState
from monitor.fetching import HttpFetcher
from monitor.pipeline.workers import WorkerPool
from tests.fakes.clock import SettableClock
from tests.fakes.web import Page, Site
from tests.pipeline.desk import Desk, rule

AGENT: Final = "news-monitor/test (+https://monitor.example)"
LATER: Final = timedelta(minutes=10)  #: by then a feed is due again, and the day is the same


class World:
    """A site on loopback and a desk that polls it."""

    def __init__(self, site: Site, desk: Desk) -> None:
        self.site = site
        self.desk = desk

    async def follow(
        self, *paths: str, text: str = "feed", backlog: str = "all", every: str = "1m", match: str = "strike"
    ) -> None:
        """Put rules in force that poll these feeds and match every article that the server's documents tell."""
        sources = "".join(
            f"  - {{feed: '{path if '://' in path else self.site.url(path)}', text: {text}, backlog: {backlog}, "
            f"every: {every}}}\n"
            for path in (paths or ("/feed",))
        )
        await self.desk.open(
            f"feeds:\n{sources}defaults: {{channel: console}}\nchannels:\n"
            f"  - {{channel: console, wait: 0s, max_per_hour: 1000}}\nrules:\n{rule('strikes', match)}"
        )

    async def serve(self, body: Page, *, path: str = "/feed", after: timedelta = LATER) -> None:
        """Let a document stand there, and everything that is due be done a while later."""
        self.site.pages[path] = body
        await self.desk.cycle(after)

    async def read(self, body: Page, *, text: str = "feed", backlog: str = "all") -> None:
        """Follow `/feed`, which says this."""
        self.site.pages["/feed"] = body
        await self.follow(text=text, backlog=backlog)
        await self.desk.cycle()

    def state(self, path: str = "/feed") -> FeedState:
        return self.desk.feed(path if "://" in path else self.site.url(path)).state

    @property
    def error(self) -> str | None:
        """Why the last poll of `/feed` failed."""
        return self.state().last_error

    @property
    def titles(self) -> list[str]:
        """The titles of all entries, in the order they were found."""
        return [one.title for one in self.desk.entries]

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """The state of each entry, and the reason for it."""
        return [(str(one.state), one.reason) for one in self.desk.entries]

    @property
    def posted(self) -> list[str]:
        """The headline of each article that was posted, in alphabetical order."""
        return sorted(match.article.title for match in self.desk.matches if str(match.outcome) == "posted")

    def counts_add_up(self) -> bool:
        return sum(self.desk.counts.entries.values()) == len(self.desk.entries)


def client(
    *,
    timeout_s: float = 20.0,
    private: bool = True,
    tls: ssl.SSLContext | None = None,
    clock: SettableClock | None = None,
) -> HttpFetcher:
    """Return the client as the daemon has it; with `clock` it counts the waits that hosts ask for by that."""

    def clock_s() -> float:
        return monotonic() if clock is None else clock.at.timestamp()

    return HttpFetcher(user_agent=AGENT, allow_private=private, timeout_s=timeout_s, tls=tls, clock_s=clock_s)


def use(desk: Desk, *, web: HttpFetcher | None = None, workers: WorkerPool | None = None) -> None:
    """Let the desk's next `open` take these."""
    desk.web = web or desk.web
    desk.parsers = workers or desk.parsers


def headlines(names: Iterable[str]) -> list[str]:
    return [f"Headline {name}" for name in names]
