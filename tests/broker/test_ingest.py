"""Ingest, end to end: fifty sources with faults, a killed ingester and a second one; each version in news.raw once."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
import pytest
from articles import body
from feedserver import STAGES, Feed, Server, content_of, feeds, serve
from pipeline import DEADLINE_SECONDS, PARTITIONS, Pipeline, read_until

from schemas.enriched import EnrichedArticle
from streams.engine.records import RAW, Record
from streams.engine.spans import open_log
from streams.ledger.audit import audit

pytestmark = pytest.mark.broker

MARK = re.compile(r"mark\d\dx\d\dx\de")


@asynccontextmanager
async def ingester(
    brokers: str, listed: Path, *options: str, instance: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `newsstream ingest` as a user does; end it as Ctrl-C does, unless it has ended, and see that it ends well."""
    environment = os.environ | {
        "NEWSSTREAM_BROKERS": brokers,
        "NEWSSTREAM_PARTITIONS": str(PARTITIONS),
        "NEWSSTREAM_INGEST_PRIVATE": "true",
        "NEWSSTREAM_INGEST_HOST_SECONDS": "0",
        "NEWSSTREAM_INSTANCE": instance,
    }
    command = [sys.executable, "-m", "streams.cli.main", "ingest", str(listed), *options]
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = asyncio.create_task(process.stderr.read())
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await process.wait()
        text = (await said).decode()
    assert process.returncode in {0, -signal.SIGKILL}, text
    assert "a bug met" not in text, text


def write_list(folder: Path, server: Server, publisher: str) -> Path:
    """Write the list of sources; they are visited about once a second."""
    tables = [
        f'[[feeds]]\nurl = "http://{one.host}:{server.port}/feed"\npublisher = "{publisher}"\n'
        f"full_text = {str(one.fault == 'pages').lower()}\n"
        for one in server.feeds
    ]
    tables += [f'[[folders]]\npath = "wire"\npublisher = "{publisher}"\n', '[[lines]]\npath = "lines.jsonl"\n']
    listed = folder / "feeds.toml"
    listed.write_text("shortest_seconds = 1\nlongest_seconds = 2\n" + "\n".join(tables), "utf-8")
    (folder / "wire").mkdir()
    (folder / "lines.jsonl").touch()
    return listed


def drop(folder: Path, stage: int, publisher: str) -> list[str]:
    """Put a file into the folder, and a line into the file, of a stage; give their marks."""
    marks = [f"mark90x{stage:02}x1e", f"mark91x{stage:02}x1e"]
    (folder / "wire" / f"{stage}.txt").write_text(f"{body(f'tide {stage}')}\n\nThe pilot says {marks[0]}.", "utf-8")
    content = f"{body(f'gale {stage}')}\n\nThe pilot says {marks[1]}."
    line = {"source": publisher, "url": f"https://{publisher}/{stage}", "content": content}
    with (folder / "lines.jsonl").open("ab") as file:
        file.write(orjson.dumps(line) + b"\n")
    return marks


def marks_in(records: Sequence[Record], publisher: str) -> Counter[str]:
    """Count the versions in raw records of a publisher."""
    own = [record for record in records if record.key == publisher.encode()]
    return Counter(mark for record in own for mark in MARK.findall(content_of(record.value or b"")))


async def read_all(brokers: str, topic: str) -> list[Record]:
    """Read a topic to where it ends now."""
    async with open_log(brokers) as log:
        return [record async for records in log.read(await log.spans([topic])) for record in records]


def events_by_mark(records: Sequence[Record], publisher: str) -> dict[str, str]:
    """Give what became of each version; one that was written again, after a crash, is the same event."""
    articles = [EnrichedArticle.decode(record.value or b"") for record in records]
    own = [article for article in articles if article.source == publisher]
    return {mark: article.event.value for article in own for mark in MARK.findall(article.body or "")}


def has_all(wanted: set[str], publisher: str) -> Callable[[list[Record]], bool]:
    """Say when every version has come."""
    missing = set(wanted)

    def enough(records: list[Record]) -> bool:
        missing.difference_update(marks_in(records, publisher))
        return not missing

    return enough


def marks_of(feeds: Sequence[Feed], stages: int) -> set[str]:
    """Give the marks that must come of feeds when so many stages were shown."""
    return {version.mark for feed in feeds for version in feed.truth(stages)}


async def test_every_version_comes_once(pipeline: Pipeline, tmp_path: Path) -> None:
    """Whatever the servers do, and however ingesters are killed and joined; the stream behind it is accounted for."""
    publisher = f"harbour-{uuid.uuid4().hex[:8]}.example"
    server, brokers = Server(feeds()), pipeline.brokers
    async with serve(server):
        listed = write_list(tmp_path, server, publisher)
        wanted = set(drop(tmp_path, 0, publisher))
        async with ingester(brokers, listed, instance="one") as first:
            await read_until(brokers, [RAW], has_all(wanted | marks_of(server.feeds, 1), publisher))
            server.stage = 1
            wanted.update(drop(tmp_path, 1, publisher))
            await read_until(brokers, [RAW], has_all(marks_of(server.feeds[-1:], 2), publisher))
            first.kill()
            await first.wait()
        async with ingester(brokers, listed, instance="one"), ingester(brokers, listed) as second:
            await read_until(brokers, [RAW], has_all(wanted | marks_of(server.feeds, 2), publisher))
            server.stage = 2
            wanted.update(drop(tmp_path, 2, publisher))
            await read_until(brokers, [RAW], has_all(marks_of(server.feeds[-1:], 3), publisher))
            second.send_signal(signal.SIGTERM)
            assert await second.wait() == 0
            await read_until(brokers, [RAW], has_all(wanted | marks_of(server.feeds, 3), publisher))
    wanted |= marks_of(server.feeds, STAGES)
    assert marks_in(await read_all(brokers, RAW), publisher) == Counter(dict.fromkeys(wanted, 1))
    report = await audit(brokers, settle_seconds=DEADLINE_SECONDS)
    assert (report.findings, report.in_flight) == ((), 0)
    assert events_by_mark(await read_all(brokers, "news.enriched"), publisher) == {
        mark: "created" if mark.endswith("x1e") else "updated" for mark in wanted
    }
