"""Waits grow, stay bounded and never end."""

from itertools import islice

from streams.engine.backoff import waits


def test_waits_double_up_to_their_bound_with_jitter_below() -> None:
    """Each wait is between half of its bound and the bound."""
    bounds = [1, 2, 4, 8, 10, 10, 10]
    assert all(bound / 2 <= wait <= bound for bound, wait in zip(bounds, islice(waits(1, 10), 7), strict=True))
