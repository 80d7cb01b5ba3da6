"""The one guarded HTTP client.

Here: `HttpFetcher` (the port `core.ports.Fetcher`), `PageFetcher` (the same, where a site's robots.txt allows),
`Sites` (headers, cookies and proxies of some), the address guard, what answers and failures mean. Not here: what is in
a body (`feeds`, `articles`), when to fetch again (`feeds.cadence`). This room is aiohttp: import it late.
"""

from monitor.fetching.client import HttpFetcher
from monitor.fetching.robots import PageFetcher, Robots
from monitor.fetching.sites import Proxy, Site, Sites

__all__ = ["HttpFetcher", "PageFetcher", "Proxy", "Robots", "Site", "Sites"]
