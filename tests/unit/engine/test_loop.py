"""The loop's promises, with a fake outbox: order of effects, acknowledgement last, poison kept, bugs loud."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field

import pytest

from schemas.outcome import Outcome, OutcomeKind
from schemas.reason import Reason
from streams.engine import loop
from streams.engine.breaker import MAX_BUGS_IN_A_ROW
from streams.engine.health import Health, Recovery
from streams.engine.loop import BrokenClaimError, BrokenStateError, LostClaimError, Stage, run
from streams.engine.records import Effects, Outgoing, Record
from streams.errors import PoisonError
from streams.metrics import REGISTRY


@dataclass
class FakeEvent:
    """A record on loan that writes its acknowledgement into a diary."""

    record: Record
    diary: list[str]

    def ack(self) -> None:
        """Note it."""
        self.diary.append(f"ack {self.record.offset}")


@dataclass
class FakeOutbox:
    """An outbox that notes what it delivers and fails as often as it is told."""

    diary: list[str]
    failures: int = 0
    delivered: list[Outgoing] = field(default_factory=list)

    async def claim(self) -> None:
        """Note it."""
        self.diary.append("claim")

    async def deliver(self, events: Sequence[Outgoing], state: Sequence[Outgoing]) -> None:
        """Note it, or fail."""
        if self.failures:
            self.failures -= 1
            self.diary.append("failure")
            raise ConnectionError
        self.diary.append(f"deliver {len(events)} events, {len(state)} rows")
        self.delivered += [*events, *state]


@dataclass
class FakeState:
    """A memory that notes when it is read back."""

    diary: list[str]
    health: Health
    is_here: bool = False

    async def recover(self, _: Collection[int], __: Recovery) -> None:
        """Note it, and what the health says meanwhile."""
        self.diary += ["recover", *self.health.problems()]
        self.is_here = True

    def forget(self) -> None:
        """Be as if new."""
        self.is_here = False


def record(offset: int, value: bytes = b"x") -> Record:
    """Make a raw record."""
    return Record("news.raw", 0, offset, 1_700_000_000_000, b"k", value, (("own", b"header"),))


async def batches(diary: list[str], *groups: Sequence[Record]) -> AsyncIterator[Sequence[FakeEvent]]:
    """Yield the groups as a stream does."""
    for group in groups:
        yield [FakeEvent(one, diary) for one in group]


def copy(one: Record) -> Effects:
    """Decide to copy the record and to remember it."""
    return Effects((Outgoing("out", one.key, one.value),), (Outgoing("state", one.key, b"row"),))


def stage(decide: loop.Decide) -> Stage:
    """Make a stage without state."""
    return Stage("normalize", ("news.raw",), decide)


async def no_wait(_: float) -> None:
    """Stand in for a sleep."""


async def test_nothing_is_acknowledged_before_its_effects_are_delivered() -> None:
    """Per batch: one delivery, then the acknowledgements in order."""
    diary: list[str] = []
    stream = batches(diary, [record(0), record(1)], [record(2)])
    await run(stream, stage(copy), FakeOutbox(diary), Health(), pytest.fail)
    assert diary == ["deliver 2 events, 2 rows", "ack 0", "ack 1", "deliver 1 events, 1 rows", "ack 2"]


async def test_a_failed_delivery_is_tried_again_until_it_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch behind a broker that is away waits, visibly, and loses nothing."""
    monkeypatch.setattr(loop, "waits", lambda *_: iter([0.0] * 5))
    diary: list[str] = []
    outbox, health = FakeOutbox(diary, failures=3), Health(partitions=frozenset({0}))
    await run(batches(diary, [record(0)]), stage(copy), outbox, health, pytest.fail)
    assert diary == ["failure"] * 3 + ["deliver 1 events, 1 rows", "ack 0"]
    assert health.problems() == []


