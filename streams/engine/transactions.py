"""An outbox for a stage that one worker runs: one batch is one Kafka transaction, and only one in the world may write.

What a batch causes becomes visible together or not at all: dedup's verdicts and the rows that remember them, publish's
event and its outcome. Claiming the outbox fences whoever claimed it before: a worker that was stopped for longer than
its session, and then goes on as if nothing had happened, can't write another word (Kafka refuses it with
ProducerFenced), neither a second verdict nor an older version over the latest.

A claim also ends what Kafka itself left open. A broker (4.4) that dies between its decision to commit and the marks of
it in the partitions, and whose partitions have no leader yet when it returns, takes them for deleted: it calls the
transaction complete without the marks. Readers then stand before records that nobody will ever end, a memory is read
back without its last rows, and what they were made of is judged again: 4 verdicts came twice that way.
"""

import asyncio
from collections.abc import Collection, Sequence

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import ProducerFenced

from streams.engine.clients import MAX_BATCH_BYTES, MAX_REQUEST_BYTES
from streams.engine.health import Recovery
from streams.engine.loop import BrokenClaimError, LostClaimError
from streams.engine.records import Outgoing

LINGER_MS = 0
"""A transaction's commit flushes: to wait for more records would only add to the latency."""
TRANSACTION_MS = 60_000
"""A transaction that a dead worker left open holds readers back no longer than this; the next claim ends it at once."""


class TransactionalOutbox:
    """Effects in transactions, under a name that only one worker may hold."""

    def __init__(self, brokers: str, transactional_id: str, topics: Sequence[str]) -> None:
        """Know the name, and the topics that are written to; nothing is claimed yet."""
        self._brokers = brokers
        self._transactional_id = transactional_id
        self._topics = topics
        self._producer: AIOKafkaProducer | None = None

    async def claim(self) -> None:
        """Take the name from whoever has it; what they began and did not commit is undone.

        Raises:
            KafkaError: the broker does not answer; the call may be repeated.
        """
        await self._end_what_was_left(await self._start())
        await self._start()  # answered only when that end stands in every partition: a memory is read up to there

    async def _end_what_was_left(self, producer: AIOKafkaProducer) -> None:
        """Commit nothing in every partition, and with it all that stands there under this name without an end.

        To undo it instead would leave out what was committed and acknowledged. What was to be undone is judged again,
        and met by its rows: both are made visible alike.
        """
        async with producer.transaction():
            for topic in self._topics:
                for partition in await producer.partitions_for(topic):
                    producer._txn_manager.maybe_add_partition_to_txn(TopicPartition(topic, partition))  # noqa: SLF001

    async def _start(self) -> AIOKafkaProducer:
        await self.close()
        producer = AIOKafkaProducer(
            bootstrap_servers=self._brokers,
            transactional_id=self._transactional_id,
            transaction_timeout_ms=TRANSACTION_MS,
            linger_ms=LINGER_MS,
            max_batch_size=MAX_BATCH_BYTES,
            max_request_size=MAX_REQUEST_BYTES,
        )
        try:
            await producer.start()
        except BaseException:
            await producer.stop()
            raise
        self._producer = producer
        return producer

    async def deliver(self, events: Sequence[Outgoing], state: Sequence[Outgoing]) -> None:
        """Commit `events` and `state` as one transaction.

        Raises:
            LostClaimError: another worker has claimed the name; nothing was written, and nothing will be.
            BrokenClaimError: the client gave up; whether the batch was written shows in the state, after a new claim.
            KafkaError: the transaction was undone; the call may be repeated.
        """
        if self._producer is None:
            msg = f"nobody claimed {self._transactional_id} before delivering"
            raise RuntimeError(msg)
        if not events and not state:
            return
        try:
            async with self._producer.transaction():
                sent = [await self._send(self._producer, record) for record in (*events, *state)]
                await asyncio.gather(*sent)
        except ProducerFenced as error:
            raise LostClaimError(self._transactional_id) from error
        except Exception as error:
            if self._producer._txn_manager.is_fatal_error():  # noqa: SLF001 - it would refuse every further call
                raise BrokenClaimError(repr(error)) from error
            raise

    async def _send(self, producer: AIOKafkaProducer, record: Outgoing) -> asyncio.Future[object]:
        sent: asyncio.Future[object] = await producer.send(
            record.topic,
            record.value,
            record.key,
            partition=record.partition,
            timestamp_ms=record.timestamp_ms,
            headers=list(record.headers),
        )
        return sent

    async def close(self) -> None:
        """Give the connection back; the name stays with whoever claims it next."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()


class NoMemory:
    """The state of a stage that remembers nothing, but whose outbox must be claimed whenever its partitions come."""

    def __init__(self) -> None:
        """Nothing is claimed yet."""
        self.is_here = False

    async def recover(self, partitions: Collection[int], recovery: Recovery) -> None:  # noqa: ARG002 - none to read
        """There is nothing to read back: the claim before it was all."""
        self.is_here = True

    def forget(self) -> None:
        """Let the next batch begin with a claim."""
        self.is_here = False
