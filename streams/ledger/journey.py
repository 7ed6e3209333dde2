"""Following one article through the topics: where the model or the headers say, and between two known times.

Called by `trace`. The stages' inner topics are in no model, as they are as large as all the rest together; but each
record of theirs bears its delivery in its headers, and stands in time between the raw record and the event. So they are
read backwards from the event in windows that grow, for most articles take less than a second from end to end.
"""

from collections.abc import Mapping, Sequence
from itertools import count

from schemas.article import RawPosition
from schemas.raw import RawArticle
from schemas.wire import InvalidRecordError
from streams.engine.records import Record, delivery_headers
from streams.engine.spans import Log, Span
from streams.ledger.entries import (
    EVENTS,
    LATEST,
    NORMALIZED,
    OUTCOMES,
    RAW_TOPICS,
    REKEYED,
    Letter,
    read_letter,
    stage_inputs,
)
from streams.ledger.progress import Progress
from streams.ledger.standing import standing_before
from streams.ledger.story import Standing, Story, recorded_ms
from streams.ledger.tables import Row
from streams.normalize.source import UNKNOWN_SOURCE, source_of

CLOCKS_MS = 1_000
"""What the clocks of the machines that stages run on may differ by."""
PRODUCER_MS = 3_600_000
"""A producer's clock may be this far ahead of the broker's, which refuses more (`message.timestamp.after.max.ms`)."""
FIRST_WINDOW_MS, GROWTH = 2_000, 10
READ_MOST = 500_000
"""Records looked through for an article's inner hops: some ten seconds."""


async def follow(log: Log, raw: RawPosition, row: Row | None, now_ms: int, progress: Progress) -> Story:
    """Find all records of one article; `row` is what the model knows of it.

    Raises:
        BrokerError: Kafka fails meanwhile.
    """
    records = {record.topic: record for record in await log.pick(_places(raw, row))}
    letter = _letter(row, records)
    if letter and letter.failed.topic != raw.topic:
        failed = letter.failed
        records |= {one.topic: one for one in await log.pick([(failed.topic, failed.partition, failed.offset)])}
    search = _Search(log, raw, progress)
    stage = letter.stage if letter else row.stage if row else None
    found = await search.run(_unknown(records, stage, raw), records, now_ms)
    records |= found
    ordered = {topic: records[topic] for topic in sorted(records, key=_along_the_way)}
    standing = None if row and (row.outcome or letter) else await _standing(log, ordered)
    return Story(raw, ordered, letter, standing=standing, notes=tuple(search.notes))


def _places(raw: RawPosition, row: Row | None) -> list[tuple[str, int, int]]:
    places: list[tuple[str | None, int | None, int | None]] = [(raw.topic, raw.partition, raw.offset)]
    if row:
        places += [
            (OUTCOMES, row.outcome_partition, row.outcome_offset),
            (EVENTS, row.event_partition, row.event_offset),
            (row.letter_topic, row.letter_partition, row.letter_offset),
        ]
    return [(topic, part, at) for topic, part, at in places if topic and part is not None and at is not None]


def _letter(row: Row | None, records: Mapping[str, Record]) -> Letter | None:
    record = records.get(row.letter_topic or "") if row else None
    return read_letter(record) if record else None


def _along_the_way(topic: str) -> int:
    way = [*stage_inputs(), EVENTS, LATEST]
    return way.index(topic) if topic in way else len(way) + (topic == OUTCOMES)


def _unknown(records: Mapping[str, Record], last_stage: str | None, raw: RawPosition) -> list[str]:
    """Give the topics that the article must have come through, and where nobody said at which place."""
    inputs = list(stage_inputs())
    read_by = list(stage_inputs().values())
    if (group := f"newsstream-{last_stage}") in read_by:
        inputs = inputs[: len(inputs) - read_by[::-1].index(group)]
    if not _is_rekeyed(records.get(raw.topic)):
        inputs.remove(REKEYED)
    latest = [LATEST] if EVENTS in records else []
    return [topic for topic in [*inputs, *latest] if topic not in records and topic not in RAW_TOPICS]