async def test_a_delivery_under_way_shows_in_the_health(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the broker is away the stage is not ready, and says why."""
    health, seen = Health(partitions=frozenset({0})), list[list[str]]()

    class Away(FakeOutbox):
        async def deliver(self, events: Sequence[Outgoing], state: Sequence[Outgoing]) -> None:
            seen.append(health.problems())
            await super().deliver(events, state)

    monkeypatch.setattr(loop, "waits", lambda *_: iter([0.0] * 5))
    await run(batches([], [record(0)]), stage(copy), Away([], failures=1), health, pytest.fail)
    assert seen == [[], ["records can't be delivered: ConnectionError()"]]


async def test_poison_becomes_a_dead_letter_and_an_outcome() -> None:
    """The original bytes, key and headers are kept; the neighbours go their way."""

    def decide(one: Record) -> Effects:
        if one.value == b"bad":
            raise PoisonError(Reason.UNDECODABLE, "not JSON")
        return copy(one)

    diary: list[str] = []
    outbox = FakeOutbox(diary)
    await run(batches(diary, [record(0), record(1, b"bad"), record(2)]), stage(decide), outbox, Health(), pytest.fail)
    letter = next(one for one in outbox.delivered if one.topic == "news.raw.dlq")
    outcome = next(one for one in outbox.delivered if one.topic == "news.outcomes")
    assert (letter.key, letter.value, letter.partition) == (b"k", b"bad", 0)
    assert dict(letter.headers)["own"] == b"header"
    assert dict(letter.headers)["ns-dlq-reason"] == b"undecodable"
    assert Outcome.decode(outcome.value or b"").outcome is OutcomeKind.QUARANTINED
    assert [one.topic for one in outbox.delivered].count("out") == 2


async def test_a_bug_in_a_stage_without_state_is_poison() -> None:
    """What fails once in a pure function fails always: the article is quarantined and the stream goes on."""

    def decide(one: Record) -> Effects:
        raise ZeroDivisionError(one.offset)

    outbox = FakeOutbox([])
    await run(batches([], [record(7)]), stage(decide), outbox, Health(), pytest.fail)
    outcome = Outcome.decode(outbox.delivered[1].value or b"")
    assert (outcome.reason, outcome.raw.offset) == (Reason.FAILED, 7)


async def test_a_bug_that_meets_every_record_holds_the_stage_up_until_it_is_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing of the batch is delivered or acknowledged while the breaker is open; then all of it is."""
    is_ill, said = True, list[list[str]]()
    health = Health(partitions=frozenset({0}))

    def decide(one: Record) -> Effects:
        if is_ill:
            raise ZeroDivisionError
        return copy(one)

    async def mend(_: float) -> None:
        nonlocal is_ill
        said.append(health.problems())
        is_ill = False

    monkeypatch.setattr(
        "streams.engine.loop.asyncio.sleep", lambda seconds: mend(seconds) if seconds else no_wait(seconds)
    )
    diary: list[str] = []
    many = [record(offset) for offset in range(MAX_BUGS_IN_A_ROW)]
    await run(batches(diary, many), stage(decide), FakeOutbox(diary), health, pytest.fail)
    assert said == [["the last 100 records all met a bug: nothing more is taken"]]
    assert diary[:2] == ["deliver 100 events, 100 rows", "ack 0"]
    assert health.problems() == []


async def test_a_memory_that_took_in_an_undelivered_batch_is_read_back_before_the_batch_is_decided_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It names offsets whose articles nobody has; to go on with it would pass them by."""
    diary: list[str] = []
    health = Health(partitions=frozenset({0}))
    state = FakeState(diary, health)
    is_ill = True

    def decide(one: Record) -> Effects:
        if is_ill:
            raise ZeroDivisionError
        return copy(one)

    async def mend(_: float) -> None:
        nonlocal is_ill
        is_ill = False

    monkeypatch.setattr("streams.engine.loop.asyncio.sleep", lambda wait: mend(wait) if wait else no_wait(wait))
    many = [record(offset) for offset in range(MAX_BUGS_IN_A_ROW)]
    stateful = Stage("normalize", ("news.raw",), decide, state)
    await run(batches(diary, many), stateful, FakeOutbox(diary), health, pytest.fail)
    assert [step for step in diary if step in {"claim", "recover"}] == ["claim", "recover"] * 2
    assert "deliver 100 events, 100 rows" in diary


async def test_a_memory_that_was_read_back_for_other_partitions_is_read_back_again() -> None:
    """The group shared them out anew in the middle of the reading."""
    diary: list[str] = []
    health = Health(partitions=frozenset({0}))

    class Overtaken(FakeState):
        async def recover(self, partitions: Collection[int], recovery: Recovery) -> None:
            await super().recover(partitions, recovery)
            diary.append(f"for {sorted(partitions)}")
            if partitions == {0}:
                health.partitions = frozenset({0, 1})

    stateful = Stage("normalize", ("news.raw",), copy, Overtaken(diary, health))
    await run(batches(diary, [record(0)]), stateful, FakeOutbox(diary), health, pytest.fail)
    assert [step for step in diary if step.startswith("for")] == ["for [0]", "for [0, 1]"]


async def test_bad_records_do_not_hold_a_stage_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A producer who sends nothing but nonsense fills the dead letters, and everyone else is served."""
    monkeypatch.setattr("streams.engine.loop.asyncio.sleep", no_wait)

    def decide(_: Record) -> Effects:
        raise PoisonError(Reason.UNDECODABLE, "not JSON")

    outbox = FakeOutbox([])
    many = [record(offset) for offset in range(2 * MAX_BUGS_IN_A_ROW)]
    await run(batches([], many), stage(decide), outbox, Health(), pytest.fail)
    assert [one.topic for one in outbox.delivered].count("news.raw.dlq") == 2 * MAX_BUGS_IN_A_ROW


async def test_what_was_done_is_counted() -> None:
    """Records by outcome, and what was written by topic, add up to the batches that were acknowledged."""

    def decide(one: Record) -> Effects:
        if one.value == b"bad":
            raise PoisonError(Reason.UNDECODABLE, "not JSON")
        return copy(one) if one.value == b"x" else Effects()

    counted = Stage("counted", ("news.raw",), decide)
    stream = batches([], [record(0), record(1, b"bad")], [record(2, b"seen")])
    await run(stream, counted, FakeOutbox([]), Health(), pytest.fail)

    def value(name: str, **labels: str) -> float | None:
        return REGISTRY.get_sample_value(name, {"stage": "counted"} | labels)

    assert value("newsstream_records_total", outcome="decided", reason="") == 1
    assert value("newsstream_records_total", outcome="quarantined", reason="undecodable") == 1
    assert value("newsstream_records_total", outcome="passed_by", reason="") == 1
    assert value("newsstream_delivered_total", topic="news.outcomes") == 1
    assert value("newsstream_end_to_end_seconds_count") == 3


async def test_a_bug_that_leaves_a_memory_half_changed_stops_the_worker_without_acknowledging() -> None:
    """Nothing that the stage would say from here on counts."""

    def decide(_: Record) -> Effects:
        raise BrokenStateError

    diary: list[str] = []
    stops: list[bool] = []
    health = Health(partitions=frozenset({0}))
    stateful = Stage("dedup", ("news.tagged",), decide, FakeState(diary, health))
    stream = batches(diary, [record(0)], [record(1)])
    await run(stream, stateful, FakeOutbox(diary), health, lambda: stops.append(True))
    assert (diary, stops) == (["claim", "recover", "its memory is being read back: 0 of 0 records"], [True])


async def test_a_state_is_recovered_once_and_again_when_it_was_forgotten() -> None:
    """The outbox is claimed first, so that nobody else writes while the state is read back."""
    diary: list[str] = []
    health = Health(partitions=frozenset({0}))
    state = FakeState(diary, health)

    async def stream() -> AsyncIterator[Sequence[FakeEvent]]:
        async for batch in batches(diary, [record(0)], [record(1)], [record(2)]):
            yield batch
            if batch[0].record.offset == 1:
                state.forget()

    await run(stream(), Stage("dedup", ("news.tagged",), copy, state), FakeOutbox(diary), health, pytest.fail)
    recovery = ["claim", "recover", "its memory is being read back: 0 of 0 records"]
    done = [["deliver 1 events, 1 rows", f"ack {offset}"] for offset in range(3)]
    assert diary == recovery + done[0] + done[1] + recovery + done[2]
    assert health.problems() == []


async def test_a_lost_claim_stops_the_worker_without_acknowledging() -> None:
    """Another worker judges now: what this one decided was not written and must not be acknowledged."""

    class Fenced(FakeOutbox):
        async def deliver(self, events: Sequence[Outgoing], state: Sequence[Outgoing]) -> None:
            raise LostClaimError(len(events), len(state))

    diary: list[str] = []
    stops: list[bool] = []
    health = Health(partitions=frozenset({0}))
    stateful = Stage("dedup", ("news.tagged",), copy, FakeState(diary, health, is_here=True))
    await run(batches(diary, [record(0)]), stateful, Fenced(diary), health, lambda: stops.append(True))
    assert (diary, stops) == ([], [True])


async def test_a_claim_that_broke_off_is_made_again_before_the_batch_is_judged_again() -> None:
    """What was written of the batch is known to the state only: it is read back, and then all is decided anew."""

    class Broken(FakeOutbox):
        async def deliver(self, events: Sequence[Outgoing], state: Sequence[Outgoing]) -> None:
            if not self.failures:
                return await super().deliver(events, state)
            self.failures -= 1
            self.diary.append("broken")
            raise BrokenClaimError

    diary: list[str] = []
    health = Health(partitions=frozenset({0}))
    state = FakeState(diary, health, is_here=True)
    stateful = Stage("dedup", ("news.tagged",), copy, state)
    await run(batches(diary, [record(0)]), stateful, Broken(diary, failures=1), health, pytest.fail)
    assert diary[0] == "broken"
    assert diary.index("claim") < diary.index("recover") < diary.index("ack 0")
    assert state.is_here


async def test_a_batch_whose_partitions_go_elsewhere_in_the_middle_is_left_to_come_again() -> None:
    """Nothing of it is judged without the state, delivered or acknowledged; it is no bug either."""
    diary: list[str] = []
    health = Health(partitions=frozenset({0}))
    state = FakeState(diary, health, is_here=True)

    def decide(one: Record) -> Effects:
        state.forget()
        return copy(one)

    stateful = Stage("dedup", ("news.tagged",), decide, state)
    await run(batches(diary, [record(0), record(1)]), stateful, FakeOutbox(diary), health, pytest.fail)
    assert diary == []
