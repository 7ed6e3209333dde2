"""What tests of several folders share: a real Kafka, the labelled data, and the rule that nothing is skipped in CI."""

import os
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import hypothesis
import pytest

from streams.engine.broker import LocalBroker, default_cache

ROOT = Path(__file__).parents[1]

hypothesis.settings.register_profile("newsstream", deadline=None)  # how long one example takes is the machine's affair
hypothesis.settings.load_profile("newsstream")


class Kafka(Protocol):
    """A Kafka that tests talk to."""

    @property
    def bootstrap_servers(self) -> str:
        """`host:port` for clients."""


@dataclass(frozen=True)
class NamedKafka:
    """The cluster that the environment names."""

    bootstrap_servers: str


@pytest.fixture(scope="session")
def kafka() -> Iterator[Kafka]:
    """Give the Kafka of NEWSSTREAM_BROKERS, or one on this machine for the whole run."""
    named = os.environ.get("NEWSSTREAM_BROKERS")
    if named:
        yield NamedKafka(named)
        return
    with LocalBroker(default_cache(os.environ, Path.home(), sys.platform), progress=print) as broker:
        yield broker


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Give the folder with the labelled data: NEWSSTREAM_SHARED, or `shared` beside the checkout."""
    folder = Path(os.environ.get("NEWSSTREAM_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the labelled data is not at {folder}: set NEWSSTREAM_SHARED to its folder to score against it")
    return folder


def _fail_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure where CI is set: a test that nobody runs proves nothing."""
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"a skip is a failure in CI: {why}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let no skipped test pass in CI."""
    report = yield
    _fail_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let no skipped file pass in CI."""
    report = yield
    _fail_skip(report)
    return report
