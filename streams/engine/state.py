"""A stage's state in its own compacted topic: read back in bulk, with plain aiokafka, before anything is judged.

Faust's tables read back 4,000 rows a second and can't await a write; `getmany` reads the same topic at 367,000.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.engine.backoff import waits
from streams.engine.clients import stop
from streams.engine.health import Recovery

log = logging.getLogger(__name__)

State = TypeVar("State")
Answer = TypeVar("Answer")

POLL_MS = 1_000
ROWS_A_POLL = 10_000
FETCH_BYTES = 8 * 1024 * 1024
"""Ten thousand rows in one fetch: the larger the page, the less a row costs."""
ANSWER_SECONDS = 30.0
"""A broker that answers nothing for so long is taken for gone; its clients' own limit is 40 s for each request."""

Rows = Sequence[tuple[bytes, bytes | None]]
"""Keys and values of a state topic in their order; without a value the key was deleted."""


async def read_rows(brokers: str, topic: str, partitions: Collection[int], recovery: Recovery) -> AsyncIterator[Rows]:
    """Yield the rows of partitions of a state topic, in the order of each, from its beginning to the end it has now.

    Raises:
        KafkaError: the broker went away meanwhile; what was read is a beginning and must be thrown away.
        TimeoutError: it does not answer; likewise.
    """
    positions = [TopicPartition(topic, partition) for partition in partitions]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=brokers,
        enable_auto_commit=False,
        max_partition_fetch_bytes=FETCH_BYTES,
        isolation_level="read_committed",
        auto_offset_reset="earliest",  # a seek would race with aiokafka's own reset; a lost race reads nothing
    )
    try:
        await _answered(consumer.start())
        consumer.assign(positions)
        begin = await _answered(consumer.beginning_offsets(positions))
        end = await _answered(consumer.end_offsets(positions))
        read = begin
        while any(read[one] < end[one] for one in positions):
            polled = await _answered(consumer.getmany(*positions, timeout_ms=POLL_MS, max_records=ROWS_A_POLL))
            for records in polled.values():
                yield [(record.key or b"", record.value) for record in records]
            read = {one: await _answered(consumer.position(one)) for one in positions}
            recovery.moved(sum(read.values()) - sum(begin.values()), sum(end.values()) - sum(begin.values()))
    finally:
        await stop(consumer)


async def _answered(asked: Awaitable[Answer]) -> Answer:
    return await asyncio.wait_for(asked, ANSWER_SECONDS)


async def recover(
    brokers: str,
    topic: str,
    partitions: Collection[int],
    rebuild: Callable[[AsyncIterator[Rows]], Awaitable[State]],
    recovery: Recovery,
) -> State:
    """Rebuild a state from its whole topic; begin anew, without limit, when the broker goes away meanwhile."""
    for wait_seconds in waits():
        try:
            return await rebuild(read_rows(brokers, topic, partitions, recovery))
        except (KafkaError, TimeoutError) as error:
            recovery.failure = repr(error)
            log.warning("%s could not be read back (%r); again in %.1f s", topic, error, wait_seconds)
            await asyncio.sleep(wait_seconds)
    msg = "the waits never end"
    raise AssertionError(msg)
