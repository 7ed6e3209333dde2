"""`tests/run bounds`: the memory of each stage at its worst: large records, a broker that hardly answers, many sources.

Each case sends its records to a fresh worker and prints the peak of every stage's memory in MB, beside that of an idle
one. What a stage holds must depend on its capacities and not on what comes: twice the records, the same peak.
"""

import argparse
import asyncio
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path

import orjson
import psutil
from pages import raw_articles
from system import Pairs, make_topics, no_progress, send, stages, worker_process

from streams.engine.broker import LocalBroker, default_cache
from streams.engine.clients import open_reader

STAGES = ("normalize", "tag", "dedup", "publish")
LARGE_CHARACTERS = 9_900_000
"""As much as `news.raw` takes in one record, but for what JSON adds."""
FROZEN_SECONDS, THAWED_SECONDS = 0.9, 0.1
LOOK_SECONDS = 0.05
QUIET_SECONDS = 600.0

Case = tuple[str, Callable[[], Pairs], bool]
"""What it is called, what is sent, and whether the broker is frozen nine tenths of the time."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests/run bounds", description=__doc__)
    parser.add_argument("--large", type=int, default=10, help="records of 10 MB (default 10)")
    parser.add_argument("--slow", type=int, default=500, help="articles through the slow broker (default 500)")
    parser.add_argument("--sources", type=int, default=25_000, help="sources with an article each (default 25000)")
    options = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what a client says of a broker that is frozen
    cases: list[Case] = [("one article", partial(_articles, 1), False)]
    for times in (1, 2):
        cases += [
            (f"{times * options.large} records of 10 MB", partial(_large, times * options.large), False),
            (f"{times * options.slow} articles, slow broker", partial(_articles, times * options.slow), True),
            (f"{times * options.sources} sources", partial(_sources, times * options.sources), False),
        ]
    print(f"{'peak memory, MB':<36}" + "".join(f"{stage:>12}" for stage in STAGES), flush=True)
    for name, make, is_slow in cases:
        with tempfile.TemporaryDirectory(prefix="newsstream-bench-") as folder:
            peaks = _peaks(make(), Path(folder), is_slow=is_slow)
        print(f"{name:<36}" + "".join(f"{peaks[stage]:>12.0f}" for stage in STAGES), flush=True)


def _articles(count: int) -> Pairs:
    return list(raw_articles(count))


def _large(count: int) -> Pairs:
    text = "\n\n".join(" ".join(f"word{place}x{number}" for number in range(60)) for place in range(20_000))
    values = ({"source": "large.example", "content": f"Page {n}\n\n{text}"[:LARGE_CHARACTERS]} for n in range(count))
    return [(b"large.example", orjson.dumps(value)) for value in values]


def _sources(count: int) -> Pairs:
    names = [f"paper{number}.example" for number in range(count)]
    return [(name.encode(), orjson.dumps({"source": name, "content": f"Bridge of {name} opens"})) for name in names]


def _peaks(pairs: Pairs, folder: Path, *, is_slow: bool) -> dict[str, float]:
    cache = default_cache(os.environ, Path.home(), sys.platform)
    with LocalBroker(cache, data_dir=folder / "kafka", progress=no_progress) as broker:
        brokers = broker.bootstrap_servers
        asyncio.run(make_topics(brokers))
        with worker_process(brokers, folder) as worker, _watched(worker) as peaks:
            asyncio.run(_through(brokers, list(raw_articles(1, seed=3))))
            with _frozen(psutil.Process(broker.pid)) if is_slow else nullcontext():
                asyncio.run(_through(brokers, pairs))
        return peaks


async def _through(brokers: str, pairs: Pairs) -> None:
    """Send, and wait until each has an outcome."""
    async with open_reader(brokers, ["news.outcomes"], from_beginning=False) as reader:
        sending = asyncio.create_task(send(brokers, pairs))
        seen = 0
        async with asyncio.timeout(QUIET_SECONDS) as deadline:
            while seen < len(pairs):
                if more := len(await reader.poll()):
                    seen += more
                    deadline.reschedule(asyncio.get_running_loop().time() + QUIET_SECONDS)
        await sending


@contextmanager
def _watched(worker: psutil.Process) -> Iterator[dict[str, float]]:
    """Keep the peak of each stage's resident memory, in MB, while the block runs."""
    peaks = dict.fromkeys(STAGES, 0.0)
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(LOOK_SECONDS):
            try:
                for stage, process in stages(worker).items():
                    peaks[stage] = max(peaks[stage], process.memory_info().rss / 2**20)
            except psutil.Error:
                continue

    with _in_thread(watch, is_over):
        yield peaks


@contextmanager
def _frozen(process: psutil.Process) -> Iterator[None]:
    """Let a process run for a tenth of the time while the block runs."""
    is_over = threading.Event()

    def freeze() -> None:
        while not is_over.is_set():
            process.suspend()
            is_over.wait(FROZEN_SECONDS)
            process.resume()
            is_over.wait(THAWED_SECONDS)

    with _in_thread(freeze, is_over):
        yield


@contextmanager
def _in_thread(work: Callable[[], None], is_over: threading.Event) -> Iterator[None]:
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


if __name__ == "__main__":
    main()
