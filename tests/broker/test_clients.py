"""Clients whose broker dies under them."""

import asyncio
import logging
import os
import signal
import socket
from contextlib import closing
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from conftest import Kafka
from pipeline import make_topics

from schemas.cards import load_cards
from streams.engine.broker import LocalBroker
from streams.engine.clients import stop
from streams.engine.kafka import new_app
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


async def test_a_stage_waits_for_a_broker_that_is_gone_as_it_connects(
    kafka: Kafka, caplog: pytest.LogCaptureFixture
) -> None:
    """It connects once somebody answers, instead of falling with the tracebacks of three services."""
    with closing(socket.create_server(("127.0.0.1", 0))) as unused:
        port = unused.getsockname()[1]
    consumer: Any = new_app("test-connect", f"127.0.0.1:{port}", None).consumer
    thread = consumer._thread
    thread.thread_loop.close()  # this test's own loop is used
    connecting = asyncio.create_task(thread.on_start())
    while "connecting again" not in caplog.text and not connecting.done():
        await asyncio.wait([connecting], timeout=0.01)
    server = await asyncio.start_server(lambda *ends: _join(kafka.bootstrap_servers, *ends), "127.0.0.1", port)
    async with server, asyncio.timeout(60):
        await connecting
        assert thread._consumer._client.cluster.brokers()
        await thread._consumer.stop()


async def _join(brokers: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    host, port = brokers.rsplit(":", 1)
    there, back = await asyncio.open_connection(host, int(port))
    await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


async def test_a_broker_that_goes_away_in_the_middle_of_administration_is_told(mortal: LocalBroker) -> None:
    """In the words that a person gets when there is none."""
    await make_topics(mortal.bootstrap_servers)
    with pytest.raises(BrokerError, match="no Kafka answers"):
        await _found_of_dying(mortal)


async def _found_of_dying(broker: LocalBroker) -> None:
    async with connect(broker.bootstrap_servers) as cluster:
        os.kill(broker.pid, signal.SIGKILL)
        await cluster.found(list(load_cards().values()))
