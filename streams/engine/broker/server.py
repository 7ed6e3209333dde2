"""`LocalBroker`: an Apache Kafka on this machine for as long as its caller lives; for `newsstream demo` and tests."""

import shutil
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from streams.engine.broker.config import HOST
from streams.engine.broker.distribution import Progress, class_path, fetch_with_jgo
from streams.engine.broker.folder import LOG, Folder, locked, prepare
from streams.engine.broker.jars import locked_jars
from streams.engine.broker.java import command
from streams.engine.broker.ports import choose
from streams.engine.broker.process import Guarded
from streams.engine.broker.readiness import is_ready
from streams.errors import BrokerError

READY_SECONDS = 120.0
"""It took 4.4 to 6.2 s on two busy cores, 13 s at worst, and over 60 s where twenty programs shared them (measured)."""
RUNNING = "this local Kafka was started already: call stop() first"
NOT_STARTED = "the local Kafka isn't running: call start() first"
PORT_TRIES = 3
TAIL_LINES = 15
POLL_SECONDS = 0.1


class LocalBroker:
    """One Kafka node on the loopback address, with data that is kept or goes with it.

        with LocalBroker(cache) as broker:
            connect(broker.bootstrap_servers)

    It ends with `stop`, with the `with` block, or with the caller, however that ends.
    """

    def __init__(self, cache: Path, *, data_dir: Path | None = None, port: int = 0, progress: Progress) -> None:
        self._cache = cache
        self._kept = data_dir
        self._asked_port = port
        self._progress = progress
        self._folder: Folder | None = None
        self._process: Guarded | None = None
        self._port = 0

    def start(self) -> None:
        """Fetch Kafka if need be, start it, and return when it answers; blocks for seconds.

        Raises:
            BrokerError: it can't be fetched or started; the message says why and shows the end of its log.
        """
        if self._process is not None:
            raise BrokerError(RUNNING)
        jars = class_path(self._cache, locked_jars(), fetch_with_jgo, self._progress)
        self._folder = folder = prepare(self._kept)
        try:
            with locked(folder) as lock:
                folder.log.write_bytes(b"")
                self._start_on_free_port(jars, folder, lock)
        except BaseException:
            self.stop()
            raise

    def _start_on_free_port(self, jars: Sequence[Path], folder: Folder, lock: int) -> None:
        for _ in range(PORT_TRIES):
            self._port, controller_port = choose(self._asked_port)
            folder.configure(self._port, controller_port)
            if not folder.is_formatted:
                _format(jars, folder, lock)
            self._process = Guarded.start(command(jars, "kafka.Kafka", folder.properties.name), folder, lock)
            if _is_up(self._process, folder, self._port):
                return
        message = f"each port that was free was taken before Kafka could open it ({PORT_TRIES} tries): try again"
        raise BrokerError(message)

    def stop(self) -> None:
        """End the broker and wait until it is gone, temporary data too; harmless when it isn't running."""
        if self._process is not None:
            self._process.end()
            self._process = None
        if self._folder is not None and self._folder.is_temporary:
            shutil.rmtree(self._folder.path, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def bootstrap_servers(self) -> str:
        """`host:port` for clients."""
        return f"{HOST}:{self._port}"

    @property
    def pid(self) -> int:
        """The process id of Kafka itself."""
        if self._process is None:
            raise BrokerError(NOT_STARTED)
        return self._process.pid

    @property
    def data_dir(self) -> Path:
        """The folder that holds the broker's data, configuration and log."""
        if self._folder is None:
            raise BrokerError(NOT_STARTED)
        return self._folder.path

    @property
    def log_path(self) -> Path:
        """What Kafka has said since its last start."""
        return self.data_dir / LOG

    @property
    def is_alive(self) -> bool:
        """Say whether its process still runs."""
        return self._process is not None and self._process.exit_status is None


def _format(jars: Sequence[Path], folder: Folder, lock: int) -> None:
    cluster_id = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    identity = f"--cluster-id={cluster_id}"  # in one word: the id may begin with a dash
    tool = command(jars, "kafka.tools.StorageTool", "format", identity, "-c", folder.properties.name)
    if Guarded.start(tool, folder, lock).wait() != 0:
        message = f"Kafka can't format {folder.path}; the end of its log:\n{folder.log_tail(TAIL_LINES)}"
        raise BrokerError(message)


def _is_up(process: Guarded, folder: Folder, port: int) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        status = process.exit_status
        if status is not None and "BindException" in folder.log_tail(TAIL_LINES * 10):
            process.end()
            return False
        if status is not None:
            message = f"Kafka ended with status {status}; the end of its log:\n{folder.log_tail(TAIL_LINES)}"
            raise BrokerError(message)
        if is_ready(port):
            return True
        time.sleep(POLL_SECONDS)
    message = f"Kafka didn't answer within {READY_SECONDS:.0f} s; the end of its log:\n{folder.log_tail(TAIL_LINES)}"
    raise BrokerError(message)
