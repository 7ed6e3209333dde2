"""Memory: the texts that were judged, found again by equal letters or by shared fingerprints.

Called by the rules, before the judge adds to the table. Time is the articles' own.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import isnan

import numpy as np

from schemas.relation import Window
from streams.dedup.table import Holder, Table
from streams.dedup.texts import Entry, Text

DAY_SECONDS = 86_400
MAX_CANDIDATES = 6
BOILERPLATE_FAMILIES = 3
"""A passage that stands in this many unrelated stories is a footer or a template, and speaks for no relation."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Texts that may be the same story, the most shared first, and fingerprints that speak for nothing."""

    entries: tuple[Entry, ...]
    common: frozenset[int]


class Memory:
    """Texts in the table, within a window of event time."""

    def __init__(self, table: Table, window: Window) -> None:
        """Look things up in `table`, as far back as `window` says."""
        self._table = table
        self.window = window
        self.clock = 0.0
        self._now = 0.0

    def advance(self, event_time: float | None) -> None:
        """Move event time on to that of the article to judge; a late or missing time leaves it.

        What is looked back from is the article's own time: of two that come late, the later one finds the other.
        """
        self.clock = max(self.clock, event_time or 0.0)
        self._now = self.clock if event_time is None else event_time

    def equals(self, text: Text) -> tuple[Entry, ...]:
        """Give the texts with the same letters, the oldest first."""
        found = [self._table.entry(slot) for slot in self._table.lettered(text.exact)] if text.exact else []
        return tuple(entry for entry in found if self._is_within(entry.retrieved_at, self.window.copy_days))

    def candidates(self, text: Text) -> Candidates:
        """Give the texts that share most fingerprints with `text`."""
        prints = np.array(list(set(text.fingerprints)), np.uint64)
        holders: defaultdict[int, list[Holder]] = defaultdict(list)
        for holder in self._table.holders(prints):
            days = self.window.near_days if holder.source == text.source else self.window.copy_days
            if self._is_within(holder.retrieved_at, days):
                holders[holder.at].append(holder)
        shared: Counter[tuple[int, int]] = Counter()
        common: set[int] = set()
        for at, found in holders.items():
            if len({holder.family for holder in found}) >= BOILERPLATE_FAMILIES:
                common.add(int(prints[at]))
            else:
                shared.update((holder.born, holder.slot) for holder in found)
        ranked = sorted(shared, key=lambda one: (-shared[one], one))[:MAX_CANDIDATES]
        return Candidates(tuple(self._table.entry(slot) for _, slot in ranked), frozenset(common))

    def _is_within(self, retrieved_at: float | None, days: int) -> bool:
        unknown = retrieved_at is None or isnan(retrieved_at)
        return unknown or self._now - (retrieved_at or 0.0) <= days * DAY_SECONDS
