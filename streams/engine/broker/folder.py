"""The folder that a local Kafka runs in: its files, and the lock that keeps a second broker out; used by `server`."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from streams.engine.broker.config import LOG4J, LOGS, server_properties
from streams.errors import BrokerError

LOG = "broker.log"
TAIL_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Folder:
    """A broker's folder; `is_temporary` when it goes with the broker."""

    path: Path
    is_temporary: bool

    @property
    def properties(self) -> Path:
        """What the broker is told."""
        return self.path / "server.properties"

    @property
    def log4j(self) -> Path:
        """How it logs."""
        return self.path / "log4j2.properties"

    @property
    def log(self) -> Path:
        """What it says, since its last start."""
        return self.path / LOG

    @property
    def is_formatted(self) -> bool:
        """Say whether a cluster's id is already written down: the format's last step."""
        return (self.path / LOGS / "meta.properties").exists()

    def configure(self, port: int, controller_port: int) -> None:
        """Write the broker's configuration."""
        self.properties.write_text(server_properties(port, controller_port), encoding="ascii")
        self.log4j.write_text(LOG4J, encoding="ascii")

    def log_tail(self, lines: int) -> str:
        """The log's last lines; empty when there is none."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - TAIL_BYTES))
                return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""


def prepare(data_dir: Path | None) -> Folder:
    """Make the folder for kept data, or a temporary one where none is named.

    Raises:
        BrokerError: it can't be made.
    """
    try:
        if data_dir is None:
            return Folder(Path(tempfile.mkdtemp(prefix="newsstream-kafka-")), is_temporary=True)
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"can't make the data folder {error.filename}: {error.strerror}; choose another one"
        raise BrokerError(message) from error
    return Folder(data_dir.resolve(), is_temporary=False)


@contextmanager
def locked(folder: Folder) -> Iterator[int]:
    """Lock the folder; gives the file that holds the lock, for the broker to inherit.

    The lock ends with the last process that has the file open: a broker that outlives its caller for a few seconds
    still holds it.

    Raises:
        BrokerError: another broker runs in this folder, or it can't be written to.
    """
    try:
        file = os.open(folder.path / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        message = f"can't write to the data folder {folder.path}: {error.strerror}; choose another one"
        raise BrokerError(message) from error
    try:
        _claim(file, folder)
        yield file
    finally:
        os.close(file)


def _claim(file: int, folder: Folder) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        message = f"another broker uses the data folder {folder.path}: stop it, or choose another folder"
        raise BrokerError(message) from error
