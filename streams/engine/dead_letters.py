"""What becomes of a record that can never be processed: it is kept byte for byte, with the reason in its headers.

The header names are those of Kafka Connect (KIP-298), so that tools which read its dead letters read ours, plus our own
`ns-dlq-*`. They stand behind the record's own headers, of which a producer may have made some up: where a name comes
twice the last one is ours.
"""

from datetime import UTC, datetime

from schemas.cards import DEAD_LETTER_SUFFIX
from schemas.dead_letter import DeadLetter
from schemas.outcome import Outcome, OutcomeKind
from streams.engine.records import Effects, Headers, Outgoing, Record, delivery_of, outcome_key
from streams.errors import PoisonError

DETAIL_CHARACTERS = 500
"""A header is read by people; a message that quotes its input must not carry all of it."""


def quarantine(record: Record, error: PoisonError, stage: str, now: datetime) -> Effects:
    """Give the dead letter and the `quarantined` outcome of one record."""
    raw = delivery_of(record)
    detail = error.detail[:DETAIL_CHARACTERS]
    letter = DeadLetter(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        stage=stage,
        reason=error.reason,
        detail=detail,
        attempts=1,
        failed_at=now.astimezone(UTC),
        raw=raw,
    )
    outcome = Outcome(raw=raw, outcome=OutcomeKind.QUARANTINED, reason=error.reason, detail=detail, stage=stage)
    return Effects(events=(_kept(record, letter), outgoing_outcome(outcome)))


def outgoing_outcome(outcome: Outcome) -> Outgoing:
    """Give the record of `news.outcomes`."""
    return Outgoing("news.outcomes", outcome_key(outcome.raw), outcome.encode())


def headers_of(letter: DeadLetter) -> Headers:
    """Write what is known of the failure as headers."""
    failed_at = letter.failed_at.isoformat(timespec="milliseconds")
    return tuple(
        (name, str(value).encode())
        for name, value in {
            "__connect.errors.topic": letter.topic,
            "__connect.errors.partition": letter.partition,
            "__connect.errors.offset": letter.offset,
            "__connect.errors.connector.name": f"newsstream-{letter.stage}",
            "__connect.errors.stage": letter.stage.upper(),
            "__connect.errors.exception.message": letter.detail,
            "ns-dlq-reason": letter.reason.value,
            "ns-dlq-attempts": letter.attempts,
            "ns-dlq-first-failed-at": failed_at,
            "ns-dlq-last-failed-at": failed_at,
        }.items()
    )


def _kept(record: Record, letter: DeadLetter) -> Outgoing:
    return Outgoing(
        record.topic + DEAD_LETTER_SUFFIX,
        record.key,
        record.value,
        record.headers + headers_of(letter),
        partition=record.partition,
        timestamp_ms=record.timestamp_ms,
    )
