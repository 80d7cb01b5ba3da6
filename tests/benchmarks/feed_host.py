"""A server of invented feeds on every address of loopback, cheap enough to stand for twenty thousand hosts.

    python -m tests.benchmarks.feed_host [--close]

It prints its port. What a feed does is said by its path:

- `/tagged/N`: 304 to its ETag, else the document; `/equal/N`: always the same document, without validators
- `/changed/N`: the same document, but with two items of N's own in place of its last two
- `/500/N`, `/404/N`; `/hangup/N` closes the connection; `/silence/N` says nothing until the other side does

`?pause=5` in a path makes the answer wait for so many milliseconds. With --close each answer ends its connection, as
hosts are met that are asked again in a quarter of an hour. `GET /visits` tells, as JSON lines, every request since it
was last asked: host, path, status, and the machine's monotonic time when it came and when its answer was given.
"""

import argparse
import asyncio
import json
import random
from dataclasses import dataclass, field
from functools import cache
from time import monotonic

from tests.benchmarks.invented import invented_words

ENTRIES, NEW = 40, 2
ETAG = '"1"'
LINKS = "http://pier.example"  #: where entries lead to; with `text: feed` nobody goes there


@cache
def _frame() -> tuple[str, list[str], str]:
    """Return what stands before the items, the items, and what stands after them: about 30 kB."""
    dice, words = random.Random("feed host"), invented_words()[:4000]
    items = [_item(f"old/{number}", dice, words) for number in range(ENTRIES)]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Pier</title>',
        items,
        ("</channel></rss>"),
    )


def _item(name: str, dice: random.Random, words: list[str]) -> str:
    def say(count: int) -> str:
        return " ".join(dice.choices(words, k=count))

    return (
        f"<item><title>{say(8).capitalize()}</title><link>{LINKS}/{name}</link><guid>{LINKS}/{name}</guid>"
        f"<pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate><description>{say(62).capitalize()}.</description></item>\n"
    )


def document() -> bytes:
    """Return the document that every feed begins with."""
    before, items, after = _frame()
    return (before + "".join(items) + after).encode()


def new_links(number: int) -> list[str]:
    """Return where the entries lead to that `/changed/N` has and the document has not."""
    return [f"{LINKS}/{number}/{place}" for place in range(NEW)]


def changed_document(number: int) -> bytes:
    """Return what `/changed/N` answers."""
    before, items, after = _frame()
    dice, words = random.Random(number), invented_words()[:4000]
    new = [_item(link.removeprefix(f"{LINKS}/"), dice, words) for link in new_links(number)]
    return (before + "".join(new + items[:-NEW]) + after).encode()


@dataclass(slots=True)
class FeedHost:
    """What all connections share."""

    close: bool
    visits: list[tuple[str, str, int, float, float]] = field(default_factory=list)

    def answer(self, path: str, *, tagged: bool) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body; the status 0 is to hang up."""
        kind, _, name = path.lstrip("/").partition("/")
        if kind == "visits":
            lines, self.visits = "\n".join(map(json.dumps, self.visits)), []
            return 200, {}, lines.encode()
        if kind in {"500", "404"}:
            return int(kind), {}, b""
        if kind in {"hangup", "silence"}:
            return 0, {}, b""
        if kind == "tagged" and tagged:
            return 304, {"ETag": ETAG}, b""
        headers = {"Content-Type": "application/rss+xml; charset=utf-8"} | ({"ETag": ETAG} if kind == "tagged" else {})
        return 200, headers, changed_document(int(name)) if kind == "changed" else _document()


_document = cache(document)


class Visitor(asyncio.Protocol):
    """One connection."""

    def __init__(self, host: FeedHost) -> None:
        self._host = host
        self._transport: asyncio.Transport
        self._heard = b""
        self._unanswered: tuple[str, dict[str, str], float] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._unanswered is not None:
            self._answer(*self._unanswered)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            head, self._heard = self._heard[:end].decode("latin-1"), self._heard[end + 4 :]
            self._hear(head, monotonic())

    def _hear(self, head: str, came: float) -> None:
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        path, _, query = first.split(" ")[1].partition("?")
        if path.startswith("/silence/"):
            self._unanswered = path, headers, came
        elif query.startswith("pause="):
            delay_s = float(query.removeprefix("pause=")) / 1000
            asyncio.get_running_loop().call_later(delay_s, self._answer, path, headers, came)
        else:
            self._answer(path, headers, came)

    def _answer(self, path: str, headers: dict[str, str], came: float) -> None:
        status, given, body = self._host.answer(path, tagged=headers.get("if-none-match") == ETAG)
        if path != "/visits":
            self._host.visits.append((headers["host"].partition(":")[0], path, status, came, monotonic()))
        if status == 0:
            self._transport.abort()
            return
        length = {} if status == 304 else {"Content-Length": str(len(body))}
        closing = {"Connection": "close"} if self._host.close else {}
        said = "".join(f"{name}: {value}\r\n" for name, value in (given | length | closing).items())
        self._transport.write(f"HTTP/1.1 {status} -\r\n{said}\r\n".encode() + body)
        if self._host.close:
            self._transport.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--close", action="store_true")
    host = FeedHost(parser.parse_args().close)
    server = await asyncio.get_running_loop().create_server(lambda: Visitor(host), "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
