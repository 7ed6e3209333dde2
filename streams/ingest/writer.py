"""One transaction for many feeds: raw records and the rows that include them, visible together or not at all.

A transaction costs some 35 ms however little is in it, so what the feeds of a partition have to write meanwhile goes
into the next one. Whoever writes waits until it is committed: when Kafka is slow, so is the fetching.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from streams.engine.loop import Outbox
from streams.engine.records import Outgoing

TOGETHER_RECORDS = 1_000
TOGETHER_BYTES = 16 * 1024 * 1024
"""What is put into one transaction, and at least one entry of the queue whatever its size."""
LAST_SECONDS = 2.0
"""What a transaction may still take when its partition goes elsewhere."""
WAITING = 64
"""Feeds whose records wait for the next transaction; the fetchers of the others wait to put theirs there."""


@dataclass(frozen=True, slots=True)
class _Entry:
    events: Sequence[Outgoing]
    row: Outgoing
    is_written: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def size(self) -> int:
        return sum(len(one.value or b"") for one in (*self.events, self.row))


class Writer:
    """Writes what the feeds of one partition have, in the order in which they had it."""

    def __init__(self, outbox: Outbox) -> None:
        """Use an outbox that is claimed."""
        self._outbox = outbox
        self._queue: asyncio.Queue[_Entry] = asyncio.Queue(WAITING)

    async def write(self, events: Sequence[Outgoing], row: Outgoing) -> None:
        """Write raw records and the row that includes them; return when both are committed."""
        entry = _Entry(events, row)
        await self._queue.put(entry)
        await entry.is_written

    async def run(self) -> None:
        """Write until cancelled; nothing is tried again.

        Whether a commit that failed has happened all the same is known only from what can be read back.

        Raises:
            LostClaimError: another member has taken over.
            KafkaError: something may or may not be written.
        """
        while True:
            entries = await self._together()
            await self._deliver(entries)
            for entry in entries:
                if not entry.is_written.done():  # who waited for it may have been cancelled
                    entry.is_written.set_result(None)

    async def _deliver(self, entries: Sequence[_Entry]) -> None:
        """Deliver; whoever is cancelled meanwhile waits a moment for the end of it, so that it is known."""
        events = [one for entry in entries for one in entry.events]
        delivering = asyncio.ensure_future(self._outbox.deliver(events, [one.row for one in entries]))
        try:
            await asyncio.shield(delivering)
        except asyncio.CancelledError:
            await asyncio.wait([delivering], timeout=LAST_SECONDS)
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)
            raise

    async def _together(self) -> list[_Entry]:
        entries = [await self._queue.get()]
        records, size = len(entries[0].events), entries[0].size
        while not self._queue.empty() and records < TOGETHER_RECORDS and size < TOGETHER_BYTES:
            entry = self._queue.get_nowait()
            entries.append(entry)
            records, size = records + len(entry.events), size + entry.size
        return entries
