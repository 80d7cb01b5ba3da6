"""A web of a few pages: what a test writes down is answered, and every request is kept."""

from dataclasses import dataclass, field
from typing import TypeAlias

from monitor.core.errors import FetchError, FetchFailure
from monitor.core.ports import Fetched
from tests.fakes.gate import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer; with an `etag`, a request that brings it gets a 304."""

    body: bytes | str = b""
    url: str = ""  #: where redirects led; "" is where the request went
    etag: str | None = None
    content_type: str = "text/html"


Answer: TypeAlias = Page | Exception


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came."""

    url: str
    etag: str | None


@dataclass(slots=True)
class ScriptedFetcher:
    """A `core.ports.Fetcher`: a list is answered in turn, its last stays; what is not there is 404."""

    pages: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    held: dict[str, Gate] = field(default_factory=dict)  #: answered only once the gate is open

    async def get(
        self, url: str, *, max_bytes: int, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        self.requests.append(Request(url, etag))
        if url in self.held:
            await self.held[url].pass_through()
        answer = self.pages.get(url, FetchError("HTTP 404", failure=FetchFailure.MISSING))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, Exception):
            raise answer
        unchanged = etag is not None and etag == answer.etag
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        return Fetched(
            url=answer.url or url,
            status=304 if unchanged else 200,
            body=b"" if unchanged else body,
            content_type=answer.content_type,
            charset="utf-8",
            etag=answer.etag,
            last_modified=None,
        )

    def count(self, url: str) -> int:
        """Return how often a URL was asked for."""
        return sum(request.url == url for request in self.requests)


def temporary(reason: str = "HTTP 503", *, retry_after_s: float | None = None) -> FetchError:
    return FetchError(reason, failure=FetchFailure.TEMPORARY, retry_after_s=retry_after_s)


def missing() -> FetchError:
    return FetchError("HTTP 404", failure=FetchFailure.MISSING)
