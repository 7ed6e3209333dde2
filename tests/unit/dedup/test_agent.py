"""What dedup's shell refuses before its memory is touched."""

import base64
from datetime import UTC, datetime

import pytest

from schemas.article import Hop, Moment, Precision, Provenance, RawPosition, TaggedArticle, Url
from schemas.raw import Signal
from schemas.reason import Reason
from schemas.relation import RelatedArticle
from streams.dedup.agent import DedupAgent
from streams.dedup.case import case_of
from streams.dedup.judge import Judge
from streams.dedup.limits import Limits
from streams.dedup.sketch import header_of, read_header
from streams.engine.records import Outgoing, Record, delivery_headers
from streams.errors import PoisonError

TIME_MS = 1_772_437_510_000


def article(offset: int, body: str) -> TaggedArticle:
    """Give an article of one address, whose text may change."""
    return TaggedArticle(
        article_id=f"00000000-0000-0000-0000-{offset:012}",
        source="lantern.example",
        title="Harbour \u2013 opened",
        body=body,
        url=Url(raw="https://lantern.example/a", clean="https://lantern.example/a", key="lantern.example/a"),
        guid="tag:1",
        published=Moment(at="2026-03-02T08:00:00Z", precision=Precision.SECOND),
        retrieved_at=datetime(2026, 3, 2, 8, 0, 0, 5, UTC),
        signal=Signal.CORRECT if offset == 3 else None,
        provenance=Provenance(
            raw=RawPosition(topic="news.raw", partition=0, offset=offset), hops=(Hop(stage="tag", version="1"),)
        ),
    )


BODIES = [
    "The wall of the harbour broke 15 days ago. " * 9,
    "The wall of the harbour broke 1.5 days ago. " * 9,
    "",
    "x",
]


def decided(*, has_sketch: bool) -> list[Outgoing]:
    """Give all that the agent writes for a few articles that come with their sketch, or without."""
    agent = DedupAgent("nowhere:9092")
    agent._judge = Judge(Limits(articles=1_000, keys=1_000))
    written: list[Outgoing] = []
    for offset, body in enumerate([*BODIES, *BODIES]):
        one = article(offset, body)
        headers = (*delivery_headers(one.provenance.raw, TIME_MS), *([header_of(one)] if has_sketch else []))
        effects = agent.decide(Record("news.tagged", 0, offset, TIME_MS, b"key", one.encode(), headers))
        written += [*effects.events, *effects.state]
    return written


def test_a_sketch_changes_no_byte() -> None:
    """An article judged by the sketch that came with it has the same verdict and row as one read whole."""
    assert decided(has_sketch=True) == decided(has_sketch=False)


def test_the_verdict_is_written_as_the_model_writes_it() -> None:
    """What the agent writes behind an article's own bytes is what the model of the topic writes."""
    events = [one for one in decided(has_sketch=True) if one.topic == "news.related"]
    assert len(events) == 2 * len(BODIES)
    assert [RelatedArticle.decode(one.value or b"").encode() for one in events] == [one.value for one in events]
    judge = Judge(Limits(articles=1_000, keys=1_000))
    for offset, event in enumerate(events):
        one = article(offset, [*BODIES, *BODIES][offset])
        verdict = judge.judge(case_of(one, offset), TIME_MS / 1_000)
        assert verdict
        assert verdict.of(one).encode() == event.value


@pytest.mark.parametrize("header", [b"", b"!", b"AAAA", b"AQ==", base64.b64encode(b"\xff" * 200)])
def test_a_header_that_is_no_sketch_is_passed_over(header: bytes) -> None:
    """A sketch of another definition, or a damaged one, is made anew."""
    assert read_header(header) is None


@pytest.mark.parametrize("value", [b"{", b"{}", b'{"article_id": 5}', b"[]"])
def test_what_can_not_be_judged_is_poison(value: bytes) -> None:
    """A record with a sketch and a value that is none is refused before the memory is touched."""
    agent = DedupAgent("nowhere:9092")
    agent._judge = Judge(Limits(articles=1_000, keys=1_000))
    with pytest.raises(PoisonError):
        agent.decide(Record("news.tagged", 0, 3, TIME_MS, b"key", value, (header_of(article(0, "x")),)))
    assert agent._judge.applied_offset == -1


def test_an_article_that_no_stage_named_is_poison() -> None:
    """A record put into the sequence by hand becomes a dead letter instead of stopping the stage."""
    raw = RawPosition(topic="news.raw", partition=0, offset=7)
    article = TaggedArticle(article_id="the first", source="lantern.example", provenance=Provenance(raw=raw))
    agent = DedupAgent("nowhere:9092")
    agent._judge = Judge(Limits(articles=1_000, keys=1_000))
    with pytest.raises(PoisonError, match="'the first' is no UUID") as poison:
        agent.decide(Record("news.tagged", 0, 3, 1_772_437_510_000, b"key", article.encode()))
    assert poison.value.reason is Reason.INVALID
