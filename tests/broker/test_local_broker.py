"""The local Kafka, for real: it answers, keeps its data, dies with its caller, and says what is wrong."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.engine.broker import LocalBroker, default_cache
from streams.engine.broker.config import HOST
from streams.errors import BrokerError

pytestmark = pytest.mark.broker

CACHE = default_cache(os.environ, Path.home(), sys.platform)
WAIT_SECONDS = 60.0
CALLER = """
import sys
from pathlib import Path
from streams.engine.broker import LocalBroker
broker = LocalBroker(Path(sys.argv[1]), progress=lambda *_: None)
broker.start()
print(broker.pid, broker.data_dir, flush=True)
sys.stdin.read()
"""


def silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for a condition; fail when it doesn't come."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    """Say whether no process has this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def write(bootstrap_servers: str, topic: str, value: bytes) -> None:
    """Create a topic and send one record to it."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    largest = len(value) + 1024
    async with AIOKafkaProducer(
        bootstrap_servers=bootstrap_servers, enable_idempotence=True, max_request_size=largest
    ) as producer:
        await producer.send_and_wait(topic, value)


async def read(bootstrap_servers: str, topic: str) -> bytes | None:
    """Read a topic's first record, as a member of a group."""
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap_servers, group_id=f"{topic}-readers", auto_offset_reset="earliest"
    ) as consumer:
        value: bytes | None = (await consumer.getone()).value
        return value


async def test_the_largest_record_comes_back_and_no_folder_stays() -> None:
    """A record of 16 MB makes the round trip through a group; temporary data goes with the broker."""
    value = os.urandom(1024) * 16 * 1024
    with LocalBroker(CACHE, progress=silent) as broker:
        folder, pid = broker.data_dir, broker.pid
        await write(broker.bootstrap_servers, "news.large", value)
        assert await read(broker.bootstrap_servers, "news.large") == value
    assert is_gone(pid)
    assert not folder.exists()


async def test_kept_data_survives_on_another_port(tmp_path: Path) -> None:
    """A second start in the same folder finds the records of the first."""
    with LocalBroker(CACHE, data_dir=tmp_path, progress=silent) as broker:
        await write(broker.bootstrap_servers, "news.kept", b"still here")
    with LocalBroker(CACHE, data_dir=tmp_path, progress=silent) as broker:
        assert await read(broker.bootstrap_servers, "news.kept") == b"still here"


def test_a_second_broker_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    """The lock is held by the running broker itself, and the first goes on."""
    with LocalBroker(CACHE, data_dir=tmp_path, progress=silent) as first:
        with pytest.raises(BrokerError, match="another broker uses"):
            LocalBroker(CACHE, data_dir=tmp_path, progress=silent).start()
        with pytest.raises(BrokerError, match="started already"):
            first.start()
        assert first.is_alive


def test_the_broker_dies_with_a_caller_that_was_killed() -> None:
    """SIGKILL leaves its caller no last word; the guard sees it all the same, and tidies up."""
    command = [sys.executable, "-c", CALLER, str(CACHE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as caller:
        assert caller.stdout is not None
        pid, folder = caller.stdout.readline().split(maxsplit=1)
        assert not is_gone(int(pid))
        caller.send_signal(signal.SIGKILL)
    wait_until(lambda: is_gone(int(pid)))
    wait_until(lambda: not Path(folder.strip()).exists())


def test_a_taken_port_is_refused_at_once() -> None:
    """An explicit port is never swapped for another."""
    with closing(socket.create_server((HOST, 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(BrokerError, match=f"port {port} on {HOST} is taken"):
            LocalBroker(CACHE, port=port, progress=silent).start()


def test_a_broker_that_dies_at_start_shows_its_last_words(tmp_path: Path) -> None:
    """The reason is in Kafka's log: the message brings it."""
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "meta.properties").write_text("version=1\ncluster.id=AAAAAAAAAAAAAAAAAAAAAA\nnode.id=7\n")
    with pytest.raises(BrokerError, match=r"Kafka ended with status 1(?s:.*)node"):
        LocalBroker(CACHE, data_dir=tmp_path, progress=silent).start()
