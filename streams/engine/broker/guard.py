"""Runs one program and ends it when the caller is gone, even by SIGKILL; `server` starts this as a process of its own.

    python -I -S -E guard.py GRACE_SECONDS FOLDER COMMAND...

Standard input is a pipe that the caller holds open: its end means stop, whether the caller closed it or died. Children
that the caller forked may hold the pipe too, so a change of parent says the same. The program then gets SIGTERM, and
SIGKILL after GRACE_SECONDS; FOLDER, if not empty, is removed. Standard output gives the program's process id; the exit
status is the program's. Only the standard library, and nothing heavy from it: this is up in 20 ms.
"""

import os
import select
import signal
import subprocess
import sys
from types import FrameType

PERIOD_SECONDS = 0.2


def main() -> int:
    """Run the command line; returns the program's exit status, as a shell gives it."""
    grace_seconds, folder, *command = sys.argv[1:]
    parent = os.getppid()
    stopping = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, close_fds=False)  # noqa: S603 - the caller's own command
    print(program.pid, flush=True)  # noqa: T201 - the caller reads it
    while program.poll() is None:
        if stopping or os.getppid() != parent or select.select([sys.stdin], [], [], PERIOD_SECONDS)[0]:
            end(program, float(grace_seconds))
            remove(folder)
    return program.returncode if program.returncode >= 0 else 128 - program.returncode


def end(program: subprocess.Popen[bytes], grace_seconds: float) -> None:
    """Ask, wait, and force."""
    program.terminate()
    try:
        program.wait(grace_seconds)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def remove(folder: str) -> None:
    """Remove a temporary data folder, if one was named."""
    if folder:
        import shutil  # noqa: PLC0415 - not needed before the end

        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
