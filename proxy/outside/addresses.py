"""Which machines a webhook may reach: resolve once, look at every address, connect to the one seen.

A name that resolves to something else between check and use cannot redirect the call (DNS rebinding),
because the connection goes to the address that was checked. Link-local addresses, where clouds keep
their metadata service, are never reached; private ones only where the administrator says so.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from typing import Final

_PRIVATE: Final = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "::1", "fc00::/7")
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port → addresses, as texts."""


class ForbiddenAddressError(Exception):
    """The host is, or resolves to, an address that must not be reached."""


async def resolve(host: str, port: int) -> list[str]:
    """The system's resolver. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def may_reach(text: str, *, private: bool) -> bool:
    """Whether a connection to this address is allowed."""
    address = _meant(ipaddress.ip_address(text.partition("%")[0]))
    if address.is_multicast or address.is_link_local:
        return False
    return address.is_global or (private and any(address in network for network in _PRIVATE))


def _meant(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, or through NAT64 (RFC 6052)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


async def checked_address(host: str, port: int, *, private: bool, resolver: Resolve) -> str:
    """One address of the host, when all of them may be reached. Raises ForbiddenAddressError, OSError."""
    addresses = await resolver(host, port)
    if not addresses:
        raise ForbiddenAddressError("it has no address")
    if not all(may_reach(address, private=private) for address in addresses):
        raise ForbiddenAddressError("it resolves to an address that must not be reached")
    return addresses[0]
