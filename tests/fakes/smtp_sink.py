"""A mail server on loopback that takes everything: as much of SMTP (RFC 5321) as a client needs to hand over a mail."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self


class SmtpSink:
    """The server; an async context manager. `mails` holds what came, in order."""

    def __init__(self, *, refuse: str = "") -> None:
        """With `refuse`, say that after every mail instead of taking it: `554 5.7.1 no`."""
        self.mails: list[EmailMessage] = []
        self._refuse = refuse
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(text: str) -> None:
            writer.write(f"{text}\r\n".encode())
            await writer.drain()

        try:
            await say("220 sink")
            while command := (await reader.readline()).decode().strip().upper():
                match command.split()[0]:
                    case "DATA":
                        await say("354 go on")
                        raw = (await reader.readuntil(b"\r\n.\r\n"))[:-3]
                        await say(self._refuse or "250 taken")
                        if not self._refuse:
                            self.mails.append(message_from_bytes(raw, policy=policy.default))
                    case "QUIT":
                        await say("221 bye")
                        return
                    case _:
                        await say("250 fine")
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
