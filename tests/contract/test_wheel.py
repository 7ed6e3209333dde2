"""The built wheel as the image installs it: the first stage of deploy/Dockerfile, run in folders of its own."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("schemas", "streams")
IMAGE_HOME = "/opt/newsstream"
EXAMPLE = ROOT / "schemas" / "examples" / "raw-article" / "good-page.json"


def _build_stage() -> list[list[str]]:
    """Give the instructions of the Dockerfile's first stage, each as its name and the rest."""
    lines = (ROOT / "deploy" / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    instructions = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    starts = [index for index, (name, _) in enumerate(instructions) if name == "FROM"]
    return instructions[starts[0] + 1 : starts[1]]


@dataclass(frozen=True)
class Installed:
    """What the stage leaves behind: the program's environment, and the wheel it was installed from."""

    home: Path
    wheel: Path

    def run(self, *command: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of the environment, far from the checkout."""
        environment = {"PATH": f"{self.home}/bin:/usr/bin:/bin", "COLUMNS": "120"}
        return subprocess.run(
            [self.home / "bin" / command[0], *command[1:]],
            cwd=self.home,
            env=environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Do what the image's build stage does."""
    folder = tmp_path_factory.mktemp("image")
    source, home = folder / "source", folder / "home"
    source.mkdir()
    for name, rest in _build_stage():
        if name == "COPY":
            _copy(rest, source)
        if name == "RUN":
            _run(rest.replace(IMAGE_HOME, str(home)), source)
    (wheel,) = source.glob("dist/*.whl")
    return Installed(home, wheel)


def _copy(arguments: str, source: Path) -> None:
    *names, target = arguments.split()
    for name in names:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (source / target).mkdir(exist_ok=True)
            shutil.copy(ROOT / name, source / target)


def _run(command: str, source: Path) -> None:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", "-euc", command], cwd=source, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def _files_of_checkout() -> set[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", *ROOMS]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return {name for name in listed if (ROOT / name).is_file()}


def _files_of_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_wheel_holds_the_two_rooms_and_all_their_files(installed: Installed) -> None:
    """Code, cards, language packs, schemas and examples are in; nothing else is."""
    assert _files_of_wheel(installed.wheel) == _files_of_checkout()


def test_wheel_from_the_sdist_is_the_same(installed: Installed, tmp_path: Path) -> None:
    """The source archive has all that the wheel is made of."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert _files_of_wheel(wheel) == _files_of_wheel(installed.wheel)


def test_wheel_carries_its_licence(installed: Installed) -> None:
    """Whoever has the wheel has the licence."""
    with zipfile.ZipFile(installed.wheel) as archive:
        assert [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]


def test_each_name_has_one_owner(installed: Installed) -> None:
    """`streams` and `schemas` are common names: no dependency brings the same, nor are tests and deploy installed."""
    code = "import importlib.metadata as m, json; print(json.dumps(m.packages_distributions()))"
    owners = json.loads(installed.run("python", "-c", code).stdout)
    assert {room: owners.get(room) for room in (*ROOMS, "tests", "deploy")} == {
        "schemas": ["newsstream"],
        "streams": ["newsstream"],
        "tests": None,
        "deploy": None,
    }


def test_no_dependency_is_missing(installed: Installed) -> None:
    """The image's lock holds all that the packages ask for."""
    done = installed.run("pip", "check")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("command", ["--version", "--help", "topics list", "topics list --json"])
def test_command_answers(installed: Installed, command: str) -> None:
    """What needs no Kafka works without one, and without a warning."""
    done = installed.run("newsstream", *shlex.split(command))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_process_reads_an_article(installed: Installed) -> None:
    """The stages run with the data files of the wheel."""
    line = json.dumps(json.loads(EXAMPLE.read_text("utf-8")))
    done = installed.run("newsstream", "process", text=f"{line}\n")
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert (result["input"], result["outcome"]) == (1, "accepted")
    assert result["event"]["title"] == "Night ferry returns to Port Alder"


@pytest.mark.parametrize("stage", ["normalize", "tag", "dedup", "publish"])
def test_worker_without_a_broker_says_so(installed: Installed, stage: str) -> None:
    """Every stage can be loaded; what is missing is said in one line."""
    done = installed.run("newsstream", "worker", "--stage", stage)
    assert done.returncode == 3
    assert "NEWSSTREAM_BROKERS" in done.stderr
    assert len(done.stderr.splitlines()) == 1
