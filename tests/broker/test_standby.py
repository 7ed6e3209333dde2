"""Two workers for one sequence: one judges, the other waits; a sleeper that wakes up late harms nothing."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest
from articles import at_least, copies_are_equal, events_of, new_source, raw
from pipeline import PARTITIONS, Pipeline, read_until, send

pytestmark = pytest.mark.broker

SESSION_SECONDS = 10.0


@pytest.fixture
def standby(pipeline: Pipeline) -> Iterator[psutil.Process]:
    """Run a second dedup worker beside the first."""
    environment = os.environ | {"NEWSSTREAM_BROKERS": pipeline.brokers, "NEWSSTREAM_PARTITIONS": str(PARTITIONS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "streams.cli.main", "worker", "--stage", "dedup"], env=environment
    )
    yield psutil.Process(process.pid)
    process.terminate()
    process.wait(60)


async def test_a_worker_that_slept_through_its_session_writes_nothing(
    pipeline: Pipeline, standby: psutil.Process
) -> None:
    """Whoever sleeps, the other takes over; each article has one verdict, and the same copy of it however often."""
    source = new_source()
    await send(pipeline.brokers, [raw(source, "0", f"{source}-0")], source.encode())
    await read_until(pipeline.brokers, ["news.enriched"], at_least(1, source))
    sent = 1
    for sleeper in (pipeline.stage("dedup"), standby):
        names = [f"{source}-{number}" for number in range(sent, sent + 50)]
        await send(pipeline.brokers, [raw(source, name, name) for name in names], source.encode())
        sleeper.suspend()
        await asyncio.sleep(SESSION_SECONDS + 2)  # not a wait for anything: the time is what is tested
        names = [f"{source}-{number}" for number in range(sent + 50, sent + 100)]
        await send(pipeline.brokers, [raw(source, name, name) for name in names], source.encode())
        sent += 100
        records = await read_until(pipeline.brokers, ["news.enriched"], at_least(sent, source))
        sleeper.resume()
    records = await read_until(pipeline.brokers, ["news.enriched"], at_least(sent, source))
    assert {article.event for article in events_of(source, records)} == {"created"}
    assert copies_are_equal(records)
