"""Faust and aiokafka as newsstream uses them: where their defaults lose, starve or stall, these are ours.

Faust's types end here: what leaves this module are the records of `engine.records`.
"""

import asyncio
import logging
import weakref
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import faust
from aiokafka.errors import KafkaError
from faust.tables.manager import TableManager
from faust.transport.drivers import aiokafka as driver

from streams.engine.backoff import waits
from streams.engine.clients import MAX_BATCH_BYTES, MAX_REQUEST_BYTES, stop_wholly
from streams.engine.loop import BATCH_RECORDS, WITHIN_SECONDS
from streams.engine.records import Outgoing, Record
from streams.engine.room import Room
from streams.engine.taken import Taken

log = logging.getLogger(__name__)

LINGER_SECONDS = 0.005
SESSION_SECONDS = 10.0
"""With the default a restart after kill -9 sat about 40 s without partitions (measured)."""
HEARTBEAT_SECONDS = 3.0
COMMIT_SECONDS = 1.0
BUFFERED_RECORDS = 1_000
"""Records waiting in Faust's stream: two batches of ours, where its default of 4,096 would hold eight in memory."""


HELD_BYTES = 32 * 1024 * 1024
"""Values waiting in Faust's stream or in our hands: a thousand records of 10 MB would be 10 GB. One more may come."""


class IdempotentProducer(driver.Producer):
    """Faust's producer is idempotent only inside its own transactions; ours always is."""

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Faust reads what was never committed, and a member with a name of its own never leaves; ours are otherwise."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"
        return consumer

    async def on_start(self) -> None:
        """Connect; a broker that goes away at this very moment is waited for, as it is at any later one."""
        for wait_seconds in waits():
            try:
                return await super().on_start()
            except KafkaError as error:
                if self._consumer is not None:
                    await self._consumer.stop()
                if self.app.should_stop:
                    return None
                log.warning("Kafka went away (%r); connecting again in %.1f s", error, wait_seconds)
                await asyncio.sleep(wait_seconds)
        return None

    async def on_thread_stop(self) -> None:
        """Leave the group at once: a name lets a killed process return; one that was stopped may not return at all."""
        if self._consumer is None:
            return await super().on_thread_stop()
        if self._consumer._coordinator is not None:
            self._consumer._coordinator._group_instance_id = None
        return await stop_wholly(super().on_thread_stop(), self._consumer)


class Consumer(driver.Consumer):
    """Faust's consumer on that thread, with our notion of what is under way and what may be committed (`taken`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.taken = Taken()
        self._room = Room(HELD_BYTES)
        super().__init__(*args, **kwargs)
        self._pass_on, self.callback = self.callback, self._when_there_is_room

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def on_partitions_revoked(self, revoked: Any) -> None:
        """Call when partitions go, before anything else knows."""
        self.taken.revoked()
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: Any, generation_id: int = 0) -> None:
        """Call when partitions come, before anything of them is read."""
        self.taken.assigned()
        await super().on_partitions_assigned(assigned, generation_id)

    def _to_message(self, tp: Any, record: Any) -> Any:
        message: Any = super()._to_message(tp, record)
        message.assignment = self.taken.assignment
        return message

    async def _when_there_is_room(self, message: Any) -> None:
        size = len(message.value or b"")
        await self._room.enter(size)
        message.release = weakref.finalize(message, self._room.leave, size)  # also when it is dropped on its way
        await self._pass_on(message)

    def ack(self, message: Any) -> bool:
        """Let the committed offset pass a record, once it passed all that were taken before it."""
        message.acked = True
        message.release()
        return True

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Any:  # noqa: ARG002 - Faust asks for all
        return self.taken.partitions

    def _new_offset(self, tp: Any) -> int | None:
        return self.taken.pass_acknowledged(tp)

    async def _add_gap(self, tp: Any, offset_from: int, offset_to: int) -> None:
        """Keep no list of missing offsets: nobody asks for it, and it would grow."""


class Transport(driver.Transport):
    """Faust's transport with our producer and our consumer."""

    Producer = IdempotentProducer
    Consumer = Consumer


class NoTables(TableManager):
    """Faust's manager of tables, without the second that it leaves an app to declare them in: there are none."""

    async def on_start(self) -> None:
        """Be ready at once: until then the consumer subscribes to nothing."""
        await self._update_channels()
        await self.recovery.start()


