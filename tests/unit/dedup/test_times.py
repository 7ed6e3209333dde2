"""Bounds hold whatever a source left unsaid, and only what is surely before is before."""

import pytest

from schemas.article import Moment, Precision
from streams.dedup.times import UNKNOWN, Bounds, bounds_of, is_before

NOON = 1_772_452_800
"""2026-03-02 at 12:00 UTC."""
HOUR = 3_600


@pytest.mark.parametrize(
    ("at", "precision", "bounds"),
    [
        ("2026-03-02T12:00:00Z", "second", (NOON, NOON)),
        ("2026-03-02T14:00:00+02:00", "minute", (NOON, NOON + 59)),
        ("2026-03-02T12:00:00", "minute", (NOON - 14 * HOUR, NOON + 12 * HOUR + 59)),
        ("2026-03-02", "day", (NOON - 26 * HOUR, NOON + 24 * HOUR - 1)),
        ("2026-03", "month", UNKNOWN),
        ("2026", "year", UNKNOWN),
        (None, "none", UNKNOWN),
        ("0001-01-01T00:00:00+14:00", "second", UNKNOWN),
        ("9999-12-31T23:59:59-12:00", "second", UNKNOWN),
        ("1960-03-02", "day", UNKNOWN),
        ("soon", "day", UNKNOWN),
    ],
)
def test_bounds(at: str | None, precision: str, bounds: Bounds) -> None:
    """A clock without zone may be of any zone; a day is any second of it; what says too little is unknown."""
    assert bounds_of(Moment(at=at, precision=Precision(precision))) == bounds


@pytest.mark.parametrize(
    ("one", "other", "is_so"),
    [((1, 2), (3, 4), True), ((1, 3), (3, 4), False), ((3, 4), (1, 2), False), (UNKNOWN, (3, 4), False)],
)
def test_before(one: Bounds, other: Bounds, is_so: bool) -> None:  # noqa: FBT001 - a table's column
    """Bounds that overlap or are unknown say nothing."""
    assert is_before(one, other) is is_so
