"""Candidates come from shared fingerprints, without boilerplate, within the windows of event time."""

from array import array

import pytest

from schemas.relation import EventKind, Window
from schemas.state import StateRow, TextState
from streams.dedup.memory import BOILERPLATE_FAMILIES, DAY_SECONDS, MAX_CANDIDATES, Memory
from streams.dedup.table import Table
from streams.dedup.texts import Text

LANTERN, COURIER = 1, 2
ROW = StateRow(
    offset=0,
    born=0,
    family=0,
    raw=(7, 0, 0, 1),
    expected=(0, 0),
    source=LANTERN,
    retrieved_at=0.0,
    published=(0, 0),
    clock=0.0,
    uri=(1, 0),
    version=1,
    versions=1,
    event=EventKind.CREATED,
    is_head=True,
    is_indexed=True,
    keys=(),
    text=TextState(1, 100, 100, array("I"), array("I"), signature=2),
    fields=(0,) * 6,
    notes=0,
)


def row(offset: int, *fingerprints: int, family: int | None = None) -> StateRow:
    """Give the row of a text with these fingerprints, of a family of its own unless another is named."""
    text = ROW.text._replace(exact=100 + sum(fingerprints), fingerprints=array("I", fingerprints))
    own = offset if family is None else family
    return ROW._replace(offset=offset, born=offset, family=own, uri=(1, offset), text=text)


def text(*fingerprints: int, source: int = LANTERN) -> Text:
    """Give a text with these fingerprints."""
    return Text.of(row(0, *fingerprints).text, source)


def memory_of(*rows: StateRow, articles: int = 100) -> Memory:
    """Remember rows in their order."""
    table = Table(articles, articles)
    for one in rows:
        table.put_one(one.encode())
    return Memory(table, Window(near_days=7, copy_days=31))


def offsets(memory: Memory, sought: Text) -> list[int]:
    """Give the offsets of the candidates."""
    return [one.offset for one in memory.candidates(sought).entries]


def test_most_shared_first() -> None:
    """The text that shares more comes first, the older one of equals."""
    memory = memory_of(row(0, 1), row(1, 2, 3), row(2, 4))
    assert offsets(memory, text(1, 2, 3, 4)) == [1, 0, 2]


def test_a_passage_of_unrelated_stories_is_boilerplate() -> None:
    """A fingerprint in three families finds nobody and counts as common."""
    memory = memory_of(*(row(number, 7, 10 + number) for number in range(BOILERPLATE_FAMILIES)))
    found = memory.candidates(text(7))
    assert (found.entries, found.common) == ((), frozenset({7}))


def test_copies_of_one_story_are_no_boilerplate() -> None:
    """Many copies of one story are one family."""
    memory = memory_of(*(row(number, 7, family=0) for number in range(8)))
    assert len(offsets(memory, text(7))) == MAX_CANDIDATES


@pytest.mark.parametrize(
    ("days", "source", "found"), [(6, LANTERN, True), (8, LANTERN, False), (8, COURIER, True), (32, COURIER, False)]
)
def test_windows(days: float, source: int, found: bool) -> None:  # noqa: FBT001 - a table's column
    """The same source's texts are looked at for 7 days, others' for 31."""
    memory = memory_of(row(0, 7))
    memory.advance(days * DAY_SECONDS)
    assert bool(offsets(memory, text(7, source=source))) is found


def test_time_never_goes_back() -> None:
    """A late or missing time doesn't reopen a window."""
    memory = memory_of(row(0, 7))
    for seconds in (9.0 * DAY_SECONDS, 1.0, None):
        memory.advance(seconds)
    assert offsets(memory, text(7)) == []


def test_a_forgotten_text_is_not_found() -> None:
    """Beyond the capacity the version that was seen least recently leaves every table."""
    memory = memory_of(row(0, 7), row(1, 8), articles=1)
    assert (offsets(memory, text(7)), memory.equals(text(7)), offsets(memory, text(8))) == ([], (), [1])
