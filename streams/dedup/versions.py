"""Versions: which chain of versions an article belongs to, by its url keys and guids.

Called by the judge. Versions count arrival: a late fetch of an older state is a version, and not the latest.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from schemas.relation import ChangedField, EventKind
from schemas.state import StateRow
from streams.dedup.texts import Entry


@dataclass(frozen=True, slots=True)
class Head:
    """The latest state of a chain: the version with the newest fetch, and how many versions there are."""

    entry: Entry
    versions: int
    event: EventKind
    fields: Mapping[ChangedField, int]
    notes: int
    keys: tuple[int, ...]


class Versions:
    """Heads by uri, and uris by key; the least recently seen go first."""

    def __init__(self, chains: int, keys: int) -> None:
        """Hold at most `chains` heads and `keys` keys."""
        self._max_chains = chains
        self._max_keys = keys
        self._heads: OrderedDict[str, Head] = OrderedDict()
        self._uris: OrderedDict[int, str] = OrderedDict()

    def __contains__(self, uri: str) -> bool:
        """Tell whether a remembered chain has this uri."""
        return uri in self._heads

    def sizes(self) -> dict[str, int]:
        """Give the number of chains and of keys."""
        return {"chains": len(self._heads), "keys": len(self._uris)}

    def known_by(self, keys: tuple[int, ...]) -> Iterator[Head]:
        """Give the heads that the keys lead to, in the order of the keys, each once."""
        uris = dict.fromkeys(uri for key in keys if (uri := self._uris.get(key)))
        return (self._heads[uri] for uri in uris if uri in self._heads)

    def remember(self, row: StateRow, entry: Entry) -> bool:
        """Take in a row: the chain's head moves on and the keys lead to it. Tell whether the version's text is new."""
        head = self._heads.get(row.uri)
        is_new = head is None or head.entry.version != row.version
        self._heads[row.uri] = _moved(head, row, entry)
        self._heads.move_to_end(row.uri)
        for key in row.keys:
            self._uris[key] = row.uri
            self._uris.move_to_end(key)
        self._forget()
        return is_new

    def _forget(self) -> None:
        while len(self._heads) > self._max_chains:
            self._heads.popitem(last=False)
        while len(self._uris) > self._max_keys:
            self._uris.popitem(last=False)


def _moved(head: Head | None, row: StateRow, entry: Entry) -> Head:
    if head is None:
        return Head(entry, row.version, row.event, row.fields, row.notes, row.keys)
    versions = max(head.versions, row.version)
    if not row.is_head:
        return replace(head, versions=versions)
    if head.entry.version == row.version:
        return replace(head, keys=row.keys)
    return Head(entry, versions, row.event, row.fields, row.notes, row.keys)
