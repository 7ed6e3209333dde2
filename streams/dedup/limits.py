"""Limits: how much dedup remembers, and for how long; all of an operator's choice, for all of them change verdicts.

Called by the agent and by `newsstream process`: one made without the settings of the other would judge otherwise.
"""

from dataclasses import dataclass

from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """How many entries each structure may hold, and how many days of event time texts and versions are looked for."""

    articles: int = 1_000_000
    keys: int = 5_000_000
    raw_partitions: int = 1_024
    gaps_a_partition: int = 10_000
    near_days: int = 7
    copy_days: int = 31
    version_days: int = 92

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Give the limits that an operator set."""
        return cls(
            articles=settings.dedup_articles,
            keys=settings.dedup_keys,
            near_days=settings.near_days,
            copy_days=settings.copy_days,
            version_days=settings.version_days,
        )


DEFAULTS = Limits()
