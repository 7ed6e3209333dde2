"""`tests/run memory`: dedup's stage alone, by how much it remembers: speed, bytes and quality.

Remembers a few hundred invented articles, then made-up rows up to each size, then judges copies and updates of the
former among new articles, as the agent does: from the bytes of a record to the bytes of its verdict. Figures are of
processor time, medians of the articles; bytes are what the process grew by, of which a megabyte or so is no version's.

Why numpy and not a compiled MinHash: rensa 0.5 (Rust, a wheel of 1.2 MB; 128 permutations, five-word shingles, one
process, the labelled stream of 7,195 articles) takes 287 us to hash, look up and enter an article at a likeness of 0.5
and 256 us at 0.7, and finds 0.880 of the repeats with a precision of 0.931, or 0.698 with 0.992: it can't see a cut, an
addition or a brief that grew at any limit that spares tables and footers. Ours finds 0.985 with 0.999, in 570 to 760 us
for the whole stage, JSON, evidence, row and all, on the same machine; its signature is made a stage before, in as many
processes as are wanted. By an article of that stream rensa's process grew by 3,089 bytes, and its index has no bound.
So no dependency buys anything; what would is a compiled core of our own, which would ask a compiler of everybody who
installs from source.
"""

import argparse
import gc
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import psutil
from recovery import rows

from schemas.article import Provenance, RawPosition, TaggedArticle, Url
from schemas.relation import EventKind
from streams.dedup.agent import DedupAgent
from streams.dedup.judge import Judge
from streams.dedup.limits import Limits
from streams.dedup.sketch import header_of
from streams.engine.records import Record, delivery_headers

SIZES = (10_000, 100_000, 1_000_000)
PAGE_ROWS = 10_000
WORDS = 300
SYLLABLES = ("ka", "lo", "mi", "ren", "tas", "vu", "ber", "no", "sil", "gra", "pe", "dor")
TIME_MS = 1_772_437_510_000


def article(seed: int, offset: int, source: str, *, tail: str = "") -> TaggedArticle:
    """Give an invented article; the same seed is the same text."""
    random = Random(seed)
    words = ["".join(random.choices(SYLLABLES, k=random.randint(1, 4))) for _ in range(WORDS)]
    address = f"{source}/{seed}"
    return TaggedArticle(
        article_id=f"00000000-0000-0000-0000-{offset:012}",
        source=source,
        title=f"{words[0]} {words[1]}",
        body=" ".join(words) + tail,
        url=Url(raw=address, clean=address, key=address),
        retrieved_at=datetime.fromtimestamp(TIME_MS / 1_000, UTC),
        provenance=Provenance(raw=RawPosition(topic="news.raw", partition=0, offset=offset)),
    )


def record(one: TaggedArticle, offset: int) -> Record:
    """Give the record in which tag hands an article on."""
    headers = (*delivery_headers(one.provenance.raw, TIME_MS), header_of(one))
    return Record("news.tagged", 0, offset, TIME_MS, b"key", one.encode(), headers)


def asked(count: int, begin: int) -> Iterator[tuple[EventKind, Record]]:
    """Yield copies, updates and new articles with the event that is right."""
    for number in range(count):
        offset = begin + number
        kind = (EventKind.DUPLICATE, EventKind.UPDATED, EventKind.CREATED, EventKind.CREATED)[number % 4]
        seed = offset if kind is EventKind.CREATED else number
        source = "courier.example" if kind is EventKind.DUPLICATE else "lantern.example"
        tail = f" In {number} days more." if kind is EventKind.UPDATED else ""
        yield kind, record(article(seed, offset, source, tail=tail), offset)


def measure(size: int, count: int) -> str:
    """Give a line of the table."""
    gc.collect()
    before = psutil.Process().memory_info().rss
    agent = DedupAgent("nowhere:9092")
    agent._judge = judge = Judge(Limits(articles=size + 2 * count, keys=5 * (size + 2 * count)))
    for offset in range(count):
        agent.decide(record(article(offset, offset, "lantern.example"), offset))
    page: list[tuple[bytes, bytes]] = []
    for row in rows(size, first=count):
        page.append((row.key(), row.encode()))
        if len(page) == PAGE_ROWS:
            judge.apply(page)
            page = []
    judge.apply(page)
    grown = psutil.Process().memory_info().rss - before
    spent, right = [], 0
    for kind, one in list(asked(count, size + count)):
        started = time.process_time()
        effects = agent.decide(one)
        spent.append(time.process_time() - started)
        right += f'"event":"{kind.value}"'.encode() in (effects.events[0].value or b"")
    seconds = statistics.median(spent)
    return (
        f"{size:>12,}{seconds * 1e6:>12,.0f}{1 / seconds:>14,.0f}{grown / (size + count):>14,.0f}{right / count:>10.3f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests/run memory", description=__doc__)
    parser.add_argument("--articles", type=int, default=800, help="articles that are judged at each size (default 800)")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="versions that are remembered")
    options = parser.parse_args()
    print(f"{'remembered':>12}{'us each':>12}{'articles/s':>14}{'bytes each':>14}{'right':>10}")
    for size in options.sizes:
        print(measure(size, options.articles), flush=True)


if __name__ == "__main__":
    main()
