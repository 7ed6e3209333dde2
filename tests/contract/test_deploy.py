"""The compose file and the image: what they name is what the program has. `tests/run deploy` also checks their form."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.engine.broker.config import SERVER
from streams.engine.broker.jars import kafka_version, locked_jars
from streams.settings import Settings, StageName

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
STAGES = [stage.value for stage in StageName]
OURS = [*STAGES, "topics"]
PIN = re.compile(r"^(\S+==\S+)", re.MULTILINE)


def _seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))


def _pins(lock: str) -> set[str]:
    return set(PIN.findall((DEPLOY / lock).read_text("utf-8")))


def test_every_stage_is_a_service_and_nothing_else_is() -> None:
    """A stage that is added is deployed."""
    assert set(SERVICES) == {*OURS, "kafka"}


@pytest.mark.parametrize("stage", STAGES)
def test_service_runs_its_stage(stage: str) -> None:
    """The service of a stage runs that stage."""
    assert SERVICES[stage]["command"] == ["worker", "--stage", stage]


@pytest.mark.parametrize("name", OURS)
def test_settings_exist(name: str) -> None:
    """Each variable is a setting of the program; a misspelt one would be passed over in silence."""
    names = {variable.removeprefix("NEWSSTREAM_").lower() for variable in SERVICES[name]["environment"]}
    assert names <= set(Settings.model_fields)


@pytest.mark.parametrize("name", OURS)
def test_service_may_do_little(name: str) -> None:
    """No capabilities, no new privileges, nothing to write but /tmp, no port on the host."""
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert (service["read_only"], service["tmpfs"]) == (True, ["/tmp"])  # noqa: S108 - inside the container
    assert "ports" not in service


def test_only_this_machine_reaches_kafka() -> None:
    """The one port is bound to the loopback address."""
    assert SERVICES["kafka"]["ports"] == ["127.0.0.1:9092:9092"]


@pytest.mark.parametrize("stage", STAGES)
def test_stage_waits_for_kafka_and_its_topics(stage: str) -> None:
    """A worker starts when the broker answers and the topics are made, and again when it dies."""
    waits = {name: one["condition"] for name, one in SERVICES[stage]["depends_on"].items()}
    assert waits == {"kafka": "service_healthy", "topics": "service_completed_successfully"}
    assert SERVICES[stage]["restart"] == "unless-stopped"


@pytest.mark.parametrize("stage", STAGES)
def test_stage_has_time_to_finish_its_batch(stage: str) -> None:
    """The container is killed only after the worker should have stopped by itself."""
    assert _seconds(SERVICES[stage]["stop_grace_period"]) > Settings().stop_seconds


@pytest.fixture(params=[200, 503])
def page(request: pytest.FixtureRequest) -> Iterator[tuple[int, int]]:
    """Serve /readyz with a status; give port and status."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(request.param if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, request.param
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("stage", STAGES)
def test_health_check_says_what_the_page_says(stage: str, page: tuple[int, int]) -> None:
    """The check of a stage asks its own /readyz, and is well only when that is."""
    port, status = page
    own_port = SERVICES[stage]["environment"]["NEWSSTREAM_HEALTH_PORT"]
    kind, python, *arguments = SERVICES[stage]["healthcheck"]["test"]
    assert (kind, python) == ("CMD", "python")
    assert any(f":{own_port}/" in argument for argument in arguments)
    command = [sys.executable, *(argument.replace(f":{own_port}/", f":{port}/") for argument in arguments)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode == 0) == (status == 200)


def test_kafka_is_the_one_that_tests_run_on() -> None:
    """The image is of the version in jars.lock."""
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{kafka_version(locked_jars())}"


@pytest.mark.parametrize("setting", sorted(SERVER.keys() - {"log.dirs"}))
def test_kafka_is_set_up_as_in_tests(setting: str) -> None:
    """What the local Kafka is told, the container is told too; only where its data lies is its own."""
    assert SERVICES["kafka"]["environment"][f"KAFKA_{setting.upper().replace('.', '_')}"] == SERVER[setting]


def test_kafka_keeps_its_data() -> None:
    """The folder of the data is on the named volume."""
    assert SERVICES["kafka"]["volumes"] == [f"kafka:{SERVICES['kafka']['environment']['KAFKA_LOG_DIRS']}"]
    assert list(COMPOSE["volumes"]) == ["kafka"]


def test_stages_reach_kafka_under_the_name_that_it_gives_itself() -> None:
    """The address of the stages is the one that Kafka advertises to them."""
    advertised = SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"].split(",")
    assert all(f"STAGES://{SERVICES[name]['environment']['NEWSSTREAM_BROKERS']}" in advertised for name in OURS)


def test_image_does_not_run_as_root() -> None:
    """The last user that the image names is a number other than 0, which Kubernetes can check."""
    users = re.findall(r"^USER (\d+)$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert users
    assert int(users[-1]) > 0


def test_what_the_image_copies_is_sent_to_the_builder() -> None:
    """Everything is ignored but what a COPY of the Dockerfile names."""
    copies = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    sent = re.findall(r"^!(\S+)$", (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8"), re.MULTILINE)
    assert {name for line in copies for name in line.split()} == set(sent)


@pytest.mark.parametrize(
    ("lock", "wider"),
    [("requirements-image.lock", "requirements.lock"), ("requirements.lock", "requirements-dev.lock")],
)
def test_locks_agree(lock: str, wider: str) -> None:
    """What is tested is what is run: each lock pins what the wider one pins."""
    assert _pins(lock) <= _pins(wider)
    assert _pins(lock)
