"""One writer at a time: what a fenced worker writes does not exist, and what was committed is there once."""

import uuid
from collections.abc import Sequence

import pytest
from pipeline import read_until

from streams.engine.health import Recovery
from streams.engine.loop import LostClaimError
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
    zombie, heir = TransactionalOutbox(brokers, name), TransactionalOutbox(brokers, name)
    await zombie.claim()
    await zombie.deliver(outgoing(EVENTS, mark + b"1"), outgoing(STATE, mark + b"row1"))
    await heir.claim()
    with pytest.raises(LostClaimError):
        await zombie.deliver(outgoing(EVENTS, mark + b"zombie"), outgoing(STATE, mark + b"zombie"))
    await heir.deliver(outgoing(EVENTS, mark + b"2"), outgoing(STATE, mark + b"row2"))
    records = await read_until(brokers, [EVENTS], lambda records: mark + b"2" in values_of(records, mark))
    pages = read_rows(brokers, STATE, (0,), Recovery())
    rows = [row async for page in pages for _, row in page if row and row.startswith(mark)]
    await zombie.close()
    await heir.close()
    assert values_of(records, mark) == [mark + b"1", mark + b"2"]
    assert rows == [mark + b"row1", mark + b"row2"]


async def test_what_was_begun_and_not_committed_is_undone_by_the_next_claim(brokers: str, mark: bytes) -> None:
    """A worker that dies in the middle of a batch leaves neither verdicts nor rows, and holds no reader back."""
    name = f"test-{mark.decode()}"
    dead, heir = TransactionalOutbox(brokers, name), TransactionalOutbox(brokers, name)
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
