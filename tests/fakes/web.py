"""A small scripted web site on loopback: a real HTTP server that answers what a test writes down.

    async with Site({"/feed": Reply(body=rss, content_type="application/rss+xml")}) as site:
        await fetcher.get(site.url("/feed"), max_bytes=1000)
        assert site.count("/feed") == 1

A page is a `Reply`, plain text or bytes (answered as HTML), a coroutine function of the request, or a list of those:
each request takes the next, the last one stays. Pages may be changed while the site runs. What is not there is 404.
"""

import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeAlias

from aiohttp import web

Handler: TypeAlias = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer written down beforehand; `headers` are sent as they stand."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"  #: "": the header is there, but empty
    headers: Mapping[str, str] = field(default_factory=dict)


Page: TypeAlias = Reply | str | bytes | Handler | list[Reply | str | bytes | Handler]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request that came."""

    path: str  #: with its query
    headers: Mapping[str, str]  #: names in lower case
    host: str


class Site:
    """The site; an async context manager. `requests` holds what came, in order."""

    def __init__(
        self,
        pages: Mapping[str, Page] | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.pages: dict[str, Page] = dict(pages or {})
        self.requests: list[Seen] = []
        self._turns: dict[str, int] = {}
        self._host = host
        self._port = port
        self._tls = tls
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.05)
        await runner.setup()
        await web.TCPSite(runner, self._host, self._port, ssl_context=self._tls).start()
        self._runner = runner
        self._port = int(runner.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def port(self) -> int:
        return self._port

    @property
    def base(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self._host}:{self._port}"

    def url(self, path: str) -> str:
        return self.base + path

    def count(self, path: str) -> int:
        return sum(seen.path.partition("?")[0] == path for seen in self.requests)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(Seen(path=request.path_qs, headers=headers, host=request.host))
        key = request.path_qs if request.path_qs in self.pages else request.path
        page = self.pages.get(key)
        if page is None:
            return web.Response(status=404, text="no such page")
        if isinstance(page, list):
            turn = self._turns.get(key, 0)
            self._turns[key] = turn + 1
            page = page[min(turn, len(page) - 1)]
        if isinstance(page, str | bytes):
            page = Reply(body=page)
        return _response(page) if isinstance(page, Reply) else await page(request)


def _response(reply: Reply) -> web.Response:
    body = reply.body.encode() if isinstance(reply.body, str) else reply.body
    return web.Response(status=reply.status, body=body, headers={"Content-Type": reply.content_type, **reply.headers})


def redirect(location: str, *, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": location})


async def hang_up(request: web.BaseRequest) -> web.StreamResponse:
    """Close the connection without an answer."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
