"""What dedup's shell refuses before its memory is touched."""

import pytest

from schemas.article import Provenance, RawPosition, TaggedArticle
from schemas.reason import Reason
from streams.dedup.agent import DedupAgent
from streams.dedup.judge import Judge, Limits
from streams.engine.records import Record
from streams.errors import PoisonError


def test_an_article_that_no_stage_named_is_poison() -> None:
    """A record put into the sequence by hand becomes a dead letter instead of stopping the stage."""
    raw = RawPosition(topic="news.raw", partition=0, offset=7)
    article = TaggedArticle(article_id="the first", source="lantern.example", provenance=Provenance(raw=raw))
    agent = DedupAgent("nowhere:9092")
    agent._judge = Judge(Limits(articles=1_000, keys=1_000))
    with pytest.raises(PoisonError, match="'the first' is no UUID") as poison:
        agent.decide(Record("news.tagged", 0, 3, 1_772_437_510_000, b"key", article.encode()))
    assert poison.value.reason is Reason.INVALID
