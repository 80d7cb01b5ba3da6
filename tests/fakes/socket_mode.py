"""A Slack-compatible endpoint with Socket Mode: hands out sockets, sends what people press, counts acks.

    async with SocketSlack(["desk"]) as slack:
        ...  # a client takes `slack.app_token` and `slack.base_url`
        await slack.until_connected()
        pressed = await slack.press(button("relevant", "17"))
        assert (await slack.acked(pressed)) < 3

It does as Slack documents (docs.slack.dev, "Using Socket Mode"): an address is good for one socket, `hello` comes
first, an envelope goes to one of the open sockets, `disconnect` says that a socket will be closed.
"""

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from monitor.app.demo.slack_arguments import Json
from monitor.app.demo.slack_server import Arguments, Conversation, PostedMessage
from tests.fakes.slack_faults import Fault, FaultySlack

ANA = {"id": "U0ANA", "username": "ana", "name": "ana", "team_id": "T000000001"}
BEN = {"id": "U0BEN", "username": "ben", "name": "ben", "team_id": "T000000001"}


@dataclass(slots=True)
class Socket:
    """A socket that a client has opened."""

    ws: web.WebSocketResponse
    request: web.Request
    pings: int = 0


@dataclass(slots=True)
class _Sent:
    at: float
    acked: asyncio.Event = field(default_factory=asyncio.Event)
    acks: int = 0
    delay_s: float | None = None


def button(
    action_id: str, value: str, *, user: Mapping[str, Any] = ANA, at: str = "1700000000.000100"
) -> dict[str, Any]:
    """Return the payload of somebody's press of a button."""
    pressed = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": at}
    return {"type": "block_actions", "user": dict(user), "actions": [pressed], "container": {"type": "message"}}


def choice(value: str, *, user: Mapping[str, Any] = ANA, at: str = "1700000000.000100") -> dict[str, Any]:
    """Return the payload of somebody's choice in an overflow menu."""
    option = {"text": {"type": "plain_text", "text": "Mute"}, "value": value}
    pressed = {"type": "overflow", "action_id": "more", "block_id": "b", "selected_option": option, "action_ts": at}
    return {"type": "block_actions", "user": dict(user), "actions": [pressed], "container": {"type": "message"}}


def presses_of(message: PostedMessage, *, user: Mapping[str, Any] = ANA) -> dict[str, dict[str, Any]]:
    """Return a press of every button and of every choice that a message shows, by the words on it."""
    found: dict[str, dict[str, Any]] = {}
    for block in message.blocks:
        elements = block.get("elements")
        for one in (*(elements if isinstance(elements, list) else ()), block.get("accessory")):
            shown: Any = one if isinstance(one, dict) else {}
            if shown.get("type") == "button":
                found[shown["text"]["text"]] = button(shown["action_id"], shown["value"], user=user, at=_moment())
            elif shown.get("type") == "overflow":
                for option in shown["options"]:
                    found[option["text"]["text"]] = choice(option["value"], user=user, at=_moment())
    return found


def _moment() -> str:
    return f"{time.time():.6f}"


