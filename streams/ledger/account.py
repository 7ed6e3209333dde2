"""The account of one raw partition: what was found for each of its articles, in some twenty bytes an article.

Pure; `reconcile` feeds it, in any order. What is found is held as small numbers in flat columns. An article's *slot* is
its offset; a record with several articles, a feed, has the slots of the further ones behind those of all offsets. Of
values only 32 bits are kept: two that differ are taken for equal once in four thousand million times.
"""

from array import array
from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from schemas.article import RawPosition
from schemas.outcome import OutcomeKind

CODES = {kind: code for code, kind in enumerate(OutcomeKind, start=1)}
NO_OUTCOME, NO_RECORD = 0, 255
"""What stands for the kind of an outcome where there is none yet, and where there is no record at all."""

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.uint32]
Indices = NDArray[np.int64]


class Mark(IntFlag):
    """What is known of a slot besides its outcome."""

    EVENT = 1
    LETTER = 2
    WAITING = 4
    """Only at a raw record's first slot: something of it stands before a stage that has not acknowledged it."""
    OUTCOMES_DIFFER = 8
    EVENTS_DIFFER = 16
    ITEMS_DIFFER = 32
    """Its records don't agree on how many articles the raw record holds."""
    MISLABELLED = 64
    """A key or headers don't say what the value says."""
    ALONE = 128
    """A record says that the raw record holds this article only."""


@dataclass(frozen=True, slots=True)
class Digest:
    """32 bits of a record's bytes, and of what it claims: which outcome, under which uri."""

    value: int
    claim: int


