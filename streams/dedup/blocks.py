"""Blocks: lists of 32-bit numbers of any length in one array, cut into blocks of equal size that are chained.

Called by the table for fingerprints, numbers and keys. What is given back is used again at once: nothing is moved.
"""

import numpy as np
import numpy.typing as npt

Units = npt.NDArray[np.uint32]

BLOCK = 16
"""Units in a block: half a block is lost to each list, and one unit in 16 to the chain."""
BLOCK_BYTES = 4 * BLOCK


class Blocks:
    """Lists by their first block; block 0 ends a chain."""

    def __init__(self, blocks: int) -> None:
        """Take memory for `blocks`; the kernel gives it when it is touched."""
        self._units = np.zeros((blocks + 1, BLOCK), np.uint32)
        self._next = np.zeros(blocks + 1, np.uint32)
        self._freed = np.zeros(blocks + 1, np.uint32)
        self._freed_count = 0
        self._used = 1
        self._bytes = memoryview(self._units.reshape(-1).data).cast("B")
        self._next_view = memoryview(self._next.data)
        self._freed_view = memoryview(self._freed.data)

    @property
    def free(self) -> int:
        """Give the number of blocks that are left."""
        return self._freed_count + len(self._units) - self._used

    def put(self, lengths: npt.NDArray[np.int64], units: Units) -> Units:
        """Store lists that stand one after the other in `units`; give the first block of each."""
        counts = np.maximum((lengths + BLOCK - 1) // BLOCK, 1)
        blocks = self._take(int(counts.sum()))
        begins = np.cumsum(counts) - counts
        self._next[blocks[:-1]] = blocks[1:]
        self._next[blocks[begins + counts - 1]] = 0
        padded = np.zeros((len(blocks), BLOCK), np.uint32)
        padded[_filled(lengths, counts)] = units
        self._units[blocks] = padded
        firsts: Units = blocks[begins]
        return firsts

    def put_one(self, units: bytes) -> int:
        """Store one list, by its bytes; give its first block."""
        following = 0
        for begin in reversed(range(0, len(units) or 1, BLOCK_BYTES)):
            part = units[begin : begin + BLOCK_BYTES]
            block = self._take_one()
            self._bytes[block * BLOCK_BYTES : block * BLOCK_BYTES + len(part)] = part
            self._next_view[block] = following
            following = block
        return following

    def _take_one(self) -> int:
        if self._freed_count:
            self._freed_count -= 1
            return self._freed_view[self._freed_count]
        self._used += 1
        return self._used - 1

    def get(self, first: int, length: int) -> bytes:
        """Give the bytes of a list of `length` units."""
        parts = []
        for _ in range(0, length, BLOCK):
            parts.append(self._bytes[first * BLOCK_BYTES : (first + 1) * BLOCK_BYTES])
            first = self._next_view[first]
        return b"".join(parts)[: 4 * length]

    def get_all(self, firsts: Units, lengths: npt.NDArray[np.int64]) -> Units:
        """Give lists one after the other."""
        counts = np.maximum((lengths + BLOCK - 1) // BLOCK, 1)
        begins = np.cumsum(counts) - counts
        held = np.zeros((counts.sum(), BLOCK), np.uint32)
        for level in range(counts.max()):
            is_there = counts > level
            held[begins[is_there] + level] = self._units[firsts[is_there]]
            firsts = self._next[firsts]  # behind its end a chain is in block 0, which leads to itself
        return held[_filled(lengths, counts)]

    def drop(self, firsts: Units) -> None:
        """Give back the blocks of lists."""
        while len(firsts):
            self._freed[self._freed_count : self._freed_count + len(firsts)] = firsts
            self._freed_count += len(firsts)
            following = self._next[firsts]
            firsts = following[following != 0]

    def drop_one(self, first: int) -> None:
        """Give back the blocks of one list."""
        while first:
            self._freed_view[self._freed_count] = first
            self._freed_count += 1
            first = self._next_view[first]

    def _take(self, count: int) -> Units:
        again = min(count, self._freed_count)
        self._freed_count -= again
        fresh = np.arange(self._used, self._used + count - again, dtype=np.uint32)
        self._used += count - again
        return np.concatenate((self._freed[self._freed_count : self._freed_count + again], fresh))


def _filled(lengths: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell of each place in the blocks of lists whether a unit is there; each list has its number of blocks."""
    left = np.repeat(lengths + BLOCK * (np.cumsum(counts) - counts), counts) - BLOCK * np.arange(counts.sum())
    filled: npt.NDArray[np.bool_] = np.arange(BLOCK) < left[:, None]
    return filled
