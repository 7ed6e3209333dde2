"""The headers of records: names that every client library can read, CloudEvents and Kafka Connect among them."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.article import RawPosition
from schemas.dead_letter import DeadLetter
from schemas.enriched import EnrichedArticle
from schemas.reason import Reason
from streams.engine import dead_letters
from streams.engine.records import Headers, delivery_headers
from streams.publish import events

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
NAME = re.compile(
    r"ce_[a-z0-9]{1,20}"  # CloudEvents 1.0, section 3.1, and its Kafka binding, section 3.2.4.1
    r"|content-type"
    r"|ns-[a-z]+(-[a-z]+)*"
    r"|__connect\.errors\.[a-z]+(\.[a-z]+)*"  # Kafka's KIP-298
)
CLOUD_EVENTS_REQUIRED = {"ce_specversion", "ce_id", "ce_source", "ce_type", "content-type"}
CONNECT = {"__connect.errors.topic", "__connect.errors.partition", "__connect.errors.offset", "__connect.errors.stage"}
RAW = RawPosition(topic="news.raw", partition=1, offset=7)


def _event() -> Headers:
    example = EXAMPLES / "enriched-article" / "good-duplicate.json"
    return events.headers_of(EnrichedArticle.decode(example.read_bytes()))


def _dead_letter() -> Headers:
    letter = DeadLetter(
        topic="news.raw",
        partition=1,
        offset=7,
        stage="normalize",
        reason=Reason.UNDECODABLE,
        detail="not JSON",
        attempts=1,
        failed_at=datetime(2026, 3, 2, tzinfo=UTC),
        raw=RAW,
    )
    return dead_letters.headers_of(letter)


@pytest.mark.parametrize(
    "headers", [_event(), _dead_letter(), delivery_headers(RAW, 0)], ids=["event", "dlq", "delivery"]
)
def test_header_is_named_by_the_rules(headers: Headers) -> None:
    """Each name is of one of the four families, and stands once."""
    names = [name for name, _ in headers]
    assert [name for name in names if not NAME.fullmatch(name)] == []
    assert len(set(names)) == len(names)


def test_event_is_a_cloud_event() -> None:
    """The attributes that CloudEvents requires are there, so that any reader of that format can use it."""
    assert CLOUD_EVENTS_REQUIRED - dict(_event()).keys() == set()


def test_dead_letter_speaks_like_kafka_connect() -> None:
    """Tools that read the dead letters of Kafka Connect find topic, partition, offset and stage."""
    assert CONNECT - dict(_dead_letter()).keys() == set()


def test_header_values_are_text() -> None:
    """Each value is UTF-8, so that a console consumer can print it."""
    for _, value in (*_event(), *_dead_letter(), *delivery_headers(RAW, 0)):
        assert value.decode()
