"""The Kafka shell of normalize: news.raw -> news.normalized, partition for partition, and news.outcomes.

A record whose key is not its source would stand in another partition than its fellows; it is sent once through
`news.raw.rekeyed`, under the right key, and keeps the delivery of the record that it was.

What it remembers of a source is a row of `news.sources.state`, in the partition of the source's records. A batch's
articles are awaited, then its rows, then it is acknowledged; a row names the offset that it includes. So after kill -9

- before the rows: the records come again, meet the memory that they met before, and give equal bytes;
- among the rows: those of sources whose row was written are passed by, for their articles were delivered before it;
- behind the rows: all are passed by.

A worker that was stopped and returns after its partitions went elsewhere may write its last batch once more: articles
equal to those of its successor, which dedup drops, and rows with lower offsets. Of the rows of a source the one with
the highest offset counts, whatever their order; should compaction have taken that one first, the source has forgotten a
few articles, and no article is lost or doubled by it. A source that had to make room is not known to be applied: if its
records come again, they are read without memory, and dedup drops what comes of them.
"""

import logging
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from schemas.article import NormalizedArticle, RawPosition
from schemas.outcome import Outcome
from schemas.source import SourceRow
from schemas.wire import InvalidRecordError
from streams.engine.dead_letters import outgoing_outcome
from streams.engine.health import Recovery
from streams.engine.records import (
    RAW,
    URL_KEY,
    Effects,
    Outgoing,
    Record,
    delivery_headers,
    delivery_of,
    raw_timestamp_of,
)
from streams.engine.state import Rows, recover
from streams.normalize.sources import Sources
from streams.normalize.stage import Profiles, RawRecord, normalize, read_raw
from streams.normalize.urls import url_of

REKEYED = "news.raw.rekeyed"
INPUTS = (RAW, REKEYED)
OUTPUT = "news.normalized"
STATE = "news.sources.state"

log = logging.getLogger(__name__)

Place = tuple[str, int]
"""A raw topic and a partition."""


class NormalizeAgent:
    """Decides raw records with the source profiles that it was given and with what it remembers of each source."""

    def __init__(self, brokers: str, profiles: Profiles) -> None:
        """Know where the memory is kept; nothing is read yet."""
        self._brokers = brokers
        self._profiles = profiles
        self._sources: dict[Place, Sources] | None = None

    @property
    def is_here(self) -> bool:
        """The memory is read back."""
        return self._sources is not None

    async def recover(self, partitions: Collection[int], recovery: Recovery) -> None:
        """Read the memory of these partitions back; each source's rows stand in the partition of its records."""
        self._sources = await recover(self._brokers, STATE, partitions, _rebuild, recovery)

    def forget(self) -> None:
        """Drop the memory: another worker may write to its topic until the partitions come back."""
        self._sources = None

    def decide(self, record: Record) -> Effects:
        """Give the articles and refusals of one raw record, or its copy under the right key."""
        raw = read_raw(record.value)
        if record.topic == RAW and record.key != raw.source.encode():
            return Effects((_rekeyed(record, raw),))
        recorded_at = datetime.fromtimestamp(raw_timestamp_of(record) / 1000, UTC)
        sources = self._at(record)
        memory = sources.row(raw.source)
        if memory and record.offset <= memory.offset:
            return Effects()
        results = normalize(raw, delivery_of(record), recorded_at, self._profiles, memory)
        rows = sources.learn(memory, raw.source, record.offset, results)
        return Effects(
            tuple(_outgoing(result, record, raw) for result in results),
            tuple(Outgoing(STATE, key, value, partition=record.partition) for key, value in rows),
        )

    def _at(self, record: Record) -> Sources:
        if self._sources is None:
            msg = "a record was read before the memory was read back"
            raise RuntimeError(msg)
        place = record.topic, record.partition
        return self._sources.setdefault(place, Sources(*place))


async def _rebuild(pages: AsyncIterator[Rows]) -> dict[Place, Sources]:
    newest: dict[tuple[str, int, str], SourceRow] = {}
    async for rows in pages:
        for _, value in rows:
            if value is None:  # the source had to make room; should its rows be here still, it will again
                continue
            with suppress(InvalidRecordError):  # of another form, from before an upgrade: that source is learned anew
                row = SourceRow.decode(value)
                place = row.topic, row.partition, row.source
                newest[place] = max(row, newest.get(place, row), key=lambda one: one.offset)
    found: dict[Place, Sources] = {}
    for row in sorted(newest.values(), key=lambda one: one.offset):
        found.setdefault((row.topic, row.partition), Sources(row.topic, row.partition)).put(row)
    log.info("memory read back: %d sources", sum(map(len, found.values())))
    return found


def _rekeyed(record: Record, raw: RawRecord) -> Outgoing:
    own = RawPosition(topic=record.topic, partition=record.partition, offset=record.offset)
    return Outgoing(REKEYED, raw.source.encode(), record.value, delivery_headers(own, record.timestamp_ms))


def _outgoing(result: NormalizedArticle | Outcome, record: Record, raw: RawRecord) -> Outgoing:
    if isinstance(result, Outcome):
        address = url_of(raw.article.url)
        named = ((URL_KEY, address.key.encode("utf-8", "replace")),) if address else ()
        return replace(outgoing_outcome(result), headers=named)
    headers = delivery_headers(result.provenance.raw, raw_timestamp_of(record))
    return Outgoing(OUTPUT, result.source.encode(), result.encode(), headers, partition=record.partition)