def _is_rekeyed(record: Record | None) -> bool:
    """Tell whether a raw record's key is not its source, so that normalize sent it once more under the right one."""
    try:
        source = (source_of(RawArticle.decode(record.value or b"")) or UNKNOWN_SOURCE) if record else None
    except InvalidRecordError:
        return False
    return record is not None and source is not None and record.key != source.encode()


class _Search:
    """The search for one article's records in topics that no model knows."""

    def __init__(self, log: Log, raw: RawPosition, progress: Progress) -> None:
        self.notes: list[str] = []
        self._log, self._raw, self._progress = log, raw, progress
        self._read = 0
        self._marks = {
            topic: frozenset(delivery_headers(raw.model_copy(update={"item": item}), 0)[:4])
            for topic, item in ((REKEYED, 0), ("", raw.item))  # what is re-keyed is the whole raw record
        }

    async def run(self, topics: Sequence[str], known: Mapping[str, Record], now_ms: int) -> dict[str, Record]:
        """Look for each of the topics' record, in windows that grow backwards from the last that is known."""
        said = [recorded_ms(record) for topic, record in known.items() if topic != self._raw.topic]
        until_ms = max(said, default=now_ms) + CLOCKS_MS
        origin = known.get(self._raw.topic)
        since_ms = (origin.timestamp_ms if origin else until_ms) - PRODUCER_MS
        spans = [span for span in await self._log.spans(topics) if self._may_stand_in(span, topics, known)]
        found: dict[str, Record] = {}
        for power in count():
            begin_ms = max(since_ms, until_ms - FIRST_WINDOW_MS * GROWTH**power)
            found |= await self._look(await self._log.between(spans, begin_ms, until_ms))
            # publish writes to news.latest in one batch with the event: where it is not beside it, it is compacted
            spans = [span for span in spans if span.topic not in {LATEST, *found}]
            if not spans or begin_ms <= since_ms or self._read > READ_MOST:
                break
            until_ms = begin_ms
        reached = max(map(_along_the_way, (*known, *found)), default=0)
        self._note([one for one in topics if one not in {LATEST, *found} and _along_the_way(one) < reached])
        return found

    def _may_stand_in(self, span: Span, topics: Sequence[str], known: Mapping[str, Record]) -> bool:
        """Leave out partitions where it can't be: normalize writes where it reads, publish by the uri."""
        if span.topic == LATEST and EVENTS in known:
            return span.partition == known[EVENTS].partition
        if span.topic == NORMALIZED and self._raw.topic in known and REKEYED not in topics:
            return span.partition == self._raw.partition
        return True

    async def _look(self, spans: Sequence[Span]) -> dict[str, Record]:
        found: dict[str, Record] = {}
        topics = {span.topic for span in spans if span.size}
        total, done = sum(span.size for span in spans), 0
        async for records in self._log.read(spans):
            found |= {record.topic: record for record in reversed(records) if self._is_of_it(record)}
            done += len(records)
            self._read += len(records)
            self._progress("Looking for the inner hops", done, total)
            if len(found) == len(topics) or self._read > READ_MOST:
                break
        return found

    def _is_of_it(self, record: Record) -> bool:
        return self._marks.get(record.topic, self._marks[""]).issubset(record.headers)

    def _note(self, topics: Sequence[str]) -> None:
        if topics:
            said = f"not found in {', '.join(topics)}: aged out"
            more = f", or not among the {self._read:,} records looked through" if self._read > READ_MOST else ""
            self.notes.append(said + more)


async def _standing(log: Log, records: Mapping[str, Record]) -> Standing | None:
    """Say before which stage an article waits that has no outcome."""
    reached = [topic for topic in records if topic in stage_inputs()]
    if not reached:
        return None
    record, group = records[reached[-1]], stage_inputs()[reached[-1]]
    before = await standing_before(log, record.topic, group)
    ahead = next((record.offset - span.begin for span in before if span.partition == record.partition), -1)
    return Standing(group.removeprefix("newsstream-"), ahead if ahead >= 0 else None)
