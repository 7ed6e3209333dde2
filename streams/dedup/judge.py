"""Judge: decides on each article of the sequence in turn and remembers what later decisions need.

Called by the dedup agent and by `newsstream process`. It is a pure function of the articles it was given, in their
order: no clock, no random numbers, no network.
"""

from collections.abc import Collection, Sequence
from math import nan
from typing import Any, NamedTuple

import numpy as np
from xxhash import xxh3_64_intdigest

from schemas.article import Hop, RawPosition, TaggedArticle
from schemas.relation import RelatedArticle, Window
from schemas.state import FIELDS, KEY, StateRow, TextState
from streams.dedup.case import Case
from streams.dedup.deliveries import Deliveries, Delivery
from streams.dedup.evidence import VERSION
from streams.dedup.limits import DEFAULTS, Limits
from streams.dedup.memory import DAY_SECONDS, Memory
from streams.dedup.pages import Page
from streams.dedup.rulings import Ruling, rule
from streams.dedup.signature import DEFINITIONS
from streams.dedup.table import Gone, Table
from streams.dedup.texts import uri_bits
from streams.dedup.versions import Head, Versions

HOP = Hop(stage="dedup", version=VERSION)
HOP_FIELDS = HOP.model_dump()
KEPT_VERSIONS = 4
"""Texts of one chain that are remembered; copies of an older one are mostly like the newer ones too."""
Rows = Sequence[tuple[bytes, bytes | None]]
"""Keys and values of the memory's topic in their order; without a value the version was forgotten."""


class Verdict(NamedTuple):
    """What was decided on one article, the row that makes a restart remember it, and the keys of rows to forget.

    `value` is the row's bytes.
    """

    ruling: Ruling
    row: StateRow
    value: bytes
    forgotten: tuple[bytes, ...] = ()

    def of(self, article: TaggedArticle) -> RelatedArticle:
        """Give the article with the verdict on it."""
        hops = (*article.provenance.hops, HOP)
        provenance = article.provenance.model_copy(update={"hops": hops})
        return RelatedArticle.model_construct(**dict(article) | {"provenance": provenance} | self._told())

    def append_to(self, article: dict[str, Any]) -> None:
        """Write the verdict behind the fields of an article as they were read, in the order of the model."""
        article["provenance"]["hops"] = [*article["provenance"].get("hops", ()), HOP_FIELDS]
        fields = self._told()
        for name in ("relation", "revision"):
            fields[name] = fields[name] and fields[name].model_dump()
        article.update(fields)

    def _told(self) -> dict[str, Any]:
        ruling = self.ruling
        return {
            "uri": ruling.uri,
            "version": ruling.version,
            "event": ruling.event,
            "relation": ruling.relation,
            "story": None,
            "revision": ruling.revision,
            "is_latest": ruling.is_latest,
        }


