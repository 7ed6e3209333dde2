"""Pages: many rows of the memory as arrays, read from their bytes at once.

Called by the judge with all that a read of the topic brought; the row of an article that was just judged goes into the
table by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from schemas.state import DELIVERED, EVENTS, FIXED, HEAD, LAYOUT, VERSION, check
from schemas.wire import UndecodableRecordError

STORED = 12
"""Fingerprints of a text that the index holds; all of a new text are looked up, so a shared half is found by six."""
ROW = np.dtype([(name, f"<{code}") for name, code in FIXED])
KEPT = np.dtype([(name, f"<{code}") for name, code in VERSION])
"""The end of a row's fixed part."""
UNIT = 4
HEAD_UNITS = HEAD.size // UNIT
"""A row is read as numbers of 32 bits, a few of which make up its fixed part: a copy of those takes a third of the time
that slices of each row's bytes take.
"""
Lengths = npt.NDArray[np.int64]
Pairs = tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64]]


@dataclass(frozen=True)
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
        sizes = np.fromiter(map(len, values), np.int64, len(values))
        if (sizes < HEAD.size).any() or (sizes % UNIT).any():
            raise _flaw(values)
        counts = sizes // UNIT
        whole = np.frombuffer(b"".join(values), "<u4")
        begins = np.cumsum(counts) - counts
        head = whole[begins[:, None] + np.arange(HEAD_UNITS)].view(ROW)[:, 0]
        is_sound = (head["layout"] == LAYOUT) & (head["event"] < len(EVENTS))
        if not (is_sound & (counts == HEAD_UNITS + units_of(head))).all():
            raise _flaw(values)
        return cls(head, whole[_runs(begins + HEAD_UNITS, counts - HEAD_UNITS)])

    @property
    def kept(self) -> npt.NDArray[np.uint8]:
        """Give the bytes of what each row says of its version."""
        return self.head.view(np.uint8).reshape(len(self.head), HEAD.size)[:, DELIVERED.size :]

    @cached_property
    def lengths(self) -> Lengths:
        """Give the number of units of each row."""
        return units_of(self.head)

    def only(self, rows: npt.NDArray[np.int64]) -> "Page":
        """Give some of the rows; all of them is what is mostly asked for."""
        if len(rows) == len(self.head):
            return self
        starts = np.cumsum(self.lengths) - self.lengths
        counts = self.lengths[rows]
        return Page(self.head[rows], self.units[_runs(starts[rows], counts)])

    def names(self) -> Pairs:
        """Give pairs of a row and a hash that it is looked up by: of the uri, the letters, each key."""
        rows = np.arange(len(self.head))
        lettered = np.flatnonzero(self.head["is_indexed"])
        keys = self._part(0).view(np.uint64)
        hashes = (self.head["uri_low"], self.head["exact"][lettered], keys)
        return np.concatenate((rows, lettered, np.repeat(rows, self.head["keys"]))), np.concatenate(hashes)

    def prints(self) -> Pairs:
        """Give pairs of a row and a fingerprint for the index: the smallest, which a copy of the text chooses too."""
        rows = np.arange(len(self.head), dtype=np.uint64) << np.uint64(32)
        both = np.repeat(rows, self.head["fingerprints"]) | self._part(1)
        both.sort()
        both = both[np.concatenate((np.ones(1, bool), both[1:] != both[:-1]))[: len(both)]]  # np.unique takes 20 times
        counts = np.bincount((both >> np.uint64(32)).astype(np.int64), minlength=len(self.head))
        few = np.minimum(counts, STORED) * (self.head["is_indexed"] != 0)
        stored = both[_runs(np.cumsum(counts) - counts, few)]
        return np.repeat(np.arange(len(few)), few), stored & np.uint64(0xFFFF_FFFF)

    def _part(self, part: int) -> npt.NDArray[np.uint32]:
        """Give the keys' halves (0), the fingerprints (1) or the numbers (2) of all rows."""
        head = self.head
        counts = np.stack((2 * head["keys"].astype(np.int64), head["fingerprints"], head["numbers"]), axis=1)
        is_part = np.zeros(counts.shape, bool)
        is_part[:, part] = True
        units: npt.NDArray[np.uint32] = self.units[np.repeat(is_part.ravel(), counts.ravel())]
        return units


def _flaw(values: Sequence[bytes]) -> Exception:
    """Give what is wrong with the first of the rows that is wrong, in words."""
    for value in values:
        try:
            check(value)
        except UndecodableRecordError as error:
            return error
    return AssertionError("what is wrong with a page is wrong with one of its rows")


def units_of(head: np.ndarray) -> Lengths:
    """Give the number of units of each row with these fixed parts."""
    lengths: Lengths = 2 * head["keys"].astype(np.int64) + head["fingerprints"] + head["numbers"]
    return lengths


def _runs(starts: Lengths, counts: Lengths) -> Lengths:
    """Give the places of runs that begin at `starts`, one run after the other."""
    places: Lengths = np.arange(counts.sum()) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return places
