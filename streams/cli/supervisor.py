"""Keeps the stages' processes running: starts them, starts again what dies, and stops them all.

Each is forked from this process, which has loaded the program once for all of them: what a stage is made of takes
seconds to import, and a stage that died is back without that.
"""

import gc
import logging
import multiprocessing
import os
import select
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from types import FrameType

from setproctitle import setproctitle

from streams.engine.backoff import waits
from streams.settings import Settings, StageName

log = logging.getLogger("newsstream.worker")

LOOK_SECONDS = 0.2
GRACE_SECONDS = 2.0
"""A stage ends itself at its deadline; this is for one that can't even do that."""
LONGEST_SECONDS = 30.0
"""What a stage that dies again and again waits for between two starts, at most; the first time hardly at all."""
SETTLED_SECONDS = 30.0
"""A process that lived this long has started well: the next start after it waits as little as the first."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

FORK = multiprocessing.get_context("fork")


@dataclass
class Child:
    """One stage's process, and when it may be started again."""

    stage: StageName
    settings: Settings
    process: BaseProcess | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    waits: Iterator[float] = field(default_factory=lambda: waits(last_seconds=LONGEST_SECONDS))


class Supervisor:
    """Runs a number of processes for each stage, until TERM or INT, or until who started it has gone."""

    def __init__(
        self,
        counts: Mapping[StageName, int],
        settings: Settings,
        run_stage: Callable[[Settings, StageName], int],
        gone: int | None = None,
    ) -> None:
        """Prepare `counts` processes by stage; nothing is started yet.

        Each has a name in its group, of this run where none is set: one that was killed comes back under it and has its
        partitions at once, instead of after the session of the dead one.

        Args:
            counts: how many processes of each stage.
            settings: those of the worker; what two processes must not share is told apart.
            run_stage: runs one stage in the calling process, and gives its exit code.
            gone: a descriptor that can be read once this is to stop, or none.
        """
        instance = settings.instance or uuid.uuid4().hex
        numbered = [(stage, number) for stage, count in counts.items() for number in range(count)]
        self._children = [
            Child(stage, _own_settings(settings, f"{instance}-{number}", place))
            for place, (stage, number) in enumerate(numbered)
        ]
        self._run_stage = run_stage
        self._watched = [] if gone is None else [gone]
        self._stop_seconds = settings.stop_seconds
        self._stopping = False
        self._ended, self._held = os.pipe()

    def run(self) -> int:
        """Run until told to stop; give the exit code."""
        for name in STOP_SIGNALS:
            signal.signal(name, self._on_signal)
        gc.freeze()  # what is loaded stays in pages that all the processes share: no collection writes to them
        while not self._stopping:
            for child in self._children:
                self._look_after(child)
            readable, _, _ = select.select(self._watched, [], [], LOOK_SECONDS)
            self._stopping |= bool(readable)
        return self._stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.exitcode is not None:
            self._note_death(child, child.process.exitcode, now)
        if child.process is None and now >= child.start_at:
            child.process = self._start(child)
            child.started_at = now

    def _note_death(self, child: Child, code: int, now: float) -> None:
        if now - child.started_at > SETTLED_SECONDS:
            child.waits = waits(last_seconds=LONGEST_SECONDS)
        wait_seconds = next(child.waits)
        child.process, child.start_at = None, now + wait_seconds
        log.error("%s ended with code %d; starting it again in %.1f s", child.stage.value, code, wait_seconds)

    def _start(self, child: Child) -> BaseProcess:
        process = FORK.Process(target=self._be, args=(child,), name=child.stage.value, daemon=True)
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)  # or one could meet our handler in the new process
        process.start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        return process

    def _be(self, child: Child) -> None:
        """Be the process of a stage: what a fork shares with the supervisor is let go, then the stage runs."""
        os.setsid()  # keeps the terminal's Ctrl-C from it: it is stopped by us, once, in order
        for name in STOP_SIGNALS:
            signal.signal(name, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        setproctitle(f"newsstream worker --stage {child.stage.value}")
        os.close(self._held)
        threading.Thread(target=_stop_at_end_of, args=(self._ended,), daemon=True).start()
        sys.exit(self._run_stage(child.settings, child.stage))

    def _stop(self) -> int:
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + self._stop_seconds + GRACE_SECONDS
        for process in running:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.exitcode is None:
                log.warning("process %d did not stop within %.0f s and is killed", process.pid, self._stop_seconds)
                process.kill()
                process.join()
        return 0


def _stop_at_end_of(pipe: int) -> None:
    os.read(pipe, 1)  # nobody writes: it returns when the supervisor, which alone holds the other end, is gone
    os.kill(os.getpid(), signal.SIGTERM)


def _own_settings(settings: Settings, instance: str, place: int) -> Settings:
    """Give what two processes must not share: the name in the stage's group, and the port of the pages."""
    port = settings.health_port and settings.health_port + place
    return settings.model_copy(update={"instance": instance, "health_port": port})
