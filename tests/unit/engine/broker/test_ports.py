"""Ports are free, distinct, and refused in plain words."""

import socket
from contextlib import closing

import pytest

from streams.engine.broker.config import HOST
from streams.engine.broker.ports import choose
from streams.errors import BrokerError


def test_the_system_chooses_two_ports_that_differ() -> None:
    """Clients and the controller need one each."""
    client, controller = choose(0)
    assert 0 < client != controller > 0


def test_a_free_port_is_taken_as_asked() -> None:
    """An explicit port is the port."""
    port, _ = choose(0)
    assert choose(port)[0] == port


def test_a_taken_port_is_named() -> None:
    """The message says which port, and what to do."""
    with closing(socket.create_server((HOST, 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(BrokerError, match=f"port {port} on {HOST} is taken"):
            choose(port)
