"""The process that owns what a demo runs: the local Kafka, unless a cluster is named, and the worker.

    python -m streams.cli.demo.keeper FOLDER [DATA]

`system` starts it in a session of its own, so that a terminal's Ctrl-C leaves it alone, and reads its standard
output: JSON lines that say what is under way, what failed, and at last that it is ready. It stops everything when its
standard input ends, however the demo went, unless the demo wrote a byte before: then it stays until TERM.
"""

import asyncio
import fcntl
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import orjson

from schemas.cards import load_cards
from streams.engine.broker import LocalBroker, default_cache
from streams.engine.topics import apply, connect
from streams.errors import BrokerError, NewsstreamError
from streams.settings import Settings, StageName

WORKER_LOG = "worker.log"
LOCK = "lock"
STAGES_STOP_SECONDS = 5.0
STOP_SECONDS = 2 * STAGES_STOP_SECONDS
"""The worker ends after its stages; a demo's stages take a second, those that are stuck are killed."""
READY_SECONDS = 60.0
POLL_SECONDS = 0.1
READY_LINE = re.compile(rf" ({'|'.join(StageName)}): ready, ")
"""What `engine.worker` logs when the group has given a stage its partitions."""


def main() -> int:
    """Run until told to stop; give the exit code."""
    signal.signal(signal.SIGTERM, _leave)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what fails is told; the log is for what nobody foresaw
    threading.Thread(target=_stop_with_demo, daemon=True).start()
    demo, folder = os.getppid(), Path(sys.argv[1])
    data = Path(sys.argv[2]) if sys.argv[2:] else None
    try:
        with ExitStack() as owned:
            owned.enter_context(_locked(folder))
            return _run(owned, folder, data)
    except SystemExit:
        if os.getppid() != demo:  # nobody is left who could want the logs
            shutil.rmtree(folder, ignore_errors=True)
        raise
    except NewsstreamError as error:
        tell(error=str(error), is_broker=isinstance(error, BrokerError))
        return 1


def _run(owned: ExitStack, folder: Path, data: Path | None) -> int:
    settings = Settings()
    brokers = settings.brokers or _local(owned, data)
    tell(step="Making the topics")
    asyncio.run(_make_topics(brokers, settings))
    worker = owned.enter_context(_worker(brokers, folder))
    _wait_until_ready(worker, folder / WORKER_LOG)
    tell(brokers=brokers, pid=os.getpid(), is_local=settings.brokers is None)
    return worker.wait()


def _local(owned: ExitStack, data: Path | None) -> str:
    cache = default_cache(os.environ, Path.home(), sys.platform)

    def progress(step: str, done: int, total: int) -> None:
        tell(step=step, done=done, total=total)
        if done == total:
            tell(step="Starting Kafka")

    tell(step="Preparing Kafka")
    return owned.enter_context(LocalBroker(cache, data_dir=data, progress=progress)).bootstrap_servers


async def _make_topics(brokers: str, settings: Settings) -> None:
    async with connect(brokers) as cluster:
        await apply(cluster, list(load_cards().values()), settings.partitions, settings.replication_factor)


@contextmanager
def _worker(brokers: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / WORKER_LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams.cli.main", "worker", "--supervised"],
            env=os.environ | {"NEWSSTREAM_BROKERS": brokers, "NEWSSTREAM_STOP_SECONDS": str(STAGES_STOP_SECONDS)},
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until_ready(worker: subprocess.Popen[bytes], log: Path) -> None:
    """Return when each stage has its partitions, which it says in its log: a latency measured before isn't one."""
    deadline = time.monotonic() + READY_SECONDS
    while (ready := count_ready(log.read_text("utf-8", "replace"))) < len(StageName):
        tell(step="Starting the worker", done=ready, total=len(StageName))
        if worker.poll() is not None or time.monotonic() > deadline:
            msg = f"{len(StageName) - ready} of the worker's stages didn't get ready; its log is {log}"
            raise NewsstreamError(msg)
        time.sleep(POLL_SECONDS)


def count_ready(log: str) -> int:
    """Count the stages that a worker's log says are ready."""
    return len(set(READY_LINE.findall(log)))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which has this process's id in it: while it is held, that process is the one meant."""
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            msg = "a demo is already up, or coming up: `newsstream demo --stop` ends it"
            raise NewsstreamError(msg) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def tell(**message: object) -> None:
    """Tell the demo something; nobody may be listening any more."""
    os.write(sys.stdout.fileno(), orjson.dumps(message, option=orjson.OPT_APPEND_NEWLINE))


def _stop_with_demo() -> None:
    if not os.read(sys.stdin.fileno(), 1):  # ends when the demo does, however that went
        os.kill(os.getpid(), signal.SIGTERM)


def _leave(_number: int, _frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(0)


if __name__ == "__main__":
    sys.exit(main())
