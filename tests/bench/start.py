"""`tests/run start`: how soon a worker works: first start, start after a clean stop, and return after kill -9 by stage.

A stage is ready when its `/readyz` says 200; after a kill also the time until an article that was sent at once has its
event is given. Goals: 3 s after a clean stop, 15 s after kill -9. Prints the median of a few rounds.
"""

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from pages import raw_articles
from system import make_topics, no_progress, send, stages

from streams.engine.broker import LocalBroker, default_cache
from streams.engine.broker.ports import choose
from streams.engine.clients import open_reader

STAGES = ("normalize", "tag", "dedup", "publish")
DEADLINE_SECONDS = 120.0
LOOK_SECONDS = 0.1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests/run start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="times that each is measured (default 5)")
    parser.add_argument("--articles", type=int, default=2_000, help="articles remembered before (default 2000)")
    options = parser.parse_args()
    print(f"{psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}, {options.articles} articles remembered")
    with tempfile.TemporaryDirectory(prefix="newsstream-bench-") as folder:
        cache = default_cache(os.environ, Path.home(), sys.platform)
        with LocalBroker(cache, data_dir=Path(folder) / "kafka", progress=no_progress) as broker:
            brokers = broker.bootstrap_servers
            asyncio.run(make_topics(brokers))
            for name, seconds in _measure(brokers, Path(folder), options.rounds, options.articles):
                print(f"{name:<44}{statistics.median(seconds):6.1f} s   worst {max(seconds):.1f} s", flush=True)


def _measure(brokers: str, folder: Path, rounds: int, articles: int) -> Iterator[tuple[str, list[float]]]:
    ports = _free_ports(len(STAGES))
    started = time.monotonic()
    with _worker(brokers, ports, folder):
        yield "first start", [_until(lambda: _are_ready(ports), started)]
        asyncio.run(_send_and_see(brokers, articles, 1))
    yield "start after a clean stop", [_start(brokers, ports, folder) for _ in range(rounds)]
    with _worker(brokers, ports, folder) as worker:
        _until(lambda: _are_ready(ports), time.monotonic())
        for stage in STAGES:
            returns = [_kill(brokers, ports, worker, stage, seed) for seed in range(2, 2 + rounds)]
            yield f"kill -9 of {stage}: ready", [ready for ready, _ in returns]
            yield f"kill -9 of {stage}: an article's event", [event for _, event in returns]


def _start(brokers: str, ports: int, folder: Path) -> float:
    started = time.monotonic()
    with _worker(brokers, ports, folder):
        return _until(lambda: _are_ready(ports), started)


def _kill(brokers: str, ports: int, worker: psutil.Process, stage: str, seed: int) -> tuple[float, float]:
    """Give the seconds from the kill until the stage is ready again, and until a new article is through."""
    victim = stages(worker)[stage]
    victim.kill()
    killed = time.monotonic()
    article = threading.Thread(target=asyncio.run, args=(_send_and_see(brokers, 1, 1000 + seed),), daemon=True)
    article.start()
    ready = _until(lambda: stages(worker).get(stage) not in {None, victim} and _are_ready(ports), killed)
    article.join(DEADLINE_SECONDS)
    return ready, time.monotonic() - killed


async def _send_and_see(brokers: str, count: int, seed: int) -> None:
    pairs = list(raw_articles(count, seed))
    async with open_reader(brokers, ["news.enriched"], from_beginning=False) as reader, asyncio.timeout(600):
        await send(brokers, pairs)
        seen = 0
        while seen < count:
            seen += len(await reader.poll())


@contextmanager
def _worker(brokers: str, ports: int, folder: Path) -> Iterator[psutil.Process]:
    environment = {"BROKERS": brokers, "PARTITIONS": "4", "HEALTH_PORT": f"{ports}", "INSTANCE": "bench"}
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams.cli.main", "worker"],
            env=os.environ | {f"NEWSSTREAM_{name}": value for name, value in environment.items()},
            stdout=log,
            stderr=log,
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _free_ports(count: int) -> int:
    """Give the first of some ports in a row below those of outgoing connections."""
    for first in range(20_000, 30_000, count):
        try:
            for port in range(first, first + count):
                choose(port)
        except Exception:  # noqa: BLE001, S112 - taken or not allowed: the next ones
            continue
        return first
    message = "no ports are free"
    raise OSError(message)


def _are_ready(ports: int) -> bool:
    return all(_is_ready(ports + place) for place in range(len(STAGES)))


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _until(is_so: Callable[[], bool], since: float) -> float:
    while not is_so():
        if time.monotonic() > since + DEADLINE_SECONDS:
            message = "the worker did not become ready"
            raise TimeoutError(message)
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - since


if __name__ == "__main__":
    main()
