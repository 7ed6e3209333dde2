"""The plan of faults: the seed decides it, nobody suffers two at once, and all is over in time."""

from itertools import pairwise

import pytest
from schedule import LASTS_SECONDS, Fault, Kind, plan

SECONDS = 180.0


def test_a_seed_gives_one_plan() -> None:
    """A failure can be had again."""
    assert plan(5, SECONDS) == plan(5, SECONDS)
    assert plan(5, SECONDS) != plan(6, SECONDS)


@pytest.mark.parametrize("seed", range(20))
def test_nobody_suffers_two_faults_at_once(seed: int) -> None:
    """A frozen worker is not killed, and a broker that starts is left to it."""
    faults = plan(seed, SECONDS)
    by_target: dict[str, list[Fault]] = {}
    for fault in faults:
        by_target.setdefault(fault.target, []).append(fault)
    pairs = [pair for own in by_target.values() for pair in pairwise(own)]
    assert all(first.until < second.at for first, second in pairs)
    assert all(fault.until <= SECONDS for fault in faults)


def test_a_long_run_has_every_kind_of_fault() -> None:
    """Ten minutes meet them all, each as long as it should be."""
    faults = plan(1, 600.0)
    assert {fault.kind for fault in faults} == set(Kind)
    for fault in faults:
        shortest, longest = LASTS_SECONDS[fault.kind]
        assert shortest <= fault.lasts_seconds <= longest
