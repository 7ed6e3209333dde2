"""The Kafka shell of dedup: news.tagged -> news.related, with its memory in news.dedup.state.

The memory is read back to its end whenever the sequence comes to this worker, before anything is judged. A row names
the offset that it includes, so a record that comes again after a crash is passed by: its verdict stands already.
"""

import logging
from collections.abc import AsyncIterator, Collection
from typing import Any

import orjson
from pydantic import ValidationError

from schemas.article import TaggedArticle
from schemas.reason import Reason
from schemas.wire import ENCODE_OPTIONS, UndecodableRecordError, load_object
from streams.dedup.arrival import Arrival
from streams.dedup.case import Case, sketched
from streams.dedup.judge import Judge, Verdict
from streams.dedup.limits import DEFAULTS, Limits
from streams.dedup.sketch import HEADER, read_header, sketches_of
from streams.engine.health import Recovery
from streams.engine.loop import BrokenStateError
from streams.engine.records import Effects, Outgoing, Record, delivery_headers, raw_timestamp_of
from streams.engine.state import Rows, recover
from streams.engine.values import read_value
from streams.errors import PoisonError

log = logging.getLogger(__name__)

INPUTS = ("news.tagged",)
OUTPUT = "news.related"
STATE = "news.dedup.state"


class DedupAgent:
    """Judges the sequence; there is one at a time in a cluster."""

    def __init__(self, brokers: str, limits: Limits = DEFAULTS) -> None:
        """Know where the memory is kept, and how much of it; nothing is read yet."""
        self._brokers = brokers
        self._limits = limits
        self._judge: Judge | None = None

    @property
    def is_here(self) -> bool:
        """The memory is read back."""
        return self._judge is not None

    async def recover(self, _: Collection[int], recovery: Recovery) -> None:
        """Read the memory back from its topic; there is one, as the sequence has one partition."""
        self._judge = await recover(self._brokers, STATE, (0,), self._rebuild, recovery)

    async def _rebuild(self, pages: AsyncIterator[Rows]) -> Judge:
        judge = Judge(self._limits)
        async for rows in pages:
            judge.apply(rows)
        log.info("memory read back: %s, up to offset %d", judge.sizes(), judge.applied_offset)
        if strange := judge.not_compared():
            log.warning(
                "%d of them are of signatures that this release can't make: their texts find no copies", strange
            )
        return judge

    def forget(self) -> None:
        """Drop the memory: another worker may write to its topic until the sequence comes back."""
        self._judge = None

    def decide(self, record: Record) -> Effects:
        """Give the verdict on one article and the row that remembers it; nothing for one judged before."""
        if self._judge is None:
            msg = "a record was judged before the memory was read back"
            raise RuntimeError(msg)
        if record.offset <= self._judge.applied_offset:
            return Effects()
        fields, case = read(record)
        raw_timestamp_ms = raw_timestamp_of(record)
        try:
            verdict = self._judge.judge(case, raw_timestamp_ms / 1_000)
        except Exception as error:
            place = f"{record.topic}:{record.partition}:{record.offset}"
            raise BrokenStateError(place) from error
        if verdict is None:
            return Effects()
        headers = delivery_headers(case.article.provenance.raw, raw_timestamp_ms)
        event = Outgoing(OUTPUT, verdict.ruling.uri.encode(), written(fields, verdict), headers)
        return Effects((event,), _rows(verdict))


def written(fields: dict[str, Any], verdict: Verdict) -> bytes:
    """Give the bytes of an article, from its fields as they were read, with the verdict on it."""
    verdict.append_to(fields)
    return orjson.dumps(fields, option=ENCODE_OPTIONS)


def read(record: Record) -> tuple[dict[str, Any], Case]:
    """Read what a verdict needs; an article that comes without its sketch, by hand maybe, is read and checked whole."""
    sketches = read_header(dict(record.headers).get(HEADER))
    if sketches is None or record.value is None:
        article = read_value(TaggedArticle, record)
        sketches, fields = sketches_of(article), article.model_dump()
    else:
        fields = _loaded(record.value)
    try:
        arrival = Arrival.model_validate(fields)
    except ValidationError as error:
        raise PoisonError(Reason.INVALID, str(error)) from error
    return fields, sketched(arrival, record.offset, sketches)


def _loaded(value: bytes) -> dict[str, Any]:
    try:
        return load_object(value)
    except UndecodableRecordError as error:
        raise PoisonError(error.reason, str(error)) from error


def _rows(verdict: Verdict) -> tuple[Outgoing, ...]:
    return (
        Outgoing(STATE, verdict.row.key(), verdict.value),
        *(Outgoing(STATE, key, None) for key in verdict.forgotten),
    )
