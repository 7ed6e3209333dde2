"""A program that can't outlive its caller: run under `guard`, logged to a file; used by `server`."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from streams.engine.broker.folder import Folder
from streams.errors import BrokerError

GUARD = Path(__file__).with_name("guard.py")
KEEP_SECONDS = 20.0
"""A broker with data to keep may take as long to close its logs; it needs about 0.6 s (measured)."""


class Guarded:
    """A running program and its guard."""

    def __init__(self, guard: subprocess.Popen[bytes], pid: int) -> None:
        self._guard = guard
        self.pid = pid

    @classmethod
    def start(cls, command: Sequence[str], folder: Folder, lock: int) -> Self:
        """Start a command in the folder; it inherits the folder's lock, and its output is added to the folder's log.

        The guard removes a temporary folder when the caller is gone, and then has no reason to be gentle either.

        Raises:
            BrokerError: the command can't be run.
        """
        grace, remove = ("0", str(folder.path)) if folder.is_temporary else (str(KEEP_SECONDS), "")
        with folder.log.open("ab") as log:
            guard = subprocess.Popen(  # noqa: S603 - our own guard, and the command of `java`
                [sys.executable, "-I", "-S", "-E", GUARD, grace, remove, *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                pass_fds=[lock],
                cwd=folder.path,
                start_new_session=True,  # Ctrl-C is for the caller, who then ends this in its order
            )
        pid = guard.stdout.readline() if guard.stdout else b""
        if not pid:
            guard.communicate()
            message = f"can't run {command[0]}:\n{folder.log_tail(3)}"
            raise BrokerError(message)
        return cls(guard, int(pid))

    @property
    def exit_status(self) -> int | None:
        """The program's exit status once it has ended."""
        return self._guard.poll()

    def wait(self) -> int:
        """Wait for the program's own end; gives its exit status."""
        status = self._guard.wait()
        self.end()
        return status

    def end(self) -> None:
        """End the program, gently first; returns when it is gone."""
        self._guard.communicate()  # closes the pipe, which is the guard's signal
        if self._guard.returncode < 0:  # the guard itself was killed
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
