"""Plain aiokafka clients for the verbs: a sender that keeps a bounded number of records in flight, and a reader."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, UnknownTopicOrPartitionError
from aiokafka.structs import ConsumerRecord, RecordMetadata

from streams.engine.records import Record
from streams.errors import BrokerError

IN_FLIGHT = 2_000
MAX_REQUEST_BYTES = 17 * 1024 * 1024
"""A dead letter may have 16 MB (its card) and its batch a header besides."""
MAX_BATCH_BYTES = 262_144
"""With aiokafka's 16 KB four articles fill a batch: 9,200 records a second instead of 27,000 (measured)."""
POLL_MS = 200


class Sender:
    """Sends records in order; each is delivered, or the flush raises."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        """Use a started producer."""
        self._producer = producer
        self._in_flight: list[asyncio.Future[RecordMetadata]] = []

    async def send(self, topic: str, key: bytes | None, value: bytes | None) -> asyncio.Future[RecordMetadata]:
        """Hand a record over; waits for the broker when too many are under way. The future tells where it stands."""
        sent: asyncio.Future[RecordMetadata] = await self._producer.send(topic, value, key)
        self._in_flight.append(sent)
        if len(self._in_flight) >= IN_FLIGHT:
            await self.flush()
        return sent

    async def flush(self) -> None:
        """Wait until the broker has every record.

        Raises:
            KafkaError: one was not delivered.
        """
        await asyncio.gather(*self._in_flight)
        self._in_flight.clear()


async def stop(consumer: AIOKafkaConsumer) -> None:
    """Stop a consumer, whatever its broker does.

    A fetch that waits for its next try as aiokafka's stop cancels it comes out of that as a cancellation of the caller,
    with the connections left open: a stage that read back its memory as the broker died ended of it.
    """
    await stop_wholly(consumer.stop(), consumer)


async def stop_wholly(stopping: Awaitable[None], consumer: AIOKafkaConsumer) -> None:
    """Await `stopping`, which stops the consumer, and finish what a cancellation that is none leaves of it."""
    try:
        await stopping
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise  # it is meant
        await consumer._client.close()  # noqa: SLF001 - which it did not come to


@asynccontextmanager
async def open_sender(brokers: str) -> AsyncIterator[Sender]:
    """Connect an idempotent producer.

    Raises:
        BrokerError: nobody answers at `brokers`.
    """
    producer = AIOKafkaProducer(
        bootstrap_servers=brokers,
        acks="all",
        enable_idempotence=True,
        linger_ms=5,
        max_batch_size=MAX_BATCH_BYTES,
        max_request_size=MAX_REQUEST_BYTES,
    )
    try:
        await producer.start()
    except KafkaConnectionError as error:
        await producer.stop()
        raise nobody_at(brokers) from error
    try:
        yield Sender(producer)
    finally:
        await producer.stop()


@asynccontextmanager
async def open_reader(brokers: str, topics: Sequence[str], *, from_beginning: bool) -> AsyncIterator["Reader"]:
    """Connect a consumer outside every group to all partitions of `topics`.

    Raises:
        BrokerError: nobody answers at `brokers`, or a topic does not exist.
    """
    consumer = AIOKafkaConsumer(
        *topics,
        bootstrap_servers=brokers,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest" if from_beginning else "latest",  # a seek of ours would race with aiokafka's own
    )
    try:
        await consumer.start()
    except KafkaConnectionError as error:
        await stop(consumer)
        raise nobody_at(brokers) from error
    except UnknownTopicOrPartitionError as error:
        await stop(consumer)
        msg = f"no topic {' or '.join(topics)} here: `newsstream topics apply` makes those of the cards"
        raise BrokerError(msg) from error
    try:
        for position in consumer.assignment():
            await consumer.position(position)  # settles where reading begins: what is sent from now on is read
        yield Reader(consumer)
    finally:
        await stop(consumer)


class Reader:
    """Reads the records of its topics, in order within each partition."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        """Use a consumer that stands where it should begin."""
        self._consumer = consumer

    async def poll(self) -> list[Record]:
        """Give the records that have come; none after a short wait."""
        polled = await self._consumer.getmany(timeout_ms=POLL_MS)
        return [record_of(record) for records in polled.values() for record in records]

    async def __aiter__(self) -> AsyncIterator[Record]:
        """Yield records without end."""
        while True:
            for record in await self.poll():
                yield record


def record_of(record: ConsumerRecord) -> Record:
    """Copy a client's record."""
    return Record(
        record.topic,
        record.partition,
        record.offset,
        record.timestamp,
        record.key,
        record.value,
        tuple(record.headers),
    )


def nobody_at(brokers: str) -> BrokerError:
    """Give the error that says so, and what to do."""
    return BrokerError(
        f"no Kafka answers at {brokers}: check NEWSSTREAM_BROKERS, or unset it to use one on this machine"
    )
