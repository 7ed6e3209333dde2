"""Whole topics, read from their beginning to the end that they have now; for `chaos`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.engine.records import Record

POLL_MS = 1_000


@asynccontextmanager
async def _consumer(brokers: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=brokers,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    await consumer._client.force_metadata_update()
    topics = await consumer.topics()
    assert topic in topics
    return [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]


async def ends(brokers: str, topic: str) -> dict[int, int]:
    """Give the end offset of each partition."""
    async with _consumer(brokers) as consumer:
        found = await consumer.end_offsets(await _partitions(consumer, topic))
    return {position.partition: end for position, end in found.items()}


async def read_all(brokers: str, topic: str) -> list[Record]:
    """Give all records of a topic, in order within each partition."""
    records: list[Record] = []
    async with _consumer(brokers) as consumer:
        positions = await _partitions(consumer, topic)
        consumer.assign(positions)
        end = await consumer.end_offsets(positions)
        while any([await consumer.position(one) < end[one] for one in positions]):
            for polled in (await consumer.getmany(*positions, timeout_ms=POLL_MS)).values():
                records += [
                    Record(r.topic, r.partition, r.offset, r.timestamp, r.key, r.value, tuple(r.headers))
                    for r in polled
                ]
    return records
