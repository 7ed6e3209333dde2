"""`tests/run recovery`: how fast dedup's memory is read back from a real Kafka, and what it takes.

Writes made-up rows of the size of news (fingerprints, numbers and keys as measured on a labelled stream) into
`news.dedup.state`, reads them back as a worker does, and prints rates, bytes, and what that means for ten million.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psutil

from schemas.cards import load_cards
from schemas.relation import EventKind
from schemas.state import StateRow, TextState
from streams.dedup.agent import STATE, DedupAgent
from streams.engine.broker import LocalBroker, default_cache
from streams.engine.clients import open_sender
from streams.engine.health import Recovery
from streams.engine.topics import apply, connect

PRINTS, NUMBERS, KEYS = 41, 5, 2
MAX_PRINTS = 80
HASH = 2**64
SOURCES = 500


def rows(count: int, seed: int = 1, first: int = 0) -> Iterator[StateRow]:
    """Yield rows of `count` new articles of 500 sources, from the offset `first` on."""
    rng = Random(seed)
    for offset in range(first, first + count):
        prints = array("I", rng.randbytes(4 * min(max(1, int(rng.gauss(PRINTS, 20))), MAX_PRINTS)))
        numbers = array("I", rng.randbytes(4 * rng.randint(0, 2 * NUMBERS)))
        yield StateRow(
            offset=offset,
            born=offset,
            family=offset,
            raw=(1, offset, 0, 1),
            expected=(offset, 0),
            source=rng.randrange(SOURCES),
            retrieved_at=float(offset),
            published=(1_772_430_000, 1_772_430_059),
            clock=float(offset),
            uri=(rng.randrange(HASH), rng.randrange(HASH)),
            version=1,
            versions=1,
            event=EventKind.CREATED,
            is_head=True,
            is_indexed=True,
            keys=tuple(rng.randrange(HASH) for _ in range(rng.randint(1, KEYS))),
            text=TextState(rng.randrange(HASH), rng.randrange(HASH), 300, prints, numbers, signature=2),
            fields=(1, 2, 3, 4, 5, 6),
            notes=0,
        )


def _cache() -> Path:
    return default_cache(os.environ, Path.home(), sys.platform)


def _no_progress(_what: str, _done: int, _total: int) -> None:
    """Say nothing: the figures are all that is printed."""


async def _fill(brokers: str, count: int) -> float:
    async with connect(brokers) as cluster:
        await apply(cluster, list(load_cards().values()), 1, 1)
    size = 0
    async with open_sender(brokers) as sender:
        for row in rows(count):
            value = row.encode()
            size += len(value) + len(row.key())
            await sender.send(STATE, row.key(), value)
        await sender.flush()
    return size / count


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests/run recovery", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows in the topic (default 1000000)")
    count: int = parser.parse_args().rows
    with (
        tempfile.TemporaryDirectory(prefix="newsstream-bench-") as folder,
        LocalBroker(_cache(), data_dir=Path(folder) / "kafka", progress=_no_progress) as broker,
    ):
        size = asyncio.run(_fill(broker.bootstrap_servers, count))
        before, started, worked = psutil.Process().memory_info().rss, time.monotonic(), time.process_time()
        agent = DedupAgent(broker.bootstrap_servers)
        asyncio.run(agent.recover((0,), Recovery()))
        seconds, cpu_seconds = time.monotonic() - started, time.process_time() - worked
        grown = psutil.Process().memory_info().rss - before
    rate = count / seconds
    print(f"{count:,} rows of {size:.0f} bytes with their keys: {rate:,.0f} rows/s, {seconds:.1f} s")
    print(f"of processor time: {count / cpu_seconds:,.0f} rows/s, {cpu_seconds:.1f} s")
    print(f"memory: {grown / count:,.0f} bytes a version")
    ten = 10_000_000 / count
    print(f"ten million of them: {ten * cpu_seconds:,.0f} s of processor time, {ten * grown / 2**30:.1f} GiB")


if __name__ == "__main__":
    main()
