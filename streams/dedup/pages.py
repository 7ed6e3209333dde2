"""Pages: many rows of the memory as arrays, read from their bytes at once.

Called by the judge with one row or with all that a read of the topic brought: both go the same way into the table.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.state import FIXED, HEAD, check

STORED = 12
"""Fingerprints of a text that the index holds; all of a new text are looked up, so a shared half is found by six."""
ROW = np.dtype([(name, f"<{code}") for name, code in FIXED])
Pairs = tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64]]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows with their fixed part in `head`, and their keys, fingerprints and numbers one after the other in `units`."""

    head: np.ndarray
    units: npt.NDArray[np.uint32]

    @classmethod
    def read(cls, values: Sequence[bytes]) -> "Page":
        """Read the rows' bytes.

        Raises:
            UndecodableRecordError: one is no row of this layout.
        """
        for value in values:
            check(value)
        if len(values) == 1:
            return cls(np.frombuffer(values[0], ROW, 1), np.frombuffer(values[0], "<u4", offset=HEAD.size))
        head = np.frombuffer(b"".join([value[: HEAD.size] for value in values]), ROW)
        return cls(head, np.frombuffer(b"".join([value[HEAD.size :] for value in values]), "<u4"))

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Give the number of units of each row."""
        head = self.head
        if len(head) == 1:
            return np.array([len(self.units)], np.int64)
        lengths: npt.NDArray[np.int64] = 2 * head["keys"].astype(np.int64) + head["fingerprints"] + head["numbers"]
        return lengths

    def names(self) -> Pairs:
        """Give pairs of a row and a hash that it is looked up by: of the uri, the letters, each key."""
        if len(self.head) == 1:
            return _of_one(self._names_of_one())
        rows = np.arange(len(self.head))
        lettered = np.flatnonzero(self.head["is_indexed"])
        keyed, keys = self._part(np.zeros(len(rows), np.int64), 2 * self.head["keys"].astype(np.int64))
        hashes = (self.head["uri_low"], self.head["exact"][lettered], np.ascontiguousarray(keys).view(np.uint64))
        return np.concatenate((rows, lettered, keyed[::2])), np.concatenate(hashes)

    def prints(self) -> Pairs:
        """Give pairs of a row and a fingerprint for the index: the smallest, which a copy of the text chooses too."""
        if len(self.head) == 1:
            return _of_one(self._prints_of_one())
        begin = 2 * self.head["keys"].astype(np.int64)
        rows, prints = self._part(begin, self.head["fingerprints"] * self.head["is_indexed"].astype(np.int64))
        both = np.sort(rows.astype(np.uint64) << np.uint64(32) | prints)
        both = both[np.concatenate((np.ones(1, bool), both[1:] != both[:-1]))[: len(both)]]  # np.unique takes 20 times
        rows = (both >> np.uint64(32)).astype(np.int64)
        few = np.arange(len(both)) - np.searchsorted(rows, rows) < STORED
        return rows[few], both[few] & np.uint64(0xFFFF_FFFF)

    def _names_of_one(self) -> list[int]:
        head = self.head[0]
        keys = self.units[: 2 * int(head["keys"])].tobytes()
        letters = [int(head["exact"])] if head["is_indexed"] else []
        return [int(head["uri_low"]), *letters, *array("Q", keys)]

    def _prints_of_one(self) -> list[int]:
        head = self.head[0]
        begin = 2 * int(head["keys"])
        prints = self.units[begin : begin + int(head["fingerprints"])] if head["is_indexed"] else self.units[:0]
        return sorted(set(prints.tolist()))[:STORED]

    def _part(
        self, begin: npt.NDArray[np.int64], count: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
        starts = np.cumsum(self.lengths) - self.lengths + begin
        rows = np.repeat(np.arange(len(count)), count)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
        return rows, self.units[starts[rows] + within]


def _of_one(hashes: list[int]) -> Pairs:
    return np.zeros(len(hashes), np.int64), np.array(hashes, np.uint64)
