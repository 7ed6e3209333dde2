"""`tests/run chaos`: real workers on a real Kafka while a seeded plan of faults goes on, and then the accounts.

Whatever happens to workers and broker, every article taken from `news.raw` has exactly one outcome, and the verdicts
are those of one clean pass over the sequence. Exit code 1, with the seed, the findings and the folder of the logs, when
they are not.
"""

import argparse
import asyncio
import logging
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

sys.path.append(str(Path(__file__).parents[1] / "broker"))  # whose articles are sent here too

from aiokafka.errors import KafkaTimeoutError
from checks import Account, delivery, judged_otherwise, out_of_order, stale, told, unequal_events
from cluster import PARTITIONS, Broker, Workers
from load import raws
from reading import ends, read_all
from schedule import BROKER, WORKERS, Fault, Kind, plan

from schemas.cards import load_cards
from streams.engine.clients import Sender, open_reader, open_sender
from streams.engine.records import RAW
from streams.engine.topics import apply, connect

RATE = 40.0
"""Raw records a second: about what the whole world publishes."""
TELL_SECONDS = 15.0
SETTLE_SECONDS = 90.0
"""After the last fault, this long without a new outcome means that no more will come."""


@dataclass
class Run:
    """One run: what is inflicted, on what, and what was counted."""

    seed: int
    seconds: float
    broker: Broker
    workers: Workers
    started: float = field(default_factory=time.monotonic)
    account: Account = field(default_factory=Account)
    faults: Counter[Kind] = field(default_factory=Counter)
    sent: int = 0

    def tell(self, what: str) -> None:
        """Print a line with the time of the run."""
        print(f"{time.monotonic() - self.started:7.1f} s  {what}", flush=True)


def main() -> int:
    """Run as told by the command line; give the exit code."""
    parser = argparse.ArgumentParser(prog="tests/run chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="how long faults go on (default 3)")
    parser.add_argument("--seed", type=int, default=1, help="decides the faults and the articles (default 1)")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell without job control has it ignored
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # either ends workers and broker, too
    folder = Path(tempfile.mkdtemp(prefix="newsstream-chaos-"))
    print(f"chaos for {options.minutes:g} minutes, seed {options.seed}; logs in {folder}", flush=True)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what clients say of a broker that was killed
    findings = asyncio.run(_run(options.seed, options.minutes * 60, folder))
    findings += _left_running(folder)
    if findings:
        print(f"FAILED with seed {options.seed}; logs and topics are kept in {folder}")
        print("\n".join(f"- {finding}" for finding in findings))
        return 1
    shutil.rmtree(folder)
    print("all accounted for, once; nothing is left running")
    return 0


async def _run(seed: int, seconds: float, folder: Path) -> list[str]:
    broker = Broker(folder / "kafka")
    await broker.start()
    workers = Workers(broker, folder)
    await workers.load()
    run = Run(seed, seconds, broker, workers)
    keeping = asyncio.create_task(run.workers.keep_up())
    try:
        await _make_topics(broker.addresses)
        await _trouble(run)
        await _settle(run)
        keeping.cancel()
        await run.workers.stop_all()
        findings = run.workers.findings + await _findings(run) + _bugs(folder)
        _summarize(run)
    finally:
        keeping.cancel()
        run.workers.end_at_once()
        await broker.stop()
    return findings


async def _make_topics(brokers: str) -> None:
    async with connect(brokers) as cluster:
        await apply(cluster, list(load_cards().values()), PARTITIONS, 1)


async def _trouble(run: Run) -> None:
    """Send and inflict until the time is over."""
    run.workers.want(*WORKERS)
    watching = asyncio.create_task(_watch(run))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_send(run))
        for fault in plan(run.seed, run.seconds):
            tasks.create_task(_inflict(run, fault))
    watching.cancel()


async def _send(run: Run) -> None:
    articles = raws(run.seed)
    async with open_sender(run.broker.addresses) as sender:
        while (elapsed := time.monotonic() - run.started) < run.seconds:
            while run.sent < elapsed * RATE:
                await _put(sender, *next(articles))
                run.sent += 1
            await asyncio.sleep(1 / RATE)
        await sender.flush()


async def _put(sender: Sender, key: bytes | None, value: bytes | None) -> None:
    """Send a record, however long the broker stays away: with a full buffer nothing was taken yet."""
    while True:
        with suppress(KafkaTimeoutError):
            await sender.send(RAW, key, value)
            return


async def _inflict(run: Run, fault: Fault) -> None:
    await asyncio.sleep(max(0.0, run.started + fault.at - time.monotonic()))
    if fault.kind is Kind.BROKER and not run.broker.is_up:
        run.tell(f"{BROKER} is still starting after the last time, and is left alone")
        return
    run.faults[fault.kind] += 1
    run.tell(f"{fault.kind} {fault.target} for {fault.lasts_seconds:.1f} s")
    await _begin(run, fault)
    await asyncio.sleep(fault.lasts_seconds)
    await _end(run, fault)


