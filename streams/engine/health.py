"""How a worker's stage is doing, in words: what the loop notes and `/readyz` answers with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

STALLED_SECONDS = 10.0
"""A read that brings nothing for this long is stuck: a live broker answers each fetch within a second."""


@dataclass(slots=True)
class Recovery:
    """How far a state's topic has been read back, in records, and when it last moved on."""

    read: int = 0
    total: int = 0
    failure: str | None = None
    now: Callable[[], float] = field(default=monotonic, repr=False)
    moved_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.moved_at = self.now()

    def moved(self, read: int, total: int) -> None:
        """Note that `read` of `total` records are applied."""
        if read != self.read:
            self.moved_at = self.now()
        self.read, self.total, self.failure = read, total, None

    def problem(self) -> str:
        """Say how far it is, and what holds it up."""
        said = f"its memory is being read back: {self.read:,} of {self.total:,} records"
        stalled_seconds = self.now() - self.moved_at
        if stalled_seconds > STALLED_SECONDS:
            said += f", nothing new for {stalled_seconds:.0f} s"
        return f"{said} ({self.failure})" if self.failure else said


@dataclass(slots=True)
class Health:
    """Written by the loop and by Faust's signals of one stage, read by its health page."""

    partitions: frozenset[int] | None = None
    """Partitions that this worker has; None before the group gave it any, or none."""
    recovery: Recovery | None = None
    """The memory is being read back."""
    retrying: str | None = None
    """What can't be delivered at the moment, in words."""
    breaker: str | None = None
    """Why the stage takes nothing more, in words."""

    def problems(self) -> list[str]:
        """Say why the stage is not ready; nothing when it is."""
        problems = []
        if self.partitions is None:
            problems.append("the group has not shared out its partitions yet")
        if self.recovery:
            problems.append(self.recovery.problem())
        if self.retrying:
            problems.append(f"records can't be delivered: {self.retrying}")
        if self.breaker:
            problems.append(self.breaker)
        return problems