class SocketSlack(FaultySlack):
    """The endpoint; sockets and answers to clicks have a server of their own, which `stop_sockets` takes away."""

    def __init__(
        self,
        channels: Iterable[str | Conversation] = ("general",),
        *,
        faults: Iterable[Fault | str] = (),
    ) -> None:
        super().__init__(channels, faults=faults)
        self.app_token = f"xapp-1-{secrets.token_hex(12)}"
        self.open_faults: deque[str | int] = deque()  #: of the next calls of apps.connections.open: a code, or a status
        self.says_hello = True
        self.answers_pings = True
        self.answers_close = True  #: else a socket that the client closed stays open, as Slack leaves it
        self.sockets: list[Socket] = []  #: those that are open, the oldest first
        self.opened = 0  #: sockets so far
        self.refused_tickets = 0  #: sockets that were not opened since their address was used before
        self.answers: list[dict[str, Any]] = []  #: what was posted to a `response_url`
        self.answer_status = 200
        self._tickets: set[str] = set()
        self._used: set[str] = set()
        self._sent: dict[str, _Sent] = {}
        self._changed = asyncio.Condition()
        self._torn_down = asyncio.Event()
        self._link: web.AppRunner | None = None
        self._link_port = 0

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        await self.start_sockets()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop_sockets()
        await super().__aexit__(kind, error, trace)

    async def start_sockets(self) -> None:
        """Take sockets, on the port of before."""
        self._torn_down.clear()
        app = web.Application()
        app.router.add_get("/link/{ticket}", self._serve)
        app.router.add_post("/actions/{identity}", self._take_answer)
        self._link = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._link.setup()
        await web.TCPSite(self._link, "127.0.0.1", self._link_port).start()
        self._link_port = int(self._link.addresses[0][1])

    async def stop_sockets(self) -> None:
        """Drop every socket and take no other."""
        self._torn_down.set()
        for socket in list(self.sockets):
            self.drop(socket)
        if self._link is not None:
            await self._link.cleanup()
            self._link = None

    async def respond(self, method: str, arguments: Arguments) -> web.StreamResponse:
        if method != "apps.connections.open":
            return await super().respond(method, arguments)
        fault = self.open_faults.popleft() if self.open_faults else None
        if isinstance(fault, int):
            return web.Response(status=fault, text="<h1>broken</h1>", headers={"Retry-After": "1"})
        code = fault or self._code_for(arguments)
        return web.json_response({"ok": False, "error": code} if code else {"ok": True, "url": self._address()})

    def drop(self, socket: Socket | None = None) -> None:
        """Cut a socket off without a close frame, as a network does; without one the oldest."""
        cut = socket or self.sockets[0]
        if cut.request.transport is not None:
            cut.request.transport.abort()

    async def disconnect(self, reason: str, *, socket: Socket | None = None) -> Socket:
        """Say that a socket will be closed, the oldest if none is named; it stays open until it is dropped."""
        warned = socket or self.sockets[0]
        await warned.ws.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "wss-1"}})
        return warned

    async def press(
        self, payload: Mapping[str, Any], *, socket: Socket | None = None, envelope: str | None = None
    ) -> str:
        """Send what somebody pressed to one socket, the newest if none is named; return the envelope's id.

        With `envelope` that envelope is sent once more.
        """
        identity = envelope or secrets.token_hex(8)
        whole = dict(payload)
        whole.setdefault("response_url", f"http://127.0.0.1:{self._link_port}/actions/{identity}")
        frame = {"type": "interactive", "envelope_id": identity, "payload": whole, "accepts_response_payload": False}
        self._sent.setdefault(identity, _Sent(time.monotonic()))
        await self.send(json.dumps(frame), socket=socket)
        return identity

    async def send(self, frame: str, *, socket: Socket | None = None) -> None:
        """Send any text."""
        await (socket or self.sockets[-1]).ws.send_str(frame)

    async def acked(self, identity: str) -> float:
        """Return how many seconds an envelope waited for its ack; raises TimeoutError after Slack's three."""
        sent = self._sent[identity]
        async with asyncio.timeout(3):
            await sent.acked.wait()
        assert sent.delay_s is not None
        return sent.delay_s

    def acks_of(self, identity: str) -> int:
        """Return how often an envelope was acknowledged."""
        return self._sent[identity].acks

    async def until_connected(self, times: int = 1) -> None:
        """Return once so many sockets were opened."""
        await self._until(lambda: self.opened >= times)

    async def until_answered(self, times: int = 1) -> None:
        """Return once so many answers to clicks came."""
        await self._until(lambda: len(self.answers) >= times)

    async def until_open(self, number: int) -> None:
        """Return once exactly so many sockets are open."""
        await self._until(lambda: len(self.sockets) == number)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(holds)

    async def _note(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _code_for(self, arguments: Arguments) -> str | None:
        token: Json = arguments.get("token")
        if not token:
            return "not_authed"
        return None if token == self.app_token else "invalid_auth"

    def _address(self) -> str:
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._link_port}/link/{ticket}"

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if ticket not in self._tickets or ticket in self._used:
            self.refused_tickets += 1
            return web.Response(status=408)
        self._used.add(ticket)
        ws = web.WebSocketResponse(autoping=False, autoclose=self.answers_close, timeout=0.1)
        await ws.prepare(request)
        socket = Socket(ws, request)
        self.sockets.append(socket)
        self.opened += 1
        if self.says_hello:
            await ws.send_json({"type": "hello", "num_connections": len(self.sockets), "debug_info": {}})
        await self._note()
        try:
            async for message in ws:
                if message.type is WSMsgType.PING:
                    socket.pings += 1
                    if self.answers_pings:
                        await ws.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    self._take_ack(message.data)
            if not self.answers_close:
                await self._torn_down.wait()
        finally:
            self.sockets.remove(socket)
            await self._note()
        return ws

    def _take_ack(self, text: str) -> None:
        sent = self._sent.get(str(json.loads(text).get("envelope_id")))
        if sent is None:
            return
        sent.acks += 1
        if sent.delay_s is None:
            sent.delay_s = time.monotonic() - sent.at
        sent.acked.set()

    async def _take_answer(self, request: web.Request) -> web.StreamResponse:
        self.answers.append(await request.json())
        await self._note()
        return web.Response(status=self.answer_status, text="ok")
