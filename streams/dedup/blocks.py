"""Blocks: lists of 32-bit numbers of any length in one array, cut into blocks of equal size that are chained.

Called by the table for fingerprints, numbers and keys. What is given back is used again at once: nothing is moved.
"""

import numpy as np
import numpy.typing as npt

Units = npt.NDArray[np.uint32]

BLOCK = 16
"""Units in a block: half a block is lost to each list, and one unit in 16 to the chain."""


class Blocks:
    """Lists by their first block; block 0 ends a chain."""

    def __init__(self, blocks: int) -> None:
        """Take memory for `blocks`; the kernel gives it when it is touched."""
        self._units = np.zeros((blocks + 1, BLOCK), np.uint32)
        self._next = np.zeros(blocks + 1, np.uint32)
        self._freed = np.zeros(blocks + 1, np.uint32)
        self._freed_count = 0
        self._used = 1

    @property
    def free(self) -> int:
        """Give the number of blocks that are left."""
        return self._freed_count + len(self._units) - self._used

    def put(self, lengths: npt.NDArray[np.int64], units: Units) -> Units:
        """Store lists that stand one after the other in `units`; give the first block of each."""
        if len(lengths) == 1:
            return self._put_one(units)
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

    def _put_one(self, units: Units) -> Units:
        blocks = self._take(max(-(-len(units) // BLOCK), 1))
        self._next[blocks[:-1]] = blocks[1:]
        self._next[blocks[-1]] = 0
        padded = np.zeros((len(blocks), BLOCK), np.uint32)
        padded.ravel()[: len(units)] = units
        self._units[blocks] = padded
        return blocks[:1]

    def get(self, first: int, length: int) -> Units:
        """Give a list."""
        chain = [first]
        for _ in range((length - 1) // BLOCK):
            chain.append(int(self._next[chain[-1]]))
        return self._units[chain].ravel()[:length]

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
