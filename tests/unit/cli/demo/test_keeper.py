"""What the demo's keeper reads out of the worker's log."""

import pytest

from streams.cli.demo.keeper import count_ready

LINE = "2026-01-01 10:00:00,000 INFO streams.engine.worker: {}: ready, 4 partitions\n"


@pytest.mark.parametrize(
    ("log", "ready"),
    [
        ("", 0),
        (LINE.format("tag"), 1),
        (LINE.format("tag") * 2, 1),
        (LINE.format("tag") + LINE.format("dedup"), 2),
        ("INFO tag: starting\nWARNING nobody is ready\n", 0),
    ],
)
def test_stages_are_counted_once_when_they_are_ready(log: str, ready: int) -> None:
    """A rebalance says it again."""
    assert count_ready(log) == ready
