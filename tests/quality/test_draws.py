"""On invented streams, which the rules were not measured on alone, dedup keeps what it reached; see measure_draws."""

import pytest
from drawn.scores import Scores, draw_stream
from drawn.strangers import STRANGERS
from measure_draws import pooled


@pytest.fixture(scope="module")
def scores() -> Scores:
    """Judge two draws."""
    return pooled((11, 12))


def test_links_are_right_and_found(scores: Scores) -> None:
    """Links lead to the right earlier article, and few repeats are missed."""
    assert scores.links.precision >= 0.975
    assert scores.links.recall >= 0.975


def test_strangers_stay_apart(scores: Scores) -> None:
    """Articles that only share much are not linked."""
    assert scores.false_merges <= 0.008
    assert sum(scores.traps[trap].all for trap in STRANGERS) > 1_000
    assert scores.traps["original"].wrong <= 2


def test_kinds_events_and_versions(scores: Scores) -> None:
    """A link is of the right kind, and says what happened to the chain of versions."""
    assert scores.kind_macro_f1 >= 0.93
    assert scores.event_accuracy >= 0.985
    assert scores.version_accuracy >= 0.985


def test_a_seed_draws_the_same_again() -> None:
    """What was measured can be measured again."""
    assert draw_stream(3, each=1, unrelated=2) == draw_stream(3, each=1, unrelated=2)
