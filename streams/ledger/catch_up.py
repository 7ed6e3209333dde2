"""Bringing the read model up to date: reads what the ledger topics have that it does not know yet.

Called by `trace`. Outcomes and events are read from the oldest day that is kept; dead letters, which bear the times
of their raw records, from their beginnings.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from schemas.wire import InvalidRecordError
from streams.engine.records import Record
from streams.engine.spans import Log, Span
from streams.ledger.entries import DEAD_LETTERS, EVENTS, OUTCOMES, Entry, entry_of
from streams.ledger.model import Model, OvertakenError, Place
from streams.ledger.progress import Progress
from streams.ledger.standing import needed_spans

DAY_MS = 86_400_000
BATCH_ENTRIES = 20_000
"""Records of one transaction: names that are sorted go into their tree in order, and a kill costs half a second."""


async def catch_up(log: Log, model: Model, days: int, now_ms: int, progress: Progress) -> None:
    """Read to where the ledger topics end now, and forget what is older than `days`.

    Raises:
        BrokerError: the cluster has no such topics, or fails meanwhile.
    """
    since_ms = now_ms - days * DAY_MS
    if model.since_ms is not None and model.since_ms > since_ms + DAY_MS:  # it was made to go back less far
        model.clear()
    is_done = False
    while not is_done:
        try:
            await _read(log, model, await _missing(log, model, since_ms), progress)
            is_done = True
        except OvertakenError:
            continue  # by another run, which does the same: goes on from where that one stands
    model.trim(since_ms)


async def _missing(log: Log, model: Model, since_ms: int) -> list[Span]:
    """Give what the model has not read; all, when a topic ends before that: then it is not the one that was read."""
    spans = [*await needed_spans(log, (OUTCOMES, EVENTS)), *await log.spans(DEAD_LETTERS)]
    if any(span.end < model.positions().get(_place(span), 0) for span in spans):
        model.clear()
    known = model.positions()
    new = [span for span in spans if _place(span) not in known]
    letters = [span for span in new if span.topic in DEAD_LETTERS]
    said = await log.since([span for span in new if span.topic not in DEAD_LETTERS], since_ms)
    model.begin({_place(span): span.begin for span in (*letters, *said)}, since_ms)
    known = model.positions()
    return [Span(span.topic, span.partition, known[_place(span)], span.end) for span in spans]


async def _read(log: Log, model: Model, spans: Sequence[Span], progress: Progress) -> None:
    total, done = sum(span.size for span in spans), 0
    stands = {_place(span): span.begin for span in spans}
    entries: list[Entry] = []
    moved: dict[Place, int] = {}
    async for records in log.read(spans):
        entries += _entries(records)
        moved |= {(record.topic, record.partition): record.offset + 1 for record in records}
        if len(entries) >= BATCH_ENTRIES:
            _take(model, entries, stands, moved)
            entries, moved = [], {}
        done += len(records)
        progress("Reading outcomes and events", done, total)
    _take(model, entries, stands, moved | {_place(span): span.end for span in spans if span.size})


def _take(model: Model, entries: Sequence[Entry], stands: dict[Place, int], moved: Mapping[Place, int]) -> None:
    model.take(entries, {place: (stands[place], end) for place, end in moved.items()})
    stands.update(moved)


def _entries(records: Sequence[Record]) -> Iterator[Entry]:
    """Read records; what no stage wrote says nothing, and `audit` tells where it stands."""
    for record in records:
        with suppress(InvalidRecordError):
            yield entry_of(record)


def _place(span: Span) -> Place:
    return span.topic, span.partition
