"""A receiver of webhooks on loopback: it keeps every request and answers what a test writes down.

    async with Receiver([Reply(status=500), Reply(body="ok")]) as receiver:
        ...
        assert [hook.body for hook in receiver.hooks] == [...]

Each POST takes the next answer; when there are none left, the answer is `ok`.
"""

import asyncio
import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeAlias

from aiohttp import web

from tests.fakes.web import Reply

LOST = "the connection closes without an answer"
SILENT = "no answer until `release` is set"

Turn: TypeAlias = Reply | str


@dataclass(frozen=True, slots=True)
class Hook:
    """A request that came."""

    headers: Mapping[str, str]  #: names in lower case
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        found = json.loads(self.raw)
        assert isinstance(found, dict)
        return found


class Receiver:
    """The receiver; an async context manager."""

    def __init__(self, answers: Iterable[Turn] = ()) -> None:
        self.answers = deque(answers)
        self.hooks: list[Hook] = []
        self.release = asyncio.Event()
        self._runner: web.ServerRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release.set()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/services/T000/B000/VERY-SECRET"

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.hooks.append(Hook(headers, await request.read()))
        turn = self.answers.popleft() if self.answers else "ok"
        if turn == LOST:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if turn == SILENT:
            await self.release.wait()
            turn = "ok"
        reply = turn if isinstance(turn, Reply) else Reply(body=turn, content_type="text/plain")
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        headers = {"Content-Type": reply.content_type, **reply.headers}
        return web.Response(status=reply.status, body=body, headers=headers)


def refused(status: int, code: str = "", **headers: str) -> Reply:
    """Return an answer as Slack's: a status and a code in plain text."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body=code, content_type="text/plain", headers=named)
