"""The normalize stage: the bytes of one raw record -> its articles, each with identity and origin, or their refusals.

Pure; called by `normalize.agent` for a record of `news.raw` and by `newsstream process` for a line of its input.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas.article import Hop, NormalizedArticle, Provenance, RawPosition
from schemas.outcome import Outcome, OutcomeKind, Reason
from schemas.raw import RawArticle
from schemas.source import SourceRow
from schemas.wire import InvalidRecordError
from streams.errors import PoisonError
from streams.normalize.content import ReadItem, Refusal, read_contents
from streams.normalize.memory import standing_of
from streams.normalize.source import NO_PROFILE, UNKNOWN_SOURCE, SourceProfile, source_of
from streams.normalize.urls import url_of

NORMALIZE_VERSION = "1"
STAGE = "normalize"
LARGE_BYTES = 1_000_000
"""Only of a raw record this large can an article become too large: each line that is taken out adds some 50 bytes."""
ARTICLE_BYTES = 11 * 1024 * 1024
"""What an article may have when it leaves this stage: a hop takes 12 MB, and the later stages add to it."""
ARTICLE_NAMESPACE = uuid.UUID("6f2a7e3c-5d0b-5f43-9a3c-2f1d7c1b8e90")
"""Namespace of article ids; a constant of the contract: to change it changes every id."""

Profiles = Mapping[str, SourceProfile]


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A raw record that was read: its fields, and the bytes that give its articles their ids."""

    value: bytes
    article: RawArticle

    @property
    def source(self) -> str:
        """The publisher: the Kafka key that the record should have."""
        return source_of(self.article) or UNKNOWN_SOURCE


def read_raw(value: bytes | None) -> RawRecord:
    """Read a raw record's value.

    Raises:
        PoisonError: it is not JSON in UTF-8, or not a RawArticle.
    """
    if value is None:
        raise PoisonError(Reason.UNDECODABLE, "a record without a value")
    try:
        return RawRecord(value, RawArticle.decode(value))
    except InvalidRecordError as error:
        raise PoisonError(error.reason, str(error)) from error


def normalize(
    raw: RawRecord,
    position: RawPosition,
    recorded_at: datetime | None,
    profiles: Profiles,
    memory: SourceRow | None = None,
) -> tuple[NormalizedArticle | Outcome, ...]:
    """Give one result for each article of the record, in its order: the article, or the outcome that refuses it.

    `recorded_at` is the record's own time, which stands in for a `retrieved_at` that the producer did not send;
    `memory` is what earlier records taught of the source.
    """
    retrieved_at = raw.article.retrieved_at or recorded_at
    known = raw.article.model_copy(update={"retrieved_at": retrieved_at})
    address = url_of(raw.article.url)
    standing = standing_of(memory.articles if memory else (), address.key if address else None)
    items = read_contents(known, profiles.get(raw.source, NO_PROFILE), standing)
    provenance = Provenance(
        raw=position,
        hops=(Hop(stage=STAGE, version=NORMALIZE_VERSION),),
        memory_offset=memory.offset if memory else None,
    )
    digest = hashlib.sha256(raw.value).hexdigest()
    return tuple(
        _result(item, raw, digest, _of_item(provenance, number, len(items)), retrieved_at)
        for number, item in enumerate(items)
    )


def _of_item(provenance: Provenance, number: int, items: int) -> Provenance:
    raw = provenance.raw.model_copy(update={"item": number, "items": items})
    return provenance.model_copy(update={"raw": raw})


def _result(
    item: ReadItem | Refusal, raw: RawRecord, digest: str, provenance: Provenance, retrieved_at: datetime | None
) -> NormalizedArticle | Outcome:
    position = provenance.raw
    if isinstance(item, Refusal):
        return _rejected(position, item.reason, item.detail)
    content = item.content
    flag = () if raw.article.retrieved_at else ("retrieved_at_missing",)
    fields = {name: getattr(content, name) for name in type(content).model_fields}
    article = NormalizedArticle.model_construct(
        **fields | {"flags": content.flags + flag},
        article_id=str(uuid.uuid5(ARTICLE_NAMESPACE, f"{digest}:{position.item}")),
        source=raw.source,
        guid=item.guid,
        signal=item.signal,
        retrieved_at=retrieved_at.astimezone(UTC) if retrieved_at else None,
        provenance=provenance,
    )
    if len(raw.value) > LARGE_BYTES and len(article.encode()) > ARTICLE_BYTES:
        return _rejected(position, Reason.TOO_LARGE, f"an article over {ARTICLE_BYTES:,} bytes")
    return article


def _rejected(position: RawPosition, reason: Reason, detail: str) -> Outcome:
    return Outcome(raw=position, outcome=OutcomeKind.REJECTED, reason=reason, detail=detail, stage=STAGE)
