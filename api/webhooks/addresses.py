"""Where a webhook may go: public addresses only, looked up once and then held to.

Looking a name up twice, once to check and once to connect, would let its owner answer differently (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
_NAT64: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


class RefusedAddressError(Exception):
    """The host has no address that a webhook may go to."""


async def addresses_of(host: str, port: int, *, allow_private: bool) -> tuple[str, ...]:
    """The addresses to connect to, best first.

    Raises RefusedAddressError when any of the host's addresses is not public, OSError when it has none.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    if not allow_private and not all(is_public(ip_address(address)) for address in addresses):
        raise RefusedAddressError
    return addresses


def is_public(address: Address) -> bool:
    """Whether it is of the open internet: not private, loopback, link-local, multicast, or a wrapping of those."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or any(address in net for net in _NAT64):
            return False
    return address.is_global and not address.is_multicast


def is_public_host(host: str) -> bool:
    """False for an address that is not public and for names that mean this machine; other names are looked up later."""
    try:
        return is_public(ip_address(host.strip("[]")))
    except ValueError:
        name = host.rstrip(".").lower()
        return bool(name) and name != "localhost" and not name.endswith((".localhost", ".local", ".internal"))
