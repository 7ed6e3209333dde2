"""One writer at a time: what a fenced worker writes does not exist, and what was committed is there once."""

import asyncio
import os
import sys
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from pipeline import make_topics, read_until

from streams.engine.broker import LocalBroker, config, default_cache
from streams.engine.health import Recovery
from streams.engine.loop import BrokenClaimError, LostClaimError
from streams.engine.records import Outgoing, Record
from streams.engine.state import read_rows
from streams.engine.transactions import TransactionalOutbox

pytestmark = pytest.mark.broker

EVENTS, STATE = "news.related.dlq", "news.tagged.dlq"
"""Topics with one partition that no stage writes to while all goes well."""


def outgoing(topic: str, *values: bytes) -> list[Outgoing]:
    """Make records whose key is their value."""
    return [Outgoing(topic, value, value) for value in values]


def values_of(records: Sequence[Record], mark: bytes) -> list[bytes | None]:
    """Give the values that a test has marked as its own."""
    return [record.value for record in records if record.value and record.value.startswith(mark)]


@pytest.fixture
def mark() -> bytes:
    """Mark a test's own records."""
    return uuid.uuid4().hex.encode()


async def test_the_one_who_claimed_last_is_the_one_who_writes(brokers: str, mark: bytes) -> None:
    """The zombie is told that it lost its claim, and nothing of what it tried can be read."""
    name = f"test-{mark.decode()}"
    zombie, heir = (
        TransactionalOutbox(brokers, name, (EVENTS, STATE)),
        TransactionalOutbox(brokers, name, (EVENTS, STATE)),
    )
    await zombie.claim()
    await zombie.deliver(outgoing(EVENTS, mark + b"1"), outgoing(STATE, mark + b"row1"))
    await heir.claim()
    with pytest.raises(LostClaimError):
        await zombie.deliver(outgoing(EVENTS, mark + b"zombie"), outgoing(STATE, mark + b"zombie"))
    await heir.deliver(outgoing(EVENTS, mark + b"2"), outgoing(STATE, mark + b"row2"))
    records = await read_until(brokers, [EVENTS], lambda records: mark + b"2" in values_of(records, mark))
    rows = await _rows(brokers, mark)
    await zombie.close()
    await heir.close()
    assert values_of(records, mark) == [mark + b"1", mark + b"2"]
    assert rows == [mark + b"row1", mark + b"row2"]


async def test_what_was_begun_and_not_committed_is_undone_by_the_next_claim(brokers: str, mark: bytes) -> None:
    """A worker that dies in the middle of a batch leaves neither verdicts nor rows, and holds no reader back."""
    name = f"test-{mark.decode()}"
    dead, heir = (
        TransactionalOutbox(brokers, name, (EVENTS, STATE)),
        TransactionalOutbox(brokers, name, (EVENTS, STATE)),
    )
    await dead.claim()
    producer = dead._producer
    assert producer is not None
    await producer.begin_transaction()
    await producer.send_and_wait(EVENTS, mark + b"lost", mark + b"lost")
    await heir.claim()
    await heir.deliver(outgoing(EVENTS, mark + b"kept"), [])
    records = await read_until(brokers, [EVENTS], lambda records: mark + b"kept" in values_of(records, mark))
    await heir.close()
    await dead.close()
    assert values_of(records, mark) == [mark + b"kept"]


@pytest.fixture
def trusting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run a Kafka that lets a transaction write where it did not say that it would, as those before 3.6 do."""
    monkeypatch.setitem(config.SERVER, "transaction.partition.verification.enable", "false")
    cache = default_cache(os.environ, Path.home(), sys.platform)
    with LocalBroker(cache, data_dir=tmp_path / "kafka", progress=lambda *_: None) as broker:
        yield broker.bootstrap_servers


async def test_a_claim_ends_what_kafka_left_open(trusting: str, mark: bytes) -> None:
    """Of a transaction that Kafka calls complete no mark stands in the partitions: its rows are read back all the same.

    Here the coordinator was never told of the partitions, so it ends the transaction without them.
    """
    brokers, name = trusting, f"test-{mark.decode()}"
    await make_topics(brokers)
    dead, heir = (TransactionalOutbox(brokers, name, (EVENTS, STATE)) for _ in range(2))
    await dead.claim()
    await dead.deliver(outgoing(EVENTS, mark + b"1"), outgoing(STATE, mark + b"row1"))
    producer = dead._producer
    assert producer is not None
    while not await _rows(brokers, mark):
        pass  # until the marks of that one stand, they would end the next one too
    producer._txn_manager.maybe_add_partition_to_txn = lambda _: None
    await dead.deliver(outgoing(EVENTS, mark + b"2"), outgoing(STATE, mark + b"row2"))
    assert await _rows(brokers, mark) == [mark + b"row1"]
    await heir.claim()
    assert await _rows(brokers, mark) == [mark + b"row1", mark + b"row2"]
    await heir.close()
    await dead.close()


async def test_a_client_that_gave_up_is_a_broken_claim(brokers: str, mark: bytes) -> None:
    """It would refuse every further call, so it is no use to try again; with a new claim the batch is written once."""

    class GivesUpOnce(TransactionalOutbox):
        has_given_up = False

        async def _send(self, producer: AIOKafkaProducer, record: Outgoing) -> asyncio.Future[object]:
            if not self.has_given_up:
                self.has_given_up = True
                producer._txn_manager.fatal_error(KafkaError("the coordinator was not found"))
            return await super()._send(producer, record)

    outbox = GivesUpOnce(brokers, f"test-{mark.decode()}", (EVENTS, STATE))
    await outbox.claim()
    with pytest.raises(BrokenClaimError):
        await outbox.deliver([], outgoing(STATE, mark + b"row"))
    await outbox.claim()
    await outbox.deliver([], outgoing(STATE, mark + b"row"))
    assert await _rows(brokers, mark) == [mark + b"row"]
    await outbox.close()


async def _rows(brokers: str, mark: bytes) -> list[bytes]:
    pages = read_rows(brokers, STATE, (0,), Recovery())
    return [row async for page in pages for _, row in page if row and row.startswith(mark)]
