"""`tests/run memory`: dedup's stage alone, by how much it remembers: speed, bytes and quality.

Remembers a few hundred invented articles, then made-up rows up to each size, then judges copies and updates of the
former, a quarter each, among new articles, as the agent does: reads a record with its sketch, judges, and writes the
bytes of the verdict. Figures are means of processor time; those of the judge for new articles alone are what it takes
to look up, decide and remember, without the evidence that is told of a repeat. Bytes are what the process grew by, of
which a megabyte or so is no version's.

Why numpy and not a compiled MinHash: rensa 0.5 (Rust, a wheel of 1.2 MB; 128 permutations, five-word shingles, one
process, the labelled stream of 7,195 articles) finds 0.880 of the repeats with a precision of 0.931 at a likeness of
0.5, or 0.698 with 0.992 at 0.7: it can't see a cut, an addition or a brief that grew at any limit that spares tables
and footers. Ours finds 0.985 with 0.999. In the same minutes, in turn, on a busy machine, rensa takes 171 us an article
of that stream to hash, look up and enter it at 0.7, and ours 157 us to read, 575 to judge, a quarter of it to tell the
evidence, and 50 to write; its signature is made a stage before, in as many processes as are wanted, in 490. By an
article of that stream rensa's process grew by 3,089 bytes, and its index has no bound. So no dependency buys anything;
what would is a compiled core of our own, which would ask a compiler of everybody who installs from source. Nor does
more numpy: an article has some 80 fingerprints and 40 spans, for which its twenty calls take as long as a plain loop.
"""

import argparse
import gc
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from random import Random

import psutil
from recovery import rows

from schemas.article import Provenance, RawPosition, TaggedArticle, Url
from schemas.relation import EventKind
from streams.dedup.agent import read, written
from streams.dedup.judge import Judge
from streams.dedup.limits import Limits
from streams.dedup.sketch import header_of
from streams.engine.records import Record, delivery_headers

SIZES = (10_000, 100_000, 1_000_000)
PAGE_ROWS = 10_000
WARM_UP = (1_000, 40)
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


def judged(judge: Judge, one: Record) -> tuple[bytes, Sequence[float]]:
    """Do what the agent does with a record; give the verdict's bytes, and the seconds to read, judge and write."""
    marks = [time.process_time()]
    fields, case = read(one)
    marks.append(time.process_time())
    verdict = judge.judge(case, TIME_MS / 1_000)
    marks.append(time.process_time())
    assert verdict
    value = written(fields, verdict)
    marks.append(time.process_time())
    return value, [end - begin for begin, end in pairwise(marks)]


def measure(size: int, count: int) -> str:
    """Give a line of the table."""
    gc.collect()
    before = psutil.Process().memory_info().rss
    judge = Judge(Limits(articles=size + 2 * count, keys=5 * (size + 2 * count)))
    for offset in range(count):
        judged(judge, record(article(offset, offset, "lantern.example"), offset))
    page: list[tuple[bytes, bytes]] = []
    for row in rows(size, first=count):
        page.append((row.key(), row.encode()))
        if len(page) == PAGE_ROWS:
            judge.apply(page)
            page = []
    judge.apply(page)
    grown = psutil.Process().memory_info().rss - before
    spent, spent_on_new, right = [], [], 0
    for kind, one in list(asked(count, size + count)):
        value, seconds = judged(judge, one)
        spent.append(seconds)
        spent_on_new += [seconds[1]] if kind is EventKind.CREATED else []
        right += f'"event":"{kind.value}"'.encode() in value
    reading, judging, writing = (statistics.mean(step) for step in zip(*spent, strict=True))
    figures = (reading, judging, statistics.mean(spent_on_new), writing)
    steps = "".join(f"{seconds * 1e6:>10,.0f}" for seconds in figures)
    rates = f"{1 / judging:>12,.0f}{1 / (reading + judging + writing):>12,.0f}"
    return f"{size:>12,}{steps}{rates}{grown / (size + count):>14,.0f}{right / count:>10.3f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests/run memory", description=__doc__)
    parser.add_argument("--articles", type=int, default=800, help="articles that are judged at each size (default 800)")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="versions that are remembered")
    options = parser.parse_args()
    steps = "".join(f"{name:>10}" for name in ("us: read", "judge", "(if new)", "write"))
    print(f"{'remembered':>12}{steps}{'judged/s':>12}{'articles/s':>12}{'bytes each':>14}{'right':>10}")
    measure(*WARM_UP)  # tables of letters are made with the first article that needs them
    for size in options.sizes:
        print(measure(size, options.articles), flush=True)


if __name__ == "__main__":
    main()
