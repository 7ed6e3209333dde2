"""What a running stage tells Prometheus."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import aiohttp
import pytest
from articles import new_source, raw
from pipeline import DEADLINE_SECONDS, PARTITIONS, Pipeline, send
from prometheus_client.parser import text_string_to_metric_families

pytestmark = pytest.mark.broker

LOOK_SECONDS = 0.2


@pytest.fixture
def page(pipeline: Pipeline, unused_tcp_port: int) -> Iterator[str]:
    """Run a second normalize with its pages on."""
    environment = os.environ | {
        "NEWSSTREAM_BROKERS": pipeline.brokers,
        "NEWSSTREAM_PARTITIONS": str(PARTITIONS),
        "NEWSSTREAM_HEALTH_PORT": str(unused_tcp_port),
    }
    command = [sys.executable, "-m", "streams.cli.main", "worker", "--stage", "normalize"]
    process = subprocess.Popen(command, env=environment)
    yield f"http://127.0.0.1:{unused_tcp_port}"
    process.terminate()
    process.wait(60)


async def scrape(page: str) -> dict[str, float]:
    """Read the page as Prometheus does; give the sums of the samples by name, none while there is no page yet."""
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{page}/metrics") as response:
            text = await response.text()
    except aiohttp.ClientConnectionError:
        return {}
    sums: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            sums[sample.name] = sums.get(sample.name, 0.0) + sample.value
    return sums


async def scrape_until(page: str, enough: Callable[[dict[str, float]], bool]) -> dict[str, float]:
    """Read the page until it says enough."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            sums = await scrape(page)
            if enough(sums):
                return sums
            await asyncio.sleep(LOOK_SECONDS)


async def test_a_stage_counts_what_it_did_and_what_is_still_before_it(pipeline: Pipeline, page: str) -> None:
    """The partitions that came to it are shown with their lag; records are counted when they are done."""
    await scrape_until(page, lambda sums: sums.get("newsstream_partitions", 0) > 0)
    for source in [new_source() for _ in range(30)]:  # enough that some come to this worker's partitions
        await send(pipeline.brokers, [raw(source, "1", source)], source.encode())
    sums = await scrape_until(
        page, lambda sums: sums.get("newsstream_records_total", 0) > 0 and sums["newsstream_consumer_lag"] == 0
    )
    assert sums["newsstream_stage_seconds_count"] == sums["newsstream_records_total"]
    assert sums["newsstream_delivered_total"] >= sums["newsstream_records_total"]
