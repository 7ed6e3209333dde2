"""Index: which earlier texts hold a fingerprint, in a block of memory that never grows.

Called by the judge through `CandidateIndex`, so that another index can take its place without a change to the rules.
"""

import mmap
import struct
from collections.abc import Iterable, Sequence
from typing import Protocol

ENTRIES_A_BUCKET = 8
BUCKET = struct.Struct(f"<{ENTRIES_A_BUCKET}Q")
OFFSET_BITS = 40
"""A trillion articles; the other 24 bits hold the part of the fingerprint that the bucket's number doesn't."""
OFFSET_MASK = (1 << OFFSET_BITS) - 1
TAG_SHIFT = 8
MIN_BUCKETS = 1 << TAG_SHIFT
STORED = 12
"""Fingerprints stored of a text; all of a new text are looked up, so a shared half is still found by six."""


class CandidateIndex(Protocol):
    """Finds the texts that share fingerprints with a new one."""

    def add(self, offset: int, fingerprints: Iterable[int]) -> None:
        """Store a text's fingerprints of 32 bits under its offset in the sequence."""

    def find(self, fingerprint: int) -> Sequence[int]:
        """Give the offsets of texts that hold the fingerprint, the newest first."""


class BucketIndex:
    """Buckets of one cache line each; in a full one the oldest entry makes room, so old texts leave by themselves."""

    def __init__(self, articles: int) -> None:
        """Take memory for `articles` texts: 12 entries each, in buckets that are at most full on average."""
        self._buckets = max(MIN_BUCKETS, 1 << (articles * STORED // ENTRIES_A_BUCKET).bit_length())
        # An anonymous map is zeroed by the kernel when a page is first touched: a large index costs nothing until used.
        self._memory = mmap.mmap(-1, self._buckets * BUCKET.size)

    def add(self, offset: int, fingerprints: Iterable[int]) -> None:
        """Store the smallest fingerprints: a choice that a copy of the text makes alike."""
        for fingerprint in sorted(set(fingerprints))[:STORED]:
            begin = self._begin(fingerprint)
            entry = (fingerprint >> TAG_SHIFT) << OFFSET_BITS | (offset + 1)
            BUCKET.pack_into(self._memory, begin, entry, *BUCKET.unpack_from(self._memory, begin)[:-1])

    def find(self, fingerprint: int) -> Sequence[int]:
        """Give the offsets of texts that hold the fingerprint, the newest first, at most eight."""
        tag = fingerprint >> TAG_SHIFT
        bucket = BUCKET.unpack_from(self._memory, self._begin(fingerprint))
        return [(entry & OFFSET_MASK) - 1 for entry in bucket if entry >> OFFSET_BITS == tag and entry]

    def _begin(self, fingerprint: int) -> int:
        return (fingerprint & (self._buckets - 1)) * BUCKET.size
