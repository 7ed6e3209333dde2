"""What the records of news.outcomes, news.enriched and the dead letters say: pure; for the audit and the read model.

Of an event only what an account needs is read: to validate the whole article takes ten times as long.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.article import RawPosition
from schemas.cards import DEAD_LETTER_SUFFIX, Card, CleanupPolicy, load_cards
from schemas.outcome import Outcome
from schemas.reason import Reason
from schemas.relation import EventKind, RelationKind
from schemas.wire import InvalidRecordError, load_object
from streams.engine.records import RAW_TOPIC, URL_KEY, Record, delivery_of, outcome_key
from streams.normalize.urls import url_of
from streams.settings import StageName

T = TypeVar("T")

OUTCOMES = "news.outcomes"
EVENTS = "news.enriched"
LATEST = "news.latest"
NORMALIZED, REKEYED = "news.normalized", "news.raw.rekeyed"
CARDS = tuple(load_cards().values())
RAW_TOPICS = tuple(card.topic for card in CARDS if card.owner == "producers")
"""What producers write to: each of its records has to be accounted for."""
MAX_ITEMS = 1 << 22
"""More articles than a raw record has room for: 10 MB of the shortest entry there is, `{},`, are 3.5 million."""
DEAD_LETTERS = tuple(card.topic for card in CARDS if card.topic.endswith(DEAD_LETTER_SUFFIX))


@cache
def stage_inputs() -> Mapping[str, str]:
    """Give the topics that stages read, in the order in which an article meets them, each with its consumer group.

    A compacted topic that a stage reads is its memory, and holds no article up.
    """
    stages = {stage.value for stage in StageName}
    waiting = [card for card in CARDS if card.cleanup_policy is CleanupPolicy.DELETE]
    return {card.topic: f"newsstream-{stage}" for card in waiting if (stage := _reader(card, stages))}


def _reader(card: Card, stages: set[str]) -> str | None:
    return next((reader for reader in card.readers if reader in stages), None)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Url(_Part):
    key: str


class _Relation(_Part):
    kind: RelationKind
    target: str | None = None


class _Provenance(_Part):
    raw: RawPosition


class Event(_Part):
    """The part of an enriched article that says which article it is, and whose."""

    uri: str
    version: int
    event: EventKind
    article_id: str
    guid: str | None = None
    url: _Url | None
    relation: _Relation
    provenance: _Provenance

    @property
    def raw(self) -> RawPosition:
        """The delivery that the event is about."""
        return self.provenance.raw


@dataclass(frozen=True, slots=True)
class Letter:
    """What a dead letter says of itself."""

    raw: RawPosition
    """The delivery that it is about."""
    failed: RawPosition
    """The record that failed."""
    stage: str
    reason: Reason


def read_event(record: Record) -> Event:
    """Read a record of news.enriched.

    Raises:
        InvalidRecordError: it is none.
    """
    try:
        event = Event.model_validate_json(record.value or b"")  # makes no objects of all that is not in the model
    except ValidationError as error:
        raise InvalidRecordError(str(error)) from error
    return _checked(event, event.raw)


def read_outcome(record: Record) -> Outcome:
    """Read a record of news.outcomes.

    Raises:
        InvalidRecordError: it is none.
    """
    outcome = Outcome.decode(record.value or b"")
    return _checked(outcome, outcome.raw)


def read_letter(record: Record) -> Letter:
    """Say what a dead letter is about: the delivery of the record which failed, or that record itself.

    Only what a stage wrote counts. A producer may have sent headers of the same names, or may write to the topic
    itself: ours stand last, and agree with where the letter lies and with the stage that reads the topic there.

    Raises:
        InvalidRecordError: its headers don't say, or contradict where it lies.
    """
    headers = dict(record.headers)
    try:
        failed = RawPosition(
            topic=headers["__connect.errors.topic"].decode(),
            partition=int(headers["__connect.errors.partition"]),
            offset=int(headers["__connect.errors.offset"]),
        )
        stage = headers["__connect.errors.stage"].decode().lower()
        reason = Reason(headers["ns-dlq-reason"].decode())
        raw = delivery_of(record) if RAW_TOPIC in headers and failed.topic not in RAW_TOPICS else failed
    except (KeyError, ValueError) as error:
        msg = f"a dead letter whose headers don't say what it is about: {error!r}"
        raise InvalidRecordError(msg) from error
    lies_at = (failed.topic + DEAD_LETTER_SUFFIX, failed.partition, stage_inputs().get(failed.topic))
    if lies_at != (record.topic, record.partition, f"newsstream-{stage}"):
        msg = f"a dead letter of {failed.topic}:{failed.partition} by {stage}, where no stage puts it"
        raise InvalidRecordError(msg)
    return _checked(Letter(raw, failed, stage, reason), raw)


def is_event_labelled(record: Record, event: Event) -> bool:
    """Tell whether an event's key and headers say what its value says."""
    headers = dict(record.headers)
    labels = (headers.get("ce_subject"), headers.get("ce_type"), record.key)
    wanted = (event.uri.encode(), f"news.article.{event.event.value}.v1".encode(), event.uri.encode())
    try:
        return labels == wanted and RAW_TOPIC in headers and delivery_of(record) == event.raw
    except (KeyError, ValueError):
        return False


