"""What a failed request says about a message, by how far it got: the same for every service over HTTP."""

import aiohttp

from monitor.core.errors import DeliveryError, NotSent, OutcomeUnknown


def network_error(error: Exception) -> DeliveryError:
    """Return what an exception of aiohttp means: NotSent where nothing was sent, OutcomeUnknown where something was."""
    match error:
        # ClientConnectorError is a ClientOSError, so it has to be asked for first: only it says that nothing was sent.
        case aiohttp.ClientConnectorDNSError():
            return NotSent("host not found")
        case aiohttp.ClientSSLError():
            return NotSent("TLS failed")
        case aiohttp.ClientConnectorError():
            return NotSent("no connection")
        case aiohttp.ConnectionTimeoutError():
            return NotSent("no connection in time")
        case aiohttp.InvalidURL() | ValueError():
            return NotSent("the address is no URL")
        case TimeoutError():
            return OutcomeUnknown("no answer in time")
        case aiohttp.ClientHttpProxyError():
            return NotSent("the proxy refused")
        case _:
            return OutcomeUnknown("connection lost")
