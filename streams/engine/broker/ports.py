"""Free ports of the loopback address, for `server`."""

import socket
from contextlib import ExitStack, closing

from streams.engine.broker.config import HOST
from streams.errors import BrokerError


def choose(port: int) -> tuple[int, int]:
    """Give the ports for clients and for the controller; a `port` of 0 lets the system choose.

    Both are held at once, so that they differ. Another program may still take one before Kafka does: `server` sees it.

    Raises:
        BrokerError: the port asked for is taken or not allowed.
    """
    with ExitStack() as held:
        sockets = [held.enter_context(closing(_bound(number))) for number in (port, 0)]
        client, controller = (int(each.getsockname()[1]) for each in sockets)
    return client, controller


def taken(port: int) -> BrokerError:
    """The error for a port that another program holds."""
    return BrokerError(f"port {port} on {HOST} is taken by another program: stop it, or choose another port")


def _bound(port: int) -> socket.socket:
    candidate = socket.socket()
    candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # like Kafka: a connection that lingers is no owner
    try:
        candidate.bind((HOST, port))
        candidate.listen()  # where the address may be reused, only listening finds the other listener
    except PermissionError as error:
        candidate.close()
        message = f"port {port} on {HOST} is not allowed for this user: choose one above 1023"
        raise BrokerError(message) from error
    except OSError as error:
        candidate.close()
        raise taken(port) from error
    return candidate
