"""Keeps the stages' processes running: starts them, starts again what dies, and stops them all."""

import logging
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import FrameType

from streams.engine.backoff import waits
from streams.settings import Settings, StageName

log = logging.getLogger("newsstream.worker")

LOOK_SECONDS = 0.2
GRACE_SECONDS = 2.0
"""A stage ends itself at its deadline; this is for one that can't even do that."""
SETTLED_SECONDS = 30.0
"""A process that lived this long has started well: the next start after it waits as little as the first."""


@dataclass
class Child:
    """One stage's process, and when it may be started again."""

    stage: StageName
    settings: Mapping[str, str]
    """What the process gets as its own of the settings, as environment."""
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    waits: Iterator[float] = field(default_factory=lambda: waits(1.0, 30.0))


class Supervisor:
    """Runs a number of processes for each stage, until TERM or INT."""

    def __init__(self, counts: Mapping[StageName, int], settings: Settings, *, verbose: bool) -> None:
        """Prepare `counts` processes by stage; nothing is started yet.

        Each has a name in its group, of this run where none is set: one that was killed comes back under it and has its
        partitions at once, instead of after the session of the dead one.
        """
        instance = settings.instance or uuid.uuid4().hex
        numbered = [(stage, number) for stage, count in counts.items() for number in range(count)]
        self._children = [
            Child(stage, _own_settings(settings, instance, number, place))
            for place, (stage, number) in enumerate(numbered)
        ]
        self._stop_seconds = settings.stop_seconds
        self._verbose = verbose
        self._stopping = False

    def run(self) -> int:
        """Run until told to stop; give the exit code."""
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._on_signal)
        while not self._stopping:
            for child in self._children:
                self._look_after(child)
            time.sleep(LOOK_SECONDS)
        return self._stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None:
            self._note_death(child, child.process.returncode, now)
        if child.process is None and now >= child.start_at:
            child.process = self._start(child)
            child.started_at = now

    def _note_death(self, child: Child, code: int, now: float) -> None:
        if now - child.started_at > SETTLED_SECONDS:
            child.waits = waits(1.0, 30.0)
        wait_seconds = next(child.waits)
        child.process, child.start_at = None, now + wait_seconds
        log.error("%s ended with code %d; starting it again in %.1f s", child.stage.value, code, wait_seconds)

    def _start(self, child: Child) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "streams.cli.main", "worker", "--stage", child.stage.value, "--supervised"]
        # A session of its own keeps the terminal's Ctrl-C from it: it is stopped by us, once, in order. The pipe on its
        # standard input, which nobody writes to, closes when this process ends however it ends.
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command + ["--verbose"] * self._verbose,
            stdin=subprocess.PIPE,
            start_new_session=True,
            env=os.environ | child.settings,
        )

    def _stop(self) -> int:
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + self._stop_seconds + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("process %d did not stop within %.0f s and is killed", process.pid, self._stop_seconds)
                process.kill()
                process.wait()
        return 0


def _own_settings(settings: Settings, instance: str, number: int, place: int) -> dict[str, str]:
    """Give what two processes must not share: the name in the stage's group, and the port of the pages."""
    own = {"NEWSSTREAM_INSTANCE": f"{instance}-{number}"}
    if settings.health_port:
        own["NEWSSTREAM_HEALTH_PORT"] = f"{settings.health_port + place}"
    return own
