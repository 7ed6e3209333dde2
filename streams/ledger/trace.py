"""The trace: brings the read model up to date, finds an article in it, and follows it through the topics.

Called by `newsstream trace`. An article is named by a place in a topic, or by an id or address that it has.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.article import RawPosition
from schemas.cards import load_cards
from schemas.relation import EventKind
from schemas.wire import InvalidRecordError
from streams.engine.records import Record, delivery_of
from streams.engine.spans import Log, open_log
from streams.errors import NewsstreamError
from streams.ledger.catch_up import catch_up
from streams.ledger.entries import DEAD_LETTERS, EVENTS, LATEST, OUTCOMES, read_letter, read_outcome, stage_inputs
from streams.ledger.journey import follow
from streams.ledger.model import Model, open_model
from streams.ledger.progress import Progress, silent
from streams.ledger.standing import standing_under
from streams.ledger.story import Story
from streams.ledger.tables import Row
from streams.normalize.urls import url_of
from streams.settings import Settings

ID_BEGINS = ("urn:", "tag:", "http://", "https://")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PLACE = re.compile(r"([A-Za-z0-9._-]+):([0-9]{1,9}):([0-9]{1,18})(?::([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a topic, and perhaps which article of the record there."""

    topic: str
    partition: int
    offset: int
    item: int | None


@dataclass(frozen=True, slots=True)
class Traced:
    """What was found: all deliveries that were meant, and the story of the newest, or of the only one."""

    rows: tuple[Row, ...]
    story: Story | None
    since_ms: int
    """What was recorded before that, in milliseconds since 1970, is not in the model."""
    why: str | None = None
    """Why nothing was found at a place."""


def place_in(text: str) -> Place | None:
    """Read TOPIC:PARTITION:OFFSET[:ITEM]; None when it is something else."""
    found = _PLACE.fullmatch(text)
    if not found:
        return None
    topic, partition, offset, item = found.groups()
    return Place(topic, int(partition), int(offset), None if item is None else int(item))


def is_id(text: str) -> bool:
    """Tell whether a text looks like the place, id or address of an article, and not like a file's name."""
    return bool(place_in(text) or text.startswith(ID_BEGINS) or _UUID.fullmatch(text))


def names_of(text: str) -> tuple[str, ...]:
    """Give the names that an id or an address may stand under: itself, and the key of an address."""
    address = url_of(text)
    return (text, address.key) if address else (text,)


async def trace(
    settings: Settings, wanted: str | None, *, is_rebuilt: bool = False, progress: Progress = silent
) -> Traced:
    """Find an article by its id, address or place; without one only bring the model up to date.

    Raises:
        BrokerError: no Kafka is named or answers, or it fails meanwhile.
        SettingsError: the folder of the model can't be used.
        NewsstreamError: a place in a topic that holds no articles.
    """
    async with open_log(settings.named_brokers) as log:
        with open_model(settings.data_folder, await log.cluster()) as model:
            if is_rebuilt:
                model.clear()
            now_ms = round(time.time() * 1000)
            await catch_up(log, model, settings.trace_days, now_ms, progress)
            return await _Trace(log, model, now_ms, progress).find(wanted)


class _Trace:
    """One look into a model that is up to date."""

    def __init__(self, log: Log, model: Model, now_ms: int, progress: Progress) -> None:
        self._log, self._model = log, model
        self._now_ms, self._progress = now_ms, progress

    async def find(self, wanted: str | None) -> Traced:
        if wanted is None:
            return await self._traced([])
        place = place_in(wanted)
        return await (self._at(place) if place else self._named(names_of(wanted)))

    async def _named(self, names: Sequence[str]) -> Traced:
        rows = self._model.named(names)
        if rows:
            newest = next((row for row in rows if row.event != EventKind.DUPLICATE), rows[0])
            return await self._traced(rows, newest.raw, newest)
        record = await standing_under(self._log, names)
        return await (self._traced([], delivery_of(record)) if record else self._traced([]))

    async def _at(self, place: Place) -> Traced:
        raw, is_item_meant = await self._delivery_at(place), place.item is not None
        if raw is None:
            return replace(await self._traced([]), why=await self._why_not(place))
        rows = self._model.at(raw.topic, raw.partition, raw.offset)
        if len(rows) > 1 and not is_item_meant and place.topic == raw.topic:
            return await self._traced(rows)
        row = next((one for one in rows if one.item == raw.item), None)
        if row is None and any(raw.item >= one.items for one in rows):
            return await self._traced([])
        return await self._traced([row] if row else [], raw, row)

    async def _delivery_at(self, place: Place) -> RawPosition | None:
        """Give the delivery that the record at a place is of; None when there is no record and none is known."""
        check_topic(place.topic)
        records = await self._log.pick([(place.topic, place.partition, place.offset)])
        if records:
            raw = _delivery_in(records[0])
            return raw.model_copy(update={"item": place.item}) if place.item is not None else raw
        rows = self._model.at(place.topic, place.partition, place.offset, place.item)
        return rows[0].raw if rows else None

    async def _why_not(self, place: Place) -> str:
        spans = {span.partition: span for span in await self._log.spans([place.topic])}
        span = spans.get(place.partition)
        if span is None:
            return f"{place.topic} has no partition {place.partition}"
        if place.offset >= span.end:
            return f"partition {place.partition} of {place.topic} ends at {span.end}"
        if place.offset < span.begin:
            return f"it has aged out: partition {place.partition} of {place.topic} begins at {span.begin}"
        return "no record stands there: it marks a transaction, or was compacted"

    async def _traced(self, rows: Sequence[Row], raw: RawPosition | None = None, row: Row | None = None) -> Traced:
        story = await follow(self._log, raw, row, self._now_ms, self._progress) if raw else None
        if story and row and row.uri:
            story = replace(story, newest_version=self._model.newest_version(row.uri))
        return Traced(tuple(rows), story, self._model.since_ms or 0)


def check_topic(topic: str) -> None:
    """See that a topic holds articles.

    Raises:
        NewsstreamError: it does not.
    """
    holding = {*stage_inputs(), EVENTS, LATEST, OUTCOMES, *DEAD_LETTERS}
    if topic not in holding:
        known = " that holds articles" if topic in load_cards() else " of newsstream"
        msg = f"{topic} is no topic{known}: a place is TOPIC:PARTITION:OFFSET, for example news.raw:0:17"
        raise NewsstreamError(msg)


def _delivery_in(record: Record) -> RawPosition:
    try:
        if record.topic == OUTCOMES:
            return read_outcome(record).raw
        if record.topic in DEAD_LETTERS:
            return read_letter(record).raw
        return delivery_of(record)
    except (InvalidRecordError, KeyError, ValueError) as error:
        msg = f"{record.topic}:{record.partition}:{record.offset} was written by no stage: {error}"
        raise NewsstreamError(msg) from error