class Judge:
    """Dedup's memory and its decisions; one at a time in a cluster."""

    def __init__(self, limits: Limits = DEFAULTS) -> None:
        """Begin with an empty memory."""
        self._deliveries = Deliveries(limits.raw_partitions, limits.gaps_a_partition)
        self._table = Table(limits.articles, limits.keys)
        self._versions = Versions(self._table)
        self._memory = Memory(self._table, Window(near_days=limits.near_days, copy_days=limits.copy_days))
        self._version_seconds = max(limits.version_days, limits.copy_days) * DAY_SECONDS
        self._owed: list[Gone] = []
        self._applied_offset = -1

    @property
    def applied_offset(self) -> int:
        """The highest offset of `news.tagged` whose row is in the memory; -1 at first."""
        return self._applied_offset

    def sizes(self) -> dict[str, int]:
        """Give the number of entries by structure."""
        return {
            "versions": len(self._table),
            "sources": self._table.sources,
            "raw_partitions": len(self._deliveries),
        }

    def not_compared(self) -> int:
        """Give the number of versions whose fingerprints are of a definition that this release doesn't have."""
        return sum(count for signature, count in self._table.signatures().items() if signature not in DEFINITIONS)

    def judge(self, case: Case, recorded_at: float | None = None) -> Verdict | None:
        """Decide on an article of the sequence and remember it; None when this delivery was judged.

        `recorded_at` is when the raw record was written, in seconds since 1970: event time never runs ahead of it, or
        one scraper whose clock is years ahead would put all that came before it out of every window.
        """
        article = case.article
        raw = _delivery(article.provenance.raw)
        if self._deliveries.has(raw):
            return None
        retrieved_at = article.retrieved_at.timestamp() if article.retrieved_at else None
        known = [time for time in (retrieved_at, recorded_at) if time is not None]
        self._memory.advance(min(known) if retrieved_at is not None else None)
        ruling = rule(case, self._versions, self._memory)
        row = self._row(case, ruling, raw)
        self._deliveries.add(raw, row.expected, case.offset)
        value = row.encode()
        self._take_one(row, value)
        self._owed += self._table.expire(self._memory.clock - self._version_seconds)
        return Verdict(ruling, row, value, self._forgotten(row))

    def apply(self, rows: Rows) -> None:
        """Take in rows that were judged, in their order; all of them rebuild the same memory, however they are cut.

        Of a version with several rows the last one counts, yet each says what was delivered.
        """
        if not rows:
            return
        keys, found = zip(*rows, strict=True)
        if None not in found and len(set(keys)) == len(keys):  # so it is on a topic that was compacted, but at its end
            page = Page.read(found)
            self._deliveries.add_all(page.head)
            self._take(page)
            return
        self._apply_last(rows)

    def _apply_last(self, rows: Rows) -> None:
        last: dict[bytes, int | None] = {}
        values: list[bytes] = []
        for key, value in rows:
            last.pop(key, None)
            last[key] = None if value is None else len(values)
            if value is not None:
                values.append(value)
        self._forget([key for key, at in last.items() if at is None])
        if values:
            page = Page.read(values)
            self._deliveries.add_all(page.head)
            self._take(page.only(np.array([at for at in last.values() if at is not None], np.int64)))

    def _take_one(self, row: StateRow, value: bytes) -> None:
        self._memory.advance(row.clock)
        self._applied_offset = max(self._applied_offset, row.offset)
        if self._owed:
            self._settle({row.key()})
        self._owed += self._table.put_one(value)

    def _take(self, page: Page) -> None:
        """Take in rows of different versions."""
        if not len(page.head):
            return
        self._memory.advance(float(page.head["clock"].max()))
        self._applied_offset = max(self._applied_offset, int(page.head["offset"].max()))
        if self._owed:
            self._settle({KEY.pack(*key) for key in page.head[["uri_high", "uri_low", "version"]].tolist()})
        self._owed += self._table.put(page)

    def _forget(self, keys: Sequence[bytes]) -> None:
        """Take in that versions were forgotten."""
        if keys:
            self._table.forget(keys)
            self._settle(set(keys))

    def _settle(self, keys: Collection[bytes]) -> None:
        """Owe the topic no word on versions that it has heard of since."""
        self._owed = [gone for gone in self._owed if gone.key not in keys]

    def _forgotten(self, row: StateRow) -> tuple[bytes, ...]:
        """Give the keys of rows that may go; the last row of a raw partition stays, for it says what was delivered."""
        if row.versions > KEPT_VERSIONS:
            self._owed += self._table.drop(self._table.chain(*row.uri)[KEPT_VERSIONS:])
        if not self._owed:
            return ()
        forgotten = tuple(gone.key for gone in self._owed if not self._deliveries.needs(gone.offset))
        self._settle(forgotten)
        return forgotten

    def _row(self, case: Case, ruling: Ruling, raw: Delivery) -> StateRow:
        retrieved_at = case.article.retrieved_at
        row = StateRow(
            offset=case.offset,
            born=case.offset,
            family=ruling.family,
            raw=raw,
            expected=self._deliveries.expected(raw),
            source=case.text.source,
            retrieved_at=retrieved_at.timestamp() if retrieved_at else nan,
            published=case.published,
            clock=self._memory.clock,
            uri=uri_bits(ruling.uri),
            version=ruling.version,
            versions=ruling.versions,
            event=ruling.made_by,
            is_head=ruling.is_head,
            is_indexed=bool(case.text.exact) and self._memory.has_room(case.text),
            keys=ruling.keys,
            text=case.state,
            fields=tuple(case.fields[name] for name in FIELDS),
            notes=case.notes,
        )
        return _again(row, ruling.again) if ruling.again else row


def _again(row: StateRow, known: Head) -> StateRow:
    """Give the row of a version that was fetched again: what it said first stays, so that nothing depends on when."""
    text = known.entry.text
    retrieved_at = known.entry.retrieved_at
    return row._replace(
        born=known.entry.offset,
        source=text.source,
        retrieved_at=nan if retrieved_at is None else retrieved_at,
        published=known.entry.published,
        is_indexed=known.is_indexed,
        text=TextState(
            *(text.title, text.exact, text.units, text.fingerprints, text.numbers, text.signature, text.level)
        ),
        fields=tuple(known.fields[name] for name in FIELDS),
        notes=known.notes,
    )


def _delivery(raw: RawPosition) -> Delivery:
    partition = xxh3_64_intdigest(f"{raw.topic}\0{raw.partition}".encode())
    return partition, raw.offset, raw.item, raw.items
