"""A new version goes out stage by stage while articles come: nothing is lost, and nothing is judged twice."""

import asyncio

import psutil
import pytest
from articles import at_least, copies_are_equal, events_of, new_source, raw
from pipeline import DEADLINE_SECONDS, Pipeline, read_until

from streams.engine.clients import open_sender
from streams.engine.records import RAW

pytestmark = pytest.mark.broker

STAGES = ("normalize", "tag", "dedup", "publish")
ARTICLES_A_STAGE = 100


async def send_some(pipeline: Pipeline, source: str, first: int) -> None:
    """Send a stage's share of articles, one after the other."""
    async with open_sender(pipeline.brokers) as sender:
        for number in range(first, first + ARTICLES_A_STAGE):
            await (await sender.send(RAW, source.encode(), raw(source, f"{number}", f"{source}-{number}")))


async def test_every_stage_is_restarted_under_load_without_loss_or_a_second_verdict(pipeline: Pipeline) -> None:
    """Each stage ends in order while articles are on their way, and each article has one event."""
    source = new_source()
    for place, stage in enumerate(STAGES):
        sending = asyncio.create_task(send_some(pipeline, source, place * ARTICLES_A_STAGE))
        await read_until(pipeline.brokers, ["news.enriched"], at_least(place * ARTICLES_A_STAGE + 1, source))
        old = pipeline.stage(stage)
        old.terminate()
        gone, _ = await asyncio.to_thread(psutil.wait_procs, [old], DEADLINE_SECONDS)
        assert gone == [old]
        await sending
    count = len(STAGES) * ARTICLES_A_STAGE
    records = await read_until(pipeline.brokers, ["news.enriched"], at_least(count, source))
    assert {article.event for article in events_of(source, records)} == {"created"}
    assert len({article.uri for article in events_of(source, records)}) == count
    assert copies_are_equal(records)
