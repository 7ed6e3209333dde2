"""The one processing loop that all agents share: take, decide, deliver, and only then acknowledge.

Faust's own conveniences lose records: `take` acknowledges a batch whose body raised, its commit does not wait for the
producer, and an agent that raises is restarted behind the event that it was given. So here nothing is acknowledged
before every effect of it was delivered, and the loop never raises: what can't be decided becomes a dead letter, what
can't be delivered is tried again, a bug that leaves a memory half changed stops the worker before the acknowledgement,
and a bug that meets one record after the other holds a stage up instead of sending a whole feed to the dead letters.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from aiokafka.errors import KafkaError

from schemas.outcome import Reason
from streams.engine.backoff import waits
from streams.engine.breaker import BREAKER_SECONDS, Breaker
from streams.engine.counting import count_done, count_retry, deciding, delivering, recovering, show_breaker
from streams.engine.dead_letters import quarantine
from streams.engine.health import Health, Recovery
from streams.engine.records import Decided, Effects, Outgoing, Record
from streams.errors import PoisonError

log = logging.getLogger(__name__)

BATCH_RECORDS = 500
"""Records taken, delivered and acknowledged together: what a crash makes a stage do again."""
WITHIN_SECONDS = 0.005
"""How long a batch waits for more records. Through all four hops, at 100 articles a second, p50 is 74 ms with 0.005 and
92 ms with 0.01 (`tests/run bench`); an idle stage then uses 3.4 or 2.5 % of a core, for Faust looks that often."""
ASSIGNMENT_SECONDS = 0.05
"""How often a stage with state looks whether it was given partitions."""

Decide = Callable[[Record], Effects]


class Event(Protocol):
    """A record on loan from Kafka until it is acknowledged."""

    @property
    def record(self) -> Record:
        """The record itself."""

    def ack(self) -> None:
        """Let the group's offset pass it."""


class BrokenStateError(Exception):
    """A bug in the middle of a change to a stage's memory: nothing that it says from here on can be trusted."""


class LostClaimError(Exception):
    """Another worker owns the outbox now; this one must not write, nor judge, any more."""


class BrokenClaimError(KafkaError):  # type: ignore[misc]  # aiokafka has no types
    """A failure that no further try mends, though nobody else claimed the outbox: claim again, and read the state."""


class Outbox(Protocol):
    """Where effects go. One batch is one call, so that an outbox may make it one transaction."""

    async def claim(self) -> None:
        """Become the only one who writes through this outbox, before a state is read back.

        Raises:
            KafkaError: the broker does not answer; the call may be repeated.
        """

    async def deliver(self, events: Sequence[Outgoing], state: Sequence[Outgoing]) -> None:
        """Deliver `events`, then `state`; return when the broker has them all.

        Raises:
            LostClaimError: another worker claimed the outbox.
            BrokenClaimError: the outbox must be claimed again.
            KafkaError: something was not delivered; the call may be repeated.
        """


class State(Protocol):
    """What a stage remembers; what it decides depends on what it decided before."""

    @property
    def is_here(self) -> bool:
        """It is read back, and nobody else can have written to it since."""

    async def recover(self, partitions: Collection[int], recovery: Recovery) -> None:
        """Read it back for these partitions of the input, to the end that its topic has now; note how far it is."""

    def forget(self) -> None:
        """Drop it: the partitions go to another worker."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the loop needs to know of a stage.

    Its state, where it has one, is recovered before the first batch, and again after its partitions were elsewhere.
    """

    name: str
    inputs: Sequence[str]
    decide: Decide
    state: State | None = None


async def run(
    batches: AsyncIterator[Sequence[Event]], stage: Stage, outbox: Outbox, health: Health, stop: Callable[[], None]
) -> None:
    """Process batches until the stream ends; `stop` ends the worker without acknowledging.

    Order holds: a batch is delivered as a whole before the next is taken.
    """
    breaker = Breaker()
    async for taken in batches:
        try:
            done = await _process(taken, stage, outbox, breaker, health)
        except LostClaimError as error:
            log.error("%s: another worker took over (%s); stopping", stage.name, error)  # noqa: TRY400 - no bug
            stop()
            return
        except Exception:
            log.exception("%s: a bug met a record; stopping before it is acknowledged", stage.name)
            stop()
            return
        if done is None:
            log.info("%s: the partitions went elsewhere in the middle of a batch; it comes again", stage.name)
            continue
        batch, decided = done
        for event in batch:
            event.ack()
        count_done(stage.name, batch, decided)


