"""The client for the web, as the settings want it."""

from typing import TYPE_CHECKING

from pydantic import SecretStr

from monitor.app.settings import Settings

if TYPE_CHECKING:
    from monitor.fetching import HttpFetcher


def web_client(settings: Settings) -> "HttpFetcher":
    """Return the client for feeds, pages and robots.txt; an async context manager."""
    from monitor.fetching import HttpFetcher, Proxy, Site, Sites  # noqa: PLC0415 - aiohttp takes a while to load

    def proxy(address: SecretStr | None) -> "Proxy | None":
        return None if address is None else Proxy.at(address.get_secret_value())

    sites = [
        Site(
            url=site.url,
            headers={name: value.get_secret_value() for name, value in site.headers.items()},
            cookies=site.cookies.get_secret_value() if site.cookies else "",
            proxy=proxy(site.proxy),
        )
        for site in settings.sites.values()
    ]
    return HttpFetcher(
        user_agent=settings.user_agent,
        allow_private=settings.allow_private_networks,
        sites=Sites(sites, proxy=proxy(settings.proxy)),
    )
