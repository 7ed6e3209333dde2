"""`newsstream worker`: runs the stages, each in a process of its own, until it is told to stop."""

import asyncio
import logging
import os
import signal
import sys
import threading
from typing import Annotated

import typer

from schemas.cards import load_cards
from streams.cli.failing import FINDINGS, told_in_one_line
from streams.cli.loading import load_module
from streams.cli.seldom import Seldom
from streams.cli.supervisor import Supervisor
from streams.engine.topics import require
from streams.normalize.profiles import profiles_of
from streams.settings import Settings, StageName
from streams.tag.rules.file import rules_of

LOADED_LATE = (
    "faust.app.router",
    "faust.assignor.partition_assignor",
    "faust.fixups.django",
    "faust.tables.wrappers",
    "faust.topics",
    "faust.transport.utils",
)
"""What Faust loads only while it makes an app: in every process, 0.3 s of the start of four on two cores."""

app = typer.Typer(add_completion=False)


@app.command()
def worker(
    *,
    stage: Annotated[StageName | None, typer.Option(help="Run just this stage, in this process.")] = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Processes of normalize, which shares out N.")] = 1,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more about what happens.")] = False,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True)] = False,
) -> None:
    """Run the four stages, one process each, until Ctrl-C or TERM; a stage that dies is started again.

    Needs NEWSSTREAM_BROKERS and the topics (`newsstream topics apply`). Exit codes: 0 stopped as asked, 1 a bug
    stopped the stage, 2 wrong settings, 3 no Kafka.
    """
    settings = Settings()
    asyncio.run(require(settings.named_brokers, list(load_cards().values())))
    _set_logging(verbose=verbose)
    if stage is not None:
        raise typer.Exit(run_stage(settings, stage))
    profiles_of(settings.sources), rules_of(settings.rules)  # a wrong file is said once here, not by every process
    counts = {name: processes if name is StageName.NORMALIZE else 1 for name in StageName}
    gone = sys.stdin.fileno() if supervised else None
    load()
    raise typer.Exit(Supervisor(counts, settings, _be_stage, gone).run())


def load() -> None:
    """Load what the stages are made of, once for all that will be forked, and to be kept compiled."""
    # numpy's threads would be there at the fork, and nothing here has work for them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for name in ("streams.app", *LOADED_LATE):
        load_module(name)


def _be_stage(settings: Settings, stage: StageName) -> int:
    with told_in_one_line():
        return run_stage(settings, stage)


def run_stage(settings: Settings, stage: StageName) -> int:
    """Run one stage in this process; give the exit code."""
    from streams.app import build_app  # noqa: PLC0415 - it loads Faust: wrong settings are told without waiting for that
    from streams.engine.worker import run_worker  # noqa: PLC0415

    has_bug = threading.Event()

    def stop() -> None:
        has_bug.set()
        signal.raise_signal(signal.SIGTERM)

    is_told = run_worker(build_app(settings, stage, stop), settings.named_brokers, settings.stop_seconds)
    return 0 if is_told and not has_bug.is_set() else FINDINGS


def _set_logging(*, verbose: bool) -> None:
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for name in ("newsstream", "streams"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger("aiokafka").setLevel(logging.WARNING)  # at DEBUG it builds a log record for each send
    logging.getLogger().handlers[0].addFilter(Seldom())
