"""A broker that can be killed and comes back where it was, and worker processes by name; what `chaos` plays with.

A worker is one `newsstream worker --stage <stage>`, forked from a process that has loaded the program, as those of a
supervisor are. One that ends by itself is started again after a moment, as the supervisor does.
"""

import asyncio
import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from setproctitle import setproctitle

from streams.cli.main import main
from streams.engine.broker import LocalBroker, default_cache
from streams.engine.broker.ports import choose
from streams.errors import BrokerError

PARTITIONS = 3
STOP_SECONDS = 15.0
"""What a worker may take to end in order: the default of `NEWSSTREAM_STOP_SECONDS`."""
LOOK_SECONDS = 0.5
"""How soon a worker that ended is seen and started again."""
END_SECONDS = 0.05
"""How often it is looked whether a worker has ended."""
RESTART_SECONDS = 1.0
"""What the supervisor waits the first time before it starts one again that ended by itself."""
PORTS = range(20_000, 30_000)
"""Below those that systems give to outgoing connections: one of these could take the port while the broker is dead."""
START_TRIES = 3
"""On a crowded machine a broker may not answer within its minute."""


class Broker:
    """A local Kafka on one port and one folder, however often it is killed."""

    def __init__(self, folder: Path) -> None:
        """Choose the port; nothing runs yet."""
        cache = default_cache(os.environ, Path.home(), sys.platform)
        self._kafka = LocalBroker(cache, data_dir=folder, port=_free_port(), progress=lambda *_: None)
        self.is_up = False
        """Whether it answered, and was not killed since."""
        self.kills = 0

    @property
    def addresses(self) -> str:
        """`host:port` for clients."""
        return self._kafka.bootstrap_servers

    async def start(self) -> None:
        """Return when it answers.

        Raises:
            BrokerError: it did not, however often it was started.
        """
        for left in reversed(range(START_TRIES)):
            try:
                await asyncio.to_thread(self._kafka.start)
            except BrokerError:
                if not left:
                    raise
            else:
                self.is_up = True
                return

    async def kill(self) -> None:
        """End it as a power cut does, but for what the system has not yet written to the disk."""
        self.is_up = False
        self.kills += 1
        os.kill(self._kafka.pid, signal.SIGKILL)
        await asyncio.to_thread(self._kafka.stop)

    async def stop(self) -> None:
        """End it in order."""
        await asyncio.to_thread(self._kafka.stop)


def _free_port() -> int:
    for port in random.sample(PORTS, 100):
        try:
            return choose(port)[0]
        except BrokerError:
            continue
    message = f"no port from {PORTS.start} to {PORTS.stop} is free"
    raise BrokerError(message)


class Workers:
    """The worker processes of a run, by name: a stage and a number."""

    def __init__(self, broker: Broker, folder: Path) -> None:
        """Start nothing yet; each worker's log goes to `folder`."""
        self._broker = broker
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in the supervisor: no thread is there at the fork
        self._nursery = multiprocessing.get_context("forkserver")
        self._nursery.set_forkserver_preload(["__main__", "streams.app", "streams.cli.worker"])
        self._environment = {"NEWSSTREAM_BROKERS": broker.addresses, "NEWSSTREAM_PARTITIONS": str(PARTITIONS)}
        self._folder = folder
        self._processes: dict[str, BaseProcess] = {}
        self._start_at: dict[str, float] = {}
        self._wanted: set[str] = set()
        self.ends: Counter[str] = Counter()
        """Workers that ended by themselves, by stage and exit code."""
        self.findings: list[str] = []

    async def load(self) -> None:
        """Return when the program is loaded and workers can be forked."""
        first = self._nursery.Process(target=_be_nobody)
        await asyncio.to_thread(first.start)
        await asyncio.to_thread(first.join)

    async def keep_up(self) -> None:
        """Start what is wanted, and again whatever ends by itself, for ever."""
        while True:
            for name in sorted(self._wanted):
                self._look_after(name)
            await asyncio.sleep(LOOK_SECONDS)

    def _look_after(self, name: str) -> None:
        process = self._processes.get(name)
        if process is not None and process.exitcode is not None:
            self.ends[f"{_stage(name)} with code {process.exitcode}"] += 1
            self._start_at[name] = time.monotonic() + RESTART_SECONDS
            del self._processes[name]
        if name not in self._processes and time.monotonic() >= self._start_at.get(name, 0.0):
            words = _stage(name), self._environment, self._folder / f"{name}.log"
            self._processes[name] = self._nursery.Process(target=_be_worker, args=words, daemon=True)
            self._processes[name].start()

    def want(self, *names: str) -> None:
        """Have workers run from now on."""
        self._wanted.update(names)

    async def kill(self, name: str) -> None:
        """End a worker without a chance to say anything; it stays away until it is wanted again."""
        if process := self._taken(name):
            process.kill()
            await _ended(process)

    async def stop(self, name: str) -> None:
        """End a worker in order; that it does not, or not in time, is a finding, if the broker was there meanwhile."""
        process = self._taken(name)
        if process is None or process.exitcode is not None:
            return
        had_broker, kills, begun = self._broker.is_up, self._broker.kills, time.monotonic()
        process.terminate()
        await _ended(process)
        seconds = time.monotonic() - begun
        is_orderly = process.exitcode in {0, -signal.SIGTERM}  # the latter before it has begun
        if had_broker and kills == self._broker.kills and (not is_orderly or seconds > STOP_SECONDS + 1):
            self.findings.append(f"{name} ended with {process.exitcode}, {seconds:.1f} s after it was asked to stop")

    async def stop_all(self) -> None:
        """End all workers in order."""
        await asyncio.gather(*[self.stop(name) for name in list(self._processes)])

    def signal(self, name: str, number: signal.Signals) -> None:
        """Freeze or thaw a worker, if it runs."""
        process = self._processes.get(name)
        if process is not None and process.pid is not None and process.exitcode is None:
            os.kill(process.pid, number)

    def end_at_once(self) -> None:
        """End what is left, without ceremony."""
        for process in self._processes.values():
            process.kill()
            process.join()

    def _taken(self, name: str) -> BaseProcess | None:
        self._wanted.discard(name)
        return self._processes.pop(name, None)


async def _ended(process: BaseProcess) -> None:
    """Return when a process has ended. A thread that joins it would take its exit code from whoever looks meanwhile."""
    while process.exitcode is None:  # noqa: ASYNC110 - a process sets no event
        await asyncio.sleep(END_SECONDS)


def _be_nobody() -> None:
    """End at once."""


def _be_worker(stage: str, environment: Mapping[str, str], log: Path) -> None:
    """Be what a shell would start: the verb, with its own environment and log."""
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    os.environ.update(environment)
    sys.argv = ["newsstream", "worker", "--stage", stage]
    setproctitle(" ".join(sys.argv))
    main()


def _stage(name: str) -> str:
    return name.partition("-")[0]
