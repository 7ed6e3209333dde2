"""Memory: the texts that were judged, found again by equal letters or by shared fingerprints.

Called by the rules, before the judge adds to the table. Time is the articles' own.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from math import isnan

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


NONE = Candidates((), frozenset())


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
        return tuple(self._table.entry(slot) for slot in self._equals(text))

    def has_room(self, text: Text) -> bool:
        """Tell whether one more text with the same letters is worth to be found."""
        return len(self._equals(text)) < MAX_CANDIDATES

    def _equals(self, text: Text) -> list[int]:
        slots = self._table.lettered(text.exact) if text.exact else []
        return [slot for slot in slots if self._is_within(self._table.holder(slot), self.window.copy_days)]

    def candidates(self, text: Text) -> Candidates:
        """Give the texts of the same definition that share most fingerprints with `text`."""
        slots: defaultdict[int, set[int]] = defaultdict(set)
        for fingerprint, slot in self._table.holders(text.fingerprints):
            slots[fingerprint].add(slot)
        if not slots:
            return NONE
        near = self._within(set().union(*slots.values()), text)
        shared: Counter[int] = Counter()
        common: set[int] = set()
        for fingerprint, found in slots.items():
            known = [slot for slot in found if slot in near]
            if len({near[slot].family for slot in known}) >= BOILERPLATE_FAMILIES:
                common.add(fingerprint)
            else:
                shared.update(known)
        ranked = sorted(shared, key=lambda slot: (-shared[slot], near[slot].born, slot))[:MAX_CANDIDATES]
        return Candidates(tuple(map(self._table.entry, ranked)), frozenset(common))

    def _within(self, slots: Collection[int], text: Text) -> dict[int, Holder]:
        """Give what can be compared with a text and is in the window that holds for texts of its source."""
        holders = {slot: self._table.holder(slot) for slot in slots}
        near, others = self.window.near_days, self.window.copy_days
        return {
            slot: holder
            for slot, holder in holders.items()
            if holder.signature == text.signature
            and self._is_within(holder, near if holder.source == text.source else others)
        }

    def _is_within(self, holder: Holder, days: int) -> bool:
        return isnan(holder.retrieved_at) or self._now - holder.retrieved_at <= days * DAY_SECONDS
