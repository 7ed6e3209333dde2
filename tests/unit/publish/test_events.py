"""What subscribers see: the event's id, headers and outcome."""

import pytest

from schemas.article import Hop, Provenance, RawPosition, Url
from schemas.outcome import OutcomeKind
from schemas.relation import EventKind, RelatedArticle, Relation
from streams.publish.events import enrich, event_id, headers_of, outcome_of

URI = "urn:newsstream:article:8f0c"


def related(**changed: object) -> RelatedArticle:
    """Make a judged article."""
    fields = {
        "article_id": "8f0c",
        "source": "paper.example",
        "url": Url(raw="https://paper.example/a", clean="https://paper.example/a", key="paper.example/a"),
        "title": "Bridge opens",
        "body": "The bridge opened.",
        "provenance": Provenance(
            raw=RawPosition(topic="news.raw", partition=2, offset=7), hops=(Hop(stage="normalize", version="1"),)
        ),
        "uri": URI,
        "version": 1,
        "event": EventKind.CREATED,
        "relation": Relation(),
        "is_latest": True,
    }
    return RelatedArticle.model_validate(fields | changed)


def test_the_finished_article_names_its_last_hop() -> None:
    """Nothing else of the article changes."""
    article = enrich(related())
    assert [hop.stage for hop in article.provenance.hops] == ["normalize", "publish"]
    assert article.model_dump(exclude={"provenance"}) == related().model_dump(exclude={"provenance"})


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (EventKind.CREATED, OutcomeKind.ACCEPTED),
        (EventKind.UPDATED, OutcomeKind.UPDATED),
        (EventKind.CORRECTED, OutcomeKind.UPDATED),
        (EventKind.RETRACTED, OutcomeKind.UPDATED),
        (EventKind.DUPLICATE, OutcomeKind.DUPLICATE),
    ],
)
def test_each_event_has_its_outcome(event: EventKind, outcome: OutcomeKind) -> None:
    """The account follows from the event and names the raw record."""
    account = outcome_of(enrich(related(event=event)))
    assert (account.outcome, account.raw.offset, account.uri, account.reason) == (outcome, 7, URI, None)


def test_the_same_fact_has_the_same_id() -> None:
    """A replay writes the event once more under the id that it had."""
    assert event_id(enrich(related())) == event_id(enrich(related()))


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2},
        {"event": EventKind.UPDATED},
        {"provenance": Provenance(raw=RawPosition(topic="news.raw", partition=2, offset=8))},
    ],
)
def test_another_fact_has_another_id(changed: dict[str, object]) -> None:
    """Version, event and delivery all make a fact."""
    assert event_id(enrich(related(**changed))) != event_id(enrich(related()))


def test_a_consumer_can_choose_by_headers_alone() -> None:
    """Type, subject, language and relation stand in the headers; what is unknown is left out."""
    headers = dict(headers_of(enrich(related(language="en"))))
    assert headers["ce_type"] == b"news.article.created.v1"
    assert headers["ce_subject"] == URI.encode()
    assert headers["ce_sequence"] == b"00000001"
    assert headers["ns-language"] == b"en"
    assert headers["ns-relation"] == b"none"
    assert "ce_time" not in headers
