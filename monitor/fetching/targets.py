"""Where a proxy may be sent: the address guard of `guard` sees only the connection to the proxy itself.

So names are looked up here before a URL is handed over. What the proxy finds for the same name a moment later, nobody
here can know: see deploy/README.md.
"""

import asyncio
import re
import socket
from ipaddress import ip_address

from yarl import URL

from monitor.core.errors import FetchError, FetchFailure
from monitor.fetching.guard import REFUSED, is_public

_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.IGNORECASE)


async def refuse_private(url: URL) -> None:
    """Raise FetchError unless every address of the URL's host belongs to the public internet."""
    host = url.raw_host or ""
    if _is_odd(host):  # 010.8.8.8: this machine and the proxy may read it differently
        raise FetchError(REFUSED, failure=FetchFailure.REFUSED)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, url.port, type=socket.SOCK_STREAM)
    if not all(is_public(str(address[0])) for *_, address in found):
        raise FetchError(REFUSED, failure=FetchFailure.REFUSED)


def _is_odd(host: str) -> bool:
    """Whether a host is a number in another spelling than the usual one."""
    if not _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return False
    try:
        return str(ip_address(host)) != host
    except ValueError:
        return True
