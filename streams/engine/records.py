"""A Kafka record as the stages see it, and what they want done: plain values, no client library.

Each record between the stages carries in its headers the *delivery* that it comes from (raw topic, partition, offset,
item), so that whatever happens to it can be accounted to the raw record, even when its value can't be read.
"""

from dataclasses import dataclass

from schemas.article import RawPosition
from schemas.reason import Reason

Headers = tuple[tuple[str, bytes], ...]

RAW = "news.raw"
RAW_TOPIC = "ns-raw-topic"
RAW_PARTITION = "ns-raw-partition"
RAW_OFFSET = "ns-raw-offset"
RAW_ITEM = "ns-raw-item"
RAW_ITEMS = "ns-raw-items"
RAW_TIMESTAMP = "ns-raw-timestamp-ms"
URL_KEY = "ns-url-key"
"""On the outcome of an article that was rejected: its address as identity has it, for no event tells."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was read; `timestamp_ms` is Kafka's, in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record to write; without `partition` the key decides, without `timestamp_ms` the moment of sending."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None
    timestamp_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Effects:
    """All that one record causes: `events` are delivered first, then the `state` that includes them."""

    events: tuple[Outgoing, ...] = ()
    state: tuple[Outgoing, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What a stage decided on one record; `quarantined` says why where it could not."""

    effects: Effects
    quarantined: Reason | None = None


def delivery_of(record: Record) -> RawPosition:
    """Read the delivery from the headers.

    A record of `news.raw` is its own delivery, whatever its producer wrote into the headers; so is a record that
    somebody put into an inner topic by hand.
    """
    found = dict(record.headers)
    own = RawPosition(topic=record.topic, partition=record.partition, offset=record.offset)
    if record.topic == RAW or RAW_TOPIC not in found:
        return own
    return RawPosition(
        topic=found[RAW_TOPIC].decode(),
        partition=int(found[RAW_PARTITION]),
        offset=int(found[RAW_OFFSET]),
        item=int(found.get(RAW_ITEM, b"0")),
        items=int(found.get(RAW_ITEMS, b"1")),
    )


def delivery_headers(raw: RawPosition, raw_timestamp_ms: int) -> Headers:
    """Write the delivery, and the raw record's own time, as headers."""
    return (
        (RAW_TOPIC, raw.topic.encode()),
        (RAW_PARTITION, b"%d" % raw.partition),
        (RAW_OFFSET, b"%d" % raw.offset),
        (RAW_ITEM, b"%d" % raw.item),
        (RAW_ITEMS, b"%d" % raw.items),
        (RAW_TIMESTAMP, b"%d" % raw_timestamp_ms),
    )


def raw_timestamp_of(record: Record) -> int:
    """Give the raw record's time in milliseconds; a record without that header is the raw record."""
    if record.topic == RAW:
        return record.timestamp_ms
    return int(dict(record.headers).get(RAW_TIMESTAMP, b"%d" % record.timestamp_ms))


def outcome_key(raw: RawPosition) -> bytes:
    """Give the key under which an article's outcome stands in `news.outcomes`."""
    return f"{raw.topic}:{raw.partition}:{raw.offset}:{raw.item}".encode()
