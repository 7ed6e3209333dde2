"""What goes wrong, and when: a plan of faults that a seed decides; pure.

Called by `chaos`, which inflicts the plan on a running system. A worker suffers one fault at a time, and so does the
broker; faults of different ones overlap.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

WORKERS = ("normalize-0", "normalize-1", "tag-0", "dedup-0", "dedup-1", "publish-0")
"""The workers that run when nothing goes wrong; the second dedup is the hot standby."""
EXTRAS = ("normalize-2", "tag-1", "publish-1")
"""Workers that come for a while."""
BROKER = "broker"
GAP_SECONDS = (2.0, 8.0)
"""Between the begin of one fault and the next: groups are met settled, and in the middle of a rebalance."""
CALM_SECONDS = 15.0
"""After a fault's end the same one is left alone: a system that never runs proves nothing."""


class Kind(StrEnum):
    """What may happen; each has an end, after which things are as before."""

    KILL = "kill"
    STOP = "stop"
    FREEZE = "freeze"
    ADD = "add"
    BROKER = "broker"


LASTS_SECONDS: Mapping[Kind, tuple[float, float]] = {
    Kind.KILL: (0.0, 4.0),
    Kind.STOP: (0.0, 4.0),
    Kind.FREEZE: (11.0, 16.0),  # beyond the session of 10 s: the group gives its partitions to others
    Kind.ADD: (8.0, 25.0),
    Kind.BROKER: (0.0, 5.0),
}
WEIGHTS: Mapping[Kind, int] = {Kind.KILL: 4, Kind.STOP: 3, Kind.FREEZE: 4, Kind.ADD: 2, Kind.BROKER: 1}


@dataclass(frozen=True, slots=True)
class Fault:
    """`target`, a worker or the broker, suffers `kind` from `at` for a while, in seconds since the begin."""

    at: float
    kind: Kind
    target: str
    lasts_seconds: float

    @property
    def until(self) -> float:
        """When it is over."""
        return self.at + self.lasts_seconds


def plan(seed: int, seconds: float) -> list[Fault]:
    """Give the faults of a run, by their begin; all are over within `seconds`."""
    rng = random.Random(seed)
    calm_at = dict.fromkeys((*WORKERS, *EXTRAS, BROKER), 0.0)
    faults: list[Fault] = []
    at = rng.uniform(*GAP_SECONDS)
    while at < seconds:
        kind = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        fault = Fault(at, kind, rng.choice(_targets(kind)), rng.uniform(*LASTS_SECONDS[kind]))
        if calm_at[fault.target] <= at and fault.until <= seconds:
            faults.append(fault)
            calm_at[fault.target] = fault.until + CALM_SECONDS
        at += rng.uniform(*GAP_SECONDS)
    return faults


def _targets(kind: Kind) -> tuple[str, ...]:
    return {Kind.ADD: EXTRAS, Kind.BROKER: (BROKER,)}.get(kind, WORKERS)
