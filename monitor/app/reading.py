"""Articles that people name on the command line: files, standard input and URLs, read as the daemon reads them."""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from monitor.app.settings import Settings
from monitor.app.web import web_client
from monitor.articles.guards import MAX_PAGE_BYTES
from monitor.core.article import Article
from monitor.core.errors import FetchError, FetchFailure, MonitorError, NotAPage
from monitor.core.ports import Fetcher

_PAGE_SUFFIXES = {".html", ".htm", ".xhtml"}


class Unreadable(MonitorError):
    """A named article cannot be read; says which one and why."""


def read_page_file(path: Path) -> Article:
    """Return the article in a file, an HTML page or plain text; raises Unreadable."""
    return _article(_bytes_of(path), name=str(path), url=path.absolute().as_uri(), charset=None)


def standard_input() -> bytes:
    """Return what comes from standard input, a little more than an article may have at the most."""
    return sys.stdin.buffer.read(MAX_PAGE_BYTES + 1)


async def read_named(
    names: Sequence[str], settings: Settings, *, given: bytes = b""
) -> AsyncGenerator[tuple[str, Article | Unreadable], None]:
    """Yield each named file or URL with its article, or with why it has none, in the order named.

    The name `-` stands for `given`, what came from standard input: to wait for that here would keep Ctrl-C waiting.
    Pages are read in worker processes, several at once, that are stopped if they take too long; URLs go through the
    guarded client.
    """
    from monitor.pipeline.workers import WorkerPool

    async def read(name: str, fetcher: Fetcher, workers: WorkerPool) -> Article | Unreadable:
        scheme, separator, _ = name.partition("://")
        try:
            if separator and scheme.lower() in {"http", "https"}:
                answer = await fetcher.get(name, max_bytes=MAX_PAGE_BYTES)
                return await workers.run(_article, answer.body, name, answer.url, answer.charset)
            if separator:
                return Unreadable(f"{name}: {scheme} addresses are not read (http, https, or a file)")
            path = Path(name)
            body = _bounded(given, name) if name == "-" else _bytes_of(path)
            return await workers.run(_article, body, name, path.absolute().as_uri(), None)
        except FetchError as error:
            return Unreadable(f"{name}: {error.reason}{_advice(error)}")
        except Unreadable as error:
            return error
        except MonitorError as error:
            return Unreadable(f"{name}: {error}")

    at_once = min(len(names), settings.processes)
    ahead: deque[tuple[str, asyncio.Task[Article | Unreadable]]] = deque()
    async with (
        web_client(settings) as fetcher,
        WorkerPool(at_once) as workers,
    ):
        try:
            for name in names:
                ahead.append((name, asyncio.create_task(read(name, fetcher, workers))))
                if len(ahead) > 2 * at_once:  # as many are under way as keep every process busy
                    first, reading = ahead.popleft()
                    yield first, await reading
            while ahead:
                first, reading = ahead.popleft()
                yield first, await reading
        finally:
            for _, reading in ahead:  # whoever asked for them stopped
                reading.cancel()


def _advice(error: FetchError) -> str:
    private = error.failure is FetchFailure.REFUSED and "private" in error.reason
    return " (MONITOR_ALLOW_PRIVATE_NETWORKS=true allows it)" if private else ""


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _bounded(file.read(MAX_PAGE_BYTES + 1), str(path))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Unreadable(f"{path}: {reason} (name a file with a page or a text, or a URL)") from None


def _bounded(body: bytes, name: str) -> bytes:
    if len(body) > MAX_PAGE_BYTES:
        raise Unreadable(f"{name}: larger than {MAX_PAGE_BYTES // 1_000_000} MB, which no article is")
    return body


def _article(body: bytes, name: str, url: str, charset: str | None) -> Article:
    from monitor.articles.decoding import decode
    from monitor.articles.extract import extract
    from monitor.articles.guards import check_bytes
    from monitor.articles.plain_text import read_text

    looks_like_page = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    try:
        if looks_like_page or Path(name).suffix.lower() in _PAGE_SUFFIXES or url.startswith("http"):
            return extract(body, url=url, charset=charset)
        check_bytes(body)
        return read_text(decode(body, charset), url=url)
    except NotAPage as error:
        raise Unreadable(f"{name}: {error}") from None