class App(faust.App):
    """Faust's app without folders for tables that it does not have, and with queues that keep what they hold."""

    def FlowControlQueue(self, maxsize: int | None = None, *, clear_on_resume: bool = False) -> Any:  # noqa: ARG002, N802
        """Make a queue that is never emptied: `taken` knows what is stale.

        Faust would empty it at the end of an assignment, when the first records of it may be in it already, and never
        reads those again: 389 articles were lost that way, on a machine that had more to do than it could.
        """
        return super().FlowControlQueue(maxsize)

    def _create_directories(self) -> None:
        """Make none."""


def new_app(app_id: str, brokers: str, instance: str | None) -> faust.App:
    """Make an app that reads and writes bytes, declares no topic and serves no page."""
    urls = [f"kafka://{broker.strip()}" for broker in brokers.split(",")]
    app = App(
        app_id,
        broker=urls,
        autodiscover=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        store="memory://",
        TableManager=NoTables,
        key_serializer="raw",
        value_serializer="raw",
        broker_session_timeout=SESSION_SECONDS,
        broker_heartbeat_interval=HEARTBEAT_SECONDS,
        broker_commit_interval=COMMIT_SECONDS,
        consumer_group_instance_id=instance,
        consumer_auto_offset_reset="earliest",
        producer_acks=-1,
        producer_linger=LINGER_SECONDS,
        producer_max_batch_size=MAX_BATCH_BYTES,
        producer_max_request_size=MAX_REQUEST_BYTES,
        stream_buffer_maxsize=BUFFERED_RECORDS,
        stream_wait_empty=False,  # what waits in the buffer comes again; a stop that waits for it may wait for ever
    )
    app.transport = Transport(app.conf.broker_consumer, app)
    app.producer_transport = Transport(app.conf.broker_producer, app)
    return app


def input_topic(app: faust.App, *names: str) -> Any:
    """Give a channel of raw bytes; a tombstone comes through as an empty value instead of vanishing in a decoder."""
    return app.topic(*names, key_type=bytes, value_type=bytes, allow_empty=True)


@dataclass(frozen=True, slots=True)
class FaustEvent:
    """A record on loan from a Faust stream."""

    event: Any

    @property
    def record(self) -> Record:
        """Copy what the stages need out of Faust's message."""
        message = self.event.message
        headers = message.headers or ()
        return Record(
            message.topic,
            message.partition,
            message.offset,
            round(message.timestamp * 1000),
            message.key,
            message.value,
            tuple(headers.items() if isinstance(headers, dict) else headers),
        )

    def ack(self) -> None:
        """Let the group's offset pass the record."""
        self.event.ack()


async def take(app: faust.App, stream: Any) -> AsyncIterator[Sequence[FaustEvent]]:
    """Yield batches of a stream without acknowledging them, and nothing that is stale."""
    consumer: Any = app.consumer
    async for events in stream.noack_take(BATCH_RECORDS, within=WITHIN_SECONDS):
        batch = [FaustEvent(event) for event in events if consumer.taken.take(event.message)]
        if batch:
            yield batch


def newest(rows: Sequence[Outgoing]) -> Sequence[Outgoing]:
    """Give only the last of the rows of one key, in the order of the last: a compacted topic keeps no other."""
    found: dict[tuple[str, int | None, bytes | None], Outgoing] = {}
    for row in rows:
        place = row.topic, row.partition, row.key
        found.pop(place, None)
        found[place] = row
    return list(found.values())


@dataclass(frozen=True, slots=True)
class FaustOutbox:
    """Effects through the app's own producer: all events together, awaited, and then the state."""

    app: faust.App

    async def claim(self) -> None:
        """Nothing to claim: what stages without state write is the same whoever writes it."""

    async def deliver(self, events: Sequence[Outgoing], state: Sequence[Outgoing]) -> None:
        """Deliver `events`, then `state`; return when every in-sync replica has them."""
        await self._deliver(events)
        await self._deliver(newest(state))

    async def _deliver(self, records: Sequence[Outgoing]) -> None:
        await asyncio.gather(*[await self._send(record) for record in records])

    async def _send(self, record: Outgoing) -> Awaitable[Any]:
        # Faust cuts a float of seconds down to milliseconds: half a millisecond keeps the cut from losing one.
        seconds = None if record.timestamp_ms is None else (record.timestamp_ms + 0.5) / 1000
        sent: Awaitable[Any] = await self.app.producer.send(
            record.topic, record.key, record.value, record.partition, seconds, list(record.headers)
        )
        return sent
