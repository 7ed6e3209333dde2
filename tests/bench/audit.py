"""`tests/run audit-bench`: how fast an audit and the read model of `trace` are, and what they take, on a real Kafka.

Writes made-up accounts: of each raw record, which is empty, its outcome and its event, which has `--body` bytes of
text, or its dead letter. Then it runs `newsstream audit` and `newsstream trace --rebuild` as a user does.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import orjson
from aiokafka import AIOKafkaProducer

from schemas.article import RawPosition
from schemas.cards import load_cards
from schemas.outcome import Outcome, OutcomeKind
from schemas.reason import Reason
from streams.engine.broker import LocalBroker, default_cache
from streams.engine.clients import IN_FLIGHT, MAX_BATCH_BYTES
from streams.engine.dead_letters import outgoing_outcome, quarantine
from streams.engine.records import RAW, Outgoing, Record, delivery_headers
from streams.engine.topics import apply, connect
from streams.errors import PoisonError

PARTITIONS = 4
QUARANTINED_EACH, DUPLICATE_EACH = 100, 8
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Took:
    """What a verb took."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def account(number: int, rng: Random, body: str) -> Iterator[Outgoing]:
    """Yield the records about one raw record, that one first."""
    raw = RawPosition(topic=RAW, partition=number % PARTITIONS, offset=number // PARTITIONS)
    yield Outgoing(RAW, None, b"{}", partition=raw.partition)
    if number % QUARANTINED_EACH == 0:
        failed = Record(RAW, raw.partition, raw.offset, 0, None, b"{}")
        yield from quarantine(failed, PoisonError(Reason.INVALID, "made up"), "normalize", NOW).events
        return
    is_copy = number % DUPLICATE_EACH == 0
    uri = f"urn:newsstream:article:{uuid.UUID(int=rng.getrandbits(128))}"
    kind = OutcomeKind.DUPLICATE if is_copy else OutcomeKind.ACCEPTED
    yield outgoing_outcome(Outcome(raw=raw, outcome=kind, stage="publish", uri=uri))
    yield _event(raw, uri, "duplicate" if is_copy else "created", rng, body)


def _event(raw: RawPosition, uri: str, event: str, rng: Random, body: str) -> Outgoing:
    article_id = str(uuid.UUID(int=rng.getrandbits(128)))
    value = {
        "uri": uri,
        "version": 1,
        "event": event,
        "article_id": article_id,
        "url": {"key": f"paper-{raw.partition}.example/{raw.offset}/a-headline-of-some-length"},
        "relation": {"kind": "none"},
        "provenance": {"raw": raw.model_dump()},
        "body": body,
    }
    labels = (
        ("ce_id", str(uuid.UUID(int=rng.getrandbits(128))).encode()),
        ("ce_subject", uri.encode()),
        ("ce_type", f"news.article.{event}.v1".encode()),
    )
    return Outgoing("news.enriched", uri.encode(), orjson.dumps(value), labels + delivery_headers(raw, 0))


async def _fill(brokers: str, count: int, body: str) -> None:
    async with connect(brokers) as cluster:
        await apply(cluster, list(load_cards().values()), PARTITIONS, 1)
    rng = Random(1)
    producer = AIOKafkaProducer(
        bootstrap_servers=brokers, enable_idempotence=True, linger_ms=5, max_batch_size=MAX_BATCH_BYTES
    )
    await producer.start()
    try:
        sent: list[asyncio.Future[object]] = []
        for number in range(count):
            sent += [await _send(producer, one) for one in account(number, rng, body)]
            if len(sent) > IN_FLIGHT:
                await asyncio.gather(*sent)
                sent = []
        await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def _send(producer: AIOKafkaProducer, one: Outgoing) -> asyncio.Future[object]:
    sent: asyncio.Future[object] = await producer.send(
        one.topic, one.value, one.key, one.partition, headers=list(one.headers)
    )
    return sent


def _run(brokers: str, folder: Path, *words: str) -> Took:
    """Run a verb as a user does.

    Raises:
        RuntimeError: it failed.
    """
    environment = os.environ | {"NEWSSTREAM_BROKERS": brokers, "NEWSSTREAM_DATA": str(folder)}
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "streams.cli.main", *words], env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        msg = f"newsstream {' '.join(words)} ended with {process.returncode}"
        raise RuntimeError(msg)
    return Took(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _cache() -> Path:
    return default_cache(os.environ, Path.home(), sys.platform)


def _no_progress(_what: str, _done: int, _total: int) -> None:
    """Say nothing: the figures are all that is printed."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests/run audit-bench", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="raw records (default 1000000)")
    parser.add_argument("--body", type=int, default=0, help="bytes of text of an event (default 0; news has some 3000)")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="newsstream-bench-") as temporary,
        LocalBroker(_cache(), data_dir=Path(temporary) / "kafka", progress=_no_progress) as broker,
    ):
        folder, brokers = Path(temporary) / "model", broker.bootstrap_servers
        began = time.monotonic()
        asyncio.run(_fill(brokers, options.records, "a b " * (options.body // 4)))
        print(f"{options.records:,} accounts written in {time.monotonic() - began:.0f} s", flush=True)
        for words in (("audit", "--settle", "0"), ("trace", "--rebuild"), ("trace", f"{RAW}:1:1")):
            took = _run(brokers, folder, *words)
            print(
                f"{' '.join(words)}: {took.seconds:.1f} s, {took.cpu_seconds:.1f} s of a core,"
                f" {options.records / took.seconds:,.0f} raw records/s,"
                f" {options.records / took.cpu_seconds:,.0f} a second of a core, peak {took.peak_mb:.0f} MB",
                flush=True,
            )
        size = sum(path.stat().st_size for path in folder.iterdir())
        print(f"read model: {size / 2**20:.0f} MiB, {size / options.records:.0f} bytes a delivery")


if __name__ == "__main__":
    main()
