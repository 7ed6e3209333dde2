"""The checks themselves: each finds what it is for, and lets a copy after a crash pass."""

import pytest
from checks import Account, Delivery, out_of_order, unequal_events

from schemas.article import RawPosition
from schemas.outcome import Outcome, OutcomeKind
from streams.engine.records import Record, delivery_headers, outcome_key


def outcome(offset: int, item: int = 0, items: int = 1, *, kind: OutcomeKind = OutcomeKind.ACCEPTED) -> Record:
    """Make a record of `news.outcomes`."""
    raw = RawPosition(topic="news.raw", partition=0, offset=offset, item=item, items=items)
    value = Outcome(raw=raw, outcome=kind, stage="publish").encode()
    return Record("news.outcomes", 0, 0, 0, outcome_key(raw), value)


def event(offset: int, ce_id: bytes, value: bytes) -> Record:
    """Make a record of `news.enriched`."""
    raw = RawPosition(topic="news.raw", partition=0, offset=offset)
    return Record("news.enriched", 0, 0, 0, b"uri", value, (("ce_id", ce_id), *delivery_headers(raw, 0)))


def account(*records: Record) -> Account:
    """Take in outcomes."""
    made = Account()
    for record in records:
        made.add(record)
    return made


def test_equal_copies_of_an_outcome_are_one() -> None:
    """What comes twice after a crash counts once."""
    assert account(outcome(0), outcome(0), outcome(1, 0, 2), outcome(1, 1, 2)).findings({0: 2}) == []


@pytest.mark.parametrize(
    ("records", "finding"),
    [
        ([outcome(0)], "1 raw records lack an outcome: (0, 1)"),
        ([outcome(0), outcome(1, 0, 2)], "1 raw records lack an outcome: (0, 1)"),
        ([outcome(0), outcome(1), outcome(1, kind=OutcomeKind.DUPLICATE)], "1 outcomes have two values"),
    ],
)
def test_a_missing_or_second_outcome_is_found(records: list[Record], finding: str) -> None:
    """No record, no item of a feed, and no other disposition under one key."""
    (found,) = account(*records).findings({0: 2})
    assert found.startswith(finding)


def test_an_event_that_comes_again_must_be_the_same() -> None:
    """One id has one value, and one delivery one id."""
    first = event(0, b"a", b"1")
    assert unequal_events([first, first, event(1, b"b", b"1")]) == []
    assert unequal_events([first, event(1, b"a", b"2")]) != []
    assert unequal_events([first, event(0, b"b", b"1")]) != []


@pytest.mark.parametrize(
    ("places", "is_fine"),
    [
        ([(0, 0, 0), (0, 1, 0), (0, 0, 0), (0, 1, 0), (0, 2, 0)], True),
        ([(0, 0, 0), (0, 2, 0), (0, 1, 0)], False),
        ([(0, 1, 1), (0, 1, 0)], False),
    ],
)
def test_order_is_that_of_first_occurrences(places: list[Delivery], *, is_fine: bool) -> None:
    """A batch that comes again is no disorder; one that comes late is."""
    assert (out_of_order("t", [("lane", place) for place in places]) == []) is is_fine
