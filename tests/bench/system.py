"""The real pipeline, measured from outside: a local Kafka, one worker's four processes, a burst and a paced run."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from schemas.cards import load_cards
from streams.engine.broker import LocalBroker, default_cache
from streams.engine.clients import Reader, open_reader, open_sender
from streams.engine.records import RAW, Record, raw_timestamp_of
from streams.engine.topics import apply, connect

PARTITIONS = 4
DEADLINE_SECONDS = 600.0
Pairs = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Load:
    """What is sent: a burst as fast as it goes, then articles at `rate` a second."""

    burst: Pairs
    paced: Pairs
    rate: float


@dataclass(frozen=True)
class Use:
    """What one process used during the burst."""

    name: str
    cpu_seconds: float
    memory_mb: float


@dataclass(frozen=True)
class Measured:
    """The figures of one run; latencies in seconds from the raw record's time to the enriched record's."""

    articles: int
    seconds: float
    uses: list[Use]
    latencies: dict[str, dict[str, float]]

    @property
    def rate(self) -> float:
        """Articles a second, from the first one sent to the last outcome written."""
        return self.articles / self.seconds


def measure(load: Load, folder: Path) -> Measured:
    """Send the burst, then the paced articles, and wait for every outcome of each."""
    with LocalBroker(_cache(), data_dir=folder / "kafka", progress=no_progress) as broker:
        brokers = broker.bootstrap_servers
        asyncio.run(make_topics(brokers))
        with worker_process(brokers, folder) as worker:
            return asyncio.run(_measure(brokers, psutil.Process(broker.pid), worker, load))


def _cache() -> Path:
    return default_cache(os.environ, Path.home(), sys.platform)


def no_progress(_what: str, _done: int, _total: int) -> None:
    """The bench prints its figures only."""


async def make_topics(brokers: str) -> None:
    """Make the topics of the cards, as a one-node cluster can have them."""
    async with connect(brokers) as cluster:
        await apply(cluster, list(load_cards().values()), PARTITIONS, 1)


async def _measure(brokers: str, broker: psutil.Process, worker: psutil.Process, load: Load) -> Measured:
    async with open_reader(brokers, ["news.enriched"], from_beginning=True) as reader:
        await _through(brokers, reader, load.burst[:1])  # now all four stages have their partitions
        processes = {"broker": broker} | stages(worker)
        before = {name: _cpu_seconds(process) for name, process in processes.items()}
        started = time.time()
        records = await _through(brokers, reader, load.burst[1:])
        uses = [
            Use(name, _cpu_seconds(process) - before[name], process.memory_info().rss / 2**20)
            for name, process in processes.items()
        ]
        slow = await _through(brokers, reader, load.paced, load.rate)
    seconds = max(record.timestamp_ms for record in records) / 1_000 - started
    latencies = {"in the burst": _percentiles(records), f"at {load.rate:g} a second": _percentiles(slow)}
    return Measured(len(records), seconds, uses, latencies)


async def _through(brokers: str, reader: Reader, pairs: Pairs, rate: float | None = None) -> list[Record]:
    sending = asyncio.create_task(send(brokers, pairs, rate))
    records = await _read(reader, len(pairs))
    await sending
    return records


@contextmanager
def worker_process(brokers: str, folder: Path) -> Iterator[psutil.Process]:
    """Run `newsstream worker` with all stages while the block runs."""
    environment = os.environ | {"NEWSSTREAM_BROKERS": brokers, "NEWSSTREAM_PARTITIONS": str(PARTITIONS)}
    with (folder / "worker.log").open("wb") as log:
        command = [sys.executable, "-m", "streams.cli.main", "worker"]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def stages(worker: psutil.Process) -> dict[str, psutil.Process]:
    """Give the processes of a worker by stage."""
    found = {}
    for child in worker.children():
        with suppress(psutil.Error):  # it has just ended
            words = " ".join(child.cmdline()).split()
            if "--stage" in words:  # or it has only just begun
                found[words[words.index("--stage") + 1]] = child
    return found


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


async def send(brokers: str, pairs: Pairs, rate: float | None = None) -> None:
    """Send keys and values to `news.raw`, as fast as it goes or at `rate` a second; return when all are delivered."""
    async with open_sender(brokers) as sender:
        started = time.monotonic()
        for number, (key, value) in enumerate(pairs):
            if rate:
                await asyncio.sleep(max(0.0, started + number / rate - time.monotonic()))
            await sender.send(RAW, key, value)
        await sender.flush()


async def _read(reader: Reader, count: int) -> list[Record]:
    records: list[Record] = []
    async with asyncio.timeout(DEADLINE_SECONDS):
        while len(records) < count:
            records += await reader.poll()
    return records


def _percentiles(records: Sequence[Record]) -> dict[str, float]:
    latencies = sorted((record.timestamp_ms - raw_timestamp_of(record)) / 1_000 for record in records)
    return {f"p{share}": latencies[min(len(latencies) - 1, len(latencies) * share // 100)] for share in (50, 90, 99)}
