"""Which addresses may be connected to."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.ingest.addresses import RefusedAddressError, Resolver, is_public, require_public

CLOSED = """
0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192
192.168.1.1 198.18.0.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16 192.0.2.1 198.51.100.7
203.0.113.9 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 fe80::1
fe80::1%eth0 fec0::1 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 2001::1 2002:7f00:1:: 3fff::1 5f00::1 100::1
not-an-address 127.1 2130706433 0x7f.0.0.1
""".split()
OPEN = "8.8.8.8 172.15.0.1 172.32.0.1 100.128.0.1 192.0.1.1 2606:4700::1111 2a00:1450::1 64:ff9b::808:808".split()


@pytest.mark.parametrize("address", CLOSED)
def test_what_leads_inside_is_closed(address: str) -> None:
    """Private, local, shared, reserved and multicast addresses, however they are written, and what is no address."""
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_are_open(address: str) -> None:
    """The Internet can be reached, right up to the edges of what is closed."""
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_embedded_address_is_judged_like_the_address(address: object) -> None:
    """Behind the prefix of NAT64 an address is as open as by itself; mapped into IPv6 it never is."""
    assert is_public(f"64:ff9b::{address}") == is_public(str(address))
    assert not is_public(f"::ffff:{address}")


def test_one_bad_address_closes_a_host() -> None:
    """A host that is at a public and at a private address is refused, and the message names the private one."""
    with pytest.raises(RefusedAddressError, match=r"example\.com is at 10\.0\.0\.1, which is no public address"):
        require_public("example.com", ["8.8.8.8", "10.0.0.1"])


async def test_the_resolver_hands_on_only_what_it_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads inside is refused before anybody could connect; with the setting it isn't."""

    def look_up(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    careful, trusting = Resolver(is_private_allowed=False), Resolver(is_private_allowed=True)
    with pytest.raises(RefusedAddressError, match="inside"):
        await careful.resolve("inside.example", 80)
    assert [one["host"] for one in await trusting.resolve("inside.example", 80)] == ["10.0.0.1"]
    await careful.close()
    await trusting.close()
