"""Table: all that dedup remembers, in arrays that never grow: 554 bytes a version, touched only when used.

Called by memory and versions, which look things up, and by the judge, which puts rows in. The version that was seen
least recently goes first, and a source that has more than its share gives up its own: a flood pushes out itself.
"""

from array import array
from collections import Counter, namedtuple
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from schemas.relation import EventKind
from schemas.state import EVENTS, FIELDS, KEY
from schemas.state import KEPT as VERSION_STRUCT
from streams.dedup.blocks import BLOCK, Blocks
from streams.dedup.buckets import Buckets, Slots
from streams.dedup.pages import KEPT, ROW, STORED, Page, units_of
from streams.dedup.texts import Entry, Text, uri_of

NAME_CELLS = 16
PRINT_CELLS = 8
UNITS_A_VERSION = 80
"""Fingerprints, numbers and keys: 58 of an article, as measured, the half block that is lost, and a fifth more, so that
blocks are not what runs out first. What is not used takes no memory.
"""
SHARE = 8
"""One source may have an eighth of the memory; the largest agencies are below a hundredth of the world's news."""
EXPIRED_AT_ONCE = 2
"""Each article brings one version, so that after a gap in time the old ones go twice as fast as new ones come."""
SCANNED = 64
"""A search for the oldest finds this part of them, so that it is done seldom: a microsecond a version."""
_FREE = np.iinfo(np.int64).max
_NO_UNITS = np.zeros(0, np.uint32)
_NAMED = np.dtype([("uri_high", ">u8"), ("uri_low", ">u8"), ("version", ">u4")])
"""`KEY`, for many at once."""


_Kept = namedtuple("_Kept", KEPT.names or ())  # type: ignore[misc] # noqa: PYI024 - the layout names its fields


class Holder(NamedTuple):
    """A text that holds a fingerprint: the fingerprint's place among those that were asked for, and the text's row."""

    at: int
    slot: int
    born: int
    family: int
    source: int
    retrieved_at: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What a version says of its chain."""

    slot: int
    versions: int
    is_head: bool
    is_indexed: bool
    event: EventKind
    fields: dict[str, int]
    notes: int


class Gone(NamedTuple):
    """A version that was forgotten: the offset of its last row, and that row's key."""

    offset: int
    key: bytes


