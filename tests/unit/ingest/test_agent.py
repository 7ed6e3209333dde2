"""The visits of one share: what is written, and what a bug in one source does to the others."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from schemas.feed import FeedRow, Rhythm
from streams.engine.health import Health
from streams.engine.records import Outgoing
from streams.engine.shares import Share, partition_of
from streams.ingest.agent import Ingest, Watched, _Visits
from streams.ingest.counting import Standing, standing_of
from streams.ingest.feeds import Step
from streams.ingest.loop import Due, Slot, Slots
from streams.ingest.rows import apply_rows, instant, row_of
from streams.ingest.sources import Kind, Source
from streams.ingest.writer import Writer

NOW_MS = 1_773_480_600_000


@dataclass
class Reader:
    """Gives the steps that a test wants, or a bug."""

    steps: list[Step] = field(default_factory=list)
    has_bug: bool = False

    async def visit(self, source: Source, row: FeedRow, slot: Slot) -> AsyncIterator[Step]:
        """Give them."""
        del source, row
        await slot.take()
        for step in self.steps:
            yield step
        if self.has_bug:
            msg = "an unheard-of feed"
            raise LookupError(msg)


@dataclass
class Outbox:
    """Keeps what is written."""

    events: list[Outgoing] = field(default_factory=list)
    rows: list[FeedRow] = field(default_factory=list)

    async def claim(self) -> None:
        """Nothing to claim."""

    async def deliver(self, events: Sequence[Outgoing], state: Sequence[Outgoing]) -> None:
        """Keep it."""
        self.events += events
        self.rows += [FeedRow.decode(one.value or b"") for one in state]


async def visit(
    reader: Reader, source: Source, *, times: int = 1, is_once: bool = False
) -> tuple[Outbox, Due[Watched] | None]:
    """Visit a source some times; give what was written, and its next turn."""
    seen: list[Step] = []
    ingest = Ingest(
        "", [source], {source.kind: reader}, Slots(1), Health(), lambda _, step: seen.append(step), is_once=is_once
    )
    outbox, due = Outbox(), None
    writer = Writer(outbox)
    writing = asyncio.create_task(writer.run())
    watched = Watched(source, row_of(source, None))
    for _ in range(times):
        due = await _Visits(ingest, Share(1, 2), writer).visit(Due(watched, 0.0))
    writing.cancel()
    return outbox, due


def row(**fields: object) -> FeedRow:
    """Make a row of the source that tests visit."""
    return FeedRow(feed="a", visited_at=instant(NOW_MS), next_at=instant(NOW_MS + 60_000), **fields)


async def test_each_step_is_written_with_its_row() -> None:
    """And the source has its next turn when its row says so."""
    steps = [Step((Outgoing("news.raw", None, b"1"),), row(records=1), "200"), Step((), row(records=1), "")]
    outbox, due = await visit(Reader(steps), Source("a", "https://a.example/"))
    assert [one.value for one in outbox.events] == [b"1"]
    assert [one.records for one in outbox.rows] == [1, 1]
    assert due is not None
    assert due.at_seconds == (NOW_MS + 60_000) / 1000


async def test_visited_once_there_is_no_next_turn() -> None:
    """Nor for a source that is retired."""
    _, due = await visit(Reader([Step((), row(), "200")]), Source("a", "https://a.example/"), is_once=True)
    assert due is None
    _, due = await visit(Reader([Step((), FeedRow(feed="a"), "410")]), Source("a", "https://a.example/"))
    assert due is None


async def test_a_bug_is_a_failure_of_its_source(caplog: pytest.LogCaptureFixture) -> None:
    """What came before it is written, the row says what happened, and it is tried again later."""
    steps = [Step((Outgoing("news.raw", None, b"1"),), row(records=1), "200")]
    outbox, due = await visit(Reader(steps, has_bug=True), Source("a", "https://me:secret@a.example/"))
    assert len(outbox.events) == 1
    assert outbox.rows[-1].problem == "a bug of newsstream met it: LookupError"
    assert outbox.rows[-1].rhythm.failures == 1
    assert due is not None
    assert "a bug met" in caplog.text
    assert "secret" not in caplog.text


async def test_what_cannot_be_remembered_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that Kafka would refuse is a failure of its source; the records that it includes stay where they are."""
    monkeypatch.setattr("streams.ingest.agent.ROW_BYTES", 2_000)
    step = Step((Outgoing("news.raw", None, b"1"),), row(files="x" * 3_000), "200")
    outbox, _ = await visit(Reader([step]), Source("a", "https://a.example/"))
    assert outbox.events == []
    assert (outbox.rows[-1].problem or "").startswith("it shows more than can be remembered of it: 3,")


async def test_that_a_folder_has_nothing_new_is_written_now_and_then() -> None:
    """Once, and not at every look."""
    step = Step((), row(), "file")
    outbox, due = await visit(Reader([step]), Source("a", "a", Kind.FOLDER), times=5)
    assert len(outbox.rows) == 1
    assert due is not None


def test_a_source_belongs_to_the_partition_of_its_id() -> None:
    """To one of them, as any Kafka client would have it."""
    ids = [f"https://{number}.example/rss".encode() for number in range(50)]
    for one in ids:
        assert [Share(number, 4).has(one) for number in range(4)].count(True) == 1
    assert {partition_of(one, 4) for one in ids} == {0, 1, 2, 3}
    assert partition_of(b"21", 1_000) == 340  # Kafka's own murmur2 of "21" is -973932308


def test_of_the_rows_of_a_source_the_last_counts() -> None:
    """One that was deleted, or is of another form, is forgotten."""
    found: dict[str, FeedRow] = {}
    apply_rows(found, [(b"a", row(records=1).encode()), (b"a", row(records=2).encode()), (b"b", b'{"form": 9}')])
    assert {name: one.records for name, one in found.items()} == {"a": 2}
    apply_rows(found, [(b"a", None)])
    assert found == {}


def test_how_a_source_stands() -> None:
    """By its row."""
    rhythms = (Rhythm(), Rhythm(last_ms=1), Rhythm(last_ms=1, failures=1), Rhythm(failures=1, is_retired=True))
    assert [standing_of(FeedRow(feed="a", rhythm=one)) for one in rhythms] == list(Standing)
