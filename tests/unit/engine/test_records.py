"""Deliveries in headers, and the keys of outcomes."""

from schemas.article import RawPosition
from streams.engine.records import Record, delivery_headers, delivery_of, outcome_key, raw_timestamp_of

RAW = RawPosition(topic="news.raw", partition=3, offset=42, item=1, items=5)


def test_a_delivery_survives_its_headers() -> None:
    """What one stage writes the next one reads."""
    record = Record("news.normalized", 0, 9, 2_000, None, b"", delivery_headers(RAW, 1_500))
    assert delivery_of(record) == RAW
    assert raw_timestamp_of(record) == 1_500


def test_a_raw_record_is_its_own_delivery_whatever_its_headers_say() -> None:
    """A producer can't make the account of another record with headers of its own."""
    record = Record("news.raw", 1, 2, 2_000, None, b"", delivery_headers(RAW, 1_500))
    assert delivery_of(record) == RawPosition(topic="news.raw", partition=1, offset=2)
    assert raw_timestamp_of(record) == 2_000


def test_a_record_put_into_an_inner_topic_by_hand_is_its_own_delivery() -> None:
    """It is accounted for under the place where it stands."""
    record = Record("news.tagged", 0, 7, 2_000, None, b"")
    assert delivery_of(record) == RawPosition(topic="news.tagged", partition=0, offset=7)


def test_an_outcome_has_a_key_of_its_own_for_each_article() -> None:
    """Two articles of one record have two accounts."""
    assert outcome_key(RAW) == b"news.raw:3:42:1"
