"""Table: all that dedup remembers, in arrays that never grow: 491 bytes a version at ten million of them.

Called by memory and versions, which look things up, and by the judge, which puts rows in. The version that was seen
least recently goes first, and a source that has more than its share gives up its own: a flood pushes out itself.
"""

from array import array
from collections import Counter, namedtuple
from collections.abc import Iterator, Sequence
from math import isnan
from struct import Struct, calcsize
from typing import Any, NamedTuple

import numpy as np

from schemas.relation import EventKind
from schemas.state import DELIVERED, EVENTS, FIELDS, HEAD, KEY, VERSION
from schemas.state import KEPT as VERSION_STRUCT
from streams.dedup.blocks import BLOCK, BLOCK_BYTES, Blocks
from streams.dedup.buckets import Buckets, Slots
from streams.dedup.pages import KEPT, ROW, STORED, Page, units_of
from streams.dedup.texts import Entry, Text, uri_of

NAME_CELLS = 16
PRINT_CELLS = 8
UNITS_A_VERSION = 70
"""Fingerprints, numbers and keys: 49 of an article, as measured, the half block that is lost, and a fifth more, so that
blocks are not what runs out first. What is not used takes no memory.
"""
SHARE = 8
"""One source may have an eighth of the memory; the largest agencies are below a hundredth of the world's news."""
EXPIRED_AT_ONCE = 2
"""Each article brings one version, so that after a gap in time the old ones go twice as fast as new ones come."""
SCANNED = 64
"""A search for the oldest finds this part of them, so that it is done seldom: a microsecond a version."""
FEW = 8
"""So many versions are forgotten one by one: of more, numpy takes less time for all."""
_FREE = (1 << 63) - 1
_NO_UNITS = np.zeros(0, np.uint32)
_NAMED = np.dtype([("uri_high", ">u8"), ("uri_low", ">u8"), ("version", ">u4")])
"""`KEY`, for many at once."""


class _Sought(NamedTuple):
    """What a version is looked up by, beside its keys and fingerprints, and how many of those it has."""

    is_indexed: int
    keys: int
    fingerprints: int
    source: int
    uri_low: int
    exact: int


class Holder(NamedTuple):
    """What tells of a text whether it may be a candidate; see `StateRow`."""

    signature: int
    born: int
    family: int
    source: int
    retrieved_at: float


def _picked(*names: str) -> Struct:
    """Give the layout of a version of which only some fields are read, in their order."""
    return Struct("<" + "".join(code if name in names else f"{calcsize(f'<{code}')}x" for name, code in VERSION))


_IDENTITY = _picked("uri_high", "uri_low", "version")
_SOUGHT = _picked(*_Sought._fields)
_HOLDER = _picked(*Holder._fields)
_LETTERS = _picked("is_indexed", "born", "exact")
_OFFSET = Struct("<Q")
_OFFSET_AT = DELIVERED.size - _OFFSET.size

_Kept = namedtuple("_Kept", KEPT.names or ())  # type: ignore[misc] # noqa: PYI024 - the layout names its fields