async def _begin(run: Run, fault: Fault) -> None:
    match fault.kind:
        case Kind.KILL:
            await run.workers.kill(fault.target)
        case Kind.STOP:
            await run.workers.stop(fault.target)
        case Kind.FREEZE:
            run.workers.signal(fault.target, signal.SIGSTOP)
        case Kind.ADD:
            run.workers.want(fault.target)
        case Kind.BROKER:
            await run.broker.kill()


async def _end(run: Run, fault: Fault) -> None:
    match fault.kind:
        case Kind.KILL | Kind.STOP:
            run.workers.want(fault.target)
        case Kind.FREEZE:
            run.workers.signal(fault.target, signal.SIGCONT)
        case Kind.ADD:
            await run.workers.stop(fault.target)
        case Kind.BROKER:
            await run.broker.start()
            run.tell(f"{BROKER} is back")


async def _watch(run: Run) -> None:
    """Take in the outcomes as they come, and say now and then how many there are."""
    async with open_reader(run.broker.addresses, ["news.outcomes"], from_beginning=True) as reader:
        told_at = time.monotonic()
        while True:
            for record in await reader.poll():
                run.account.add(record)
            if time.monotonic() > told_at + TELL_SECONDS:
                told_at = time.monotonic()
                run.tell(f"{run.sent} records sent, {len(run.account)} articles accounted for")


async def _settle(run: Run) -> None:
    """Wait until every raw record has its outcomes, or none has come for a long time."""
    run.tell(f"no more faults; {run.sent} records sent, {len(run.account)} articles accounted for")
    end = await ends(run.broker.addresses, RAW)
    async with open_reader(run.broker.addresses, ["news.outcomes"], from_beginning=True) as reader:
        moved_at, before = time.monotonic(), len(run.account)
        while run.account.missing(end) and time.monotonic() < moved_at + SETTLE_SECONDS:
            for record in await reader.poll():
                run.account.add(record)
            if len(run.account) > before:
                moved_at, before = time.monotonic(), len(run.account)
    run.tell(f"{len(run.account)} articles accounted for, {len(run.account.missing(end))} raw records not")


async def _findings(run: Run) -> list[str]:
    brokers = run.broker.addresses
    raw = await read_all(brokers, RAW)
    findings = run.account.findings(await ends(brokers, RAW))
    tagged, related = await read_all(brokers, "news.tagged"), await read_all(brokers, "news.related")
    enriched = await read_all(brokers, "news.enriched")
    findings += judged_otherwise(tagged, related) + unequal_events(enriched)
    run.tell(f"{len(raw)} raw, {len(tagged)} tagged, {len(related)} related, {len(enriched)} enriched records")
    findings += stale(related, await read_all(brokers, "news.latest"))
    rekeyed = {delivery(record)[:2] for record in await read_all(brokers, "news.raw.rekeyed")}
    inner = {
        "news.normalized": await read_all(brokers, "news.normalized"),
        "news.tagged": tagged,
        "news.related": related,
    }
    for topic, records in inner.items():
        places = [(place[0], place) for record in records if (place := delivery(record))[:2] not in rekeyed]
        findings += out_of_order(topic, places)
    rank = {delivery(record): number for number, record in enumerate(related)}
    lost = [delivery(record) for record in enriched if delivery(record) not in rank]
    findings += told("events have no verdict", lost)
    known = [record for record in enriched if delivery(record) in rank]
    findings += out_of_order("news.enriched", [(record.partition, rank[delivery(record)]) for record in known])
    return findings


def _bugs(folder: Path) -> list[str]:
    """Find what workers said of exceptions that are no faults of the surroundings."""
    lines = [
        f"{log.name}: {line}"
        for log in sorted(folder.glob("*.log"))
        for line in log.read_text("utf-8", errors="replace").splitlines()
        if "a bug met" in line or "Traceback" in line
    ]
    return told("bugs in the logs", lines)


def _summarize(run: Run) -> None:
    print(f"\n{'faults':<24}{sum(run.faults.values()):>8}")
    for kind in Kind:
        print(f"  {kind:<22}{run.faults[kind]:>8}")
    print(f"{'ended by themselves':<24}{sum(run.workers.ends.values()):>8}")
    for end, count in sorted(run.workers.ends.items()):
        print(f"  {end:<22}{count:>8}")
    print(f"{'raw records sent':<24}{run.sent:>8}")
    print(f"{'articles accounted for':<24}{len(run.account):>8}\n", flush=True)


def _left_running(folder: Path) -> list[str]:
    """Find processes that name the folder or are ours."""
    left = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid != psutil.Process().pid and str(folder) in " ".join([*process.cmdline(), process.cwd()]):
                left.append(f"{process.pid} {process.name()}")
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "from multiprocessing." not in " ".join(child.cmdline()):  # the nursery ends when this process does
                left.append(f"{child.pid} {child.name()}")
    return told("processes are left running", left)


if __name__ == "__main__":
    sys.exit(main())
