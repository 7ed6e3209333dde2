"""Index: which earlier texts hold a fingerprint, in a block of memory that never grows.

Called by the judge through `CandidateIndex`, so that another index can take its place without a change to the rules.
"""

import mmap
from collections.abc import Iterable, Sequence
from typing import Protocol

ENTRIES_A_BUCKET = 8
BYTES_AN_ENTRY = 8
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
        self._memory = memoryview(mmap.mmap(-1, self._buckets * ENTRIES_A_BUCKET * BYTES_AN_ENTRY)).cast("Q")

    def add(self, offset: int, fingerprints: Iterable[int]) -> None:
        """Store the smallest fingerprints: a choice that a copy of the text makes alike."""
        for fingerprint in sorted(set(fingerprints))[:STORED]:
            begin = self._begin(fingerprint)
            kept = self._memory[begin : begin + ENTRIES_A_BUCKET - 1].tobytes()
            self._memory[begin + 1 : begin + ENTRIES_A_BUCKET] = memoryview(kept).cast("Q")
            self._memory[begin] = (fingerprint >> TAG_SHIFT) << OFFSET_BITS | (offset + 1)

    def find(self, fingerprint: int) -> Sequence[int]:
        """Give the offsets of texts that hold the fingerprint, the newest first, at most eight."""
        begin = self._begin(fingerprint)
        tag = fingerprint >> TAG_SHIFT
        bucket = self._memory[begin : begin + ENTRIES_A_BUCKET].tolist()
        return [(entry & OFFSET_MASK) - 1 for entry in bucket if entry and entry >> OFFSET_BITS == tag]

    def _begin(self, fingerprint: int) -> int:
        return (fingerprint & (self._buckets - 1)) * ENTRIES_A_BUCKET
