"""The Kafka shell of publish: news.related -> news.enriched, news.latest and news.outcomes."""

from datetime import UTC, datetime

from schemas.relation import RelatedArticle
from streams.engine.dead_letters import outgoing_outcome
from streams.engine.records import Effects, Outgoing, Record, delivery_headers, raw_timestamp_of
from streams.engine.values import read_value
from streams.publish.events import enrich, headers_of, outcome_of

INPUTS = ("news.related",)
EVENTS = "news.enriched"
LATEST = "news.latest"


def decide(record: Record) -> Effects:
    """Give the event, the latest version if it is that, and the outcome."""
    article = enrich(read_value(RelatedArticle, record))
    recorded = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    headers = (
        *headers_of(article),
        ("ce_recordedtime", recorded.encode()),
        *delivery_headers(article.provenance.raw, raw_timestamp_of(record)),
    )
    key, value = article.uri.encode(), article.encode()
    topics = (EVENTS, LATEST) if article.is_latest else (EVENTS,)
    events = tuple(Outgoing(topic, key, value, headers) for topic in topics)
    return Effects((*events, outgoing_outcome(outcome_of(article))))
