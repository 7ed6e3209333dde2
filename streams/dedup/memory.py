"""Memory: the texts that were judged, found again by equal letters or by shared fingerprints.

Called by the judge, which asks before it decides and adds afterwards. Time is the articles' own.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from streams.dedup.index import CandidateIndex
from streams.dedup.texts import Entry, Text

DAY_SECONDS = 86_400
COPY_DAYS = 31
NEAR_DAYS = 7
MAX_CANDIDATES = 6
BOILERPLATE_FAMILIES = 3
"""A passage that stands in this many unrelated stories is a footer or a template, and speaks for no relation."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Texts that may be the same story, the most shared first, and fingerprints that speak for nothing."""

    entries: tuple[Entry, ...]
    common: frozenset[int]


class Memory:
    """Entries by offset, within a capacity and a window of event time."""

    def __init__(self, index: CandidateIndex, articles: int) -> None:
        """Hold at most `articles` texts, the oldest going first."""
        self._index = index
        self._capacity = articles
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._exact: OrderedDict[int, tuple[int, ...]] = OrderedDict()
        self._clock = 0.0

    def __len__(self) -> int:
        """Give the number of texts that are remembered."""
        return len(self._entries)

    def add(self, entry: Entry) -> None:
        """Remember a text."""
        self._entries[entry.offset] = entry
        self._index.add(entry.offset, entry.text.fingerprints)
        self._exact[entry.text.exact] = (*self._exact.get(entry.text.exact, ())[-MAX_CANDIDATES + 1 :], entry.offset)
        self._exact.move_to_end(entry.text.exact)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)
        if len(self._exact) > self._capacity:
            self._exact.popitem(last=False)

    def advance(self, retrieved_at: float | None) -> None:
        """Move event time on; a late or missing time leaves it."""
        self._clock = max(self._clock, retrieved_at or 0.0)

    def equals(self, text: Text) -> tuple[Entry, ...]:
        """Give the texts with the same letters, the oldest first."""
        found = (self._entries.get(offset) for offset in self._exact.get(text.exact, ()))
        return tuple(entry for entry in found if entry and self._is_within(entry, COPY_DAYS))

    def candidates(self, text: Text) -> Candidates:
        """Give the texts that share most fingerprints with `text`."""
        shared: Counter[int] = Counter()
        common: set[int] = set()
        for fingerprint in set(text.fingerprints):
            offsets = self._index.find(fingerprint)
            if not offsets:
                continue
            entries = list(self._at(offsets, text.source))
            if len({entry.family for entry in entries}) >= BOILERPLATE_FAMILIES:
                common.add(fingerprint)
            else:
                shared.update(entry.offset for entry in entries)
        ranked = sorted(shared, key=lambda offset: (-shared[offset], offset))
        return Candidates(tuple(self._entries[offset] for offset in ranked[:MAX_CANDIDATES]), frozenset(common))

    def _at(self, offsets: Sequence[int], source: str) -> Iterator[Entry]:
        for offset in offsets:
            entry = self._entries.get(offset)
            if entry and self._is_within(entry, NEAR_DAYS if entry.text.source == source else COPY_DAYS):
                yield entry

    def _is_within(self, entry: Entry, days: int) -> bool:
        return entry.retrieved_at is None or self._clock - entry.retrieved_at <= days * DAY_SECONDS
