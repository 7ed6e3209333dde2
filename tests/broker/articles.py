"""Raw articles that tests of this room send, and the events that come of them."""

import random
import uuid
from collections.abc import Callable, Sequence

import orjson

from schemas.enriched import EnrichedArticle
from streams.engine.records import Record, delivery_of

SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za bre cla dri fle gro ple sti tru".split()


def body(name: str) -> str:
    """Write three paragraphs about a place; no two places share a run of words."""
    rng = random.Random(name)
    return "\n\n".join(f"In {name} {' '.join(_word(rng) for _ in range(40))}." for _ in range(3))


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(3))


def new_source() -> str:
    """Name a publisher that no other test has."""
    return f"paper-{uuid.uuid4().hex[:12]}.example"


def raw(source: str, path: str, name: str, **changed: object) -> bytes:
    """Write a raw article about the bridge of `name`; two of one name are copies."""
    fields = {
        "url": f"https://{source}/{path}",
        "source": source,
        "retrieved_at": "2024-07-16T04:10:00Z",
        "content": f"{name} bridge opens after four years\n\n{body(name)}",
    }
    return orjson.dumps(fields | changed)


def events_of(source: str, records: Sequence[Record]) -> list[EnrichedArticle]:
    """Read the events of a source in the order of their raw records."""
    articles = [EnrichedArticle.decode(record.value or b"") for record in records if record.topic == "news.enriched"]
    own = [article for article in articles if article.source == source]
    return sorted(own, key=lambda article: (article.provenance.raw.offset, article.provenance.raw.item))


def at_least(count: int, source: str) -> Callable[[Sequence[Record]], bool]:
    """Say when there are `count` different articles of a source among the events of a list that grows."""
    found: set[tuple[int, int, int]] = set()
    seen = 0

    def enough(records: Sequence[Record]) -> bool:
        nonlocal seen
        for record in records[seen:]:
            if record.topic == "news.enriched" and dict(record.headers)["ns-source"] == source.encode():
                raw = delivery_of(record)
                found.add((raw.partition, raw.offset, raw.item))
        seen = len(records)
        return len(found) >= count

    return enough


def copies_are_equal(records: Sequence[Record]) -> bool:
    """Say whether a record that was written twice, after a crash, is the same record: one id, one value."""
    by_id: dict[bytes, set[bytes | None]] = {}
    for record in records:
        by_id.setdefault(dict(record.headers)["ce_id"], set()).add(record.value)
    return all(len(values) == 1 for values in by_id.values())
