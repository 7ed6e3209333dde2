"""The Kafka shell of normalize: news.raw -> news.normalized, partition for partition, and news.outcomes.

A record whose key is not its source would stand in another partition than its fellows; it is sent once through
`news.raw.rekeyed`, under the right key, and keeps the delivery of the record that it was.
"""

from datetime import UTC, datetime

from schemas.article import NormalizedArticle, RawPosition
from schemas.outcome import Outcome
from streams.engine.dead_letters import outgoing_outcome
from streams.engine.records import RAW, Effects, Outgoing, Record, delivery_headers, delivery_of, raw_timestamp_of
from streams.normalize.stage import Profiles, RawRecord, normalize, read_raw

REKEYED = "news.raw.rekeyed"
INPUTS = (RAW, REKEYED)
OUTPUT = "news.normalized"


class NormalizeAgent:
    """Decides raw records with the source profiles that it was given."""

    def __init__(self, profiles: Profiles) -> None:
        """Keep the profiles, by source."""
        self._profiles = profiles

    def decide(self, record: Record) -> Effects:
        """Give the articles and refusals of one raw record, or its copy under the right key."""
        raw = read_raw(record.value)
        if record.topic == RAW and record.key != raw.source.encode():
            return Effects((_rekeyed(record, raw),))
        recorded_at = datetime.fromtimestamp(raw_timestamp_of(record) / 1000, UTC)
        results = normalize(raw, delivery_of(record), recorded_at, self._profiles)
        return Effects(tuple(_outgoing(result, record) for result in results))


def _rekeyed(record: Record, raw: RawRecord) -> Outgoing:
    own = RawPosition(topic=record.topic, partition=record.partition, offset=record.offset)
    return Outgoing(REKEYED, raw.source.encode(), record.value, delivery_headers(own, record.timestamp_ms))


def _outgoing(result: NormalizedArticle | Outcome, record: Record) -> Outgoing:
    if isinstance(result, Outcome):
        return outgoing_outcome(result)
    headers = delivery_headers(result.provenance.raw, raw_timestamp_of(record))
    return Outgoing(OUTPUT, result.source.encode(), result.encode(), headers, partition=record.partition)
