"""The steps of `tests/run`: what must be green, in the order in which a mistake is found cheapest.

Every step runs even when one failed; what it printed is shown only then. The closing table is for people, and the last
line counts the tests of all steps together. Standard library only; the tools are those beside this interpreter.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[1]
TOOLS = Path(sys.executable).parent
RESULTS = ("passed", "failed", "skipped")
STEP_SECONDS = 1_200
"""A step that takes longer hangs: the slowest, broker, is meant to take five minutes on two cores."""

HOUSE = "tests/contract/test_house.py"
WHEEL = "tests/contract/test_wheel.py"
DEPLOY = "tests/contract/test_deploy.py"


@dataclass(frozen=True)
class Step:
    """Some tools with their arguments, then some tests."""

    about: str
    tools: tuple[tuple[str, ...], ...] = ()
    tests: tuple[str, ...] = ()
    is_measured: bool = False


STEPS = {
    "format": Step("every file as the formatter writes it", (("ruff", "format", "--check", "."),)),
    "lint": Step("no finding of the linter", (("ruff", "check", "."),)),
    "types": Step("types of the program and of its tests", (("mypy",),)),
    "house": Step("layers and the house rules", (("lint-imports",),), (HOUSE,)),
    "unit": Step("the rooms one by one, no input or output", tests=("tests/unit",), is_measured=True),
    "contract": Step(
        "models, schemas, cards, examples, README",
        tests=("tests/contract", f"--ignore={HOUSE}", f"--ignore={WHEEL}", f"--ignore={DEPLOY}"),
        is_measured=True,
    ),
    "conformance": Step("one suite for all that can be plugged in", tests=("tests/conformance",), is_measured=True),
    "deploy": Step(
        "compose file and image",
        (
            ("hadolint", "deploy/Dockerfile"),
            ("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
        ),
        (DEPLOY,),
    ),
    "wheel": Step("the built wheel in a clean environment", tests=(WHEEL,)),
    "broker": Step("real worker processes on a real Kafka", tests=("tests/broker",)),
    "chaos": Step(
        "three minutes of faults, and every article is accounted for",
        (("python", "tests/chaos/chaos.py"),),
        ("tests/chaos",),
    ),
    "quality": Step("scores on labelled data against their floors", tests=("tests/quality",)),
}

PROGRAMS = {
    "bench": "tests/bench/run.py",
    "start": "tests/bench/start.py",
    "bounds": "tests/bench/bounds.py",
    "recovery": "tests/bench/recovery.py",
    "memory": "tests/bench/memory.py",
    "subjects-bench": "tests/bench/subjects.py",
    "audit-bench": "tests/bench/audit.py",
    "ingest-bench": "tests/bench/ingest.py",
    "chaos": "tests/chaos/chaos.py",
}
"""What has options of its own and shows what it does while it does it."""
ALSO = f"""{"list":<12} the steps
{"bench":<12} how fast it is; see tests/run bench --help
{"start":<12} how soon a worker works: after a clean stop, after kill -9; see tests/run start --help
{"bounds":<12} the memory of each stage at its worst; see tests/run bounds --help
{"recovery":<12} how fast the memory of dedup is read back; see tests/run recovery --help
{"subjects-bench":<12} what tagging costs an article, by step and language; see tests/run subjects-bench --help
{"audit-bench":<12} how fast the audit and the read model of trace are; see tests/run audit-bench --help
{"ingest-bench":<12} ten thousand feeds in one ingester; see tests/run ingest-bench --help
{"memory":<12} speed, bytes and quality of dedup by how much it remembers; see tests/run memory --help
{"chaos":<12} with --minutes and --seed: longer, or other faults; see tests/run chaos --help"""


@dataclass
class Run:
    """What became of a step: its seconds, what it printed, and its tests by result."""

    name: str
    seconds: float = 0.0
    output: str = ""
    is_ok: bool = True
    tests: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """Run the steps that were named, or all; give the exit code."""
    if program := PROGRAMS.get(sys.argv[1] if len(sys.argv) > 1 else ""):
        return subprocess.run([sys.executable, ROOT / program, *sys.argv[2:]], check=False).returncode
    options = _parse()
    if "list" in options.steps:
        print(_list())
        return 0
    runs: list[Run] = []
    with tempfile.TemporaryDirectory(prefix="newsstream-tests-") as folder:
        for name in options.steps or STEPS:
            runs.append(_run(name, Path(folder)))
            _tell(runs[-1], is_verbose=options.verbose)
            if options.fail_fast and not runs[-1].is_ok:
                break
        coverage = _coverage(Path(folder))
    _summarize(runs, coverage)
    return 0 if all(run.is_ok for run in runs) else 1


def _list() -> str:
    return "\n".join(f"{name:<12} {step.about}" for name, step in STEPS.items())


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tests/run",
        description="Run the steps that are named; without a name all of them.",
        epilog=f"steps:\n{_list()}\n\nalso:\n{ALSO}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("steps", nargs="*", metavar="step", help="see below")
    parser.add_argument("--fail-fast", action="store_true", help="stop after the first step that fails")
    parser.add_argument("--verbose", action="store_true", help="show what a step prints even when it succeeds")
    options = parser.parse_args()
    if unknown := [name for name in options.steps if name not in {*STEPS, "list"}]:
        parser.error(f"no step is called {', '.join(unknown)}; tests/run list names them")
    return options


def _run(name: str, folder: Path) -> Run:
    run, step, began = Run(name), STEPS[name], time.monotonic()
    for tool in step.tools:
        _call(run, tool, os.environ)
    if step.tests:
        report = folder / f"{name}.xml"
        measure = ("--cov", "--cov-report=") if step.is_measured else ()
        environment = {**os.environ, "COVERAGE_FILE": str(folder / f"coverage.{name}")}
        _call(run, ("pytest", "-q", f"--junit-xml={report}", *measure, *step.tests), environment)
        run.tests = _counted(report)
    run.seconds = time.monotonic() - began
    return run


def _call(run: Run, command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run one tool in a session of its own, so that a hanging one can be ended with all that it started."""
    with subprocess.Popen(
        [TOOLS / command[0], *command[1:]],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=STEP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output = f"{process.communicate()[0]}\nended after {STEP_SECONDS} s without an end in sight\n"
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    run.output += f"$ {' '.join(command)}\n{output}"
    run.is_ok &= process.returncode == 0


def _counted(report: Path) -> Counter[str]:
    """Count the tests of a pytest run by result; a file that can't be collected counts as a failed test."""
    if not report.exists():
        return Counter(failed=1)
    suites = [suite.attrib for suite in ET.parse(report).iter("testsuite")]  # noqa: S314 - written by pytest just now
    names = ("tests", "failures", "errors", "skipped")
    total, failed, errors, skipped = (sum(int(suite[name]) for suite in suites) for name in names)
    return Counter(passed=total - failed - errors - skipped, failed=failed + errors, skipped=skipped)


def _tell(run: Run, *, is_verbose: bool) -> None:
    counted = ", ".join(f"{count} {result}" for result, count in run.tests.items() if count)
    print(f"{'ok    ' if run.is_ok else 'FAILED'} {run.name:<12} {run.seconds:6.1f} s  {counted}", flush=True)
    if is_verbose or not run.is_ok:
        print(f"{run.output.rstrip()}\n", flush=True)


def _coverage(folder: Path) -> list[str]:
    """Give the branch coverage of each room, in percent, over the measured steps that ran."""
    if not list(folder.glob("coverage.*")):
        return []
    environment = {**os.environ, "COVERAGE_FILE": str(folder / "coverage")}
    report = folder / "coverage.json"
    for arguments in (("combine", "--quiet"), ("json", "--quiet", f"-o{report}")):
        subprocess.run([TOOLS / "coverage", *arguments], cwd=ROOT, env=environment, check=True)
    covered: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, file in json.loads(report.read_text("utf-8"))["files"].items():
        room = "/".join(Path(name).parent.parts[:2])
        covered[room] += file["summary"]["covered_lines"] + file["summary"]["covered_branches"]
        total[room] += file["summary"]["num_statements"] + file["summary"]["num_branches"]
    return [f"{room} {100 * covered[room] / total[room]:.0f}" for room in sorted(total) if total[room]]


def _summarize(runs: Sequence[Run], coverage: Sequence[str]) -> None:
    print(f"\n{'step':<12}{'seconds':>9}" + "".join(f"{result:>9}" for result in RESULTS) + "  result")
    for run in runs:
        counts = "".join(f"{run.tests[result]:>9}" for result in RESULTS)
        print(f"{run.name:<12}{run.seconds:>9.1f}{counts}  {'ok' if run.is_ok else 'FAILED'}")
    if coverage:
        print(f"branch coverage, percent: {', '.join(coverage)}")
    failed = ", ".join(run.name for run in runs if not run.is_ok)
    print(f"{sum(run.seconds for run in runs):.0f} s in all; steps that failed: {failed or 'none'}")
    if any(run.tests for run in runs):
        print(", ".join(f"{sum(run.tests[result] for run in runs)} {result}" for result in RESULTS))


if __name__ == "__main__":
    sys.exit(main())
