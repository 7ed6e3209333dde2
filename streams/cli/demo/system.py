"""What a demo starts and stops, from the demo's side: a handle on the keeper, and the one that `--keep` left behind."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson

from streams.cli.demo.keeper import LOCK, WORKER_LOG
from streams.errors import BrokerError, NewsstreamError

STOP_SECONDS = 20.0
POLL_SECONDS = 0.1
Step = Callable[[str, int | None, int | None], None]
"""Shows what is under way, and how far in bytes where that is known."""


@dataclass(frozen=True, slots=True)
class Running:
    """A system that is up."""

    brokers: str
    pid: int
    is_local: bool


class System:
    """Kafka and a worker, from `start` until `stop`, or until this process ends, unless `keep` was called."""

    def __init__(self, folder: Path) -> None:
        """Use `folder` for the logs; nothing is started yet."""
        self.folder = folder
        self._keeper: subprocess.Popen[bytes] | None = None

    @property
    def worker_log(self) -> Path:
        """What the worker says."""
        return self.folder / WORKER_LOG

    @property
    def has_logs(self) -> bool:
        """Say whether there is anything to look up."""
        return any(log.stat().st_size for log in self.folder.glob("*.log"))

    @property
    def is_alive(self) -> bool:
        """Say whether it still runs."""
        return self._keeper is not None and self._keeper.poll() is None

    def start(self, data: Path | None, show: Step) -> Running:
        """Start it, and return when the worker is on its way.

        Raises:
            BrokerError, NewsstreamError: it can't be started; the message says why.
        """
        command = [sys.executable, "-m", "streams.cli.demo.keeper", str(self.folder)]
        with (self.folder / "keeper.log").open("wb") as log:
            self._keeper = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command + ([str(data.absolute())] if data else []),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        for line in self._keeper.stdout or ():
            message = orjson.loads(line)
            if "brokers" in message:
                return Running(**message)
            if "error" in message:
                raise (BrokerError if message["is_broker"] else NewsstreamError)(message["error"])
            show(message["step"], message.get("done"), message.get("total"))
        msg = f"the demo's Kafka and worker can't be started; see {log.name}"
        raise NewsstreamError(msg)

    def keep(self) -> None:
        """Let it run on when this process ends, until `stop_kept`."""
        if self._keeper is None or self._keeper.stdin is None:
            return
        self._keeper.stdin.write(b"k")
        self._keeper.stdin.flush()
        self._keeper = None

    def stop(self) -> None:
        """Stop it and wait until it is gone."""
        if self._keeper is None or self._keeper.stdin is None:
            return
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is under way already
        self._keeper.stdin.close()
        try:
            self._keeper.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._keeper.kill()  # its children watch it, as it watched us
            self._keeper.wait()


def kept_folder(cache: Path) -> Path:
    """Give the folder of the system that `--keep` leaves behind; there is one a user.

    Raises:
        NewsstreamError: it can't be made.
    """
    folder = cache / "demo"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"can't make {folder}: {error.strerror}; NEWSSTREAM_CACHE moves it"
        raise NewsstreamError(msg) from error
    return folder


def temporary_folder() -> Path:
    """Make a folder that goes with the demo."""
    return Path(tempfile.mkdtemp(prefix="newsstream-demo-"))


def remove(folder: Path) -> None:
    """Remove a temporary folder."""
    shutil.rmtree(folder, ignore_errors=True)


def is_kept(folder: Path) -> bool:
    """Say whether a keeper lives: it holds the folder's lock, which no other process can, for as long as it does."""
    try:
        with (folder / LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def stop_kept(folder: Path) -> bool:
    """Stop the kept system and wait until it is gone; False when there is none.

    Raises:
        NewsstreamError: it does not stop.
    """
    if not is_kept(folder):
        return False
    pid = int((folder / LOCK).read_text("ascii"))
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while is_kept(folder):
        if time.monotonic() > deadline:
            msg = f"process {pid} does not stop; see {folder}"
            raise NewsstreamError(msg)
        time.sleep(POLL_SECONDS)
    return True
