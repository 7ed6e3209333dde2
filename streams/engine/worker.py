"""One stage in one process: its agent on its topics, what its health page knows, and a stop with a deadline.

Called by `app.build_app` and `newsstream worker`.
"""

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import faust
from aiokafka.errors import KafkaError

from streams.engine.clients import nobody_at
from streams.engine.counting import count_assignment, show_partitions
from streams.engine.health import Health
from streams.engine.kafka import input_topic, take
from streams.engine.loop import Outbox, Stage, run

log = logging.getLogger(__name__)

ANSWER_SECONDS = 2.0
"""How long a broker may take to say that it is there."""


def attach(app: faust.App, stage: Stage, outbox: Outbox, health: Health, stop: Callable[[], None]) -> None:
    """Let the app's one agent run `stage` on the records of its inputs; `stop` ends the worker."""

    async def agent(stream: Any) -> None:
        await run(take(app, stream), stage, outbox, health, stop)

    app.agent(input_topic(app, *stage.inputs), name=f"streams.{stage.name}.agent")(agent)
    _follow_assignments(app, stage, health)


def _follow_assignments(app: faust.App, stage: Stage, health: Health) -> None:
    async def on_revoked(*_: Any, **__: Any) -> None:
        health.partitions = None
        show_partitions(stage.name, {})
        if stage.state is not None:
            stage.state.forget()

    async def on_assigned(*args: Any, **__: Any) -> None:
        _, assigned = args
        health.partitions = frozenset(one.partition for one in assigned)
        count_assignment(stage.name, {(one.topic, one.partition): partial(_lag, app, one) for one in assigned})
        log.info("%s: ready, %d partitions", stage.name, len(assigned))

    app.on_partitions_revoked.connect(on_revoked, weak=False)
    app.on_partitions_assigned.connect(on_assigned, weak=False)


def _lag(app: faust.App, partition: Any) -> float:
    consumer: Any = app.consumer
    return float((consumer.highwater(partition) or 0) - (consumer._committed_offset.get(partition) or 0))


async def broker_answers(app: faust.App) -> bool:
    """Ask the broker for its metadata and wait a moment."""
    producer: Any = app.producer
    client = producer._producer.client
    try:
        await asyncio.wait_for(client.fetch_all_metadata(), ANSWER_SECONDS)
    except (KafkaError, TimeoutError, OSError):
        return False
    return True


class Worker(faust.Worker):
    """Faust's worker that ends within a deadline once it was told to, whatever still hangs."""

    stop_seconds: float
    unreachable: KafkaError | None = None
    """The broker went away before the worker was up; that is told in one line, and is no bug of ours."""

    async def start(self) -> None:
        """Start all services, or note that there is no broker to start them with."""
        try:
            await super().start()
        except KafkaError as error:  # no connection, no answer in time, no leader: it depends on when it went away
            self.unreachable = error

    def _setproctitle(self, *_: Any, **__: Any) -> None:
        """Keep the name that the process has: it tells the stage."""

    def _schedule_shutdown(self, signal: Any) -> None:
        deadline = threading.Timer(self.stop_seconds, self._give_up)
        deadline.daemon = True
        deadline.start()
        super()._schedule_shutdown(signal)

    def _give_up(self) -> None:
        log.error("not stopped after %.0f s; leaving without an orderly end: nothing is lost", self.stop_seconds)
        os._exit(1)


def run_worker(app: faust.App, brokers: str, stop_seconds: float) -> bool:
    """Run the app in this process until TERM or INT, and stop it in order, at most `stop_seconds` later.

    Returns:
        Whether it ran until it was told to stop, rather than until something inside Faust crashed.

    Raises:
        BrokerError: nobody answered at `brokers` when it started.
    """
    worker = Worker(app, override_logging=False, redirect_stdouts=False, quiet=True)
    worker.spinner = None  # it would write to the terminal that other stages share
    worker.stop_seconds = stop_seconds
    with suppress(SystemExit):
        worker.execute_from_commandline()
    if worker.unreachable:
        raise nobody_at(brokers) from worker.unreachable
    return worker.crash_reason is None
