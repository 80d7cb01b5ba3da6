"""What the HTTP library raises, as the failures that are counted; its own exceptions end here."""

import errno
import socket
import ssl

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError

from monitor.core.errors import FetchError, FetchFailure
from monitor.fetching.guard import REFUSED, AddressRefused

#: What a request can raise, but for time-outs. ValueError: names and headers that cannot be encoded.
VENDOR_ERRORS = (aiohttp.ClientError, OSError, ValueError)

_BY_ERRNO = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: "connection reset",
    errno.EPIPE: "connection reset",
    errno.EHOSTUNREACH: "no route to the host",
    errno.ENETUNREACH: "no route to the host",
    errno.ETIMEDOUT: "timed out connecting",
}


def proxy_refused(status: int) -> FetchError:
    """Return the failure that a proxy's own answer is: a password that is mended helps every page behind it."""
    return FetchError(f"the proxy refused: HTTP {status}", failure=FetchFailure.TEMPORARY)


def translate(error: Exception, *, proxied: bool = False) -> FetchError:
    """Return the failure that one of VENDOR_ERRORS is; its reason is short and stable.

    With `proxied` the only connection there is leads to the proxy.
    """
    of_proxy = _of_proxy(error) if proxied else None
    if of_proxy is not None:
        return of_proxy
    for kind, failure, reason in (
        (aiohttp.ClientConnectorDNSError, FetchFailure.TEMPORARY, "no such host"),
        (socket.gaierror, FetchFailure.TEMPORARY, "no such host"),
        (aiohttp.InvalidURL, FetchFailure.HARD, "not a web address"),
        (aiohttp.ServerDisconnectedError, FetchFailure.TEMPORARY, "connection closed without an answer"),
        (aiohttp.ClientResponseError, FetchFailure.HARD, "not an HTTP answer"),
    ):
        if isinstance(error, kind):
            return FetchError(reason, failure=failure)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return FetchError(f"TLS: {_certificate(error.certificate_error)}", failure=FetchFailure.HARD)
    if isinstance(error, aiohttp.ClientConnectorSSLError | ssl.SSLError):
        return FetchError(f"TLS: {_handshake(error)}", failure=FetchFailure.HARD)
    if isinstance(error, aiohttp.ClientPayloadError):
        if _caused_by(error, ContentEncodingError):
            return FetchError("the answer cannot be decompressed", failure=FetchFailure.HARD)
        return FetchError("connection closed within the answer", failure=FetchFailure.TEMPORARY)
    if _caused_by(error, AddressRefused):
        return FetchError(REFUSED, failure=FetchFailure.REFUSED)
    if isinstance(error, OSError):
        return FetchError(_BY_ERRNO.get(error.errno or 0, "no connection"), failure=FetchFailure.TEMPORARY)
    if isinstance(error, UnicodeError):
        return FetchError("no such host", failure=FetchFailure.TEMPORARY)
    if isinstance(error, ValueError):
        return FetchError("not a web address", failure=FetchFailure.HARD)
    return FetchError(f"connection failed: {type(error).__name__}", failure=FetchFailure.TEMPORARY)


def _of_proxy(error: Exception) -> FetchError | None:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return proxy_refused(error.status)
    if isinstance(error, aiohttp.ClientProxyConnectionError | aiohttp.ClientConnectorDNSError):
        return FetchError("no connection to the proxy", failure=FetchFailure.TEMPORARY)
    return None


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind) or isinstance(getattr(error, "os_error", None), kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def _certificate(error: Exception) -> str:
    """Return OpenSSL's words for what is wrong with a certificate, without the name of the host."""
    message = str(getattr(error, "verify_message", "") or "the certificate is not accepted")
    return message.partition(",")[0].rstrip(".")


def _handshake(error: BaseException) -> str:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorSSLError) else error
    reason = getattr(cause, "reason", None)
    return str(reason).replace("_", " ").lower() if reason else "the handshake failed"
