"""Scores of `newsstream process` on labelled data, and the floors below which they may not fall.

`floors.toml` names for each scorer its program and its data in the folder of labelled data, the data's SHA-256, and the
limits. Called by `test_scores`; as a program it prints the scores beside the limits, and `--raise` writes better ones
into the file. A limit is never loosened by a program: that takes a person, and a reason in the commit.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = Path(__file__).with_name("floors.toml")
PROCESS = f"{sys.executable} -m streams.cli.main process"
STEP = Decimal("0.001")
"""Limits are kept to a tenth of a percent."""


@dataclass(frozen=True)
class Limit:
    """A score of a scorer, by its path in the scorer's JSON, and how low or high it may be."""

    scorer: str
    path: str
    value: float
    is_floor: bool

    def is_kept(self, score: float) -> bool:
        """Say whether a score is on the right side."""
        return score >= self.value if self.is_floor else score <= self.value

    def tightened(self, score: float) -> Decimal:
        """Give the tightest limit that the score keeps, but never a looser one."""
        rounding, choose = (ROUND_FLOOR, max) if self.is_floor else (ROUND_CEILING, min)
        return choose(Decimal(str(score)).quantize(STEP, rounding), Decimal(str(self.value)))


def scorers() -> list[str]:
    """Give the names of the scorers of the file."""
    return list(tomllib.loads(FLOORS.read_text("utf-8")))


def limits() -> Iterator[Limit]:
    """Give every limit of the file."""
    for name, table in tomllib.loads(FLOORS.read_text("utf-8")).items():
        yield from (Limit(name, path, value, is_floor=True) for path, value in table.get("floors", {}).items())
        yield from (Limit(name, path, value, is_floor=False) for path, value in table.get("ceilings", {}).items())


@cache
def measure(scorer: str, folder: Path) -> Mapping[str, object]:
    """Run a scorer over its data, once; give its JSON.

    Raises:
        AssertionError: the data is not what the limits were measured on, or the scorer fails.
    """
    table = tomllib.loads(FLOORS.read_text("utf-8"))[scorer]
    data = folder / table["data"]
    assert hashlib.sha256(data.read_bytes()).hexdigest() == table["sha256"], f"{data} has changed: measure anew"
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        command = [sys.executable, str(folder / table["scorer"]), str(data), "--run", PROCESS, "--json", str(report)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert report.exists(), f"{scorer}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        found: Mapping[str, object] = json.loads(report.read_text("utf-8"))
    return found


def score(limit: Limit, folder: Path) -> float:
    """Give the score that a limit is about: a number, or a share where the scorer gives a part and a whole."""
    found: object = measure(limit.scorer, folder)
    for name in limit.path.split("."):
        assert isinstance(found, dict), f"{limit.scorer} has nothing at {limit.path}"
        found = found.get(name)
    if isinstance(found, list):
        part, whole = found
        return float(part / whole)
    assert isinstance(found, int | float), f"{limit.scorer} has no number at {limit.path}"
    return float(found)


def main() -> None:
    """Print the scores; with `--raise` tighten the limits that they allow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raise", dest="is_raising", action="store_true", help="write better limits into floors.toml")
    parser.add_argument("--only", choices=scorers(), help="just this scorer")
    options = parser.parse_args()
    folder = Path(os.environ.get("NEWSSTREAM_SHARED", ROOT.parent / "shared"))
    for limit in limits():
        if options.only in {None, limit.scorer}:
            value = score(limit, folder)
            side = ">=" if limit.is_floor else "<="
            mark = "" if limit.is_kept(value) else "  MISSED"
            print(f"{limit.scorer:<12} {limit.path:<32} {value:.4f} {side} {limit.value}{mark}", flush=True)
            if options.is_raising:
                _write(limit, limit.tightened(value))


def _write(limit: Limit, value: Decimal) -> None:
    table = "floors" if limit.is_floor else "ceilings"
    before, start, rest = FLOORS.read_text("utf-8").partition(f"[{limit.scorer}.{table}]")
    line = re.compile(rf"^{re.escape(json.dumps(limit.path))} = .*$", re.MULTILINE)
    tightened, count = line.subn(f"{json.dumps(limit.path)} = {value.normalize():f}", rest, count=1)
    assert count == 1, f"{limit.path} of {limit.scorer} is not on a line of its own"
    FLOORS.write_text(before + start + tightened, "utf-8")


if __name__ == "__main__":
    main()
