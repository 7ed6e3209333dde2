"""What Faust reads while it still makes an assignment."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from pipeline import make_topics

from streams.engine.broker import LocalBroker
from streams.engine.clients import open_sender
from streams.engine.kafka import input_topic, new_app, take

pytestmark = pytest.mark.broker

TOPIC, COUNT = "news.tagged", 500
"""A topic of one partition: of two members one has nothing to do."""
SECONDS = 60.0


class Member:
    """An app that takes records and acknowledges none; with the first of them it waits for the end of its assignment.

    So does dedup, which reads its memory back then. A standby had no partition, so Faust reads on while it makes the
    next assignment; that ends late here, as on a machine that is busy: once the last record is on its way to the agent.
    """

    def __init__(self, brokers: str) -> None:
        self.app = new_app("test-assignment", brokers, None)
        self.offsets: list[int] = []
        self.partitions: int | None = None
        self.is_standby = False
        self._last_passed = asyncio.Event()
        self.app.agent(input_topic(self.app, TOPIC), name="taker")(self._take)
        self.app.on_partitions_assigned.connect(self._on_assigned, weak=False)
        consumer: Any = self.app.consumer
        self._pass_on, consumer.callback = consumer.callback, self._pass_on_and_note
        self._seek, consumer.perform_seek = consumer.perform_seek, self._seek_and_wait

    async def _take(self, stream: Any) -> None:  # noqa: ANN401 - Faust's
        async for batch in take(self.app, stream):
            self.offsets.extend(event.record.offset for event in batch)
            await until(lambda: not self.app.rebalancing)

    async def _on_assigned(self, *args: Any, **_: Any) -> None:  # noqa: ANN401 - Faust's
        self.partitions = len(args[1])

    async def _pass_on_and_note(self, message: Any) -> None:  # noqa: ANN401 - Faust's
        await self._pass_on(message)
        if message.offset == COUNT - 1:
            self._last_passed.set()

    async def _seek_and_wait(self) -> None:
        await self._seek()
        if self.is_standby:
            await self._last_passed.wait()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that Faust does."""
    async with asyncio.timeout(SECONDS):
        while not is_so():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)


async def test_a_standby_takes_all_that_it_reads_before_its_assignment_ends(mortal: LocalBroker) -> None:
    """Faust empties its queues at the end of an assignment, and never reads again what was in them."""
    brokers = mortal.bootstrap_servers
    await make_topics(brokers)
    async with open_sender(brokers) as sender:
        for number in range(COUNT):
            await sender.send(TOPIC, b"%d" % number, b"{}")
    first, second = Member(brokers), Member(brokers)
    async with first.app:
        await until(lambda: len(first.offsets) == COUNT)
        async with second.app:
            await until(lambda: {first.partitions, second.partitions} == {0, 1})
            at_work, standby = (first, second) if first.partitions else (second, first)
            standby.offsets.clear()
            standby.is_standby = True
            await at_work.app.stop()
            await until(lambda: len(standby.offsets) >= COUNT)
    assert standby.offsets == list(range(COUNT))
