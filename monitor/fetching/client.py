"""`HttpFetcher`: one GET, guarded, bounded in time, in size and in the number of redirects."""

import asyncio
import ssl
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from time import monotonic
from types import TracebackType
from typing import Self, TypeAlias

import aiohttp
from aiohttp.compression_utils import HAS_BROTLI
from yarl import URL

from monitor.core.errors import FetchError, FetchFailure
from monitor.core.ports import Fetched
from monitor.fetching.answers import (
    PERMANENT,
    REDIRECTS,
    THROTTLED,
    content_type_of,
    failure_of,
    fresh_s,
    refuse_encoding,
    retry_after_s,
    size,
    validator,
)
from monitor.fetching.guard import guarded_socket
from monitor.fetching.reasons import VENDOR_ERRORS, proxy_refused, translate
from monitor.fetching.sites import Extras, Sites
from monitor.fetching.targets import refuse_private

_ENCODINGS = ("gzip", "deflate", "br") if HAS_BROTLI else ("gzip", "deflate")
_ACCEPTED = frozenset({"", "identity", *_ENCODINGS})
#: As browsers ask: servers that choose by it shall send the page that people see, and feeds are not negotiated.
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_CHUNK_BYTES = 65_536
_LONGEST_PAUSE_S = 1.0  #: between two requests on one of a host's places: as long as the last took, up to this
_QUIET_S = 60.0  #: a host that says "too many requests" is left alone for so long, unless it says how long
_HELD_APART_S = 1.0  #: two that were held back for one host come again so far from each other
_LONGEST_QUIET_S = 3600.0  #: one page that asks for a day shall not silence its whole site for one

