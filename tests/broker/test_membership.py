"""Who is in a group, and when: whoever stops leaves at once, whoever was killed comes back under its name."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from articles import at_least, new_source, raw
from pipeline import DEADLINE_SECONDS, PARTITIONS, Pipeline, read_until, send

from streams.engine.kafka import SESSION_SECONDS

pytestmark = pytest.mark.broker

GROUP = "newsstream-tag"
STABLE = "Stable"
LOOK_SECONDS = 0.1


async def members(brokers: str) -> tuple[str, int]:
    """Give the state of the group, and how many members it has."""
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    await admin.start()
    try:
        (described,) = await admin.describe_consumer_groups([GROUP])
    finally:
        await admin.close()
    _, _, state, _, _, joined, *_ = described.groups[0]
    return state, len(joined)


async def wait_for_members(brokers: str, count: int) -> None:
    """Wait until the group is settled with so many members."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            if await members(brokers) == (STABLE, count):
                return
            await asyncio.sleep(LOOK_SECONDS)


@pytest.fixture
def leaver(pipeline: Pipeline) -> Iterator[subprocess.Popen[bytes]]:
    """Run a second worker of the stage, with a name of its own."""
    settings = {"BROKERS": pipeline.brokers, "PARTITIONS": str(PARTITIONS), "INSTANCE": "leaver"}
    process = subprocess.Popen(
        [sys.executable, "-m", "streams.cli.main", "worker", "--stage", "tag"],
        env=os.environ | {f"NEWSSTREAM_{name}": value for name, value in settings.items()},
    )
    yield process
    process.kill()
    process.wait()


async def test_a_worker_that_is_stopped_leaves_its_group_at_once(
    pipeline: Pipeline, leaver: subprocess.Popen[bytes]
) -> None:
    """Even one with a name: its partitions don't wait for a session that nobody keeps up."""
    await wait_for_members(pipeline.brokers, 2)
    leaver.terminate()
    code = await asyncio.to_thread(leaver.wait, DEADLINE_SECONDS)
    left = time.monotonic()
    await wait_for_members(pipeline.brokers, 1)
    assert code == 0
    assert time.monotonic() - left < SESSION_SECONDS / 2


async def test_a_killed_process_is_the_same_member_when_it_is_started_again(pipeline: Pipeline) -> None:
    """It returns under its name, so nobody waits for the session of the one that was killed."""
    source = new_source()
    await wait_for_members(pipeline.brokers, 1)
    victim = pipeline.stage("tag")
    victim.kill()
    psutil.wait_procs([victim], timeout=DEADLINE_SECONDS)
    await send(pipeline.brokers, [raw(source, "a", source)], source.encode())
    reading = asyncio.create_task(read_until(pipeline.brokers, ["news.enriched"], at_least(1, source)))
    counts = set()
    while not reading.done():
        counts.add((await members(pipeline.brokers))[1])
        await asyncio.wait([reading], timeout=LOOK_SECONDS)
    await reading
    assert counts == {1}