async def _process(
    taken: Sequence[Event], stage: Stage, outbox: Outbox, breaker: Breaker, health: Health
) -> tuple[Sequence[Event], Sequence[Decided]] | None:
    """Decide and deliver what is still this worker's; again from its claim on when that broke off."""
    while True:
        await _recover(stage, outbox, health)
        batch = _own(taken, stage, health)
        decided = await _until_decided(batch, stage, outbox, breaker, health)
        if decided is None:
            return None
        try:
            await _until_delivered(decided, stage, outbox, health)
        except BrokenClaimError as error:
            log.warning("%s: the claim broke off (%s); claiming again", stage.name, error)
            if stage.state is not None:
                stage.state.forget()  # it has taken in what may not be delivered
            continue
        return batch, decided


async def _recover(stage: Stage, outbox: Outbox, health: Health) -> None:
    while stage.state is not None and not stage.state.is_here:
        while health.partitions is None:  # noqa: ASYNC110 - between two assignments, which are Faust's to tell
            await asyncio.sleep(ASSIGNMENT_SECONDS)
        if not (partitions := health.partitions):
            return  # another worker has them all: a claim would only throw it out
        health.recovery = Recovery()
        with recovering(stage.name):
            await _until_done(outbox.claim, "claimed", stage, health)
            await stage.state.recover(partitions, health.recovery)
        health.recovery = None
        if health.partitions is not partitions:  # shared out anew meanwhile: this is the memory of others' partitions
            stage.state.forget()


def _own(batch: Sequence[Event], stage: Stage, health: Health) -> Sequence[Event]:
    """Leave out what was taken before its partition, and the memory of it, went elsewhere: it is another's now."""
    if stage.state is None or health.partitions is None:
        return batch
    return [event for event in batch if event.record.partition in health.partitions]


async def _until_decided(
    batch: Sequence[Event], stage: Stage, outbox: Outbox, breaker: Breaker, health: Health
) -> Sequence[Decided] | None:
    """Decide on the batch; again and again while a bug meets every record, for then it is the stage that is ill."""
    while True:
        decided = await _decide_batch(batch, stage)
        breaker.note(decided or ())
        health.breaker = breaker.problem()
        show_breaker(stage.name, is_open=health.breaker is not None)
        if health.breaker is None:
            return decided
        log.error("%s: %s; trying again in %.0f s", stage.name, health.breaker, BREAKER_SECONDS)
        if stage.state is not None:
            stage.state.forget()  # it has taken in what is not delivered, and would pass it by
        await asyncio.sleep(BREAKER_SECONDS)
        await _recover(stage, outbox, health)


async def _decide_batch(batch: Sequence[Event], stage: Stage) -> Sequence[Decided] | None:
    """Decide on each record; None when the state was forgotten meanwhile: nobody may judge without it."""
    decided: list[Decided] = []
    for event in batch:
        if stage.state is not None and not stage.state.is_here:
            return None
        with deciding(stage.name):
            decided.append(_decide(event.record, stage))
        await asyncio.sleep(0)  # the producer and the heartbeat have their turn inside a long batch
    return decided


def _decide(record: Record, stage: Stage) -> Decided:
    try:
        return Decided(stage.decide(record))
    except PoisonError as error:
        poison = error
    except BrokenStateError:
        raise
    except Exception as error:
        # The memory, if the stage has one, is as it was before: what fails once fails always, so it is poison.
        log.exception("%s: a bug met %s", stage.name, _name(record))
        poison = PoisonError(Reason.FAILED, f"{type(error).__name__}: {error}")
    log.warning("%s: %s to the dead letters: %s: %.200r", stage.name, _name(record), poison.reason, poison.detail)
    return Decided(quarantine(record, poison, stage.name, datetime.now(UTC)), poison.reason)


def _name(record: Record) -> str:
    return f"{record.topic}:{record.partition}:{record.offset}"


async def _until_delivered(decided: Sequence[Decided], stage: Stage, outbox: Outbox, health: Health) -> None:
    events = [event for one in decided for event in one.effects.events]
    state = [row for one in decided for row in one.effects.state]
    with delivering(stage.name):
        await _until_done(lambda: outbox.deliver(events, state), "delivered", stage, health)


async def _until_done(attempt: Callable[[], Awaitable[None]], done: str, stage: Stage, health: Health) -> None:
    for wait_seconds in waits():
        try:
            await attempt()
        except (LostClaimError, BrokenClaimError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, giving up would lose the batch
            health.retrying = repr(error)
            count_retry(stage.name, done)
            log.warning("%s: not %s (%r); trying again in %.1f s", stage.name, done, error, wait_seconds)
            await asyncio.sleep(wait_seconds)
        else:
            health.retrying = None
            return
