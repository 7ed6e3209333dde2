"""Counting: what the loop did, as metrics; the only place where the engine touches them. Called by the loop."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from streams import metrics
from streams.engine.records import Decided, Record, raw_timestamp_of


class HasRecord(Protocol):
    """An event of a batch."""

    @property
    def record(self) -> Record:
        """The record itself."""


def count_done(stage: str, batch: Sequence[HasRecord], decided: Sequence[Decided]) -> None:
    """Count a batch that was delivered and acknowledged."""
    for (outcome, reason), records in Counter(_outcome_of(one) for one in decided).items():
        metrics.RECORDS.labels(stage, outcome, reason).inc(records)
    for topic, records in Counter(event.topic for one in decided for event in one.effects.events).items():
        metrics.DELIVERED.labels(stage, topic).inc(records)
    now = time.time()
    end_to_end = metrics.END_TO_END_SECONDS.labels(stage)
    for event in batch:
        end_to_end.observe(max(0.0, now - raw_timestamp_of(event.record) / 1000))
    metrics.ACKNOWLEDGED_AT.labels(stage).set(now)


def _outcome_of(decided: Decided) -> tuple[str, str]:
    if decided.quarantined:
        return "quarantined", decided.quarantined.value
    return ("decided" if decided.effects.events else "passed_by"), ""


def count_retry(stage: str, what: str) -> None:
    """Count an attempt that failed: `what` is what it did not reach, as `delivered`."""
    metrics.RETRIES.labels(stage, what).inc()


def count_assignment(stage: str, lags: Mapping[tuple[str, int], Callable[[], float]]) -> None:
    """Count that the group shared out its partitions; show those that came here, by topic and number, and their lag."""
    metrics.REBALANCES.labels(stage).inc()
    show_partitions(stage, lags)


def show_partitions(stage: str, lags: Mapping[tuple[str, int], Callable[[], float]]) -> None:
    """Show the partitions that are here, and no others."""
    metrics.PARTITIONS.labels(stage).set(len(lags))
    metrics.LAG.clear()
    for (topic, partition), lag in lags.items():
        metrics.LAG.labels(stage, topic, partition).set_function(lag)


def show_breaker(stage: str, *, is_open: bool) -> None:
    """Show whether the stage is held up."""
    metrics.BREAKER_OPEN.labels(stage).set(is_open)


@contextmanager
def recovering(stage: str) -> Iterator[None]:
    """Show that a memory is being read back, and then how long it took."""
    begun = time.monotonic()
    metrics.RECOVERY_ACTIVE.labels(stage).set(1)
    try:
        yield
    finally:
        metrics.RECOVERY_ACTIVE.labels(stage).set(0)
        metrics.RECOVERY_SECONDS.labels(stage).set(time.monotonic() - begun)


def deciding(stage: str) -> AbstractContextManager[object]:
    """Time one decision."""
    return metrics.STAGE_SECONDS.labels(stage).time()


def delivering(stage: str) -> AbstractContextManager[object]:
    """Time the delivery of one batch."""
    return metrics.DELIVERY_SECONDS.labels(stage).time()
