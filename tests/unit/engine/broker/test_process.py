"""The guard: what runs under it ends when it should, whoever was killed."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.engine.broker.folder import Folder, locked
from streams.engine.broker.process import Guarded
from streams.errors import BrokerError

WAIT_SECONDS = 10.0
SLEEPER = [sys.executable, "-I", "-S", "-c", "import time; print('up', flush=True); time.sleep(600)"]
DEAF = [
    *SLEEPER[:-1],
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)",
]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder that goes with its program."""
    path = tmp_path / "broker"
    path.mkdir()
    return Folder(path, is_temporary=True)


def start(command: list[str], folder: Folder) -> Guarded:
    """Start a program and wait until it has spoken."""
    with locked(folder) as lock:
        program = Guarded.start(command, folder, lock)
    wait_until(lambda: folder.log_tail(1) == "up")
    return program


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for a condition; fail when it doesn't come."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    """Say whether no process has this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("command", [SLEEPER, DEAF], ids=["listens to SIGTERM", "ignores SIGTERM"])
def test_the_end_leaves_neither_program_nor_temporary_folder(folder: Folder, command: list[str]) -> None:
    """A program that won't go is killed."""
    program = start(command, folder)
    program.end()
    assert is_gone(program.pid)
    assert not folder.path.exists()


def test_kept_data_is_left_alone(tmp_path: Path) -> None:
    """Only a temporary folder goes with its program."""
    program = start(SLEEPER, Folder(tmp_path, is_temporary=False))
    program.end()
    assert (tmp_path / "broker.log").exists()


def test_a_killed_guard_is_made_up_for(folder: Folder) -> None:
    """With its guard gone the program is the caller's own to kill."""
    program = start(SLEEPER, folder)
    program._guard.kill()
    program.end()
    wait_until(lambda: is_gone(program.pid))


def test_a_guard_that_is_told_to_stop_takes_its_program_along(folder: Folder) -> None:
    """SIGTERM to the guard is a stop like any other."""
    program = start(SLEEPER, folder)
    program._guard.send_signal(signal.SIGTERM)
    wait_until(lambda: program.exit_status is not None)
    assert is_gone(program.pid)
    program.end()


def test_the_exit_status_is_the_programs(folder: Folder) -> None:
    """What ended by itself says how."""
    with locked(folder) as lock:
        program = Guarded.start([sys.executable, "-I", "-S", "-c", "raise SystemExit(7)"], folder, lock)
    assert program.wait() == 7


def test_a_running_program_holds_the_lock(folder: Folder) -> None:
    """The caller has let go of the file, yet no second broker gets in."""
    program = start(SLEEPER, folder)
    with pytest.raises(BrokerError, match="another broker uses"), locked(folder):
        pytest.fail("the folder was locked twice")
    program.end()


def test_a_program_that_is_not_there_is_named(folder: Folder) -> None:
    """A broken Java is told from a broken Kafka."""
    with locked(folder) as lock, pytest.raises(BrokerError, match="can't run /nowhere/java"):
        Guarded.start(["/nowhere/java"], folder, lock)