class Table:
    """Versions by slot, found by uri, key, letters and fingerprint."""

    def __init__(self, versions: int, keys: int) -> None:
        """Take memory for `versions` with `keys` keys in all."""
        self._capacity = versions
        self._share = max(versions // SHARE, 1)
        self._most = self._share
        self._rows = np.zeros(versions + 1, KEPT)
        self._bytes = self._rows.view(np.uint8).reshape(versions + 1, KEPT.itemsize)
        self._flat = memoryview(self._bytes.reshape(-1).data)
        self._first = np.zeros(versions + 1, np.uint32)
        self._seen = np.full(versions + 1, _FREE, np.int64)
        self._born = self._rows["born"]
        self._blocks = Blocks(max(versions * UNITS_A_VERSION // BLOCK, 1_024))
        self._names = Buckets(2 * versions + keys, NAME_CELLS, self._born)
        self._prints = Buckets(versions * STORED, PRINT_CELLS, self._born)
        self._sources: Counter[int] = Counter()
        self._free = np.arange(versions, 0, -1, dtype=np.uint32)
        self._free_count = versions
        self._oldest: dict[int | None, list[tuple[int, int]]] = {}

    def __len__(self) -> int:
        """Give the number of versions that are remembered."""
        return self._capacity - self._free_count

    @property
    def sources(self) -> int:
        """Give the number of sources that the remembered versions come from."""
        return len(self._sources)

    def put(self, page: Page) -> list[Gone]:
        """Remember rows, each of another version, instead of what they had before; give the keys of what had to go."""
        if len(page.head) > self._most:
            cuts = range(0, len(page.head), self._most)
            parts = [page.only(np.arange(cut, min(cut + self._most, len(page.head)))) for cut in cuts]
            return [gone for part in parts for gone in self.put(part)]
        self.drop(self._slots_of(page))
        gone: list[Gone] = []
        needed = int(((page.lengths + BLOCK - 1) // BLOCK + 1).sum())
        while self._free_count < len(page.head) or self._blocks.free < needed:
            gone += self._evict(None)
        self._free_count -= len(page.head)
        slots = self._free[self._free_count : self._free_count + len(page.head)].copy()
        self._write(slots, page)
        rows, hashes = page.names()
        gone += self.drop(sorted(set(self._names.insert(hashes, slots[rows]).tolist())))
        rows, hashes = page.prints()
        alive = self._seen[slots[rows]] != _FREE
        self._prints.insert(hashes[alive], slots[rows[alive]])
        for source in set(page.head["source"].tolist()):
            while self._sources[source] > self._share:
                gone += self._evict(source)
        return gone

    def _write(self, slots: Slots, page: Page) -> None:
        self._bytes[slots] = page.kept
        self._first[slots] = self._blocks.put(page.lengths, page.units)
        self._seen[slots] = page.head["offset"]
        self._sources.update(page.head["source"].tolist())

    def drop(self, slots: Sequence[int]) -> list[Gone]:
        """Forget the versions in these slots; give their keys."""
        if not slots:
            return []
        at = np.array(slots, np.uint32)
        page = self._page(at)
        head = page.head
        for index, (rows, hashes) in ((self._names, page.names()), (self._prints, page.prints())):
            index.remove(hashes, at[rows])
        self._blocks.drop(self._first[at])
        for source in head["source"].tolist():
            self._sources[source] -= 1
            if not self._sources[source]:
                del self._sources[source]
        offsets = self._seen[at].tolist()
        self._seen[at] = _FREE
        self._free[self._free_count : self._free_count + len(slots)] = slots
        self._free_count += len(slots)
        keys = head[["uri_high", "uri_low", "version"]].tolist()
        return [Gone(offset, KEY.pack(*key)) for offset, key in zip(offsets, keys, strict=True)]

    def _page(self, slots: Slots) -> Page:
        head = np.zeros(len(slots), ROW)
        for name in KEPT.names or ():
            head[name] = self._rows[name][slots]
        return Page(head, self._blocks.get_all(self._first[slots], units_of(head)))

    def forget(self, keys: Sequence[bytes]) -> None:
        """Forget the versions with these keys, where they are there."""
        head = np.zeros(len(keys), ROW)
        named = np.frombuffer(b"".join(keys), _NAMED)
        for name in _NAMED.names or ():
            head[name] = named[name]
        self.drop(self._slots_of(Page(head, _NO_UNITS)))

    def _versions_of(self, high: int, low: int, version: int) -> list[int]:
        return [slot for slot in self.chain(high, low) if self._rows["version"][slot] == version]

    def expire(self, before: float) -> list[Gone]:
        """Forget versions that were last seen before that event time, a few at a time, so that no article waits."""
        gone: list[Gone] = []
        for _ in range(min(EXPIRED_AT_ONCE, len(self))):
            slot = self._oldest_of(None)
            if self._rows["clock"][slot] >= before:
                break
            gone += self.drop([slot])
        return gone

    def _evict(self, source: int | None) -> list[Gone]:
        """Forget the version seen least recently, of a source or of all."""
        return self.drop([self._oldest_of(source)])

    def _oldest_of(self, source: int | None) -> int:
        while True:
            if not self._oldest.get(source):
                self._oldest[source] = self._scan(source)
            slot, seen = self._oldest[source][-1]
            if self._seen[slot] == seen:
                return slot
            self._oldest[source].pop()

    def _scan(self, source: int | None) -> list[tuple[int, int]]:
        mine = self._seen != _FREE if source is None else (self._seen != _FREE) & (self._rows["source"] == source)
        slots = np.flatnonzero(mine)
        count = max(len(slots) // SCANNED, 1)
        oldest = slots[np.argpartition(self._seen[slots], count - 1)[:count]]
        oldest = oldest[np.argsort(-self._seen[oldest])]
        return list(zip(oldest.tolist(), self._seen[oldest].tolist(), strict=True))

    def _slots_of(self, page: Page) -> list[int]:
        if len(page.head) == 1:
            (key,) = page.head[["uri_high", "uri_low", "version"]].tolist()
            return self._versions_of(*key)
        rows, slots = self._names.find(page.head["uri_low"])
        same = self._seen[slots] != _FREE
        for name in ("uri_low", "uri_high", "version"):
            same &= self._rows[name][slots] == page.head[name][rows]
        return list(dict.fromkeys(slots[same].tolist()))

    def chain(self, high: int, low: int) -> list[int]:
        """Give the slots of a uri's versions, the one seen last first."""
        found = {slot for slot in self._names.under(low) if self._uri(slot) == (high, low)}
        return sorted((slot for slot in found if self._seen[slot] != _FREE), key=lambda slot: -self._seen[slot])

    def _uri(self, slot: int) -> tuple[int, int]:
        row = self._kept(slot)
        return row.uri_high, row.uri_low

    def keyed(self, key: int) -> tuple[int, int] | None:
        """Give the uri that a key leads to: that of the version seen last with it."""
        known = [slot for slot in set(self._names.under(key)) if key in self.keys(slot)]
        return self._uri(max(known, key=lambda slot: int(self._seen[slot]))) if known else None

    def lettered(self, exact: int) -> list[int]:
        """Give the slots of texts with these letters, the oldest first."""
        rows = self._rows
        found = {slot for slot in self._names.under(exact) if rows["exact"][slot] == exact and rows["is_indexed"][slot]}
        return sorted(found, key=lambda slot: self._born[slot])

    def holders(self, prints: npt.NDArray[np.uint64]) -> Iterator[Holder]:
        """Yield each text that holds one of the fingerprints, once for each that it holds."""
        at, slots = self._prints.find(prints)
        rows = self._rows[slots]
        columns = (at, slots, self._born[slots], rows["family"], rows["source"], rows["retrieved_at"])
        return map(Holder._make, zip(*(column.tolist() for column in columns), strict=True))

    def keys(self, slot: int) -> tuple[int, ...]:
        """Give the keys of a version."""
        return tuple(self._units(slot, self._kept(slot))[: 2 * self._kept(slot).keys].view(np.uint64).tolist())

    def entry(self, slot: int) -> Entry:
        """Give a version as the rules compare it."""
        row = self._kept(slot)
        units = array("I", self._units(slot, row)[2 * row.keys :].tobytes())
        return Entry(
            text=Text(
                source=row.source,
                title=row.title,
                exact=row.exact,
                units=row.units,
                fingerprints=units[: row.fingerprints],
                numbers=units[row.fingerprints :],
                level=row.level,
                signature=row.signature,
            ),
            offset=row.born,
            uri=uri_of(row.uri_high, row.uri_low),
            version=row.version,
            family=row.family,
            retrieved_at=None if isnan(row.retrieved_at) else row.retrieved_at,
            published=(row.published_from, row.published_until),
        )

    def facts(self, slot: int) -> Facts:
        """Give what a version says of its chain."""
        row = self._kept(slot)
        return Facts(
            slot=slot,
            versions=row.versions,
            is_head=bool(row.is_head),
            is_indexed=bool(row.is_indexed),
            event=EVENTS[row.event],
            fields={name: getattr(row, f"field_{name}") for name in FIELDS},
            notes=row.notes,
        )

    def _kept(self, slot: int) -> Any:  # noqa: ANN401 - the layout tells its fields
        return _Kept._make(VERSION_STRUCT.unpack_from(self._flat, slot * KEPT.itemsize))

    def _units(self, slot: int, row: Any) -> npt.NDArray[np.uint32]:  # noqa: ANN401 - likewise
        return self._blocks.get(int(self._first[slot]), 2 * row.keys + row.fingerprints + row.numbers)
