"""Two workers for one sequence: one judges and one waits, and so for its events; who wakes up late harms nothing."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

import psutil
import pytest
from articles import at_least, body, copies_are_equal, events_of, new_source, raw
from pipeline import PARTITIONS, Pipeline, read_until, send

from schemas.enriched import EnrichedArticle
from streams.engine.records import Record

pytestmark = pytest.mark.broker

SESSION_SECONDS = 10.0
STAGES = ("dedup", "publish")
EVENTS, LATEST = "news.enriched", "news.latest"
ARTICLES = 50


@pytest.fixture
def standbys(pipeline: Pipeline) -> Iterator[Mapping[str, psutil.Process]]:
    """Run a second worker of each of these stages beside the first."""
    environment = os.environ | {"NEWSSTREAM_BROKERS": pipeline.brokers, "NEWSSTREAM_PARTITIONS": str(PARTITIONS)}
    command = [sys.executable, "-m", "streams.cli.main", "worker", "--stage"]
    processes = {stage: subprocess.Popen([*command, stage], env=environment) for stage in STAGES}
    yield {stage: psutil.Process(process.pid) for stage, process in processes.items()}
    for process in processes.values():
        process.terminate()
    for process in processes.values():
        process.wait(60)


async def test_workers_that_slept_through_their_session_write_nothing(
    pipeline: Pipeline, standbys: Mapping[str, psutil.Process]
) -> None:
    """Whoever sleeps, the other takes over: one verdict an article, equal copies, and the latest is the latest."""
    source = new_source()
    await send(pipeline.brokers, [raw(source, "0", f"{source}-0")], source.encode())
    await read_until(pipeline.brokers, ["news.enriched"], at_least(1, source))
    sent = 1
    for sleepers in ({stage: pipeline.stage(stage) for stage in STAGES}, standbys):
        names = [f"{source}-{number}" for number in range(sent, sent + ARTICLES)]
        await send(pipeline.brokers, [raw(source, name, name) for name in names], source.encode())
        for sleeper in sleepers.values():
            sleeper.suspend()
        await asyncio.sleep(SESSION_SECONDS + 2)  # not a wait for anything: the time is what is tested
        await send(pipeline.brokers, [update(source, name) for name in names], source.encode())
        sent += 2 * ARTICLES
        await read_until(pipeline.brokers, ["news.enriched"], at_least(sent, source))
        for sleeper in sleepers.values():
            sleeper.resume()
    await send(pipeline.brokers, [raw(source, "last", f"{source}-last")], source.encode())
    is_through = at_least(sent + 1, source)
    records = await read_until(
        pipeline.brokers,
        ["news.enriched", "news.latest"],
        lambda records: is_through(records) and versions(source, records, LATEST) == versions(source, records, EVENTS),
    )
    assert copies_are_equal([record for record in records if record.topic == EVENTS])
    assert {(article.event, article.version) for article in events_of(source, records)} == {
        ("created", 1),
        ("updated", 2),
    }


def update(source: str, name: str) -> bytes:
    """Write an article anew, with a sentence more."""
    content = f"{name} bridge opens after four years\n\n{body(name)}\n\nIt rained in {name} for a week after that."
    return raw(source, name, name, content=content)


def versions(source: str, records: Sequence[Record], topic: str) -> dict[str, int]:
    """Give the version of the last record of each article of a source."""
    articles = [EnrichedArticle.decode(record.value or b"") for record in records if record.topic == topic]
    return {article.uri: article.version for article in articles if article.source == source}
