"""Buckets: a hash table of fixed size from hashes to slots, in numpy arrays, for one entry or for thousands at once.

Called by the table. A bucket has a fixed number of cells; in a full one the article that was born first makes room, so
that time and memory are bounded whatever the hashes are, and what stays doesn't depend on the order of coming. A cell
has the slot and as much of the hash as 32 bits hold.
"""

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Slots = npt.NDArray[np.uint32]
Born = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int64]

MIN_BITS = 8
BORN_BITS = 40
"""A trillion articles."""
FEW = 32
"""No more hashes are entered for one article; those of a page are too many for a bucket each."""
CELL = 0xFFFF_FFFF
"""The bits of a cell."""
NO_SLOTS = np.zeros(0, np.uint32)


class Buckets:
    """Slots by hash; slot 0 stands for an empty cell. The first cells of a bucket are used, in no order."""

    def __init__(self, entries: int, cells: int, born: Born) -> None:
        """Make room for `entries`; `born` tells for each slot when its article came."""
        self._bits = max(MIN_BITS, (entries // cells).bit_length())
        self._slot_bits = len(born).bit_length()
        self._slot_mask = np.uint32((1 << self._slot_bits) - 1)
        self._bucket_mask = np.uint64((1 << self._bits) - 1)
        self._born = born
        # The kernel zeroes a page when it is first touched: a large table costs nothing until it is used.
        self._cells = np.zeros((1 << self._bits, cells), np.uint32)
        self._used = np.zeros(1 << self._bits, np.uint8)

    def insert(self, hashes: Hashes, slots: Slots) -> Slots:
        """Enter slots under hashes; give the slots that had to leave a full bucket."""
        buckets, entries = self._placed(hashes, slots)
        if len(buckets) <= FEW and len(set(buckets.tolist())) == len(buckets):
            return self._insert_apart(buckets, entries)
        buckets, entries, begins, counts = _grouped(buckets, entries)
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

    def _insert_apart(self, buckets: Numbers, entries: Slots) -> Slots:
        """Enter one into each of these buckets."""
        at = self._used[buckets]
        fits = at < self._cells.shape[1]
        if fits.all():
            self._cells[buckets, at] = entries
            self._used[buckets] = at + 1
            return NO_SLOTS
        free = buckets[fits]
        self._cells[free, at[fits]] = entries[fits]
        self._used[free] += 1
        return self._crowd(buckets[~fits], entries[~fits])

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
        tag = (one >> self._bits << self._slot_bits) & CELL
        mask = (1 << self._slot_bits) - 1
        cells: list[int] = self._cells[one & ((1 << self._bits) - 1)].tolist()
        return [cell & mask for cell in cells if cell and cell & ~mask == tag]

    def find(self, hashes: Hashes) -> tuple[npt.NDArray[np.intp], Slots]:
        """Give pairs of a place in `hashes` and a slot that may be entered under it: the caller compares the rest."""
        buckets, tags = self._placed(hashes, np.zeros(len(hashes), np.uint32))
        found = self._cells[buckets]
        row, cell = np.nonzero(((found & ~self._slot_mask) == tags[:, None]) & (found != 0))
        return row, found[row, cell] & self._slot_mask

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