class Facts(NamedTuple):
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
        self._first_view = memoryview(self._first.data)
        self._seen_view = memoryview(self._seen.data)
        self._born = self._rows["born"]
        self._blocks = Blocks(max(versions * UNITS_A_VERSION // BLOCK, 1_024))
        self._names = Buckets(2 * versions + keys, NAME_CELLS, self._born)
        self._prints = Buckets(versions * STORED, PRINT_CELLS, self._born)
        self._sources: Counter[int] = Counter()
        self._free = np.arange(versions, 0, -1, dtype=np.uint32)
        self._free_view = memoryview(self._free.data)
        self._free_count = versions
        self._oldest: dict[int | None, list[tuple[int, int]]] = {}

    def __len__(self) -> int:
        """Give the number of versions that are remembered."""
        return self._capacity - self._free_count

    def signatures(self) -> Counter[int]:
        """Count the versions by the definition of their signature; in time that grows with their number."""
        return Counter(self._rows["signature"][self._seen != _FREE].tolist())

    @property
    def sources(self) -> int:
        """Give the number of sources that the remembered versions come from."""
        return len(self._sources)

    def put_one(self, value: bytes) -> list[Gone]:
        """Remember one row, by its bytes, as `put` does; give the keys of what had to go."""
        high, low, version = _IDENTITY.unpack_from(value, DELIVERED.size)
        self.drop([slot for slot in self.chain(high, low) if self._identity(slot)[2] == version])
        units = value[HEAD.size :]
        gone: list[Gone] = []
        while not self._free_count or self._blocks.free * BLOCK_BYTES < len(units) + 2 * BLOCK_BYTES:
            gone += self._evict(None)
        self._free_count -= 1
        slot = self._free_view[self._free_count]
        self._flat[slot * KEPT.itemsize : (slot + 1) * KEPT.itemsize] = value[DELIVERED.size : HEAD.size]
        self._first_view[slot] = self._blocks.put_one(units)
        (self._seen_view[slot],) = _OFFSET.unpack_from(value, _OFFSET_AT)
        row = _Sought._make(_SOUGHT.unpack_from(value, DELIVERED.size))
        self._sources[row.source] += 1
        names, prints = _sought(row, units)
        gone += self.drop(sorted(set(self._names.enter(names, slot))))
        if self._seen_view[slot] != _FREE:
            self._prints.enter(prints, slot)
        while self._sources[row.source] > self._share:
            gone += self._evict(row.source)
        return gone

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
        return [self._drop_one(slot) for slot in slots] if len(slots) <= FEW else self._drop_many(slots)

    def _drop_one(self, slot: int) -> Gone:
        row = self._kept(slot)
        names, prints = _sought(row, self._units(slot, row))
        self._names.take_out(names, slot)
        self._prints.take_out(prints, slot)
        self._blocks.drop_one(self._first_view[slot])
        self._leave(row.source)
        seen = self._seen_view[slot]
        self._seen_view[slot] = _FREE
        self._free_view[self._free_count] = slot
        self._free_count += 1
        return Gone(seen, KEY.pack(row.uri_high, row.uri_low, row.version))

    def _drop_many(self, slots: Sequence[int]) -> list[Gone]:
        at = np.array(slots, np.uint32)
        page = self._page(at)
        head = page.head
        for index, (rows, hashes) in ((self._names, page.names()), (self._prints, page.prints())):
            index.remove(hashes, at[rows])
        self._blocks.drop(self._first[at])
        for source in head["source"].tolist():
            self._leave(source)
        offsets = self._seen[at].tolist()
        self._seen[at] = _FREE
        self._free[self._free_count : self._free_count + len(slots)] = slots
        self._free_count += len(slots)
        keys = head[["uri_high", "uri_low", "version"]].tolist()
        return [Gone(offset, KEY.pack(*key)) for offset, key in zip(offsets, keys, strict=True)]

    def _leave(self, source: int) -> None:
        self._sources[source] -= 1
        if not self._sources[source]:
            del self._sources[source]

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
            if self._seen_view[slot] == seen:
                return slot
            self._oldest[source].pop()

    def _scan(self, source: int | None) -> list[tuple[int, int]]:
        mine = self._seen if source is None else np.where(self._rows["source"] == source, self._seen, _FREE)
        count = max((len(self) if source is None else self._sources[source]) // SCANNED, 1)
        oldest = np.flatnonzero(mine <= min(np.partition(mine, count - 1)[count - 1], _FREE - 1))
        oldest = oldest[np.argsort(-self._seen[oldest])]
        return list(zip(oldest.tolist(), self._seen[oldest].tolist(), strict=True))

    def _slots_of(self, page: Page) -> list[int]:
        rows, slots = self._names.find(page.head["uri_low"])
        same = self._seen[slots] != _FREE
        for name in ("uri_low", "uri_high", "version"):
            same &= self._rows[name][slots] == page.head[name][rows]
        return list(dict.fromkeys(slots[same].tolist()))

    def chain(self, high: int, low: int) -> list[int]:
        """Give the slots of a uri's versions, the one seen last first."""
        seen, named = self._seen_view, self._names.under(low)
        if not named:
            return []
        found = [slot for slot in set(named) if self._identity(slot)[:2] == (high, low)]
        return sorted((slot for slot in found if seen[slot] != _FREE), key=lambda slot: -seen[slot])

    def _identity(self, slot: int) -> tuple[int, int, int]:
        """Give the halves of a version's uri, and its number."""
        high, low, version = _IDENTITY.unpack_from(self._flat, slot * KEPT.itemsize)
        return high, low, version

    def keyed(self, key: int) -> tuple[int, int] | None:
        """Give the uri that a key leads to: that of the version seen last with it."""
        known = [slot for slot in set(self._names.under(key)) if key in self.keys(slot)]
        return self._identity(max(known, key=lambda slot: self._seen_view[slot]))[:2] if known else None

    def lettered(self, exact: int) -> list[int]:
        """Give the slots of texts with these letters, the oldest first."""
        named = self._names.under(exact)
        if not named:
            return []
        rows = ((_LETTERS.unpack_from(self._flat, slot * KEPT.itemsize), slot) for slot in set(named))
        found = [(born, slot) for (is_indexed, born, letters), slot in rows if is_indexed and letters == exact]
        return [slot for _, slot in sorted(found)]

    def holders(self, prints: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield each text that holds one of the fingerprints, once for each: the fingerprint, and the slot."""
        at, slots = self._prints.find(np.asarray(prints, np.uint32))
        return ((prints[one], slot) for one, slot in zip(at.tolist(), slots.tolist(), strict=True) if slot)

    def holder(self, slot: int) -> Holder:
        """Give what tells whether a text may be a candidate."""
        return Holder._make(_HOLDER.unpack_from(self._flat, slot * KEPT.itemsize))

    def keys(self, slot: int) -> tuple[int, ...]:
        """Give the keys of a version."""
        row = self._kept(slot)
        return tuple(array("Q", self._units(slot, row)[: 8 * row.keys]))

    def entry(self, slot: int) -> Entry:
        """Give a version as the rules compare it."""
        row = self._kept(slot)
        units = array("I", self._units(slot, row)[8 * row.keys :])
        return Entry(
            text=Text(
                source=row.source,
                title=row.title,
                exact=row.exact,
                units=row.units,
                fingerprints=units[: row.fingerprints],
                numbers=units[row.fingerprints :],
                signature=row.signature,
                level=row.level,
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

    def _units(self, slot: int, row: Any) -> bytes:  # noqa: ANN401 - likewise
        return self._blocks.get(self._first_view[slot], 2 * row.keys + row.fingerprints + row.numbers)


def _sought(row: Any, units: bytes) -> tuple[list[int], list[int]]:  # noqa: ANN401 - likewise
    """Give the hashes that a row is looked up by, and the fingerprints; see `Page.names` and `Page.prints`."""
    keys = 8 * row.keys
    letters = [row.exact] if row.is_indexed else []
    prints = array("I", units[keys : keys + 4 * row.fingerprints]) if row.is_indexed else ()
    return [row.uri_low, *letters, *array("Q", units[:keys])], sorted(set(prints))[:STORED]
