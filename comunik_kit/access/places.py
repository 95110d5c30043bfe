"""Where an address is, by what the address itself says: nobody outside is asked."""

from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# The network of a house or an office, and one link (RFC 4291).
_SAME_NETWORK = {4: 24, 6: 64}


class Place(StrEnum):
    """As near as it can be told; empty for what is no address."""

    MACHINE = "machine"
    SAME = "same"
    LOCAL = "local"
    INTERNET = "internet"
    NOWHERE = ""


def place_of(ip: str, beside: str = "") -> Place:
    """Place an address; `beside` is that of who asks, which may be in the same network."""
    there, here = _read(ip), _read(beside)
    if there is None:
        return Place.NOWHERE
    if there.is_loopback:
        return Place.MACHINE
    if here is not None and _share_network(there, here):
        return Place.SAME
    return Place.INTERNET if there.is_global else Place.LOCAL


def _read(ip: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(ip)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _share_network(one: IPv4Address | IPv6Address, other: IPv4Address | IPv6Address) -> bool:
    return one.version == other.version and one in ip_network(
        (other, _SAME_NETWORK[one.version]), strict=False
    )
