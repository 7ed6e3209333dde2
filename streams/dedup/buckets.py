"""Buckets: a hash table of fixed size from hashes to slots, in one numpy array, for one entry or for thousands at once.

Called by the table. A bucket has a fixed number of cells; in a full one the article that was born first makes room, so
that time and memory are bounded whatever the hashes are. A cell has the slot and as much of the hash as 32 bits hold.
"""

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Slots = npt.NDArray[np.uint32]
Born = npt.NDArray[np.int64]

MIN_BITS = 8
BORN_BITS = 40
"""A trillion articles."""
FEW = 32
"""No more hashes are entered for one article; those of a page are too many for a bucket each."""
CELL = 0xFFFF_FFFF
"""The bits of a cell."""


class Buckets:
    """Slots by hash; slot 0 stands for an empty cell. The cells of a bucket go from the newest to the empty ones."""

    def __init__(self, entries: int, cells: int, born: Born) -> None:
        """Make room for `entries`; `born` tells for each slot when its article came."""
        self._bits = max(MIN_BITS, (entries // cells).bit_length())
        self._slot_bits = len(born).bit_length()
        self._slot_mask = np.uint32((1 << self._slot_bits) - 1)
        self._bucket_mask = np.uint64((1 << self._bits) - 1)
        self._born = born
        # The kernel zeroes a page when it is first touched: a large table costs nothing until it is used.
        self._cells = np.zeros((1 << self._bits, cells), np.uint32)

    def insert(self, hashes: Hashes, slots: Slots) -> Slots:
        """Enter slots under hashes; give the slots that had to leave a full bucket."""
        buckets, entries = self._placed(hashes, slots)
        if len(buckets) <= FEW and len(set(buckets.tolist())) == len(buckets):
            held = self._cells[buckets]
            newest = self._born[held[:, 0] & self._slot_mask]
            if (newest < self._born[slots]).all():
                self._cells[buckets] = np.concatenate((entries[:, None], held[:, :-1]), axis=1)
                crowded = held[:, -1]
                return np.extract(crowded, crowded & self._slot_mask)
        return self._insert_sorted(buckets, entries)

    def _insert_sorted(self, buckets: npt.NDArray[np.int64], entries: Slots) -> Slots:
        """Enter any number into a bucket, of any age."""
        touched, row = np.unique(buckets, return_inverse=True)
        cells = self._cells.shape[1]
        rows = np.concatenate((np.repeat(np.arange(len(touched)), cells), row))
        held = np.concatenate((self._cells[touched].ravel(), entries))
        rows, held = rows[held != 0], held[held != 0]
        newest_first = (rows << BORN_BITS) - self._born[held & self._slot_mask]
        order = np.argsort(newest_first, kind="stable")
        rows, held = rows[order], held[order]
        rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
        fits = rank < cells
        filled = np.zeros((len(touched), cells), np.uint32)
        filled[rows[fits], rank[fits]] = held[fits]
        self._cells[touched] = filled
        crowded: Slots = held[~fits] & self._slot_mask
        return crowded

    def remove(self, hashes: Hashes, slots: Slots) -> None:
        """Take slots out from under hashes."""
        buckets, entries = self._placed(hashes, slots)
        row, cell = np.nonzero(self._cells[buckets] == entries[:, None])
        self._cells[buckets[row], cell] = 0
        held = self._cells[buckets]
        empty_last = np.argsort(held == 0, axis=1, kind="stable")
        self._cells[buckets] = np.take_along_axis(held, empty_last, axis=1)

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

    def _placed(self, hashes: Hashes, slots: Slots) -> tuple[npt.NDArray[np.int64], Slots]:
        buckets = (hashes & self._bucket_mask).astype(np.int64)
        tags = (hashes >> np.uint64(self._bits)).astype(np.uint32) << np.uint32(self._slot_bits)
        return buckets, tags | slots
