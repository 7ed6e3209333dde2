"""Clients whose broker dies under them."""

import logging
import os
import signal

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from pipeline import make_topics

from schemas.cards import load_cards
from streams.engine.broker import LocalBroker
from streams.engine.clients import stop
from streams.engine.topics import connect
from streams.errors import BrokerError

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


async def test_a_broker_that_goes_away_in_the_middle_of_administration_is_told(mortal: LocalBroker) -> None:
    """In the words that a person gets when there is none."""
    await make_topics(mortal.bootstrap_servers)
    with pytest.raises(BrokerError, match="no Kafka answers"):
        await _found_of_dying(mortal)


async def _found_of_dying(broker: LocalBroker) -> None:
    async with connect(broker.bootstrap_servers) as cluster:
        os.kill(broker.pid, signal.SIGKILL)
        await cluster.found(list(load_cards().values()))
