"""The rules of an account: which slots of a raw partition are wrong, and how; pure, called by `reconcile`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.outcome import OutcomeKind
from streams.ledger.account import CODES, NO_OUTCOME, NO_RECORD, Indices, Mark, Slots
from streams.ledger.entries import MAX_ITEMS
from streams.ledger.report import Finding, FindingKind

Mask = NDArray[np.bool_]
Run = tuple[int, int, tuple[int, int] | None]
"""First and last offset, and the articles of a feed at one offset."""

QUARANTINED = CODES[OutcomeKind.QUARANTINED]
REFUSED = (QUARANTINED, CODES[OutcomeKind.REJECTED])
WITH_EVENT = tuple(code for code in CODES.values() if code not in REFUSED)
LISTED = 1_000
"""Runs told of each check and partition: nobody reads more, and they are counted all the same."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is wrong where `is_wrong`."""

    kind: FindingKind
    what: str
    is_wrong: Callable[[Slots], Mask]


def _has_event_outcome(slots: Slots) -> Mask:
    return np.isin(slots.kinds, WITH_EVENT)


def _is_refused(slots: Slots) -> Mask:
    return np.isin(slots.kinds, REFUSED)


def _is_settled(slots: Slots) -> Mask:
    return ~slots.has(Mark.OUTCOMES_DIFFER) & ~slots.has(Mark.EVENTS_DIFFER)


def _lacks_letter(slots: Slots) -> Mask:
    return np.equal(slots.kinds, QUARANTINED) & ~slots.has(Mark.LETTER)


MISSING = (
    Check(FindingKind.MISSING, "no outcome", lambda slots: slots.kinds == NO_OUTCOME),
    Check(FindingKind.MISSING, "no event", lambda slots: _has_event_outcome(slots) & ~slots.has(Mark.EVENT)),
    Check(FindingKind.MISSING, "no dead letter", _lacks_letter),
)
WRONG = (
    Check(FindingKind.CONTRADICTORY, "different outcomes", lambda slots: slots.has(Mark.OUTCOMES_DIFFER)),
    Check(FindingKind.DOUBLED, "different events", lambda slots: slots.has(Mark.EVENTS_DIFFER)),
    Check(
        FindingKind.CONTRADICTORY,
        "the outcome is not what the event says",
        lambda slots: (
            _has_event_outcome(slots) & slots.has(Mark.EVENT) & _is_settled(slots) & (slots.claims != slots.shown)
        ),
    ),
    Check(
        FindingKind.CONTRADICTORY,
        "refused, and yet an event",
        lambda slots: _is_refused(slots) & slots.has(Mark.EVENT) & _is_settled(slots),
    ),
    Check(
        FindingKind.CONTRADICTORY,
        "a dead letter, and yet not quarantined",
        lambda slots: (
            slots.has(Mark.LETTER)
            & (slots.kinds != NO_OUTCOME)
            & (slots.kinds != QUARANTINED)
            & ~slots.has(Mark.OUTCOMES_DIFFER)
        ),
    ),
    Check(FindingKind.CONTRADICTORY, "not one number of articles", lambda slots: slots.has(Mark.ITEMS_DIFFER)),
    Check(FindingKind.CONTRADICTORY, "labels that the value denies", lambda slots: slots.has(Mark.MISLABELLED)),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found in one raw partition: how many articles, and where the first ones of them are."""

    size: int
    findings: tuple[Finding, ...]


def in_flight(slots: Slots, checks: Sequence[Check]) -> Indices:
    """Give the offsets at which something is missing that a stage still has."""
    missing = np.any([check.is_wrong(slots) for check in checks], axis=0) & (slots.kinds != NO_RECORD)
    offsets, _ = slots.places(np.flatnonzero(missing))
    return np.unique(offsets[_waits(slots, offsets)])


def run_check(check: Check, slots: Slots, topic: str, partition: int) -> Result:
    """Find what is wrong; what is only missing until a stage has finished it is not."""
    found = np.flatnonzero(check.is_wrong(slots) & (slots.kinds != NO_RECORD))
    offsets, items = slots.places(found)
    if check.kind is FindingKind.MISSING:
        is_due = ~_waits(slots, offsets)
        offsets, items = offsets[is_due], items[is_due]
    findings = [Finding(check.kind, check.what, topic, partition, *run) for run in _runs(slots, offsets, items)]
    return Result(len(offsets), tuple(findings[:LISTED]))


def _waits(slots: Slots, offsets: Indices) -> Mask:
    return slots.has(Mark.WAITING)[offsets - slots.begin]


def _runs(slots: Slots, offsets: Indices, items: Indices) -> list[Run]:
    is_feed = np.isin(offsets, slots.feeds[:, 1] + slots.begin)
    alone = [(first, last, None) for first, last in _neighbours(np.sort(offsets[~is_feed]))]
    numbered = np.sort(offsets[is_feed] * MAX_ITEMS + items[is_feed])
    feeds = [
        (first // MAX_ITEMS, first // MAX_ITEMS, (first % MAX_ITEMS, last % MAX_ITEMS))
        for first, last in _neighbours(numbered)
    ]
    return sorted([*alone, *feeds], key=lambda run: run[0])


def _neighbours(numbers: Indices) -> list[tuple[int, int]]:
    """Give the first and last of each run of numbers that follow one another."""
    if not numbers.size:
        return []
    breaks = np.flatnonzero(np.diff(numbers) != 1)
    firsts, lasts = np.append(0, breaks + 1), np.append(breaks, numbers.size - 1)
    return list(zip(numbers[firsts].tolist(), numbers[lasts].tolist(), strict=True))
