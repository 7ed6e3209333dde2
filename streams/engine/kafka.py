"""Faust and aiokafka as newsstream uses them: where their defaults lose, starve or stall, these are ours.

Faust's types end here: what leaves this module are the records of `engine.records`.
"""

import asyncio
import logging
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import faust
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver

from streams.engine.health import Health
from streams.engine.loop import BATCH_RECORDS, WITHIN_SECONDS, Outbox, Stage, run
from streams.engine.records import Outgoing, Record

log = logging.getLogger(__name__)

MEBIBYTE = 1024 * 1024
MAX_REQUEST_BYTES = 17 * MEBIBYTE
"""A dead letter may have 16 MB (its card) and its batch a header besides."""
MAX_BATCH_BYTES = 262_144
"""With aiokafka's 16 KB four articles fill a batch: 9,200 records a second instead of 27,000 (measured)."""
LINGER_SECONDS = 0.005
SESSION_SECONDS = 10.0
"""With the default a restart after kill -9 sat about 40 s without partitions (measured)."""
HEARTBEAT_SECONDS = 3.0
COMMIT_SECONDS = 1.0
ANSWER_SECONDS = 2.0
BUFFERED_RECORDS = 1_000
"""Records waiting in Faust's stream; its default of 4,096 holds four times the memory and gains nothing."""


class IdempotentProducer(driver.Producer):
    """Faust's producer is idempotent only inside its own transactions; ours always is."""

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}


class CommittedConsumerThread(driver.AIOKafkaConsumerThread):
    """Faust reads what was never committed, outside of its own transactions; ours never does."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"
        return consumer


class CommittedConsumer(driver.Consumer):
    """Faust's consumer on that thread."""

    def _new_consumer_thread(self) -> CommittedConsumerThread:
        return CommittedConsumerThread(self, loop=self.loop, beacon=self.beacon)


class Transport(driver.Transport):
    """Faust's transport with our producer and our consumer."""

    Producer = IdempotentProducer
    Consumer = CommittedConsumer


class App(faust.App):
    """Faust's app without folders for tables that it does not have."""

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


async def take(stream: Any) -> AsyncIterator[Sequence[FaustEvent]]:
    """Yield batches of a stream without acknowledging them."""
    async for events in stream.noack_take(BATCH_RECORDS, within=WITHIN_SECONDS):
        yield [FaustEvent(event) for event in events]


@dataclass(frozen=True, slots=True)
class FaustOutbox:
    """Effects through the app's own producer: all events together, awaited, and then the state."""

    app: faust.App

    async def claim(self) -> None:
        """Nothing to claim: what stages without state write is the same whoever writes it."""

    async def deliver(self, events: Sequence[Outgoing], state: Sequence[Outgoing]) -> None:
        """Deliver `events`, then `state`; return when every in-sync replica has them."""
        await self._deliver(events)
        await self._deliver(state)

    async def _deliver(self, records: Sequence[Outgoing]) -> None:
        await asyncio.gather(*[await self._send(record) for record in records])

    async def _send(self, record: Outgoing) -> Awaitable[Any]:
        # Faust cuts a float of seconds down to milliseconds: half a millisecond keeps the cut from losing one.
        seconds = None if record.timestamp_ms is None else (record.timestamp_ms + 0.5) / 1000
        sent: Awaitable[Any] = await self.app.producer.send(
            record.topic, record.key, record.value, record.partition, seconds, list(record.headers)
        )
        return sent


def attach(app: faust.App, stage: Stage, outbox: Outbox, health: Health, stop: Callable[[], None]) -> None:
    """Let the app's one agent run `stage` on the records of its inputs; `stop` ends the worker."""

    async def agent(stream: Any) -> None:
        await run(take(stream), stage, outbox, health, stop)

    app.agent(input_topic(app, *stage.inputs), name=f"streams.{stage.name}.agent")(agent)
    _follow_assignments(app, stage, health)


def _follow_assignments(app: faust.App, stage: Stage, health: Health) -> None:
    async def on_revoked(*_: Any, **__: Any) -> None:
        health.partitions = None
        if stage.state is not None:
            stage.state.forget()

    async def on_assigned(*args: Any, **__: Any) -> None:
        _, assigned = args
        health.partitions = len(assigned)
        log.info("%s: ready, %d partitions", stage.name, health.partitions)

    app.on_partitions_revoked.connect(on_revoked, weak=False)
    app.on_partitions_assigned.connect(on_assigned, weak=False)


async def broker_answers(app: faust.App) -> bool:
    """Ask the broker for its metadata and wait a moment."""
    producer: Any = app.producer
    client = producer._producer.client
    try:
        await asyncio.wait_for(client.fetch_all_metadata(), ANSWER_SECONDS)
    except (KafkaError, TimeoutError, OSError):
        return False
    return True


class Worker(faust.Worker):
    """Faust's worker that ends within a deadline once it was told to, whatever still hangs."""

    stop_seconds: float

    def _schedule_shutdown(self, signal: Any) -> None:
        deadline = threading.Timer(self.stop_seconds, self._give_up)
        deadline.daemon = True
        deadline.start()
        super()._schedule_shutdown(signal)

    def _give_up(self) -> None:
        log.error("not stopped after %.0f s; leaving without an orderly end: nothing is lost", self.stop_seconds)
        os._exit(1)


def run_worker(app: faust.App, stop_seconds: float) -> None:
    """Run the app in this process until TERM or INT, and stop it in order, at most `stop_seconds` later."""
    worker = Worker(app, override_logging=False, redirect_stdouts=False, quiet=True)
    worker.spinner = None  # it would write to the terminal that other stages share
    worker.stop_seconds = stop_seconds
    with suppress(SystemExit):
        worker.execute_from_commandline()
