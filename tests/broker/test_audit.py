"""The audit of a running system: clean while all goes well, and it finds what somebody wrote beside the stages."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from articles import at_least, new_source, raw
from pipeline import DEADLINE_SECONDS, Pipeline, make_topics, read_until, send

from schemas.article import RawPosition
from schemas.outcome import Outcome, OutcomeKind
from streams.engine.broker import LocalBroker, default_cache
from streams.engine.clients import open_sender
from streams.engine.records import RAW, outcome_key
from streams.engine.spans import Span, open_log
from streams.ledger.audit import audit
from streams.ledger.report import FindingKind

pytestmark = pytest.mark.broker
CACHE = default_cache(os.environ, Path.home(), sys.platform)


@pytest.fixture
def strangers() -> Iterator[str]:
    """Give a cluster of its own, where somebody else than the stages may write: other tests' accounts stay clean."""
    with LocalBroker(CACHE, progress=print) as broker:
        asyncio.run(make_topics(broker.bootstrap_servers))
        yield broker.bootstrap_servers


async def test_a_running_system_is_clean(pipeline: Pipeline) -> None:
    """Every record that was ever sent is accounted for, whatever it was; nothing is left in flight."""
    source = new_source()
    values = [raw(source, f"{number}", f"{source}-{number}") for number in range(50)]
    await send(pipeline.brokers, [*values, b"{broken", None, values[0]], source.encode())
    await send(pipeline.brokers, [raw(source, "wrong", f"{source}-wrong")], b"no such source")
    report = await audit(pipeline.brokers, settle_seconds=DEADLINE_SECONDS)
    assert report.findings == ()
    assert report.in_flight == 0
    assert sum(one.records for one in report.audited) >= 54
    assert sum(report.outcomes.values()) == sum(one.articles for one in report.audited)


async def test_what_no_stage_wrote_is_found(strangers: str) -> None:
    """An outcome for a record that never was, and a dead letter that names a record which never failed."""
    position = RawPosition(topic=RAW, partition=2, offset=7)
    outcome = Outcome(raw=position, outcome=OutcomeKind.ACCEPTED, stage="nobody", uri="urn:x")
    async with open_sender(strangers) as sender:
        await sender.send("news.outcomes", outcome_key(position), outcome.encode())
        await sender.send("news.raw.dlq", None, b"{")
        await sender.flush()
    report = await audit(strangers, settle_seconds=0)
    found = {(one.kind, one.topic, one.first) for one in report.findings}
    assert found == {(FindingKind.UNKNOWN, RAW, 7), (FindingKind.UNREADABLE, "news.raw.dlq", 0)}


async def test_any_part_of_the_log_can_be_read(pipeline: Pipeline) -> None:
    """From where a span begins to where it ends, however often another part was read before."""
    source = new_source()
    await send(pipeline.brokers, [raw(source, f"{n}", f"{source}-{n}") for n in range(20)], source.encode())
    await read_until(pipeline.brokers, ["news.enriched"], at_least(20, source))
    async with open_log(pipeline.brokers) as log:
        (whole,) = [span for span in await log.spans(["news.tagged"]) if span.partition == 0]
        for begin, end in ((whole.end - 3, whole.end - 1), (whole.begin, whole.begin + 2), (whole.end - 5, whole.end)):
            span = Span("news.tagged", 0, begin, end)
            offsets = [record.offset async for records in log.read([span]) for record in records]
            assert offsets == list(range(begin, end))
