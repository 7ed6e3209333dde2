"""The Kafka of docker-compose.yml, with its own settings, on this machine: it starts, and takes the topics."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from streams.engine.broker import default_cache
from streams.engine.broker.config import HOST, LOG4J
from streams.engine.broker.distribution import class_path, fetch_with_jgo
from streams.engine.broker.folder import Folder, locked, prepare
from streams.engine.broker.jars import locked_jars
from streams.engine.broker.java import command
from streams.engine.broker.ports import choose
from streams.engine.broker.process import Guarded
from streams.engine.broker.readiness import is_ready

pytestmark = pytest.mark.broker

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
CLUSTER_ID = "bmV3c3N0cmVhbS10ZXN0cw"
DEADLINE_SECONDS = 60.0


@dataclass(frozen=True)
class Ports:
    """Free ports of this machine, in place of the container's."""

    stages: int
    host: int
    controller: int

    def put_into(self, text: str) -> str:
        """Replace host names and ports of the compose file."""
        for name, port in {":19092": self.stages, ":9092": self.host, ":9093": self.controller}.items():
            text = text.replace(f"kafka{name}", f"{HOST}:{port}").replace(f"localhost{name}", f"{HOST}:{port}")
            text = text.replace(f"{HOST}{name}", f"{HOST}:{port}").replace(f"//{name}", f"//{HOST}:{port}")
        return text


def _properties(ports: Ports) -> str:
    """Write the container's variables as the image does: KAFKA_LOG_DIRS is log.dirs, but for Java's own options."""
    variables = SERVICES["kafka"]["environment"] | {"KAFKA_LOG_DIRS": "logs"}
    named = {name.removeprefix("KAFKA_").lower().replace("_", "."): value for name, value in variables.items()}
    del named["heap.opts"]
    return "".join(f"{name}={ports.put_into(value)}\n" for name, value in named.items())


def _wait_until_ready(port: int, folder: Folder) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not is_ready(port):
        assert time.monotonic() < deadline, folder.log_tail(30)
        time.sleep(0.1)


@pytest.fixture(scope="module")
def ports() -> Iterator[Ports]:
    """Run that Kafka."""
    (stages, controller), (host, _) = choose(0), choose(0)
    ports = Ports(stages, host, controller)
    jars = class_path(default_cache(os.environ, Path.home(), sys.platform), locked_jars(), fetch_with_jgo, print)
    folder = prepare(None)
    folder.properties.write_text(_properties(ports), "utf-8")
    folder.log4j.write_text(LOG4J, "utf-8")
    file = folder.properties.name
    with locked(folder) as lock:
        tool = command(jars, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", file)
        assert Guarded.start(tool, folder, lock).wait() == 0, folder.log_tail(30)
        kafka = Guarded.start(command(jars, "kafka.Kafka", file), folder, lock)
    try:
        _wait_until_ready(stages, folder)
        yield ports
    finally:
        kafka.end()  # its guard takes the folder away


@pytest.mark.parametrize("listener", ["stages", "host"])
def test_it_answers_stages_and_host(ports: Ports, listener: str) -> None:
    """Topics, groups and transactions answer on the listener of the stages and on the one for producers outside."""
    assert is_ready(getattr(ports, listener))


def test_its_topics_can_be_made(ports: Ports) -> None:
    """What the service `topics` runs makes every topic, and has nothing to do when it comes again."""
    service = SERVICES["topics"]
    brokers = ports.put_into(service["environment"]["NEWSSTREAM_BROKERS"])
    program = [sys.executable, "-m", "streams.cli.main", *service["command"]]
    environment = os.environ | {"NEWSSTREAM_BROKERS": brokers}
    first, second = (
        subprocess.run(program, env=environment, capture_output=True, text=True, check=False) for _ in range(2)
    )
    assert (first.returncode, first.stderr) == (0, "")
    assert (second.returncode, second.stdout) == (0, "Nothing to do.\n")
