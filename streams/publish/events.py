"""The publish stage: a judged article -> the event that subscribers see, its headers and its outcome.

Pure; called by `publish.agent` and by `newsstream process`. The headers are CloudEvents 1.0 in Kafka's binary mode, so
that a consumer can choose by type, language, relation or subject without parsing the value.
"""

import uuid

from schemas.article import Hop
from schemas.enriched import EnrichedArticle
from schemas.outcome import Outcome, OutcomeKind
from schemas.relation import EventKind, RelatedArticle

PUBLISH_VERSION = "1"
STAGE = "publish"
CE_NAMESPACE = uuid.UUID("0b9d1c52-7a1e-5c6f-8a35-6c2c2f8f4d11")
"""Namespace of event ids; a constant of the contract."""
DATA_SCHEMA = "urn:newsstream:schema:enriched-article:1"
OUTCOMES = {
    EventKind.CREATED: OutcomeKind.ACCEPTED,
    EventKind.UPDATED: OutcomeKind.UPDATED,
    EventKind.CORRECTED: OutcomeKind.UPDATED,
    EventKind.RETRACTED: OutcomeKind.UPDATED,
    EventKind.DUPLICATE: OutcomeKind.DUPLICATE,
}


def enrich(related: RelatedArticle) -> EnrichedArticle:
    """Finish the article: its provenance now names all four stages."""
    hops = (*related.provenance.hops, Hop(stage=STAGE, version=PUBLISH_VERSION))
    fields = {name: getattr(related, name) for name in RelatedArticle.model_fields}
    provenance = related.provenance.model_copy(update={"hops": hops})
    return EnrichedArticle.model_construct(**fields | {"provenance": provenance})


def outcome_of(article: EnrichedArticle) -> Outcome:
    """Give the article's final disposition, as its event says."""
    return Outcome(raw=article.provenance.raw, outcome=OUTCOMES[article.event], stage=STAGE, uri=article.uri)


def event_id(article: EnrichedArticle) -> str:
    """Give the event's id: the same fact has the same id however often it is written."""
    raw = article.provenance.raw
    delivery = f"{raw.topic}:{raw.partition}:{raw.offset}:{raw.item}"
    return str(uuid.uuid5(CE_NAMESPACE, f"{article.uri}|{article.version}|{article.event.value}|{delivery}"))


def headers_of(article: EnrichedArticle) -> tuple[tuple[str, bytes], ...]:
    """Give the event's headers; those without a value are left out."""
    retrieved = article.retrieved_at.isoformat().replace("+00:00", "Z") if article.retrieved_at else ""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": event_id(article),
        "ce_source": "/newsstream",
        "ce_type": f"news.article.{article.event.value}.v1",
        "ce_subject": article.uri,
        "ce_time": retrieved,
        "ce_dataschema": DATA_SCHEMA,
        "ce_partitionkey": article.uri,
        "ce_sequence": f"{article.version:08d}",
        "ce_correlationid": article.article_id,
        "content-type": "application/json",
        "ns-source": article.source,
        "ns-language": article.language,
        "ns-relation": article.relation.kind.value,
        "ns-subjects": ",".join(subject.code for subject in article.subjects),
    }
    return tuple((name, value.encode()) for name, value in headers.items() if value)
