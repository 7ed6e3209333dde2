"""A card for each Kafka topic: `topics/<topic>.toml`, read by `newsstream topics` and by the code that produces.

A card is the only place where a topic's partitions, cleanup and limits are written down.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field

from schemas.wire import Model

DAY_MS = 86_400_000
DEAD_LETTER_SUFFIX = ".dlq"
EVERY_STAGE = "every stage"
"""The owner of a topic that all stages write to."""


class CleanupPolicy(StrEnum):
    """What Kafka does with old records."""

    DELETE = "delete"
    COMPACT = "compact"


class Card(Model):
    """One topic: what it carries, who owns it, who reads it, and how the broker keeps it."""

    topic: str
    about: str = Field(description="One sentence for people.")
    owner: str = Field(description="The stage or verb that writes it.")
    readers: tuple[str, ...]
    key: str = Field(description="What the key is.")
    value: str = Field(description="Name of the value's model; `bytes` where it is kept as it came.")
    order: str = Field(description="What a reader may rely on.")
    partitions: int | Literal["N"] = Field(
        description="`N`: as many as the cluster was set up with, one number for all."
    )
    cleanup_policy: CleanupPolicy
    retention_days: int | None = Field(None, ge=1, description="None only for compacted topics.")
    uncompacted_days: int | None = Field(
        None, ge=1, description="How long older rows of a compacted topic stay at least."
    )
    max_message_bytes: int = Field(ge=1)

    def partition_count(self, partitions: int) -> int:
        """Give the number of partitions in a cluster whose N is `partitions`."""
        return partitions if self.partitions == "N" else self.partitions

    def config(self) -> dict[str, str]:
        """Give the topic's settings in the broker's own names."""
        retention = -1 if self.retention_days is None else self.retention_days * DAY_MS
        config = {
            "cleanup.policy": self.cleanup_policy.value,
            "retention.ms": str(retention),
            "max.message.bytes": str(self.max_message_bytes),
        }
        if self.uncompacted_days:
            config["min.compaction.lag.ms"] = str(self.uncompacted_days * DAY_MS)
        return config


@cache
def load_cards() -> Mapping[str, Card]:
    """Read every card, by topic, in the order in which an article meets the topics."""
    folder = resources.files("schemas") / "topics"
    cards = [Card.model_validate(tomllib.loads(file.read_text("utf-8"))) for file in folder.iterdir()]
    return {card.topic: card for card in sorted(cards, key=_along_the_walk)}


WALK = ("feeds", "raw", "sources", "normalized", "tagged", "dedup", "related", "enriched", "latest", "outcomes")


def _along_the_walk(card: Card) -> tuple[bool, int, str]:
    is_dead_letter = card.topic.endswith(DEAD_LETTER_SUFFIX)
    return is_dead_letter, WALK.index(card.topic.split(".")[1]), card.topic
