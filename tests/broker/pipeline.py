"""The running system as a test sees it: a cluster with its topics, a worker, and what it may be asked."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from schemas.cards import load_cards
from schemas.outcome import Outcome
from streams.engine.clients import open_reader, open_sender
from streams.engine.records import RAW, Record, raw_timestamp_of
from streams.engine.topics import apply, connect

PARTITIONS = 3
DEADLINE_SECONDS = 90.0


@dataclass(frozen=True)
class Pipeline:
    """A cluster, and the worker that runs on it."""

    brokers: str
    worker: psutil.Process

    def stage(self, name: str) -> psutil.Process:
        """Give the process of a stage."""
        return next(child for child in self.worker.children() if f"--stage {name}" in " ".join(child.cmdline()))


@contextmanager
def worker(brokers: str, log: Path) -> Iterator[psutil.Process]:
    """Run `newsstream worker` as a user does; end it as Ctrl-C does, and see that it ends well."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams.cli.main", "worker"],
            env=os.environ | {"NEWSSTREAM_BROKERS": brokers, "NEWSSTREAM_PARTITIONS": str(PARTITIONS)},
            stdout=output,
            stderr=output,
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(60)
    assert code == 0, log.read_text("utf-8")


async def make_topics(brokers: str) -> None:
    """Give a cluster the topics of the cards."""
    async with connect(brokers) as cluster:
        await apply(cluster, list(load_cards().values()), PARTITIONS, 1)


async def send(brokers: str, values: Sequence[bytes | None], key: bytes | None = None) -> None:
    """Put raw values into `news.raw`."""
    async with open_sender(brokers) as sender:
        for value in values:
            await sender.send(RAW, key, value)
        await sender.flush()


async def read_until(brokers: str, topics: Sequence[str], enough: Callable[[list[Record]], bool]) -> list[Record]:
    """Read topics from their beginning until it is enough; fail when nothing more has come for a long time."""
    records: list[Record] = []
    async with open_reader(brokers, topics, from_beginning=True) as reader:
        try:
            async with asyncio.timeout(DEADLINE_SECONDS) as deadline:
                while not enough(records):
                    if more := await reader.poll():
                        records += more
                        deadline.reschedule(asyncio.get_running_loop().time() + DEADLINE_SECONDS)
        except TimeoutError:
            seen = [
                f"{record.topic}:{record.partition}:{record.offset} {record.value!r:.200}" for record in records[-9:]
            ]
            message = (
                f"not enough in {topics}, and no more for {DEADLINE_SECONDS} s; the last of {len(records)}: {seen}"
            )
            raise AssertionError(message) from None
    return records


def outcomes_in(records: Sequence[Record]) -> list[Outcome]:
    """Read the outcomes among the records."""
    return [Outcome.decode(record.value or b"") for record in records if record.topic == "news.outcomes"]


__all__ = [
    "DEADLINE_SECONDS",
    "PARTITIONS",
    "Pipeline",
    "make_topics",
    "outcomes_in",
    "raw_timestamp_of",
    "read_until",
    "send",
    "worker",
]
