"""What `newsstream trace` tells of an article: plain values, found by `journey`, shown by the verb."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from schemas.article import NormalizedArticle, RawPosition, TaggedArticle
from schemas.enriched import EnrichedArticle
from schemas.outcome import Outcome
from schemas.raw import RawArticle
from schemas.relation import RelatedArticle
from schemas.wire import InvalidRecordError
from streams.engine.records import Record
from streams.ledger.entries import EVENTS, OUTCOMES, Letter

ARTICLES: Mapping[str, type[NormalizedArticle]] = {
    EVENTS: EnrichedArticle,
    "news.related": RelatedArticle,
    "news.tagged": TaggedArticle,
    "news.normalized": NormalizedArticle,
}
"""Topics whose values are the article, the one that says most first."""
RECORDED = ("ce_recordedtime", "ns-dlq-last-failed-at")
"""Headers with the moment in which a record was made; a dead letter's timestamp is that of the record which failed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an article waits that is under way."""

    stage: str
    ahead: int | None
    """Records before it; None when the stage has acknowledged it, and yet nothing came of it."""


@dataclass(frozen=True, slots=True)
class Story:
    """One article's way as far as it has come."""

    raw: RawPosition
    records: Mapping[str, Record]
    """By topic, in the order of the way; what has aged out is not there."""
    letter: Letter | None = None
    newest_version: int | None = None
    """The highest version of the article that is known."""
    standing: Standing | None = None
    notes: tuple[str, ...] = ()
    """What could not be found, and why."""

    @property
    def sent(self) -> RawArticle | None:
        """What the producer sent; None where it has aged out or can't be read."""
        record = self.records.get(self.raw.topic)
        try:
            return RawArticle.decode(record.value or b"") if record else None
        except InvalidRecordError:
            return None

    @property
    def article(self) -> NormalizedArticle | None:
        """The article with all that the stages have said of it so far."""
        for topic, model in ARTICLES.items():
            if record := self.records.get(topic):
                try:
                    return model.decode(record.value or b"")
                except InvalidRecordError:  # of another release: what an earlier stage said of it may be readable
                    continue
        return None

    @property
    def outcome(self) -> Outcome | None:
        """What became of it; None while it is under way."""
        record = self.records.get(OUTCOMES)
        try:
            return Outcome.decode(record.value or b"") if record else None
        except InvalidRecordError:
            return None


def recorded_ms(record: Record) -> int:
    """Give the moment in which a record was made, in milliseconds since 1970."""
    headers = dict(record.headers)
    for name in RECORDED:
        try:
            return round(datetime.fromisoformat(headers[name].decode()).timestamp() * 1000)
        except (KeyError, ValueError):
            continue
    return record.timestamp_ms
