"""The demo as a user runs it: its account adds up, and however it ends it leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson
import psutil
import pytest

from streams.cli.demo.samples import load_samples
from streams.engine.broker import default_cache

pytestmark = pytest.mark.broker

DEADLINE_SECONDS = 120.0
COMMAND = (sys.executable, "-m", "streams.cli.main", "demo")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Give an environment in which everything that a demo leaves lies under `tmp_path`; Kafka is the cached one."""
    real = default_cache(os.environ, Path.home(), sys.platform)
    own = tmp_path / "cache"
    own.mkdir()
    for kafka in real.glob("kafka-*"):
        (own / kafka.name).symlink_to(kafka)
    named = {"NEWSSTREAM_CACHE": str(own), "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    return {name: value for name, value in os.environ.items() if name != "NEWSSTREAM_BROKERS"} | named


def left_in(folder: Path) -> list[int]:
    """Give the processes that work in a folder: all that a demo starts do, but for the demo and its keeper."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if str(folder) in process.cwd() or str(folder) in " ".join(process.cmdline()):
                found.append(process.pid)
    return found


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Return when it holds; fail after a long while."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)


@contextmanager
def demo(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a demo until the block ends."""
    process = subprocess.Popen(COMMAND, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_what_is_kept_can_be_read_until_it_is_stopped(environment: dict[str, str], tmp_path: Path) -> None:
    """Each article has its one outcome; another terminal sees the events; `--stop` ends and removes it all."""
    run = subprocess.run([*COMMAND, "--keep", "--json"], env=environment, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    account = orjson.loads(run.stdout)
    expected = [sample.expect for sample in load_samples()]
    assert account["records"] == len(expected)
    assert sum(account["outcomes"].values()) == sum(one.articles for one in expected)
    assert account["outcomes"]["duplicate"] == sum(one.outcome == "duplicate" for one in expected)
    assert b"NEWSSTREAM_BROKERS=" in run.stderr
    assert left_in(tmp_path)
    stop = subprocess.run([*COMMAND, "--stop"], env=environment, capture_output=True, check=False)
    assert stop.returncode == 0
    assert left_in(tmp_path) == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_killed_demo_takes_everything_with_it(environment: dict[str, str], tmp_path: Path) -> None:
    """By SIGKILL, while its worker runs."""
    with demo(environment) as process:
        wait_for(lambda: list((tmp_path / "tmp").glob("newsstream-demo-*/worker.log")), "the worker")
        process.kill()
        process.wait()
        wait_for(lambda: not left_in(tmp_path), "the end of what it started")
    wait_for(lambda: not list((tmp_path / "tmp").iterdir()), "the removal of its folders")


def test_ctrl_c_stops_what_was_started(environment: dict[str, str], tmp_path: Path) -> None:
    """Everything is gone before the prompt is back; the exit code is the shell's own for it."""
    with demo(environment) as process:
        wait_for(lambda: list((tmp_path / "tmp").glob("newsstream-kafka-*/broker.log")), "Kafka")
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE_SECONDS) == 130
        assert left_in(tmp_path) == []
    assert list((tmp_path / "tmp").iterdir()) == []
