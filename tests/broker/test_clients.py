"""Clients whose broker dies under them."""

import logging
import os
import signal

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from pipeline import make_topics

from streams.engine.broker import LocalBroker
from streams.engine.clients import stop

pytestmark = pytest.mark.broker

BETWEEN_TRIES_SECONDS = 600.0
"""Longer than any test: a fetch that failed still waits for its next try when the consumer is stopped."""


async def test_a_consumer_is_stopped_while_its_fetch_waits_for_a_dead_broker(
    mortal: LocalBroker, caplog: pytest.LogCaptureFixture
) -> None:
    """A stage that read its memory back as the broker died took the end of that fetch for its own."""
    await make_topics(mortal.bootstrap_servers)
    consumer = AIOKafkaConsumer(bootstrap_servers=mortal.bootstrap_servers)
    await consumer.start()
    consumer.assign([TopicPartition("news.raw", 0)])
    await consumer.position(TopicPartition("news.raw", 0))
    consumer._fetcher._retry_backoff = BETWEEN_TRIES_SECONDS
    with caplog.at_level(logging.ERROR, "aiokafka.consumer.fetcher"):
        os.kill(mortal.pid, signal.SIGKILL)
        while "Failed fetch messages" not in caplog.text:
            await consumer.getmany(timeout_ms=100)
    await stop(consumer)
    assert not consumer._client._conns
