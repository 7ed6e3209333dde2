"""The Kafka shell of dedup: news.tagged -> news.related, with its memory in news.dedup.state.

The memory is read back to its end whenever the sequence comes to this worker, before anything is judged. A row names
the offset that it includes, so a record that comes again after a crash is passed by: its verdict stands already.
"""

import logging
import uuid
from collections.abc import AsyncIterator, Collection

from schemas.article import TaggedArticle
from schemas.reason import Reason
from schemas.relation import RelatedArticle
from streams.dedup.judge import Judge, Verdict
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

    def __init__(self, brokers: str) -> None:
        """Know where the memory is kept; nothing is read yet."""
        self._brokers = brokers
        self._judge: Judge | None = None

    @property
    def is_here(self) -> bool:
        """The memory is read back."""
        return self._judge is not None

    async def recover(self, _: Collection[int], recovery: Recovery) -> None:
        """Read the memory back from its topic; there is one, as the sequence has one partition."""
        self._judge = await recover(self._brokers, STATE, (0,), _rebuild, recovery)

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
        article = _readable(record)
        try:
            verdict = self._judge.judge(article, record.offset, raw_timestamp_of(record) / 1_000)
        except Exception as error:
            place = f"{record.topic}:{record.partition}:{record.offset}"
            raise BrokenStateError(place) from error
        if verdict is None:
            return Effects()
        return Effects((_related(verdict.related, record),), _rows(verdict))


def _readable(record: Record) -> TaggedArticle:
    """Read a record; one that was put here by hand may name its article as no stage does, and would stop this one."""
    article = read_value(TaggedArticle, record)
    try:
        uuid.UUID(article.article_id)
    except ValueError as error:
        raise PoisonError(Reason.INVALID, f"article_id {article.article_id!r} is no UUID") from error
    return article


async def _rebuild(pages: AsyncIterator[Rows]) -> Judge:
    judge = Judge()
    async for rows in pages:
        judge.apply(rows)
    log.info("memory read back: %s, up to offset %d", judge.sizes(), judge.applied_offset)
    return judge


def _related(article: RelatedArticle, record: Record) -> Outgoing:
    headers = delivery_headers(article.provenance.raw, raw_timestamp_of(record))
    return Outgoing(OUTPUT, article.uri.encode(), article.encode(), headers)


def _rows(verdict: Verdict) -> tuple[Outgoing, ...]:
    row = verdict.row
    return (Outgoing(STATE, row.key(), row.encode()), *(Outgoing(STATE, key, None) for key in verdict.forgotten))
