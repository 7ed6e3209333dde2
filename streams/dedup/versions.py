"""Versions: which chain of versions an article belongs to, by its url keys and guids.

Called by the rules. Versions count arrival: a late fetch of an older state is a version, and not the latest.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from schemas.relation import ChangedField, EventKind
from streams.dedup.table import Facts, Table
from streams.dedup.texts import Entry, uri_bits


class Head(NamedTuple):
    """The latest state of a chain: the version with the newest fetch, and how many versions there are."""

    entry: Entry
    versions: int
    event: EventKind
    fields: Mapping[ChangedField, int]
    notes: int
    keys: tuple[int, ...]
    is_indexed: bool


class Versions:
    """Heads by uri and by key, as the table has them."""

    def __init__(self, table: Table) -> None:
        """Look things up in `table`."""
        self._table = table

    def __contains__(self, uri: str) -> bool:
        """Tell whether a remembered chain has this uri."""
        return bool(self._table.chain(*uri_bits(uri)))

    def known_by(self, keys: tuple[int, ...]) -> Iterator[Head]:
        """Give the heads that the keys lead to, in the order of the keys, each once; a key leads where it did last."""
        uris = [uri for key in keys if (uri := self._table.keyed(key))]
        return (head for uri in dict.fromkeys(uris) if (head := self._head(uri)))

    def _head(self, uri: tuple[int, int]) -> Head | None:
        kept = self._facts(uri)
        heads = (facts for facts in kept if facts.is_head)
        return next((self._version(facts, kept) for facts in heads), None)

    def kept(self, uri: str) -> Iterator[Head]:
        """Give the remembered versions of a chain, the one seen last first."""
        kept = self._facts(uri_bits(uri))
        return (self._version(facts, kept) for facts in kept)

    def _facts(self, uri: tuple[int, int]) -> list[Facts]:
        return [self._table.facts(slot) for slot in self._table.chain(*uri)]

    def _version(self, facts: Facts, kept: list[Facts]) -> Head:
        return Head(
            entry=self._table.entry(facts.slot),
            versions=max(one.versions for one in kept),
            event=facts.event,
            fields=cast("Mapping[ChangedField, int]", facts.fields),
            notes=facts.notes,
            keys=self._table.keys(facts.slot),
            is_indexed=facts.is_indexed,
        )
