"""The promises, held against what stands in the topics after a run; pure, on records as they were read.

Called by `chaos`. Each check gives its findings in words; no finding is what a run is for.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

import xxhash

from schemas.article import TaggedArticle
from schemas.enriched import EnrichedArticle
from schemas.outcome import Outcome
from schemas.relation import RelatedArticle
from streams.dedup.case import case_of
from streams.dedup.judge import Judge
from streams.engine.records import Record, delivery_of, raw_timestamp_of

SHOWN = 5
"""Findings of one kind that are told one by one."""

Delivery = tuple[int, int, int]
"""Raw partition, offset and item."""


def delivery(record: Record) -> Delivery:
    """Give the delivery that a record comes from."""
    raw = delivery_of(record)
    return raw.partition, raw.offset, raw.item


def told(what: str, cases: Sequence[object]) -> list[str]:
    """Say how many cases of a finding there are, and the first of them; nothing when there is none."""
    return [f"{len(cases)} {what}: {', '.join(map(str, cases[:SHOWN]))}"] if cases else []


class Account:
    """Outcomes as they come, held against the ends of the raw partitions."""

    def __init__(self) -> None:
        """Begin without any."""
        self._values: dict[bytes, bytes] = {}
        self._items: dict[tuple[int, int], set[int]] = defaultdict(set)
        self._wanted: dict[tuple[int, int], set[int]] = {}
        self._unequal: list[str] = []

    def __len__(self) -> int:
        """Give the number of articles that have an outcome."""
        return len(self._values)

    def add(self, record: Record) -> None:
        """Take in a record of `news.outcomes`."""
        key, value = record.key or b"", record.value or b""
        if self._values.setdefault(key, value) != value:
            self._unequal.append(f"{self._values[key].decode()} and {value.decode()}")
        raw = Outcome.decode(value).raw
        self._items[raw.partition, raw.offset].add(raw.item)
        self._wanted[raw.partition, raw.offset] = set(range(raw.items))

    def missing(self, ends: Mapping[int, int]) -> list[tuple[int, int]]:
        """Give the raw partition and offset of each record without all of its outcomes."""
        records = [(partition, offset) for partition, end in ends.items() for offset in range(end)]
        return [one for one in records if one not in self._wanted or self._items[one] != self._wanted[one]]

    def findings(self, ends: Mapping[int, int]) -> list[str]:
        """Say what is not accounted for, or twice and differently."""
        return told("raw records lack an outcome", self.missing(ends)) + told("outcomes have two values", self._unequal)


def judged_otherwise(tagged: Iterable[Record], related: Iterable[Record]) -> list[str]:
    """Compare the verdicts, record by record, with one clean pass over the sequence."""
    judge, verdicts = Judge(), iter(related)
    for record in tagged:
        article = TaggedArticle.decode(record.value or b"")
        verdict = judge.judge(case_of(article, record.offset), raw_timestamp_of(record) / 1_000)
        if verdict is None:
            continue
        found = next(verdicts, None)
        if found is None or found.value != verdict.of(article).encode():
            where = f"offset {record.offset} of news.tagged, delivery {delivery(record)}"
            return [f"a clean pass judges otherwise, for the first time at {where}: {found and found.value!r:.300}"]
    return told("verdicts more than a clean pass gives", [delivery(record) for record in verdicts])


def unequal_events(enriched: Iterable[Record]) -> list[str]:
    """Find ids with more than one value, and deliveries with more than one id."""
    values: dict[bytes, int] = {}
    ids: dict[Delivery, bytes] = {}
    findings: list[str] = []
    for record in enriched:
        ce_id, value = dict(record.headers)["ce_id"], xxhash.xxh3_64_intdigest(record.value or b"")
        if values.setdefault(ce_id, value) != value:
            findings.append(f"{ce_id.decode()} has two values")
        if ids.setdefault(delivery(record), ce_id) != ce_id:
            findings.append(f"delivery {delivery(record)} has two events")
    return told("events came twice and differently", findings)


def out_of_order(topic: str, places: Iterable[tuple[Hashable, Delivery | int]]) -> list[str]:
    """Find places that come for the first time behind a later one of their lane.

    A record may come again after a crash; what is promised is the order of first occurrences.
    """
    seen: dict[Hashable, set[Delivery | int]] = defaultdict(set)
    last: dict[Hashable, tuple[int, ...]] = {}
    late: list[str] = []
    for lane, place in places:
        if place in seen[lane]:
            continue
        seen[lane].add(place)
        order = place if isinstance(place, tuple) else (place,)
        if order < last.get(lane, ()):
            late.append(f"{place} after {last[lane]} in {lane}")
        last[lane] = max(order, last.get(lane, ()))
    return told(f"records of {topic} are out of order", late)


def stale(related: Iterable[Record], latest: Iterable[Record]) -> list[str]:
    """Find articles whose last record in `news.latest` is not their last version."""
    versions: dict[str, int] = {}
    for record in related:
        article = RelatedArticle.decode(record.value or b"")
        if article.is_latest:
            versions[article.uri] = article.version
    found = {(record.key or b"").decode(): EnrichedArticle.decode(record.value or b"").version for record in latest}
    wrong = [
        f"{uri} has {found.get(uri)}, not {version}" for uri, version in versions.items() if found.get(uri) != version
    ]
    return told("articles are stale in news.latest", wrong)
