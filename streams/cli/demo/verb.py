"""`newsstream demo`: the whole system on this machine, sample pages, a live table of what comes out, and an account."""

import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console

from streams.cli.demo.samples import Sample, load_samples
from streams.cli.demo.steps import Steps
from streams.cli.demo.system import Running, System, kept_folder, remove, stop_kept, temporary_folder
from streams.cli.demo.table import Rows, new_console, print_next, print_summary
from streams.cli.demo.tally import TOPICS, Summary, Tally
from streams.cli.failing import FINDINGS
from streams.cli.send import Prepared
from streams.engine.broker import default_cache
from streams.engine.clients import Reader, open_reader, open_sender
from streams.engine.records import RAW

INTERRUPTED = 130
SILENCE_SECONDS = 30.0
"""An article takes a fraction of a second; a worker that was killed and starts again takes ten."""

app = typer.Typer()


@app.command()
def demo(
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Leave Kafka and the worker running.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Stop what --keep left running.")] = False,
    data: Annotated[Path | None, typer.Option(help="Keep Kafka's data in this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the account as JSON.")] = False,
) -> None:
    """Show newsstream at work: a Kafka, the topics, a worker, sample pages, and what comes out of them.

    Uses the cluster in NEWSSTREAM_BROKERS, or else brings a Kafka for this machine, and leaves nothing running. Exit
    codes: 0 each article has its one outcome, 1 some have not, 2 wrong usage, 3 no Kafka, 130 Ctrl-C.
    """
    cache = default_cache(os.environ, Path.home(), sys.platform)
    console = new_console(to_stderr=as_json)
    if stop:
        stopped = stop_kept(kept_folder(cache))
        console.print("Stopped: nothing of it is running." if stopped else "Nothing to stop: no demo was left running.")
        return
    try:
        with _system(console, cache if keep else None) as system:
            running = _bring_up(system, data, console)
            summary = _show(system, running.brokers, console)
            if as_json:
                typer.echo(orjson.dumps(asdict(summary)))
            print_next(console, running if keep else None)
            if keep:
                system.keep()
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _system(console: Console, cache: Path | None) -> Iterator[System]:
    """Own the system, in its folder in the cache, or in one that goes unless there is something to look up in it."""
    system = System(kept_folder(cache) if cache else temporary_folder())
    is_wanted = False
    try:
        yield system
    except Exception:
        is_wanted = system.has_logs
        raise
    finally:
        with console.status("Stopping the worker and Kafka"):
            system.stop()
        if not (is_wanted or cache):
            remove(system.folder)


def _bring_up(system: System, data: Path | None, console: Console) -> Running:
    with Steps(console) as steps:
        return system.start(data, steps.show)


def _show(system: System, brokers: str, console: Console) -> Summary:
    samples = load_samples()
    tally = Tally()
    rows = Rows(console, len(samples))
    with rows.live():
        asyncio.run(_send_all(brokers, samples, tally, rows, system))
    summary = tally.summary()
    print_summary(console, summary)
    if missing := tally.missing():
        console.print(f"No outcome within {SILENCE_SECONDS:.0f} s for: {', '.join(missing)}")
    elif not summary.adds_up:
        console.print("The account doesn't add up: an article has more than one outcome, or an event that nobody sent")
    else:
        return summary
    console.print(f"The worker's log is {system.worker_log}")
    raise typer.Exit(FINDINGS)


async def _send_all(brokers: str, samples: Sequence[Sample], tally: Tally, rows: Rows, system: System) -> None:
    """Send each record once the one before is out: so what it is compared with is the same at every run."""
    async with open_reader(brokers, TOPICS, from_beginning=False) as reader, open_sender(brokers) as sender:
        for sample in samples:
            key = Prepared(sample.name, sample.value, len(sample.value)).key
            sent = await (await sender.send(RAW, key, sample.value))
            tally.sent(sample.name, (sent.partition, sent.offset))
            rows.advance()
            if not await _is_out(reader, tally, rows, system):
                return


async def _is_out(reader: Reader, tally: Tally, rows: Rows, system: System) -> bool:
    deadline = time.monotonic() + SILENCE_SECONDS
    while tally.missing():
        if time.monotonic() > deadline or not system.is_alive:
            return False
        for record in await reader.poll():
            tally.take(record)
        rows.add(tally.finish(), tally.summary())
    return True
