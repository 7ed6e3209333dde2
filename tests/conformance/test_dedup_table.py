"""What dedup's memory promises, whether it was filled row by row, page by page, or read back after a compaction."""

from array import array
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.relation import EventKind
from schemas.state import StateRow, TextState
from streams.dedup.pages import Page
from streams.dedup.table import SHARE, Table
from streams.dedup.texts import Entry

CAPACITY = 16
Filler = Callable[[Sequence[StateRow], int], Table]


def row(offset: int, name: int, source: int, prints: Sequence[int]) -> StateRow:
    """Give the row of version 1 of an article, whose key is its name."""
    return StateRow(
        offset=offset,
        born=offset,
        family=offset,
        raw=(0, offset, 0, 1),
        expected=(offset, 0),
        source=source,
        retrieved_at=0.0,
        published=(0, 0),
        clock=0.0,
        uri=(name, name),
        version=1,
        versions=1,
        event=EventKind.CREATED,
        is_head=True,
        is_indexed=True,
        keys=(1_000 + name,),
        text=TextState(0, 2_000 + name, 100, array("I", prints), array("I", range(name % 40)), signature=2),
        fields=(0,) * 6,
        notes=0,
    )


def one_by_one(rows: Sequence[StateRow], capacity: int) -> Table:
    """Put each row alone, as it is when it is judged."""
    table = Table(capacity, capacity)
    for one in rows:
        table.put_one(one.encode())
    return table


def compacted(rows: Sequence[StateRow], capacity: int) -> Table:
    """Put the last row of each version, in their order, in one page, as much of it as there is room for."""
    table = Table(capacity, capacity)
    last = {one.key(): one for one in rows}
    page = sorted(last.values(), key=lambda one: one.offset)[-capacity:]
    if page:
        table.put(Page.read([one.encode() for one in page]))
    return table


FILLERS = pytest.mark.parametrize("fill", [one_by_one, compacted])
ROWS = st.lists(
    st.tuples(st.integers(1, 40), st.lists(st.integers(0, 2**32 - 1), max_size=60)), max_size=CAPACITY * 3
).map(lambda drawn: [row(at, name, name, prints) for at, (name, prints) in enumerate(drawn)])


@FILLERS
@given(rows=ROWS)
def test_the_last_seen_are_there_whole(fill: Filler, rows: list[StateRow]) -> None:
    """Exactly the last seen are found, by uri, key and letters, and say what their row says."""
    table = fill(rows, CAPACITY)
    newest = {one.uri: one for one in rows}
    kept = sorted(newest.values(), key=lambda one: one.offset)[-CAPACITY:]
    assert len(table) == len(kept)
    for one in newest.values():
        slots = table.chain(*one.uri)
        assert bool(slots) is (one in kept)
        assert (table.keyed(one.keys[0]) == one.uri) is (one in kept)
        if slots:
            entry = table.entry(slots[0])
            assert (entry.text.fingerprints, entry.text.numbers) == (one.text.fingerprints, one.text.numbers)
            assert table.lettered(one.text.exact) == slots


@FILLERS
@given(prints=st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=60, unique=True))
def test_a_text_is_found_by_its_smallest_fingerprints(fill: Filler, prints: list[int]) -> None:
    """Two copies store the same choice of fingerprints, so that one finds the other."""
    table = fill([row(0, 1, 1, prints)], CAPACITY)
    page = Page.read([row(1, 2, 1, prints).encode()])
    assert len(list(table.holders(page.prints()[1].tolist()))) == min(len(prints), 12)


@FILLERS
def test_a_bucket_is_bounded(fill: Filler) -> None:
    """However many texts share a fingerprint, a look-up gives a handful, the newest among them."""
    table = fill([row(at, at + 1, at, [77]) for at in range(100)], 1_000)
    assert sorted(table.holder(slot).born for _, slot in table.holders([77])) == list(range(92, 100))


def test_a_source_pushes_out_itself() -> None:
    """A flood of one source leaves what others sent, and its own newest."""
    others = [row(at, at + 1, at, [at]) for at in range(8)]
    flood = [row(at, at + 1, 99, [at]) for at in range(8, 500)]
    table = one_by_one([*others, *flood], 64)
    assert all(table.chain(*one.uri) for one in others)
    assert [bool(table.chain(*one.uri)) for one in flood[-64 // SHARE - 1 :]] == [False] + [True] * (64 // SHARE)


def test_a_source_that_is_gone_leaves_nothing() -> None:
    """What is counted by source is bounded by what is remembered, not by all the sources there ever were."""
    table = one_by_one([row(at, at + 1, at, [at]) for at in range(100)], CAPACITY)
    assert table.sources == len(table) == CAPACITY


@given(rows=ROWS, prints=st.lists(st.integers(0, 40), min_size=1, max_size=20, unique=True))
def test_a_row_alone_goes_the_way_of_a_page(rows: list[StateRow], prints: list[int]) -> None:
    """Rows that crowd the same buckets, of any age, are found alike whether they came alone or together."""
    spread = array("I", [one * 2_654_435_761 % 2**32 for one in prints])  # buckets in no order
    last = {one.uri: one._replace(text=one.text._replace(fingerprints=spread)) for one in rows}
    alone, together = one_by_one([*last.values()], 100), compacted([*last.values()], 100)
    assert [_held(alone, one) for one in last.values()] == [_held(together, one) for one in last.values()]
    assert _found(alone, spread) == _found(together, spread)


@given(rows=ROWS, gone=st.sets(st.integers(1, 40), max_size=30))
def test_what_is_forgotten_leaves_nothing(rows: list[StateRow], gone: set[int]) -> None:
    """Many are forgotten at once as they are one by one: nothing leads to them, and their room is free."""
    table = compacted(rows, 100)
    table.forget([row(0, name, name, ()).key() for name in gone])
    kept = {one.uri: one for one in rows if one.uri[0] not in gone}
    assert len(table) == len(kept)
    assert {one.uri for one in rows if table.chain(*one.uri)} == set(kept)
    assert {table.holder(slot).born for _, slot in table.holders(range(2**10))} <= {one.offset for one in kept.values()}


def _held(table: Table, one: StateRow) -> list[Entry]:
    return [table.entry(slot) for slot in table.chain(*one.uri)]


def _found(table: Table, asked: Sequence[int]) -> list[tuple[int, int]]:
    return sorted((at, table.holder(slot).born) for at, slot in table.holders(asked))
