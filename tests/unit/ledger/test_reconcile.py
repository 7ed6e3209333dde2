"""What is wrong with an account is found, exactly that, and in whatever order the records come."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import RawPosition
from schemas.outcome import Outcome, OutcomeKind
from schemas.reason import Reason
from streams.engine.dead_letters import quarantine
from streams.engine.records import RAW, Headers, Record, delivery_headers, outcome_key
from streams.errors import PoisonError
from streams.ledger.account import Account
from streams.ledger.reconcile import Ledger
from streams.ledger.report import FindingKind, Report

SIZE = 12
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def outcome(raw: RawPosition, kind: OutcomeKind = OutcomeKind.ACCEPTED, uri: str = "urn:a") -> Record:
    """Write the record of news.outcomes."""
    has_event = kind in {OutcomeKind.ACCEPTED, OutcomeKind.UPDATED, OutcomeKind.DUPLICATE}
    value = Outcome(
        raw=raw, outcome=kind, reason=None if has_event else Reason.EMPTY, stage="s", uri=uri if has_event else None
    )
    return Record("news.outcomes", 0, 0, 0, outcome_key(raw), value.encode())


def event(raw: RawPosition, kind: str = "created", uri: str = "urn:a", title: str = "") -> Record:
    """Write the part of the record of news.enriched that counts."""
    value = {
        "uri": uri,
        "version": 1,
        "event": kind,
        "article_id": "id",
        "url": None,
        "relation": {"kind": "none"},
        "provenance": {"raw": raw.model_dump()},
        "title": title,
    }
    labels = (("ce_subject", uri.encode()), ("ce_type", f"news.article.{kind}.v1".encode()))
    return Record("news.enriched", 0, 0, 0, uri.encode(), orjson.dumps(value), labels + delivery_headers(raw, 0))


def letter(raw: RawPosition, headers: Headers = ()) -> Record:
    """Write the dead letter of a raw record that came with these headers."""
    failed = Record(raw.topic, raw.partition, raw.offset, 0, None, b"{", headers)
    kept, _ = quarantine(failed, PoisonError(Reason.UNDECODABLE, "not JSON"), "normalize", NOW).events
    return Record(kept.topic, kept.partition or 0, 0, 0, kept.key, kept.value, kept.headers)


def at(offset: int, item: int = 0, items: int = 1, partition: int = 0) -> RawPosition:
    """Name a delivery."""
    return RawPosition(topic=RAW, partition=partition, offset=offset, item=item, items=items)


def good() -> list[Record]:
    """Write a clean account: accepted, refused, quarantined, a feed of three."""
    records = [record for n in range(SIZE - 3) for record in (outcome(at(n)), event(at(n)))]
    records += [outcome(at(SIZE - 3), OutcomeKind.REJECTED)]
    records += [outcome(at(SIZE - 2), OutcomeKind.QUARANTINED), letter(at(SIZE - 2))]
    for item in range(3):
        records += [outcome(at(SIZE - 1, item, 3)), event(at(SIZE - 1, item, 3))]
    return records


def reconcile(records: list[Record], waiting: tuple[int, ...] = ()) -> Report:
    """Audit one partition of SIZE records."""
    ledger = Ledger({(RAW, 0): (account := Account(0, SIZE))})
    ledger.know_ends({(RAW, 0): SIZE, ("news.tagged", 0): 1})
    for offset in waiting:
        account.wait(offset, offset)
    for record in records:
        ledger.add(record)
    return ledger.report({}, (), has_all_letters=True)


def test_a_clean_account_is_clean() -> None:
    """Every article has its outcome, and nothing is found."""
    report = reconcile(good())
    assert report.is_clean
    assert report.outcomes == {"accepted": SIZE, "quarantined": 1, "rejected": 1}
    assert (report.audited[0].records, report.audited[0].articles) == (SIZE, SIZE + 2)
    assert set(report.repeated.values()) == {0}


@given(st.sets(st.integers(0, SIZE - 4)), st.randoms(use_true_random=False))
def test_exactly_the_dropped_outcomes_are_missing(dropped: set[int], rng: random.Random) -> None:
    """Whatever is dropped, and in whatever order the rest comes."""
    gone = {outcome(at(offset)).key for offset in dropped}
    records = [record for record in good() if record.key not in gone]
    rng.shuffle(records)
    report = reconcile(records)
    found = {offset for one in report.findings for offset in range(one.first, one.last + 1)}
    assert found == dropped
    assert report.found == ({FindingKind.MISSING: len(dropped)} if dropped else {})


@given(st.sets(st.integers(0, SIZE - 4)), st.sets(st.integers(0, SIZE - 4)), st.randoms(use_true_random=False))
def test_copies_are_counted_and_altered_outcomes_found(copied: set[int], altered: set[int], rng: random.Random) -> None:
    """Byte-equal copies are fine; a second outcome that says something else is not, in any order."""
    more = [outcome(at(offset)) for offset in copied] + [outcome(at(offset), uri="urn:b") for offset in altered]
    records = good() + more
    rng.shuffle(records)
    report = reconcile(records)
    assert report.repeated["news.outcomes"] == len(more)
    assert {one.first for one in report.findings} <= altered
    assert report.found == ({FindingKind.CONTRADICTORY: len(altered)} if altered else {})


WRONG = {
    "an event dropped": (None, [event(at(1))], FindingKind.MISSING, "no event", (1, None)),
    "a dead letter dropped": (None, [letter(at(SIZE - 2))], FindingKind.MISSING, "no dead letter", (SIZE - 2, None)),
    "an article of a feed": (
        None,
        [outcome(at(SIZE - 1, 1, 3)), event(at(SIZE - 1, 1, 3))],
        FindingKind.MISSING,
        "no outcome",
        (SIZE - 1, (1, 1)),
    ),
    "two events": (event(at(1), title="other"), [], FindingKind.DOUBLED, "different events", (1, None)),
    "an event of another kind": (
        event(at(1), "duplicate"),
        [event(at(1))],
        FindingKind.CONTRADICTORY,
        "the outcome is not what the event says",
        (1, None),
    ),
    "an event of another uri": (
        event(at(1), uri="urn:b"),
        [event(at(1))],
        FindingKind.CONTRADICTORY,
        "the outcome is not what the event says",
        (1, None),
    ),
    "refused with an event": (
        event(at(SIZE - 3)),
        [],
        FindingKind.CONTRADICTORY,
        "refused, and yet an event",
        (SIZE - 3, None),
    ),
    "a letter of an accepted one": (
        letter(at(1)),
        [],
        FindingKind.CONTRADICTORY,
        "a dead letter, and yet not quarantined",
        (1, None),
    ),
    "an offset that never was": (outcome(at(SIZE)), [], FindingKind.UNKNOWN, "outcome of no record", (SIZE, None)),
    "a partition that never was": (
        outcome(at(0, partition=7)),
        [],
        FindingKind.UNKNOWN,
        "outcome of no record",
        (0, None),
    ),
    "no JSON": (Record("news.outcomes", 0, 5, 0, None, b"{"), [], FindingKind.UNREADABLE, "no such record", (5, None)),
    "a wrong key": (
        Record("news.outcomes", 0, 0, 0, b"x", outcome(at(1)).value),
        [],
        FindingKind.CONTRADICTORY,
        "labels that the value denies",
        (1, None),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(name: str) -> None:
    """One thing wrong is one finding, of its kind, at its place."""
    added, dropped, kind, what, (offset, items) = WRONG[name]
    records = [record for record in good() if record not in dropped] + ([added] if added else [])
    (finding,) = reconcile(records).findings
    assert (finding.kind, finding.what, finding.first, finding.items) == (kind, what, offset, items)


def test_what_waits_is_in_flight_and_no_finding() -> None:
    """A record that a stage still has is told apart from one that is lost."""
    records = [record for record in good() if record.key != outcome(at(2)).key]
    report = reconcile(records, waiting=(2, 5))
    assert report.is_clean
    assert report.in_flight == 1


HOSTILE = {
    "another offset": (("__connect.errors.offset", b"1"),),
    "no number": (("__connect.errors.offset", b"x"), ("ns-dlq-reason", b"none")),
    "another topic": (("__connect.errors.topic", b"news.raw.rekeyed"), ("ns-raw-topic", b"news.raw")),
    "a delivery": (("ns-raw-topic", b"news.raw"), ("ns-raw-partition", b"0"), ("ns-raw-offset", b"1")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_producers_headers_mislead_nobody(name: str) -> None:
    """The dead letter of a record that came with headers like ours is that record's."""
    records = [record for record in good() if record != letter(at(SIZE - 2))]
    assert reconcile([*records, letter(at(SIZE - 2), HOSTILE[name])]).is_clean


STRAY: dict[str, dict[str, Any]] = {
    "in another partition": {"partition": 1},
    "in another topic": {"topic": "news.tagged.dlq"},
    "of another stage": {"headers": (*letter(at(1)).headers, ("__connect.errors.stage", b"TAG"))},
    "without headers": {"headers": ()},
}


@pytest.mark.parametrize("name", STRAY)
def test_a_letter_that_no_stage_wrote_says_nothing_of_a_record(name: str) -> None:
    """It is told as no such record, and the one that it names keeps its account."""
    (finding,) = reconcile([*good(), replace(letter(at(1)), **STRAY[name])]).findings
    assert (finding.kind, finding.topic) == (FindingKind.UNREADABLE, STRAY[name].get("topic", "news.raw.dlq"))
