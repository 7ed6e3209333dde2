"""One worker on one Kafka for all tests of this room; each test knows its own articles by their source."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from pipeline import Pipeline, make_topics, worker

from streams.engine.broker import LocalBroker, default_cache


class Kafka(Protocol):
    """What the fixture of the same name gives."""

    @property
    def bootstrap_servers(self) -> str:
        """`host:port` for clients."""


@pytest.fixture(scope="session")
def brokers(kafka: Kafka) -> str:
    """Give the addresses of a cluster that has the topics of the cards."""
    asyncio.run(make_topics(kafka.bootstrap_servers))
    return kafka.bootstrap_servers


@pytest.fixture(scope="session")
def pipeline(brokers: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """Run a worker, as a user does, while the tests of the session run."""
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    with worker(brokers, log) as process:
        yield Pipeline(brokers, process)
    assert "a bug met" not in log.read_text("utf-8")  # what the loop says of an exception that is none of Kafka's


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[LocalBroker]:
    """Run a Kafka of the test's own, which it may kill."""
    cache = default_cache(os.environ, Path.home(), sys.platform)
    with LocalBroker(cache, data_dir=tmp_path / "kafka", progress=lambda *_: None) as broker:
        yield broker
