"""What a worker shows of its partitions."""

from streams.engine.counting import count_assignment, show_partitions
from streams.metrics import REGISTRY


def shown(name: str, **labels: str) -> float | None:
    """Read a metric as it is served."""
    return REGISTRY.get_sample_value(name, {"stage": "shared"} | labels)


def test_partitions_that_went_elsewhere_are_shown_no_more_and_are_one_rebalance_with_those_that_came() -> None:
    """To lose partitions and to get others is one sharing out by the group."""
    count_assignment("shared", {("news.raw", 0): lambda: 7.0, ("news.raw", 1): lambda: 0.0})
    assert shown("newsstream_consumer_lag", topic="news.raw", partition="0") == 7
    show_partitions("shared", {})
    assert shown("newsstream_consumer_lag", topic="news.raw", partition="0") is None
    assert shown("newsstream_partitions") == 0
    count_assignment("shared", {("news.raw", 1): lambda: 3.0})
    assert (shown("newsstream_partitions"), shown("newsstream_rebalances_total")) == (1, 2)
