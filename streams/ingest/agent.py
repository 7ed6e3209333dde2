"""The Kafka shell of ingest: the sources of one partition of the state topic -> records of news.raw, each once.

The partition's producer is claimed first, which fences whoever had it before; then the rows are read back to their end;
only then a source is visited. Its records and its row are one transaction, so a restart, or another member that takes
over, goes on exactly behind what can be read.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from schemas.cards import load_cards
from schemas.feed import FeedRow
from streams.engine.health import Health, Recovery
from streams.engine.records import RAW, Outgoing
from streams.engine.shares import Share
from streams.engine.state import Rows, recover
from streams.engine.transactions import TransactionalOutbox
from streams.ingest.counting import count_step, count_turn
from streams.ingest.feeds import Reader, Step
from streams.ingest.loop import Due, Slots, Turns
from streams.ingest.rows import apply_rows, row_of, visited
from streams.ingest.schedule import Fetch, Fetched, first_poll
from streams.ingest.sources import Kind, Source
from streams.ingest.writer import Writer

log = logging.getLogger(__name__)

GROUP = "newsstream-ingest"
STATE = "news.feeds.state"
ROW_BYTES = load_cards()[STATE].max_message_bytes - 1_024
"""A row that Kafka would refuse again and again must not be tried; one of 5,000 entries fits."""
LOOK_SECONDS = 5.0
"""How often folders and files are looked into: it costs no one but this machine."""
NOTED_SECONDS = 60.0
"""A look that brought nothing is not written more often than this."""
CLOSE_SECONDS = 5.0


@dataclass(slots=True)
class Watched:
    """A source and its row, as it was written last."""

    source: Source
    row: FeedRow
    noted_at: datetime | None = None
    """Its last visit when the row was written."""


Watch = Callable[[Watched, Step], None]
"""Called with each step that was written: for what a person is shown."""


@dataclass(slots=True)
class Ingest:
    """What all shares of a process have in common."""

    brokers: str
    sources: Sequence[Source]
    readers: Mapping[Kind, Reader]
    slots: Slots
    health: Health
    watch: Watch
    is_once: bool = False
    begun_ms: int = field(default_factory=lambda: round(time.time() * 1000))
    _watched: dict[int, list[Watched]] = field(default_factory=dict)

    async def work(self, share: Share) -> None:
        """Visit the sources of a share until it is cancelled; once each, if that is asked for.

        Raises:
            LostClaimError: another member has taken over.
            KafkaError: it failed; what was written can be read back.
        """
        outbox = TransactionalOutbox(self.brokers, f"{GROUP}-{share.partition}", (RAW, STATE))
        try:
            await outbox.claim()
            rows = await recover(self.brokers, STATE, (share.partition,), _rebuild, Recovery())
            watched = [
                Watched(one, row_of(one, rows.get(one.id))) for one in self.sources if share.has(one.id.encode())
            ]
            self._watched[share.partition] = watched
            self.health.retrying = None
            await self._run(share, watched, Writer(outbox))
        finally:
            self._watched.pop(share.partition, None)
            with suppress(TimeoutError):
                await asyncio.wait_for(outbox.close(), CLOSE_SECONDS)

    async def _run(self, share: Share, watched: Iterable[Watched], writer: Writer) -> None:
        visits = _Visits(self, share, writer)
        turns = Turns(visits.visit, time.time)
        try:
            async with asyncio.TaskGroup() as tasks:
                writing = tasks.create_task(writer.run())
                await turns.run(due for one in watched if (due := self._first(one)))
                if not self.is_once:
                    await asyncio.Event().wait()  # all are retired, or the list has none for this share
                writing.cancel()
        except ExceptionGroup as failed:
            raise _cause(failed) from failed

    def _first(self, watched: Watched) -> Due[Watched] | None:
        row, source = watched.row, watched.source
        if row.rhythm.is_retired:
            return None
        if self.is_once:
            is_done = row.visited_at is not None and row.visited_at.timestamp() * 1000 >= self.begun_ms
            return None if is_done else Due(watched, time.time())
        at_ms = row.next_at.timestamp() * 1000 if row.next_at else first_poll(source, self.begun_ms)
        return Due(watched, at_ms / 1000)

    def rows(self) -> Iterator[FeedRow]:
        """Give the rows of the sources that are here."""
        return (one.row for watched in self._watched.values() for one in watched)


@dataclass(slots=True)
class _Visits:
    """The visits of one share."""

    ingest: Ingest
    share: Share
    writer: Writer

    async def visit(self, due: Due[Watched]) -> Due[Watched] | None:
        watched = due.item
        source, row = watched.source, watched.row
        async with self.ingest.slots.slot(is_slow=row.web.is_slow or source.is_full_text) as slot:
            count_turn(time.time() - due.at_seconds)
            steps = self.ingest.readers[source.kind].visit(source, row, slot)
            while step := await _following(steps, watched):
                await self._write(watched, step)
        return self._next(watched)

    async def _write(self, watched: Watched, step: Step) -> None:
        if step.events or _is_news(watched, step.row):
            value = step.row.encode()
            if len(value) > ROW_BYTES:
                step = _failed(watched, f"it shows more than can be remembered of it: {len(value):,} bytes")
                value = step.row.encode()
            row = Outgoing(STATE, step.row.key(), value, partition=self.share.partition)
            await self.writer.write(step.events, row)
            watched.noted_at = step.row.visited_at
        watched.row = step.row
        count_step(step)
        self.ingest.watch(watched, step)

    def _next(self, watched: Watched) -> Due[Watched] | None:
        if self.ingest.is_once or watched.row.next_at is None:
            return None
        at_seconds = watched.row.next_at.timestamp()
        if watched.source.kind is not Kind.FEED:
            at_seconds = min(at_seconds, time.time() + LOOK_SECONDS)
        return Due(watched, at_seconds)


def _is_news(watched: Watched, row: FeedRow) -> bool:
    """Tell whether a row is worth a record: that a folder has nothing new is said once a minute."""
    if watched.source.kind is Kind.FEED or row.problem != watched.row.problem or row.offset != watched.row.offset:
        return True
    if watched.noted_at is None or row.visited_at is None:
        return True
    return (row.visited_at - watched.noted_at).total_seconds() >= NOTED_SECONDS


async def _rebuild(pages: AsyncIterator[Rows]) -> dict[str, FeedRow]:
    found: dict[str, FeedRow] = {}
    async for rows in pages:
        apply_rows(found, rows)
    return found


async def _following(steps: AsyncIterator[Step], watched: Watched) -> Step | None:
    """Give the next step of a visit; a bug in it is a failure of its source, and no other's."""
    try:
        return await anext(steps, None)
    except Exception as error:
        log.exception("a bug met the source %s", watched.source.shown)
        return _failed(watched, f"a bug of newsstream met it: {type(error).__name__}")


def _cause(failed: BaseExceptionGroup[BaseException]) -> BaseException:
    first = failed.exceptions[0]
    return _cause(first) if isinstance(first, BaseExceptionGroup) else first


def _failed(watched: Watched, problem: str) -> Step:
    fetch = Fetch(Fetched.FAILED, round(time.time() * 1000))
    return Step((), visited(watched.row, watched.source, fetch, problem), "refused")
