"""The real pipeline, measured from outside: a local Kafka, one worker with its four processes, a burst and a paced run."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from schemas.cards import load_cards
from streams.engine.broker import LocalBroker
from streams.engine.clients import Reader, open_reader, open_sender
from streams.engine.records import RAW, Record, raw_timestamp_of
from streams.engine.topics import apply, connect

PARTITIONS = 4
DEADLINE_SECONDS = 600.0
Pairs = Sequence[tuple[bytes, bytes]]


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


async def measure(burst: Pairs, paced: Pairs, paced_rate: float, folder: Path) -> Measured:
    """Send the burst, then the paced articles, and wait for every outcome of each."""
    with LocalBroker.start(data_dir=folder / "kafka") as broker:
        brokers = broker.bootstrap_servers
        async with connect(brokers) as cluster:
            await apply(cluster, list(load_cards().values()), PARTITIONS, 1)
        async with (
            _worker(brokers, folder) as worker,
            open_reader(brokers, ["news.enriched"], from_beginning=True) as reader,
        ):
            await _send(brokers, burst[:1])
            await _read(reader, 1)  # all four stages have their partitions when one article is through
            processes = {"broker": psutil.Process(broker.pid)} | _stages(worker)
            before = {name: _cpu_seconds(process) for name, process in processes.items()}
            started = time.time()
            sending = asyncio.create_task(_send(brokers, burst[1:]))
            records = await _read(reader, len(burst) - 1)
            await sending
            seconds = max(record.timestamp_ms for record in records) / 1_000 - started
            uses = [
                Use(name, _cpu_seconds(process) - before[name], process.memory_info().rss / 2**20)
                for name, process in processes.items()
            ]
            sending = asyncio.create_task(_send(brokers, paced, paced_rate))
            slow = await _read(reader, len(paced))
            await sending
    latencies = {"in the burst": _percentiles(records), f"at {paced_rate:g} a second": _percentiles(slow)}
    return Measured(len(burst) - 1, seconds, uses, latencies)


@asynccontextmanager
async def _worker(brokers: str, folder: Path) -> AsyncIterator[psutil.Process]:
    environment = os.environ | {"NEWSSTREAM_BROKERS": brokers, "NEWSSTREAM_PARTITIONS": str(PARTITIONS)}
    with (folder / "worker.log").open("wb") as log:
        command = [sys.executable, "-m", "streams.cli.main", "worker"]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _stages(worker: psutil.Process) -> dict[str, psutil.Process]:
    return {_stage_of(child): child for child in worker.children()}


def _stage_of(child: psutil.Process) -> str:
    words = child.cmdline()
    return words[words.index("--stage") + 1]


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


async def _send(brokers: str, pairs: Pairs, rate: float | None = None) -> None:
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