Permit: TypeAlias = Callable[[URL], Awaitable[None]]  #: returns when a URL may be asked for, or raises FetchError


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What is asked at one hop."""

    url: URL
    headers: dict[str, str]
    max_bytes: int
    cookies: aiohttp.CookieJar | None = None  #: what redirects on the way here set


@dataclass(frozen=True, slots=True)
class _Redirect:
    """An answer that leads elsewhere."""

    url: URL
    permanent: bool
    cookies: aiohttp.CookieJar


@dataclass(slots=True)
class _Place:
    """The connections one host may have, and how many requests use or wait for them."""

    slots: asyncio.Semaphore
    users: int = field(default=0)


class HttpFetcher:
    """The guarded way to the web (`core.ports.Fetcher`); an async context manager.

    Only http and https, only public addresses unless `allow_private`, checked at each connect. Waiting for a place
    among the `per_host` connections of a host costs nothing of the `timeout_s` that an answer may take, all in all.
    A host that answers 429 is asked for nothing at all until the wait is over that it asked for.
    Cookies live as long as one request and its redirects.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private: bool = False,
        timeout_s: float = 30.0,
        connect_timeout_s: float = 10.0,
        max_redirects: int = 5,
        per_host: int = 2,
        limit: int = 100,
        tls: ssl.SSLContext | None = None,
        clock_s: Callable[[], float] = monotonic,
        sites: Sites | None = None,
    ) -> None:
        """Take the limits: `limit` is of connections at a time, `tls` None means the system's certificates.

        `clock_s` is what hosts are left alone by; `sites` is what goes with requests to some, and which way.
        """
        self._user_agent = user_agent
        self._allow_private = allow_private
        self._timeout_s = timeout_s
        self._connect_timeout_s = connect_timeout_s
        self._max_redirects = max_redirects
        self._limit = asyncio.Semaphore(limit)
        self._tls = tls
        self._clock_s = clock_s
        self._quiet_until: dict[str, float] = {}  #: by host
        self._held = Counter[str]()  #: by host: how many it was not asked for since then
        self._places: defaultdict[str, _Place] = defaultdict(lambda: _Place(asyncio.Semaphore(per_host)))
        self._session: aiohttp.ClientSession | None = None
        self._proxied: aiohttp.ClientSession | None = None  #: its only connections are those to proxies
        self._sites = sites or Sites()

    async def __aenter__(self) -> Self:
        """Open the sessions."""
        self._session = self._open(guarded=not self._allow_private)
        if self._sites.use_proxies:
            self._proxied = self._open(guarded=False)
        return self

    def _open(self, *, guarded: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,  # places are given out here, outside the time-out
            ssl=self._tls if self._tls is not None else True,
            socket_factory=guarded_socket if guarded else None,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._connect_timeout_s),
            headers={
                "User-Agent": self._user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": ", ".join(_ENCODINGS),
            },
            trust_env=False,
        )

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        for session in (self._session, self._proxied):
            if session is not None:
                await session.close()
        self._session = self._proxied = None

    async def get(
        self,
        url: str,
        *,
        max_bytes: int,
        etag: str | None = None,
        last_modified: str | None = None,
        permit: Permit | None = None,
    ) -> Fetched:
        """Return the answer, of at most `max_bytes` decoded bytes; raises FetchError.

        `permit` is asked before each URL, those of redirects too, and its time is not counted.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        request = _Request(
            url=_web_address(url),
            headers={name: value for name, value in headers.items() if value},
            max_bytes=max_bytes,
        )
        left_s, permanent = self._timeout_s, True
        for hop in range(self._max_redirects + 1):
            if permit is not None:
                await permit(request.url)
            async with self._place(request.url.host or ""):
                self._check_quiet(request.url.host or "")
                started = monotonic()
                answer = await self._hop(request, left_s)
                left_s -= monotonic() - started
            if isinstance(answer, Fetched):
                if hop == 0:
                    return replace(answer, url=url)
                return replace(answer, permanent_url=answer.url if permanent else None)
            request = replace(request, url=answer.url, cookies=answer.cookies)
            permanent = permanent and answer.permanent
        raise FetchError(f"more than {self._max_redirects} redirects", failure=FetchFailure.HARD)

    @asynccontextmanager
    async def _place(self, host: str) -> AsyncIterator[None]:
        """Wait for one of the host's places, then for one of all.

        The host's place then stays empty for as long as it was used, so that what is all on one host does not reach it
        as a burst, and a slow host gets fewer requests.
        """
        place = self._places[host]
        place.users += 1
        acquired, used_s = False, 0.0
        try:
            acquired = await place.slots.acquire()
            async with self._limit:
                started = monotonic()
                try:
                    yield
                finally:
                    used_s = min(monotonic() - started, _LONGEST_PAUSE_S)
        finally:
            asyncio.get_running_loop().call_later(used_s, self._give_back, host, place, acquired)

    def _give_back(self, host: str, place: _Place, acquired: bool) -> None:
        if acquired:
            place.slots.release()
        place.users -= 1
        if not place.users:
            self._places.pop(host, None)

    def _check_quiet(self, host: str) -> None:
        """Raise FetchError while the host wants to be left alone; each has to wait a second longer than the one before.

        So hundreds behind one host neither come back in one burst, to be refused again, nor keep coming back together.
        """
        left_s = self._quiet_until.get(host, 0.0) - self._clock_s()
        if left_s > 0:
            waiting = self._held[host]
            self._held[host] += 1
            raise FetchError(
                f"{THROTTLED} of this host just now",
                failure=FetchFailure.TEMPORARY,
                retry_after_s=left_s + waiting * _HELD_APART_S,
                asked=False,
            )

    def _leave_alone(self, host: str, wait_s: float | None) -> None:
        now = self._clock_s()
        self._quiet_until = {name: until for name, until in self._quiet_until.items() if until > now}
        self._held = Counter({name: held for name, held in self._held.items() if name in self._quiet_until})
        self._held[host] = 0
        self._quiet_until[host] = now + min(_QUIET_S if wait_s is None else wait_s, _LONGEST_QUIET_S)

    async def _hop(self, request: _Request, left_s: float) -> Fetched | _Redirect:
        """Send one request and read what comes, in at most `left_s`."""
        extras = self._sites.extras_of(request.url)
        try:
            async with asyncio.timeout(left_s):
                return await self._send(request, extras)
        except aiohttp.ConnectionTimeoutError:
            to = " to the proxy" if extras.proxy is not None else ""
            raise FetchError(
                f"no connection{to} within {self._connect_timeout_s:g} s", failure=FetchFailure.TEMPORARY
            ) from None
        except TimeoutError:
            raise FetchError(f"timed out after {self._timeout_s:g} s", failure=FetchFailure.TEMPORARY) from None
        except VENDOR_ERRORS as error:
            raise translate(error, proxied=extras.proxy is not None) from None

    async def _send(self, request: _Request, extras: Extras) -> Fetched | _Redirect:
        session = self._session if extras.proxy is None else self._proxied
        if session is None:
            raise RuntimeError("HttpFetcher works inside `async with`")
        if extras.proxy is not None and not self._allow_private:
            await refuse_private(request.url)
        cookies = None if request.cookies is None else request.cookies.filter_cookies(request.url)
        async with session.get(
            extras.address(request.url),
            headers=extras.headers_with(cookies, request.headers),
            allow_redirects=False,
            proxy=extras.proxy.url if extras.proxy else None,
        ) as response:
            if response.status in REDIRECTS:
                # Most requests meet no redirect, and a jar costs a tenth of one. It also serves hosts without a name.
                jar = aiohttp.CookieJar(unsafe=True) if request.cookies is None else request.cookies
                jar.update_cookies(response.cookies, response.url)
                return _Redirect(_target(response), response.status in PERMANENT, jar)
            if response.status == 304 and request.headers:
                return _fetched(response, b"", given=request.headers)
            if response.status == 429:
                self._leave_alone(request.url.host or "", retry_after_s(response.headers))
            if response.status == 407 and extras.proxy is not None:
                raise proxy_refused(response.status)
            failure = failure_of(response.status, response.headers)
            if failure is not None:
                raise failure
            return _fetched(response, await _read(response, request.max_bytes), given={})


async def _read(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """Return the decoded body; raises FetchError as soon as it is too large."""
    refuse_encoding(", ".join(response.headers.getall("Content-Encoding", [])), _ACCEPTED)
    too_large = FetchError(f"larger than {size(max_bytes)}", failure=FetchFailure.HARD)
    if (response.content_length or 0) > max_bytes:
        raise too_large
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > max_bytes:
            raise too_large
    return bytes(body)


def _fetched(response: aiohttp.ClientResponse, body: bytes, *, given: dict[str, str]) -> Fetched:
    """Return the answer; a 304 without validators keeps those that were given (RFC 9110 section 15.4.5)."""
    content_type, charset = content_type_of(response.headers)
    return Fetched(
        url=str(response.url),
        status=response.status,
        body=body,
        content_type=content_type,
        charset=charset,
        etag=validator(response.headers, "ETag") or given.get("If-None-Match"),
        last_modified=validator(response.headers, "Last-Modified") or given.get("If-Modified-Since"),
        fresh_s=fresh_s(response.headers),
    )


def _target(response: aiohttp.ClientResponse) -> URL:
    location = response.headers.get("Location", "").strip()
    if not location:
        raise FetchError(f"HTTP {response.status} without a location", failure=FetchFailure.HARD)
    try:
        target = response.url.join(URL(location))
    except ValueError:
        raise FetchError("redirected to no web address", failure=FetchFailure.HARD) from None
    return _web_address(str(target))


def _web_address(url: str) -> URL:
    """Return the URL to ask for; raises FetchError unless it is a whole one of http or https."""
    try:
        address = URL(url.strip())
        whole = bool(address.host) and address.port is not None
    except ValueError:
        whole, address = False, URL()
    if address.scheme and address.scheme not in {"http", "https"}:
        raise FetchError(f"refused the scheme {address.scheme[:20]}", failure=FetchFailure.REFUSED)
    if not whole:
        raise FetchError("not a web address", failure=FetchFailure.HARD)
    return address.with_fragment(None)
