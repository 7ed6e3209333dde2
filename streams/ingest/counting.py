"""Counting what ingest does, as metrics. Called by `agent` and the verb."""

from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import partial
from time import monotonic

from schemas.feed import FeedRow
from streams import metrics
from streams.ingest.feeds import Step

SHOWN_SECONDS = 1.0


class Standing(StrEnum):
    """How a source stands."""

    NEW = "new"
    WELL = "well"
    FAILING = "failing"
    RETIRED = "retired"


def standing_of(row: FeedRow) -> Standing:
    """Tell how a source stands by its row."""
    if row.rhythm.is_retired:
        return Standing.RETIRED
    if row.rhythm.failures:
        return Standing.FAILING
    return Standing.WELL if row.rhythm.last_ms else Standing.NEW


def count_turn(late_seconds: float) -> None:
    """Count that a source had its turn, so long after its time."""
    metrics.LATE_SECONDS.observe(max(0.0, late_seconds))


def count_step(step: Step) -> None:
    """Count what was written."""
    if step.status:
        metrics.FETCHES.labels(step.status).inc()
    for kind, entries in step.counts.items():
        metrics.ENTRIES.labels(kind).inc(entries)


def show_sources(rows: Callable[[], Iterable[FeedRow]]) -> None:
    """Show how many sources stand how, counted when somebody asks."""
    counted: Counter[Standing] = Counter()
    counted_at = -SHOWN_SECONDS

    def count(standing: Standing) -> float:
        nonlocal counted, counted_at
        if monotonic() - counted_at >= SHOWN_SECONDS:
            counted, counted_at = Counter(map(standing_of, rows())), monotonic()
        return counted[standing]

    for standing in Standing:
        metrics.SOURCES.labels(standing.value).set_function(partial(count, standing))
