"""The house rules that the import linter can't see: what lies where, how long it may be, and what stays pure."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = {"pyproject.toml", "streams", "schemas", "tests", "deploy", "docker-compose.yml", "README.md"}
ALLOWED = {"LICENSE", "CHANGELOG.md"}
SOURCES = sorted(path for room in ("streams", "schemas") for path in (ROOT / room).rglob("*.py"))
MAX_FILE_LINES, MAX_FUNCTION_LINES = 400, 50
FORBIDDEN_ROOMS = {"utils", "helpers", "common", "core", "misc"}

STAGE_ROOMS = ("normalize", "tag", "dedup", "publish")
SHELLS = {"agent.py", "limits.py", "memory.py", "profiles.py"}
"""What speaks to Kafka, keeps a state, or turns settings into what the decisions take."""
INGEST = (
    "answers appeared check document entries fingerprint gather known markup matching noise objects opml rhythm "
    "schedule seen sources suggest urls"
).split()
"""What decides in `ingest`: the others fetch, read files, keep time or speak to Kafka."""
DECISIONS = [path for path in SOURCES if path.relative_to(ROOT).parts[1] in STAGE_ROOMS and path.name not in SHELLS]
DECISIONS += [ROOT / "streams" / "ingest" / f"{name}.py" for name in INGEST]
IMPURE = (
    "aiokafka",
    "asyncio",
    "faust",
    "logging",
    "mode",
    "os",
    "random",
    "secrets",
    "socket",
    "streams.engine.clients",
    "streams.engine.kafka",
    "streams.engine.loop",
    "streams.engine.state",
    "streams.engine.transactions",
    "streams.engine.worker",
    "streams.settings",
    "time",
    "uuid.uuid4",
)
CLOCK_CALLS = {"now", "utcnow", "today"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _clock_calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS:
            yield f"{ast.unparse(node.func)}()"


def test_top_level_is_fixed() -> None:
    """The top level holds the seven things of the house, a licence and a changelog, and hidden files."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} - ALLOWED == TOP


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_file_is_short(path: Path) -> None:
    """No file is too long to be read in one go, and none of its functions to be seen at once."""
    assert len(path.read_text("utf-8").splitlines()) <= MAX_FILE_LINES
    lengths = {one.name: (one.end_lineno or 0) - one.lineno + 1 for one in _functions(path)}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == {}


def test_no_room_is_a_drawer() -> None:
    """A room is named after what it is for."""
    names = {part for path in SOURCES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert names & FORBIDDEN_ROOMS == set()


@pytest.mark.parametrize("path", DECISIONS, ids=_name)
def test_decision_is_pure(path: Path) -> None:
    """What decides knows neither Kafka nor clock nor settings: it is a function of its arguments."""
    tree = ast.parse(path.read_text("utf-8"))
    impure = [name for name in _imports(tree) if any(name == one or name.startswith(f"{one}.") for one in IMPURE)]
    assert impure + list(_clock_calls(tree)) == []


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_module_says_what_it_is_for(path: Path) -> None:
    """Every module opens with a docstring."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize(("verb", "spared"), [("process", ("faust", "aiokafka")), ("send", ("faust", "streams.dedup"))])
def test_verb_loads_only_what_it_needs(verb: str, spared: tuple[str, ...]) -> None:
    """`process` runs where no Kafka client is at hand, and `send` starts without what it never calls."""
    code = f"import sys, streams.cli.{verb}; print(*set({spared}) & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
