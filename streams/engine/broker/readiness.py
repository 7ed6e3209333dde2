"""Whether a broker really answers: not only its port, but topics, groups and transactions; asked by `server`.

In its first seconds a broker listens, yet answers that no coordinator is available. The first question after each kind
of coordinator also makes Kafka create the topic behind it, which later callers then needn't wait for.
"""

import asyncio
import logging
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from streams.engine.broker.config import HOST

GROUP, TRANSACTION = 0, 1
"""Kafka's numbers for the kinds of coordinator."""
ASKED = "newsstream-readiness"
"""A group and a transactional id that nobody uses."""
ANSWER_SECONDS = 5.0


def is_ready(port: int) -> bool:
    """Ask once, for at most ANSWER_SECONDS."""
    try:
        socket.create_connection((HOST, port), ANSWER_SECONDS).close()
    except OSError:
        return False
    with _quiet(), ThreadPoolExecutor(1) as thread:  # the caller's thread may have a loop of its own
        return thread.submit(lambda: asyncio.run(_answers(f"{HOST}:{port}"))).result()


async def _answers(bootstrap_servers: str) -> bool:
    with suppress(KafkaError, TimeoutError):
        async with asyncio.timeout(ANSWER_SECONDS):
            admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
            try:
                await admin.start()
                await admin.find_coordinator(ASKED, TRANSACTION)
                await admin.list_consumer_group_offsets(ASKED)  # refused while the group's coordinator still loads
            finally:
                await admin.close()
        return True
    return False


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep a client's complaints about a broker that isn't up yet from the user."""
    logger = logging.getLogger("aiokafka")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
