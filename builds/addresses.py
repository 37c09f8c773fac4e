"""Whom a network address stands for when visitors are counted."""

import ipaddress

IPV6_PREFIX = 64
"""Whoever has one address of such a network has them all."""
UNKNOWN = "unknown"


def visitor_at(address: str | None) -> str:
    """An IPv4 address, or the network of an IPv6 one. All that is no address is one visitor."""
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))


def is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
