"""`tests/run bench`: the real pipeline and the pure functions alone, side by side in one run.

Prints rates, CPU seconds per 1,000 articles by stage and for the broker, latency percentiles, memory, machine and
commit. Read the ratios: absolute figures depend on the machine and on what else it does.
"""

import argparse
import platform
import subprocess
import tempfile
from pathlib import Path

import psutil
from pages import raw_articles
from pure import measure_pure
from system import Load, Measured, measure

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests/run bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=5_000, help="articles in the burst (default 5000)")
    parser.add_argument("--paced", type=float, default=100.0, help="articles a second for the latency (default 100)")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long those are sent (default 10)")
    options = parser.parse_args()
    print(_machine())
    burst = list(raw_articles(options.articles, seed=1))
    paced = list(raw_articles(int(options.paced * options.seconds), seed=2))
    size = sum(len(value) for _, value in burst) / len(burst)
    print(f"{len(burst)} articles of {size:,.0f} bytes in a burst, then {len(paced)} at {options.paced:g} a second\n")
    for line in measure_pure(burst).lines():
        print(line)
    with tempfile.TemporaryDirectory(prefix="newsstream-bench-") as folder:
        measured = measure(Load(burst, paced, options.paced), Path(folder))
    _print(measured)


def _print(measured: Measured) -> None:
    print(f"\npipeline, four stages on a real Kafka: {measured.rate:,.0f} articles/s ({measured.seconds:.1f} s)")
    print(f"  {'process':<12}{'CPU s per 1,000':>18}{'share of a core':>18}{'memory MB':>12}")
    for use in measured.uses:
        per_thousand = use.cpu_seconds / measured.articles * 1_000
        print(f"  {use.name:<12}{per_thousand:>18.3f}{use.cpu_seconds / measured.seconds:>18.2f}{use.memory_mb:>12.0f}")
    for name, latencies in measured.latencies.items():
        print(f"  latency {name}, seconds: " + "  ".join(f"{label} {value:.3f}" for label, value in latencies.items()))


def _machine() -> str:
    commit = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    memory_gb = psutil.virtual_memory().total / 2**30
    load = " ".join(f"{value:.1f}" for value in psutil.getloadavg())
    return (
        f"commit {commit.stdout.strip() or 'unknown'}, Python {platform.python_version()}, {platform.machine()}, "
        f"{psutil.cpu_count()} cores, {memory_gb:.0f} GiB, load {load}"
    )


if __name__ == "__main__":
    main()