class Account:
    """The articles of the raw records at the offsets from `begin` up to, and without, `end`."""

    def __init__(self, begin: int, end: int) -> None:
        """Make room for one article an offset; nothing is found yet."""
        self.begin, self.end = begin, end
        self._kinds, self._marks = bytearray(), bytearray()
        self._outcomes, self._claims = array("I"), array("I")
        self._events, self._shown = array("I"), array("I")
        self._feeds: dict[int, tuple[int, int]] = {}
        self._grow(end - begin)

    def add_outcome(self, raw: RawPosition, kind: OutcomeKind, digest: Digest) -> None:
        """Note an outcome."""
        slot = self._slot(raw)
        if self._kinds[slot] == NO_OUTCOME:
            self._kinds[slot] = CODES[kind]
            self._outcomes[slot], self._claims[slot] = digest.value, digest.claim
        elif digest.value != self._outcomes[slot]:
            self._marks[slot] |= Mark.OUTCOMES_DIFFER
            if digest.value < self._outcomes[slot]:  # which of them is counted must not hang on their order
                self._kinds[slot], self._outcomes[slot] = CODES[kind], digest.value

    def add_event(self, raw: RawPosition, digest: Digest) -> None:
        """Note an enriched event."""
        slot = self._slot(raw)
        if not self._marks[slot] & Mark.EVENT:
            self._marks[slot] |= Mark.EVENT
            self._events[slot], self._shown[slot] = digest.value, digest.claim
        elif digest.value != self._events[slot]:
            self._marks[slot] |= Mark.EVENTS_DIFFER

    def add_letter(self, raw: RawPosition) -> None:
        """Note a dead letter."""
        self._marks[self._slot(raw)] |= Mark.LETTER

    def mislabel(self, raw: RawPosition) -> None:
        """Note that a record's key or headers don't say what its value says."""
        self._marks[self._slot(raw)] |= Mark.MISLABELLED

    def wait(self, first: int, last: int) -> None:
        """Note that raw records have something before a stage that has not acknowledged it."""
        low, high = max(first, self.begin) - self.begin, min(last + 1, self.end) - self.begin
        if low < high:
            np.frombuffer(self._marks, np.uint8)[low:high] |= np.uint8(Mark.WAITING)

    def forget_waiting(self) -> None:
        """Drop what `wait` noted."""
        np.frombuffer(self._marks, np.uint8)[:] &= np.uint8(0xFF ^ Mark.WAITING)

    @property
    def is_waiting(self) -> bool:
        """Tell whether a stage still has something of what is audited."""
        return bool((np.frombuffer(self._marks, np.uint8) & np.uint8(Mark.WAITING)).any())

    def doubt(self) -> Indices:
        """Give the offsets that nothing is known of; they count as none until `confirm` says that a record is there."""
        size = self.end - self.begin
        kinds, marks = np.frombuffer(self._kinds, np.uint8)[:size], np.frombuffer(self._marks, np.uint8)[:size]
        unknown = (kinds == NO_OUTCOME) & (marks == 0)
        unknown[list(self._feeds)] = False
        kinds[unknown] = NO_RECORD
        return np.flatnonzero(unknown) + self.begin

    def confirm(self, offset: int) -> None:
        """Note that a raw record stands at an offset, should that be in doubt."""
        if self._kinds[offset - self.begin] == NO_RECORD:
            self._kinds[offset - self.begin] = NO_OUTCOME

    def slots(self) -> "Slots":
        """Give all that was found."""
        feeds = sorted((base, at, items) for at, (base, items) in self._feeds.items())
        return Slots(
            self.begin,
            self.end,
            np.frombuffer(self._kinds, np.uint8),
            np.frombuffer(self._marks, np.uint8),
            np.frombuffer(self._claims, np.uint32),
            np.frombuffer(self._shown, np.uint32),
            np.array(feeds, np.int64).reshape(-1, 3),
        )

    def _slot(self, raw: RawPosition) -> int:
        at = raw.offset - self.begin
        if raw.items == 1:
            self._marks[at] |= Mark.ALONE
            return at
        base, items = self._feeds.get(at, (0, 0))
        if items != raw.items:
            base = self._resize(at, raw.items)
        return base + raw.item - 1 if raw.item else at

    def _resize(self, at: int, items: int) -> int:
        """Give a raw record room for its articles; more room, should its records not agree on how many there are."""
        base, known = self._feeds.get(at, (0, 0))
        if known:
            self._marks[at] |= Mark.ITEMS_DIFFER
        if items < known:
            return base
        new = len(self._kinds)
        self._grow(items - 1)
        if known:
            for marks in (self._kinds, self._marks):
                marks[new : new + known - 1] = marks[base : base + known - 1]
            for numbers in (self._outcomes, self._claims, self._events, self._shown):
                numbers[new : new + known - 1] = numbers[base : base + known - 1]
            self._kinds[base : base + known - 1] = bytes([NO_RECORD]) * (known - 1)
            self._marks[base : base + known - 1] = bytes(known - 1)
        self._feeds[at] = new, items
        return new

    def _grow(self, count: int) -> None:
        for marks in (self._kinds, self._marks):
            marks.extend(bytes(count))
        for numbers in (self._outcomes, self._claims, self._events, self._shown):
            numbers.frombytes(bytes(4 * count))


@dataclass(frozen=True, slots=True)
class Slots:
    """An account as columns, a slot each: first one an offset, then those of the further articles of feeds."""

    begin: int
    end: int
    kinds: Bytes
    marks: Bytes
    claims: Numbers
    """What outcomes claim."""
    shown: Numbers
    """What events claim."""
    feeds: Indices
    """Rows of: first further slot, slot of the first article, number of articles; in the order of the slots."""

    def places(self, slots: Indices) -> tuple[Indices, Indices]:
        """Give the raw offset and the item at each of some slots."""
        size = self.end - self.begin
        if not len(self.feeds):
            return slots + self.begin, np.zeros_like(slots)
        row = self.feeds[np.searchsorted(self.feeds[:, 0], slots, side="right") - 1]
        is_further = slots >= size
        owners = np.where(is_further, row[:, 1], slots)
        return owners + self.begin, np.where(is_further, slots - row[:, 0] + 1, 0)

    def has(self, mark: Mark) -> NDArray[np.bool_]:
        """Say which slots have a mark."""
        return np.bitwise_and(self.marks, np.uint8(mark)).astype(np.bool_)
