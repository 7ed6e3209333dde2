"""Buckets: a hash table of fixed size from hashes to slots, in arrays, for one article or for thousands at once.

Called by the table. A bucket has a fixed number of cells; in a full one the article that was born first makes room, so
that time and memory are bounded whatever the hashes are, and what stays doesn't depend on the order of coming. A cell
has the slot and as much of the hash as 32 bits hold.

The dozen hashes of one article go through views of the arrays, one number after the other, in the time in which numpy
would make two or three of the ten steps that a page takes.
"""

from array import array
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Slots = npt.NDArray[np.uint32]
Born = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int64]

MIN_BITS = 8
BORN_BITS = 40
"""A trillion articles."""
CELL = 0xFFFF_FFFF
"""The bits of a cell."""
NO_SLOTS = np.zeros(0, np.uint32)


class Buckets:
    """Slots by hash; slot 0 stands for an empty cell. The first cells of a bucket are used, in no order."""

    def __init__(self, entries: int, cells: int, born: Born) -> None:
        """Make room for `entries`; `born` tells for each slot when its article came."""
        self._bits = max(MIN_BITS, (entries // cells).bit_length())
        self._slot_bits = len(born).bit_length()
        self._last_slot = (1 << self._slot_bits) - 1
        self._last_bucket = (1 << self._bits) - 1
        self._slot_mask = np.uint32(self._last_slot)
        self._bucket_mask = np.uint64(self._last_bucket)
        self._born = born
        # The kernel zeroes a page when it is first touched: a large table costs nothing until it is used.
        self._cells = np.zeros((1 << self._bits, cells), np.uint32)
        self._used = np.zeros(1 << self._bits, np.uint8)
        self._width = cells
        self._cell_view = memoryview(self._cells.reshape(-1).data)
        self._used_view = memoryview(self._used.data)

    def insert(self, hashes: Hashes, slots: Slots) -> Slots:
        """Enter slots under hashes; give the slots that had to leave a full bucket."""
        buckets, entries, begins, counts = _grouped(*self._placed(hashes, slots))
        if not len(buckets):
            return NO_SLOTS
        cells = self._cells.shape[1]
        touched = buckets[begins]
        used = self._used[touched]
        at = np.arange(len(buckets)) + np.repeat(used - begins, counts)
        fits = at < cells
        self._used[touched] = np.minimum(used + counts, cells)
        if fits.all():
            self._cells[buckets, at] = entries
            return NO_SLOTS
        self._cells[buckets[fits], at[fits]] = entries[fits]
        return self._crowd(buckets[~fits], entries[~fits])

    def enter(self, hashes: Iterable[int], slot: int) -> list[int]:
        """Enter one slot under hashes; give the slots that had to leave a full bucket."""
        left: list[int] = []
        cells, counts, width = self._cell_view, self._used_view, self._width
        for one in hashes:
            bucket, entry = one & self._last_bucket, (one >> self._bits << self._slot_bits) & CELL | slot
            used = counts[bucket]
            if used < width:
                cells[bucket * width + used] = entry
                counts[bucket] = used + 1
            else:
                left.append(self._crowd_one(bucket, entry))
        return left

    def _crowd_one(self, bucket: int, entry: int) -> int:
        """Enter one into a full bucket; give the slot that was born first."""
        begin = bucket * self._width
        held = [*self._cell_view[begin : begin + self._width].tolist(), entry]
        born = [self._born.item(one & self._last_slot) for one in held]
        left = held.pop(self._width - born[::-1].index(min(born)))
        self._cell_view[begin : begin + self._width] = array("I", held)
        return left & self._last_slot

    def take_out(self, hashes: Iterable[int], slot: int) -> None:
        """Take one slot out from under hashes."""
        for one in hashes:
            bucket, entry = self._place(one, slot)
            begin, used = bucket * self._width, self._used_view[bucket]
            held = self._cell_view[begin : begin + used].tolist()
            if entry in held:
                self._cell_view[begin + held.index(entry)] = held[-1]
                self._cell_view[begin + used - 1] = 0
                self._used_view[bucket] = used - 1

    def _crowd(self, buckets: Numbers, entries: Slots) -> Slots:
        """Enter any number into full buckets, of any age: the youngest of what is and what comes stay."""
        buckets, entries, begins, counts = _grouped(buckets, entries)
        touched = buckets[begins]
        cells = self._cells.shape[1]
        rows = np.concatenate((np.repeat(np.arange(len(touched)), cells), np.repeat(np.arange(len(touched)), counts)))
        held = np.concatenate((self._cells[touched].ravel(), entries))
        order = np.argsort((rows << BORN_BITS) - self._born[held & self._slot_mask], kind="stable")
        rank = np.arange(len(rows)) - np.repeat(np.cumsum(cells + counts) - cells - counts, cells + counts)
        stays = rank < cells
        self._cells[touched] = held[order[stays]].reshape(len(touched), cells)
        left: Slots = held[order[~stays]] & self._slot_mask
        return left

    def remove(self, hashes: Hashes, slots: Slots) -> None:
        """Take slots out from under hashes."""
        buckets, entries = self._placed(hashes, slots)
        row, cell = np.nonzero(self._cells[buckets] == entries[:, None])
        self._cells[buckets[row], cell] = 0
        held = self._cells[buckets]
        empty_last = np.argsort(held == 0, axis=1, kind="stable")
        self._cells[buckets] = np.take_along_axis(held, empty_last, axis=1)
        self._used[buckets] = np.count_nonzero(held, axis=1)

    def under(self, one: int) -> list[int]:
        """Give the slots that may be entered under one hash; `find` for many."""
        bucket, tag = self._place(one, 0)
        begin, last = bucket * self._width, self._last_slot
        held = self._cell_view[begin : begin + self._used_view[bucket]].tolist()
        return [cell - tag for cell in held if 0 < cell - tag <= last]

    def _place(self, one: int, slot: int) -> tuple[int, int]:
        return one & self._last_bucket, (one >> self._bits << self._slot_bits) & CELL | slot

    def find(self, hashes: Hashes | Slots) -> tuple[npt.NDArray[np.intp], Slots]:
        """Give pairs of a place in `hashes` and a slot that may be entered under it: the caller compares the rest.

        The steps are few and of one dimension: each takes a microsecond or more, however few the hashes are.
        """
        found = self._cells.take((hashes & self._last_bucket).astype(np.uint32, copy=False), 0).reshape(-1)
        # A cell is a tag and a slot of 1 and up: less the tag it is the slot, or far beyond the last one.
        found -= (hashes >> self._bits << self._slot_bits).astype(np.uint32, copy=False).repeat(self._width)
        (hits,) = (found <= self._slot_mask).nonzero()
        return (hits // self._width, found[hits]) if len(hits) else (hits, NO_SLOTS)

    def _placed(self, hashes: Hashes, slots: Slots) -> tuple[Numbers, Slots]:
        buckets = (hashes & self._bucket_mask).astype(np.int64)
        tags = (hashes >> np.uint64(self._bits)).astype(np.uint32) << np.uint32(self._slot_bits)
        return buckets, tags | slots


def _grouped(buckets: Numbers, entries: Slots) -> tuple[Numbers, Slots, Numbers, Numbers]:
    """Sort by bucket, in the order of coming within each; give also where each bucket begins and how many it has."""
    both = np.sort(buckets << np.int64(32) | np.arange(len(buckets)))  # a tenth of the time of a stable argsort
    order = both & np.int64(CELL)
    buckets = both >> np.int64(32)
    begins = np.flatnonzero(np.concatenate((np.ones(1, bool), buckets[1:] != buckets[:-1]))[: len(buckets)])
    return buckets, entries[order], begins, np.diff(begins, append=len(buckets))
