"""The demo's world, served on loopback: every publisher at an address of its own, with conditional GET."""

import contextlib
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from aiohttp import web

from monitor.app.demo.content import Content, Piece, Site, SiteFeed
from monitor.app.demo.markup import page
from monitor.app.demo.syndicate import Issue, syndicate
from monitor.core.errors import SettingsError

_RELATED = 3  #: links to other pieces of the publisher on each page


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a path answers."""

    content_type: str
    body: bytes
    etag: str


class World:
    """The publishers while they run; `announce` brings the next edition out."""

    def __init__(self, content: Content, homes: dict[str, str], now: datetime) -> None:
        """Take the content, the address of each publisher, and the time that dates are counted back from."""
        self._content = content
        self._homes = homes
        self._now = now
        self._answers: dict[tuple[str, str], _Answer] = {}
        self._statuses: Counter[tuple[str, str, int]] = Counter()
        self._since_edition: Counter[tuple[str, str]] = Counter()
        self.edition = 0
        self.announce()

    def announce(self) -> None:
        """Bring out the next edition: pages and feeds change as they do when a desk publishes."""
        self.edition += 1
        self._since_edition.clear()
        pieces = self._content.edition(self.edition)
        self._answers = dict(self._render(pieces))

    def feed_url(self, feed: SiteFeed) -> str:
        """Return where a feed is polled."""
        return self._homes[feed.site] + feed.path

    def page_url(self, piece: Piece) -> str:
        """Return where a piece is read."""
        return self._homes[piece.site] + piece.path

    def polls(self, feed: SiteFeed) -> int:
        """Return how often a feed was asked for since the newest edition came out."""
        return self._since_edition[feed.site, feed.path]

    def statuses(self, site: str, path: str) -> dict[int, int]:
        """Return how often a path was answered with which status."""
        return {status: n for (key, at, status), n in self._statuses.items() if (key, at) == (site, path)}

    def answer(self, site: str, request: web.Request) -> web.Response:
        """Answer a request to a publisher."""
        response = self._response(site, request)
        self._statuses[site, request.path, response.status] += 1
        self._since_edition[site, request.path] += 1
        return response

    def _response(self, site: str, request: web.Request) -> web.Response:
        answer = self._answers.get((site, request.path))
        if answer is None:
            return web.Response(status=404, text="<!doctype html><title>Not found</title>", content_type="text/html")
        headers = {"ETag": answer.etag, "Content-Type": answer.content_type, "Cache-Control": "max-age=1"}
        if request.headers.get("If-None-Match") == answer.etag:
            return web.Response(status=304, headers={"ETag": answer.etag})
        return web.Response(body=answer.body, headers=headers)

    def _render(self, pieces: Sequence[Piece]) -> list[tuple[tuple[str, str], _Answer]]:
        sites = {site.key: site for site in self._content.sites}
        pages = [
            ((piece.site, piece.path), self._page(piece, sites[piece.site], pieces))
            for piece in pieces
            if not piece.missing
        ]
        feeds = [((feed.site, feed.path), self._feed(feed, sites[feed.site], pieces)) for feed in self._content.feeds]
        return pages + feeds

    def _page(self, piece: Piece, site: Site, pieces: Sequence[Piece]) -> _Answer:
        others = [other for other in pieces if other.site == site.key and other.path != piece.path]
        html = page(piece, site, home=self._homes[site.key], others=others[:_RELATED], now=self._now)
        return _answer("text/html; charset=utf-8", html.encode())

    def _feed(self, feed: SiteFeed, site: Site, pieces: Sequence[Piece]) -> _Answer:
        carried = [piece for piece in pieces if feed.key in piece.feeds]
        issue = Issue(feed=feed, language=site.language, home=self._homes[site.key], pieces=carried, now=self._now)
        content_type, body = syndicate(issue)
        return _answer(content_type, body)


@contextlib.asynccontextmanager
async def open_world(content: Content, *, now: datetime, port: int = 0) -> AsyncIterator[World]:
    """Serve the content's first edition until the block ends; port 0 takes a free one.

    Raises SettingsError if the port is taken.
    """
    with contextlib.ExitStack() as opened:
        sockets = _listen(content.sites, port, opened)
        homes = {key: "http://{}:{}".format(*listener.getsockname()) for key, listener in sockets.items()}
        world = World(content, homes, now)
        runners = [(_runner(world, key), listener) for key, listener in sockets.items()]
        try:
            for runner, listener in runners:
                await runner.setup()
                await web.SockSite(runner, listener).start()
            yield world
        finally:
            for runner, _ in runners:
                await runner.cleanup()


def _runner(world: World, site: str) -> web.AppRunner:
    async def handle(request: web.Request) -> web.Response:
        return world.answer(site, request)

    app = web.Application()
    app.router.add_get("/{path:.*}", handle)
    return web.AppRunner(app, access_log=None, shutdown_timeout=0.5)


def _listen(sites: Sequence[Site], port: int, opened: contextlib.ExitStack) -> dict[str, socket.socket]:
    """Return a listening socket for each publisher: 127.0.0.1, 127.0.0.2, … on one port.

    Systems that have only 127.0.0.1 (macOS) get ports of their own instead.
    """
    listeners: dict[str, socket.socket] = {}
    for number, site in enumerate(sites, 1):
        try:
            listener = socket.create_server((f"127.0.0.{number}", port))
        except OSError as error:
            if not listeners:
                reason = os.strerror(error.errno or 0)
                raise SettingsError(
                    f"port {port} is not free ({reason}): name another with --port, or leave it out"
                ) from None
            listener = socket.create_server(("127.0.0.1", 0))
        opened.enter_context(listener)
        port = port or int(listener.getsockname()[1])
        listeners[site.key] = listener
    return listeners


def _answer(content_type: str, body: bytes) -> _Answer:
    return _Answer(content_type=content_type, body=body, etag=f'"{sha256(body).hexdigest()[:16]}"')
