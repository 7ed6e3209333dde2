"""Partitions of a state topic shared out among the members of a group, and work done on each that is here.

For what produces from outside Kafka: there is nothing to consume, so what the group shares is the topic that holds the
memory of the work. A worker on a partition is cancelled, and has ended, before another member may begin there. Called
by `newsstream ingest`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2

from streams.engine.backoff import waits
from streams.engine.clients import stop
from streams.engine.health import Health
from streams.engine.loop import LostClaimError

log = logging.getLogger(__name__)

SESSION_MS = 20_000
"""Longer than that of the stages: its members have bursts, when thousands of feeds are due at once."""
HEARTBEAT_MS = 3_000
LOOK_MS = 500
"""How often a member looks whether one of its workers has failed."""
ANSWER_SECONDS = 2.0
CANCEL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Share:
    """One partition of `count`, and which keys belong to it: those that Kafka's own hash sends there."""

    partition: int
    count: int

    def has(self, key: bytes) -> bool:
        """Tell whether a key belongs here."""
        return partition_of(key, self.count) == self.partition


def partition_of(key: bytes, count: int) -> int:
    """Give the partition of a key, as every Kafka client does that isn't told one."""
    number: int = (murmur2(key) & 0x7FFF_FFFF) % count
    return number


Work = Callable[[Share], Awaitable[None]]
"""What is done on a share until it is cancelled; it may end by itself when there is nothing more to do."""


@dataclass
class Member(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """This process in the group: works on what it is given, until it is cancelled."""

    brokers: str
    group: str
    topic: str
    work: Work
    health: Health
    instance: str | None = None
    is_finite: bool = False
    """The work on each share comes to an end; it is not to begin again elsewhere."""
    _consumer: AIOKafkaConsumer | None = None
    _workers: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Be a member, again and again when the broker goes away or another takes over, until all work has ended.

        Raises:
            Exception: a worker met a bug.
        """
        for wait_seconds in waits():
            try:
                await self._run_once()
            except LostClaimError as error:
                log.warning("%s: another member took over (%s); joining again", self.group, error)
            except KafkaError as error:
                self.health.retrying = repr(error)
                log.warning("%s: no member (%r); trying again in %.1f s", self.group, error, wait_seconds)
            else:
                return
            await asyncio.sleep(wait_seconds)

    async def broker_answers(self) -> bool:
        """Ask the broker for its metadata and wait a moment."""
        if self._consumer is None:
            return False
        try:
            await asyncio.wait_for(self._consumer._client.fetch_all_metadata(), ANSWER_SECONDS)  # noqa: SLF001
        except (KafkaError, TimeoutError, OSError):
            return False
        return True

    async def _run_once(self) -> None:
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self.brokers,
            group_id=self.group,
            group_instance_id=self.instance,
            enable_auto_commit=False,
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            auto_offset_reset="latest",
        )
        self._consumer.subscribe([self.topic], listener=self)
        try:
            await self._consumer.start()
            self.health.retrying = None
            while not await self._has_ended():
                await self._consumer.getmany(timeout_ms=LOOK_MS)  # brings nothing: a member that never polls is put out
        finally:
            await self._stop_workers()
            await stop(self._consumer)
            self._consumer = None

    async def _has_ended(self) -> bool:
        for worker in self._workers.values():
            if worker.done():
                worker.result()
        has_shares = self.health.partitions is not None
        return self.is_finite and has_shares and all(worker.done() for worker in self._workers.values())

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Stop at once: called before any other member is given a partition."""
        del revoked  # all of them, and those that stay come back
        self.health.partitions = None
        await self._stop_workers()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Begin to work on each partition."""
        assert self._consumer is not None  # noqa: S101 - it is what calls
        self._consumer.pause(*assigned)
        count = len(self._consumer.partitions_for_topic(self.topic) or ())
        self.health.partitions = frozenset(one.partition for one in assigned)
        log.info("%s: %d of %d partitions", self.group, len(assigned), count)
        for one in assigned:
            self._workers[one.partition] = asyncio.create_task(self._worker(Share(one.partition, count)))

    async def _worker(self, share: Share) -> None:
        """Work; from the beginning again when Kafka failed, for only what can be read back is sure to be written."""
        for wait_seconds in waits():
            try:
                await self.work(share)
            except (KafkaError, TimeoutError) as error:
                self.health.retrying = repr(error)
                log.warning(
                    "%s: partition %d stands (%r); again in %.1f s", self.group, share.partition, error, wait_seconds
                )
                await asyncio.sleep(wait_seconds)
            else:
                return

    async def _stop_workers(self) -> None:
        workers, self._workers = self._workers, {}
        running = {worker for worker in workers.values() if not worker.done()}
        while running:
            for worker in running:
                worker.cancel()  # again, for one that swallowed it would go on
            _, running = await asyncio.wait(running, timeout=CANCEL_SECONDS)
        for ended in await asyncio.gather(*workers.values(), return_exceptions=True):
            if isinstance(ended, Exception) and not isinstance(ended, LostClaimError):
                log.warning("%s: a worker ended with %r", self.group, ended)
