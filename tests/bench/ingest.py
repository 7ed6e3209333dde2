"""`tests/run ingest-bench`: thousands of feeds, one ingester, a real Kafka, and a server on this machine.

First the import: every feed is new. Then the steady state: each feed is asked once in `--interval` seconds, and has a
new entry once in `--period`. The lateness is that of the raw record's own time behind the moment at which its entry
appeared. Of a feed that is asked every 120 s it is 60 s on average however fast the ingester is, so how late the turns
come, which is the ingester's own part of it, is printed beside it.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from feedfarm import SHOWN, appeared, host_of
from system import make_topics

from streams.engine.broker import LocalBroker, default_cache
from streams.engine.clients import Reader, open_reader
from streams.engine.records import RAW, Record

DEADLINE_SECONDS = 1_800.0
FARMS = 2
"""Servers; feeds are shared out among them, so that one process is not what is measured."""


@dataclass(frozen=True)
class Arrived:
    """An entry in news.raw, in seconds since 1970."""

    feed: int
    entry: int
    at: float


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(prog="tests/run ingest-bench", description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=10_000, help="feeds, each a host of its own")
    parser.add_argument("--interval", type=int, default=120, help="seconds between the visits to a feed")
    parser.add_argument("--period", type=float, default=600.0, help="seconds between the entries of a feed")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="newsstream-ingest-") as folder,
        LocalBroker(default_cache(os.environ, Path.home(), sys.platform), progress=lambda *_: None) as broker,
    ):
        asyncio.run(make_topics(broker.bootstrap_servers))
        asyncio.run(_measure(broker.bootstrap_servers, Path(folder), options))


async def _measure(brokers: str, folder: Path, options: argparse.Namespace) -> None:
    farms = [_free_port() for _ in range(FARMS)]
    _write_list(folder / "none.toml", farms, 1, options.interval)
    _write_list(folder / "feeds.toml", farms, options.feeds, options.interval)
    print(f"load of this machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with _farms(farms, options.period):
        with _ingester(brokers, folder / "none.toml") as (process, metrics):
            await _until_visited(metrics)
            empty = process.memory_info().rss
        async with open_reader(brokers, [RAW], from_beginning=False) as reader:
            with _ingester(brokers, folder / "feeds.toml") as (process, metrics):
                await _import(reader, process, options.feeds)
                print(f"memory: {(process.memory_info().rss - empty) / options.feeds / 1024:.1f} KB a feed")
                await _steady(reader, process, metrics, options)


async def _until_visited(metrics: str) -> None:
    """Wait until an ingester runs as it should: it has made a visit."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            with suppress(OSError):
                if _metrics(metrics):
                    return
            await asyncio.sleep(0.5)


async def _import(reader: Reader, process: psutil.Process, feeds: int) -> None:
    began, cpu, records = time.time(), _cpu(process), 0
    seen: set[int] = set()
    async with asyncio.timeout(DEADLINE_SECONDS):
        while len(seen) < feeds:
            polled = await reader.poll()
            records += len(polled)
            seen.update(one.feed for one in _entries(polled))
    seconds = time.time() - began
    print(
        f"import: {feeds:,} feeds of {SHOWN} entries in {seconds:.0f} s: {feeds / seconds:.0f} feeds/s, "
        f"{records / seconds:,.0f} records/s, {(_cpu(process) - cpu) / feeds * 1e3:.1f} ms of CPU a feed"
    )


async def _steady(reader: Reader, process: psutil.Process, metrics: str, options: argparse.Namespace) -> None:
    """Look for two intervals at what appears in the first; the rest of its entries come in the second."""
    await asyncio.sleep(options.interval)  # after the import the visits spread out
    began, cpu, before = time.time(), _cpu(process), _metrics(metrics)
    arrived: list[Arrived] = []
    while time.time() < began + 2.5 * options.interval:
        arrived += _entries(await reader.poll())
    seconds, after = time.time() - began, _metrics(metrics)
    fetches = sum(after.values()) - sum(before.values())
    late = [
        one.at - moment
        for one in arrived
        if began <= (moment := appeared(one.feed, one.entry, options.period)) < began + options.interval
    ]
    print(
        f"steady: {fetches / seconds:.0f} requests/s ({options.feeds / options.interval:.0f} wanted), "
        f"{(_cpu(process) - cpu) / seconds * 100:.0f} % of a core, "
        f"{(_cpu(process) - cpu) / max(1, fetches) * 1e3:.1f} ms of CPU a request; answers: "
        + ", ".join(f"{after[one] - before.get(one, 0):,.0f} {one}" for one in sorted(after))
    )
    cut = statistics.quantiles(late, n=100)
    print(f"lateness of {len(late):,} entries: p50 {cut[49]:.1f} s, p99 {cut[98]:.1f} s, worst {max(late):.1f} s")
    print(f"turns that came late: {_late_turns(metrics)}")
    print(f"load of this machine after: {os.getloadavg()[0]:.1f}")


def _entries(records: Sequence[Record]) -> list[Arrived]:
    found = []
    for record in records:
        feed, entry = json.loads(record.value or b"{}")["guid"].split(":")
        found.append(Arrived(int(feed), int(entry), record.timestamp_ms / 1000))
    return found


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _metrics(address: str) -> dict[str, float]:
    text = _get(address)
    return {name: float(value) for name, value in re.findall(r'ingest_fetches_total{status="(\w+)"} ([\d.e+]+)', text)}


def _late_turns(address: str) -> str:
    buckets = re.findall(r'ingest_late_seconds_bucket{le="([\d.]+)"} ([\d.e+]+)', _get(address))
    total = float(buckets[-1][1]) or 1.0
    return ", ".join(f"{float(count) / total:.1%} within {bound} s" for bound, count in buckets)


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own page
        return str(answer.read().decode())


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def _write_list(path: Path, farms: Sequence[int], feeds: int, interval: int) -> None:
    urls = (f'[[feeds]]\nurl = "http://{host_of(feed)}:{farms[feed % len(farms)]}/rss"\n' for feed in range(feeds))
    path.write_text(f"shortest_seconds = {interval}\nlongest_seconds = {interval}\n" + "".join(urls), "utf-8")


@contextmanager
def _farms(ports: Sequence[int], period: float) -> Iterator[None]:
    farm = str(Path(__file__).parent / "feedfarm.py")
    started = [subprocess.Popen([sys.executable, farm, str(port), str(period)]) for port in ports]
    try:
        yield
    finally:
        for one in started:
            one.terminate()
            one.wait(60)


@contextmanager
def _ingester(brokers: str, listed: Path) -> Iterator[tuple[psutil.Process, str]]:
    port = _free_port()
    environment = os.environ | {
        "NEWSSTREAM_BROKERS": brokers,
        "NEWSSTREAM_INGEST_PRIVATE": "true",
        "NEWSSTREAM_HEALTH_PORT": str(port),
    }
    command = [sys.executable, "-m", "streams.cli.main", "ingest", str(listed)]
    process = subprocess.Popen(command, env=environment)
    try:
        yield psutil.Process(process.pid), f"http://127.0.0.1:{port}/metrics"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


if __name__ == "__main__":
    main()
