"""Which addresses may be connected to: public ones only, judged after the name was resolved.

The resolver hands on exactly the addresses that it judged, so what was judged is what is connected to: a name that
answers otherwise a moment later (DNS rebinding) gains nothing. Called by `fetch` at every hop of a redirect.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

from streams.errors import NewsstreamError

RESOLVER_THREADS = 64
"""Look-ups under way at a time: a dead name server holds a thread for up to 20 s, and must not hold up the others."""

_V4_CLOSED = [
    IPv4Network(one)
    for one in (  # IANA IPv4 Special-Purpose Address Registry (RFC 6890), and multicast
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        "168.63.129.16/32",  # public by its number, yet the metadata service of a cloud
    )
]
_V6_OPEN = IPv6Network("2000::/3")
"""All that IANA has given out as global unicast: loopback, mapped, local and multicast addresses lie outside."""
_V6_CLOSED = [
    IPv6Network(one)
    for one in (  # IANA IPv6 Special-Purpose Address Registry, as far as it lies within 2000::/3
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
]
_NAT64 = IPv6Network("64:ff9b::/96")
"""The last 32 bits are the IPv4 address that is meant (RFC 6052)."""


class RefusedAddressError(NewsstreamError, OSError):
    """A host is, or resolves to, an address that may not be connected to."""


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public Internet; False for what is none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        return _is_public_v6(parsed)
    return not any(parsed in network for network in _V4_CLOSED)


def _is_public_v6(address: IPv6Address) -> bool:
    if address in _NAT64:
        return is_public(str(IPv4Address(address.packed[-4:])))
    return address in _V6_OPEN and not any(address in network for network in _V6_CLOSED)


def is_address(host: str) -> bool:
    """Tell whether a URL's host is written as an address: no resolver is asked for those."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def require_public(host: str, addresses: list[str]) -> None:
    """See that all addresses of a host are public.

    Raises:
        RefusedAddressError: one is not; a host with one good and one bad address is not to be trusted with either.
    """
    closed = [address for address in addresses if not is_public(address)]
    if closed:
        where = host if closed[0] == host else f"{host} is at {closed[0]}, which"
        msg = f"{where} is no public address: NEWSSTREAM_INGEST_PRIVATE=true allows it"
        raise RefusedAddressError(msg)


class Resolver(AbstractResolver):
    """Looks names up in threads of its own, and refuses those that lead inside."""

    def __init__(self, *, is_private_allowed: bool) -> None:
        """Look nothing up yet."""
        self._is_private_allowed = is_private_allowed
        self._threads = ThreadPoolExecutor(RESOLVER_THREADS, thread_name_prefix="resolver")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give the addresses of a host, in the order of the system's resolver.

        Raises:
            RefusedAddressError: one of them is not public.
            OSError: the name has none.
        """
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port, family)
        if not self._is_private_allowed:
            require_public(host, [one["host"] for one in found])
        return found

    async def close(self) -> None:
        """Let go of the threads; one that still waits for a name server ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    infos = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return [
        ResolveResult(hostname=host, host=str(address[0]), port=port, family=kind, proto=protocol, flags=flags)
        for kind, _, protocol, _, address in infos
    ]
