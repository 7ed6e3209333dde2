# ruff: noqa: INP001 - a script beside others, not a package
"""Makes `.venv` from the lock: the second half of `deploy/environment`; needs nothing but Python.

uv installs the packages, 1 s where pip takes 17 (measured); where uv can't be had or fails, pip does it. A marker
written last says which lock was installed: a run that was cut short is begun anew, two at once wait for each other.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

DEPLOY = Path(__file__).resolve().parent
ROOT = DEPLOY.parent
HOME = ROOT / ".venv"
MARKER = HOME / "newsstream-lock"
UNFINISHED = "unfinished"
LOADED = """
from importlib import import_module
from streams.cli.main import VERBS
from streams.cli.worker import load
load()
for verb in VERBS:
    import_module(f"streams.cli.{verb}")
"""
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
LOCKS = {"runtime": DEPLOY / "requirements.lock", "dev": DEPLOY / "requirements-dev.lock"}
UV_LOCK = DEPLOY / "requirements-uv.lock"
WIDER = {"runtime": ("runtime", "dev"), "dev": ("dev",)}
"""What an environment may have been made for to serve: the development one holds all of the runtime's."""


class NotMadeError(Exception):
    """What went wrong, in one line."""


def main() -> int:
    """Make the environment that the command line names; give the exit code."""
    kind = sys.argv[1] if len(sys.argv) == 2 else ""  # noqa: PLR2004 - the program and one word
    if kind not in LOCKS:
        say("usage: deploy/environment [runtime|dev]")
        return 2
    try:
        with only_one():
            if read_marker() not in {expected(each) for each in WIDER[kind]}:
                make(kind)
    except NotMadeError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the folder's lock, which ends with this process however it ends."""
    folder = os.open(DEPLOY, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another run is making the environment: waiting for it")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def expected(kind: str) -> str:
    """Give what the marker says when the environment is right."""
    digest = hashlib.sha256()
    for file in (LOCKS[kind], ROOT / "pyproject.toml"):
        digest.update(file.read_bytes())
    return f"{kind} {VERSION} {ROOT} {digest.hexdigest()}"


def read_marker() -> str:
    """Read the marker; empty where there is none, or where the environment's Python is gone."""
    if not (HOME / "bin" / "python").exists() or not MARKER.exists():
        return ""
    return MARKER.read_text(encoding="utf-8")


def make(kind: str) -> None:
    """Make or mend the environment, and write the marker last."""
    say(f"making {HOME.name} with Python {sys.version.split()[0]}: needed once")
    with step("1/5 an empty environment"):
        make_empty()
    with step("2/5 the installer"):
        has_uv = succeeds(*pip("--require-hashes", "-r", str(UV_LOCK)))
    lock = ("--require-hashes", "-r", str(LOCKS[kind]))
    with step(f"3/5 {count(LOCKS[kind])} packages"):
        install(lock, has_uv=has_uv)
    with step("4/5 newsstream itself"):
        install(("--no-deps", "--no-build-isolation", "-e", str(ROOT)), has_uv=has_uv)
    with step("5/5 compiled"):
        compile_all()
    MARKER.write_text(expected(kind), encoding="utf-8")


def compile_all() -> None:
    """Load what the verbs and the stages load, and keep it compiled, also where Python is told to write no bytecode.

    uv compiles nothing; to compile a thousand modules at each start takes 4.3 s of processor time instead of 1.8.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    run(str(HOME / "bin" / "python"), "-c", LOADED, env=environment)


def make_empty() -> None:
    """Make the virtual environment: anew, unless the one that is there can be mended.

    That is one of ours for the same Python, or one that somebody made by hand, which is filled and not taken away.
    """
    marker = read_marker()
    is_mendable = marker.split()[1:2] == [VERSION] or (not marker and not MARKER.exists())
    HOME.mkdir(exist_ok=True)
    try:
        import ensurepip  # noqa: F401, PLC0415 - some systems ship Python without it
    except ImportError as error:
        message = f"{sys.executable} comes without ensurepip: install your system's python3-venv package"
        raise NotMadeError(message) from error
    venv.EnvBuilder(clear=not is_mendable, symlinks=True, with_pip=True).create(HOME)
    MARKER.write_text(UNFINISHED, encoding="utf-8")


def install(arguments: tuple[str, ...], *, has_uv: bool) -> None:
    """Install with uv, or else with pip, whose own words then say what is wrong."""
    if has_uv and succeeds(str(HOME / "bin" / "uv"), "pip", "install", "-q", "--python", str(HOME), *arguments):
        return
    done = run(*pip(*arguments))
    if done.returncode:
        last = (done.stderr.strip() or "no word from pip").splitlines()[-1]
        message = f"the packages can't be installed ({last}): is there a network? It is needed once"
        raise NotMadeError(message)


def pip(*arguments: str) -> tuple[str, ...]:
    """Give the command line that installs with the environment's own pip."""
    return (str(HOME / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments)


def succeeds(*command: str) -> bool:
    """Run a command that may fail."""
    return run(*command).returncode == 0


def run(*command: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command without a word of its own on the screen."""
    return subprocess.run(  # noqa: S603 - our own
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=env
    )


def count(lock: Path) -> int:
    """Count the packages that a lock names, some of them only for other systems."""
    return sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())


@contextmanager
def step(name: str) -> Iterator[None]:
    """Show that a step is under way and how long it takes; the line counts up on a terminal."""
    started, finished = time.monotonic(), threading.Event()
    start = "\r" if sys.stderr.isatty() else ""

    def count_up() -> None:
        while start and not finished.wait(0.2):
            say(f"{name} ... {time.monotonic() - started:.0f} s", start, "")

    ticker = threading.Thread(target=count_up, daemon=True)
    ticker.start()
    done = "stopped"
    try:
        yield
        done = f"{time.monotonic() - started:.1f} s"
    finally:
        finished.set()
        ticker.join()
        say(f"{name} ... {done}", start)


def say(message: str, start: str = "", end: str = "\n") -> None:
    """Tell the user one thing."""
    sys.stderr.write(f"{start}newsstream: {message}{end}")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
