"""Reading chosen parts of the log, outside of every group: for what looks back, `newsstream audit` and `trace`.

A *span* is a run of offsets of one partition. Only what was committed is seen, and an end is where that ends.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.structs import ConsumerRecord

from streams.engine.clients import POLL_MS, nobody_at, record_of, stop
from streams.engine.records import Record
from streams.errors import BrokerError

T = TypeVar("T")

SILENCE_SECONDS = 30.0
"""A live broker answers a fetch within half a second; one that is down this long is not waited for by a verb."""


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets from `begin` up to, and without, `end`."""

    topic: str
    partition: int
    begin: int
    end: int

    @property
    def size(self) -> int:
        """How many offsets these are; as many records, but for the markers of transactions."""
        return max(0, self.end - self.begin)


class Log:
    """The log of a cluster, to be read at any place."""

    def __init__(self, consumer: AIOKafkaConsumer, admin: AIOKafkaAdminClient) -> None:
        """Use started clients; the consumer belongs to no group."""
        self._consumer = consumer
        self._admin = admin

    async def cluster(self) -> str:
        """Give the name that the cluster has for itself, from its making on."""
        return str((await self._admin.describe_cluster())["cluster_id"])

    async def spans(self, topics: Collection[str]) -> list[Span]:
        """Give what every partition of the topics holds now; a topic that does not exist has none."""
        existing = set(await self._admin.list_topics())
        names = [topic for topic in topics if topic in existing]
        if not names:
            return []
        described = await self._admin.describe_topics(names)
        positions = [TopicPartition(one["topic"], part["partition"]) for one in described for part in one["partitions"]]
        begins = await self._consumer.beginning_offsets(positions)
        ends = await self._consumer.end_offsets(positions)
        return [Span(at.topic, at.partition, begins[at], ends[at]) for at in sorted(positions)]

    async def since(self, spans: Sequence[Span], timestamp_ms: int) -> list[Span]:
        """Cut spans down to where the first record of that time, or a later one, stands."""
        asked = {_position(span): timestamp_ms for span in spans}
        found = await self._consumer.offsets_for_times(asked) if asked else {}
        offsets = {at: one.offset for at, one in found.items() if one}
        return [
            replace(span, begin=max(span.begin, min(span.end, offsets.get(_position(span), span.end))))
            for span in spans
        ]

    async def between(self, spans: Sequence[Span], begin_ms: int, end_ms: int) -> list[Span]:
        """Cut spans down to what stands from the first record of one time or later to that of another."""
        ends = await self.since(spans, end_ms)
        until = [replace(span, end=end.begin) for span, end in zip(spans, ends, strict=True)]
        return await self.since(until, begin_ms)

    async def pick(self, places: Collection[tuple[str, int, int]]) -> list[Record]:
        """Give the records at these places, one a partition: topic, partition, offset; those that are there."""
        wanted = {(topic, partition): offset for topic, partition, offset in places}
        spans = [
            replace(span, begin=offset, end=offset + 1)
            for span in await self.spans({topic for topic, _ in wanted})
            if (offset := wanted.get((span.topic, span.partition), -1)) in range(span.begin, span.end)
        ]
        return [record async for records in self.read(spans) for record in records]

    async def committed(self, group: str) -> Mapping[tuple[str, int], int]:
        """Give the offset at which a group would go on, by topic and partition; what it never read is absent."""
        found = await self._admin.list_consumer_group_offsets(group)
        return {(at.topic, at.partition): one.offset for at, one in found.items()}

    async def read(self, spans: Sequence[Span]) -> AsyncIterator[list[Record]]:
        """Yield the records of spans, at most one a partition, in the order of each.

        Raises:
            BrokerError: nothing comes any more.
        """
        left = {_position(span): span for span in spans if span.size}
        if left:
            await self._stand_at_begins(left)
        while left:
            polled = await _answered(self._poll(left))
            yield [record_of(one) for at, records in polled.items() for one in records if one.offset < left[at].end]
            for at in list(left):
                if await self._consumer.position(at) >= left[at].end:
                    del left[at]

    async def _stand_at_begins(self, spans: Mapping[TopicPartition, Span]) -> None:
        self._consumer.assign(list(spans))
        for at in spans:
            await _answered(self._consumer.position(at))  # aiokafka's own reset is over: it would undo a seek
        for at, span in spans.items():
            self._consumer.seek(at, span.begin)

    async def _poll(self, spans: Mapping[TopicPartition, Span]) -> Mapping[TopicPartition, list[ConsumerRecord]]:
        """Wait for records, or for markers to be passed, which are none."""
        before = [await self._consumer.position(at) for at in spans]
        polled: Mapping[TopicPartition, list[ConsumerRecord]] = {}
        while not polled and before == [await self._consumer.position(at) for at in spans]:
            polled = await self._consumer.getmany(*spans, timeout_ms=POLL_MS)
        return polled


@asynccontextmanager
async def open_log(brokers: str) -> AsyncIterator[Log]:
    """Connect to the log of a cluster.

    Raises:
        BrokerError: nobody answers at `brokers`, or the cluster fails while it is read.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=brokers,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    try:
        await consumer.start()
        await admin.start()
        yield Log(consumer, admin)
    except KafkaConnectionError as error:
        raise nobody_at(brokers) from error
    except KafkaError as error:
        msg = f"Kafka at {brokers} failed while its log was read: {error!r}"
        raise BrokerError(msg) from error
    finally:
        await stop(consumer)
        await admin.close()


async def _answered(call: Awaitable[T]) -> T:
    try:
        return await asyncio.wait_for(call, SILENCE_SECONDS)
    except TimeoutError as error:
        msg = f"Kafka has not answered for {SILENCE_SECONDS:.0f} s while its log was read"
        raise BrokerError(msg) from error


def _position(span: Span) -> TopicPartition:
    return TopicPartition(span.topic, span.partition)
