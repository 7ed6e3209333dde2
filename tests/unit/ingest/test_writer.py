"""The writer: what is written together, and what becomes of those who wait for it."""

import asyncio
from collections.abc import Sequence

import pytest

from streams.engine.loop import LostClaimError
from streams.engine.records import Outgoing
from streams.ingest.writer import TOGETHER_RECORDS, Writer


class Outbox:
    """Notes each transaction, and fails when it is told to."""

    def __init__(self) -> None:
        """Have written nothing."""
        self.written: list[tuple[int, list[bytes | None]]] = []
        self.error: Exception | None = None
        self.begun = asyncio.Event()

    async def claim(self) -> None:
        """Nothing to claim."""

    async def deliver(self, events: Sequence[Outgoing], state: Sequence[Outgoing]) -> None:
        """Write, a moment later."""
        self.begun.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if self.error:
            raise self.error
        self.written.append((len(events), [one.key for one in state]))


def row(name: str) -> Outgoing:
    """Make a row."""
    return Outgoing("state", name.encode(), b"{}")


async def test_what_comes_meanwhile_goes_together() -> None:
    """Each feed's records with its row, in the order in which they came; everybody is told once it is written."""
    outbox = Outbox()
    writer = Writer(outbox)
    writing = asyncio.create_task(writer.run())
    await asyncio.gather(*[writer.write([Outgoing("raw", None, b"x")], row(str(number))) for number in range(5)])
    writing.cancel()
    assert sum(events for events, _ in outbox.written) == 5
    assert [key for _, keys in outbox.written for key in keys] == [b"0", b"1", b"2", b"3", b"4"]
    assert len(outbox.written) <= 2


async def test_a_transaction_has_a_bound() -> None:
    """Two that are large go one after the other."""
    outbox = Outbox()
    writer = Writer(outbox)
    many = [Outgoing("raw", None, b"x")] * TOGETHER_RECORDS
    writing = asyncio.create_task(writer.run())
    await asyncio.gather(*[writer.write(many, row(name)) for name in "ab"])
    writing.cancel()
    assert [keys for _, keys in outbox.written] == [[b"a"], [b"b"]]


@pytest.mark.parametrize("error", [LostClaimError("x"), OSError("away")])
async def test_what_fails_is_not_tried_again(error: Exception) -> None:
    """Whether it was written all the same is known only from what can be read back."""
    outbox = Outbox()
    outbox.error = error
    writer = Writer(outbox)
    writing = asyncio.create_task(writer.run())
    waiting = asyncio.create_task(writer.write([], row("a")))
    with pytest.raises(type(error)):
        await writing
    assert not waiting.done()
    waiting.cancel()


async def test_a_writer_that_is_stopped_ends_what_it_has_begun() -> None:
    """The transaction that is under way is committed, and no other is begun."""
    outbox = Outbox()
    writer = Writer(outbox)
    writing = asyncio.create_task(writer.run())
    waiting = asyncio.create_task(writer.write([], row("a")))
    await outbox.begun.wait()
    later = asyncio.create_task(writer.write([], row("b")))
    await asyncio.sleep(0)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    assert [keys for _, keys in outbox.written] == [[b"a"]]
    waiting.cancel()
    later.cancel()


async def test_who_no_longer_waits_breaks_nothing() -> None:
    """A visit that was cancelled has its records written, and the others are told."""
    writer = Writer(Outbox())
    gone = asyncio.create_task(writer.write([], row("a")))
    await asyncio.sleep(0)
    gone.cancel()
    waiting = asyncio.create_task(writer.write([], row("b")))
    writing = asyncio.create_task(writer.run())
    await asyncio.wait_for(waiting, 5)
    writing.cancel()
