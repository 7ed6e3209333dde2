"""How cards and cluster are compared."""

import pytest

from schemas.cards import Card, load_cards
from streams.engine.topics import Difference, DifferenceKind, Found, differences

CARD = load_cards()["news.raw"]


def found(card: Card, partitions: int = 4, **changed: str) -> dict[str, Found]:
    """Make a cluster in which the card's topic is as it should be but for what is `changed`."""
    return {card.topic: Found(partitions, card.config() | {name.replace("_", "."): v for name, v in changed.items()})}


def test_a_topic_like_its_card_has_no_difference() -> None:
    """Nothing is found where all agrees."""
    assert differences([CARD], found(CARD), 4) == []


@pytest.mark.parametrize(
    ("cluster", "kind", "setting"),
    [
        ({}, DifferenceKind.MISSING, "topic"),
        (found(CARD, partitions=3), DifferenceKind.PARTITIONS, "partitions"),
        (found(CARD, retention_ms="1000"), DifferenceKind.CONFIG, "retention.ms"),
        (found(CARD, cleanup_policy="compact"), DifferenceKind.CONFIG, "cleanup.policy"),
    ],
)
def test_each_difference_is_named(cluster: dict[str, Found], kind: DifferenceKind, setting: str) -> None:
    """One departure, one finding."""
    assert [(one.kind, one.setting) for one in differences([CARD], cluster, 4)] == [(kind, setting)]


def test_only_a_partition_count_can_not_be_mended() -> None:
    """Changing it would move keys, and with them the order."""
    kinds = {kind: Difference("t", kind, "s", "a", "b").is_mendable for kind in DifferenceKind}
    assert kinds == {DifferenceKind.MISSING: True, DifferenceKind.PARTITIONS: False, DifferenceKind.CONFIG: True}
