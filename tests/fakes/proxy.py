"""A small HTTP proxy on loopback: it hands requests on, tunnels by CONNECT, and keeps what it was asked.

async with ForwardProxy() as proxy:
    ...  # proxy.address is what a client is told
    assert proxy.asked == ["GET http://127.0.0.1:8080/a"]
"""

import asyncio
import base64
import contextlib
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class ForwardProxy:
    """The proxy; an async context manager.

    With `user` and `password` it answers 407 to whoever does not say them; with `refuses` that status to everybody.
    `leads_to` is the port on loopback that every host is taken for.
    """

    def __init__(
        self, *, user: str = "", password: str = "", refuses: int | None = None, leads_to: int | None = None
    ) -> None:
        self.asked: list[str] = []  #: method and target of each request
        self.heads: list[str] = []  #: what came with it
        self._auth = base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""
        self._userinfo = f"{user}:{password}@" if user else ""
        self._refuses = refuses
        self._leads_to = leads_to
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://{self._userinfo}127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await self._answer(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, target, _ = head.partition("\r\n")[0].split(" ")
        self.asked.append(f"{method} {target}")
        self.heads.append(head)
        status = self._refuses
        if self._auth and f"Basic {self._auth}" not in head:
            status = 407
        if status is not None:
            writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
            return
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        host, port = ("127.0.0.1", self._leads_to) if self._leads_to else (parts.hostname, parts.port or 80)
        there, there_writer = await asyncio.open_connection(host, port)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            lines = [
                line for line in head.split("\r\n")[1:-2] if not line.lower().startswith(("proxy-", "connection:"))
            ]
            sent = "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "Connection: close", "", ""])
            there_writer.write(sent.encode("latin-1"))
        await asyncio.gather(_pipe(reader, there_writer), _pipe(there, writer))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