def is_outcome_labelled(record: Record, outcome: Outcome) -> bool:
    """Tell whether an outcome stands under its own key."""
    return record.key == outcome_key(outcome.raw)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record says of a delivery, for the read model: columns of its row, and names that it has."""

    raw: RawPosition
    columns: Mapping[str, object]
    names: tuple[str, ...] = ()


def entry_of(record: Record) -> Entry:
    """Read a record of news.outcomes, of news.enriched or of a topic of dead letters.

    Raises:
        InvalidRecordError: it is none.
    """
    if record.topic == OUTCOMES:
        return _outcome_entry(record)
    if record.topic == EVENTS:
        return _event_entry(record)
    letter = read_letter(record)
    columns = {"letter_topic": record.topic, "letter_partition": record.partition, "letter_offset": record.offset}
    return Entry(letter.raw, {"items": letter.raw.items} | columns, names_in(record.value))


def _outcome_entry(record: Record) -> Entry:
    outcome = read_outcome(record)
    columns = {
        "items": outcome.raw.items,
        "outcome": outcome.outcome.value,
        "reason": outcome.reason and outcome.reason.value,
        "stage": outcome.stage,
        "uri": outcome.uri,
        "outcome_ms": record.timestamp_ms,
        "outcome_partition": record.partition,
        "outcome_offset": record.offset,
    }
    key = dict(record.headers).get(URL_KEY, b"").decode("utf-8", "replace")
    return Entry(outcome.raw, columns, (key,) if key else ())


def _event_entry(record: Record) -> Entry:
    event = read_event(record)
    ce_id = dict(record.headers).get("ce_id", b"").decode("utf-8", "replace")
    columns = {
        "items": event.raw.items,
        "uri": event.uri,
        "version": event.version,
        "event": event.event.value,
        "ce_id": ce_id,
        "article_id": event.article_id,
        "event_ms": record.timestamp_ms,
        "event_partition": record.partition,
        "event_offset": record.offset,
    }
    names = (event.uri, event.article_id, ce_id, event.url.key if event.url else None, event.guid)
    return Entry(event.raw, columns, tuple(name for name in names if name))


def names_in(value: bytes | None) -> tuple[str, ...]:
    """Give the names of an article in what producers or stages wrote of it; none where it can't be read."""
    try:
        fields = load_object(value or b"")
    except InvalidRecordError:
        return ()
    url = fields.get("url")
    address = url_of(url) if isinstance(url, str) else None
    key = address.key if address else url.get("key") if isinstance(url, dict) else None
    names = (fields.get("article_id"), fields.get("uri"), fields.get("guid"), key)
    return tuple(name for name in names if isinstance(name, str) and name)


def _checked(entry: T, raw: RawPosition) -> T:
    if raw.item >= raw.items or raw.items > MAX_ITEMS:
        msg = f"article {raw.item}, counted from 0, of a record that holds {raw.items}"
        raise InvalidRecordError(msg)
    return entry
