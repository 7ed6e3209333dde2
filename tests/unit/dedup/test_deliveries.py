"""A delivery is known after it came, and only then, in whatever order they come."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from streams.dedup.deliveries import COLUMNS, Deliveries, Delivery

ITEMS = 2
PLACES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, ITEMS - 1)), max_size=40)


def at(offset: int, item: int = 0, items: int = 1, partition: int = 0) -> Delivery:
    """Give a place in news.raw."""
    return partition, offset, item, items


def add(deliveries: Deliveries, raw: Delivery) -> None:
    """Deliver as the judge does."""
    deliveries.add(raw, deliveries.expected(raw), 0)


@given(PLACES)
def test_exactly_the_delivered_are_known(places: list[tuple[int, int]]) -> None:
    """After any sequence of deliveries, with repeats and gaps, each place is known or not as it came or not."""
    deliveries = Deliveries(partitions=1, gaps=100)
    for offset, item in places:
        add(deliveries, at(offset, item, ITEMS))
    known = {(o, i) for o in range(15) for i in range(ITEMS) if deliveries.has(at(o, i, ITEMS))}
    assert known == set(places)


def test_partitions_do_not_mix() -> None:
    """The same offset of another partition is another delivery."""
    deliveries = Deliveries(partitions=2, gaps=1)
    add(deliveries, at(3))
    assert not deliveries.has(at(3, partition=1))


def test_of_too_many_gaps_none_is_taken_for_delivered() -> None:
    """The lowest become one, with what lies between: an article may be judged twice, but a late one is never lost."""
    deliveries = Deliveries(partitions=1, gaps=2)
    for offset in (2, 5, 8):
        add(deliveries, at(offset))
    missing = [offset for offset in range(9) if not deliveries.has(at(offset))]
    assert missing == [0, 1, 2, 3, 4, 6, 7]


def test_the_least_fed_partition_is_forgotten_first() -> None:
    """Beyond the capacity of partitions the least recently fed goes."""
    deliveries = Deliveries(partitions=2, gaps=1)
    for partition in (0, 1, 0, 2):
        add(deliveries, at(0 if partition else len(deliveries), partition=partition))
    assert [deliveries.has(at(0, partition=partition)) for partition in (0, 1, 2)] == [True, False, True]


def test_a_compacted_row_leaves_no_gap() -> None:
    """A row that says what was next before it keeps a missing older row from looking like a gap."""
    deliveries = Deliveries(partitions=1, gaps=10)
    deliveries.add(at(9), expected=(9, 0), row=0)
    assert deliveries.has(at(4))


ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 12), st.integers(0, ITEMS - 1), st.integers(0, 12)), max_size=40
)


@given(rows=ROWS, cut=st.integers(0, 40))
def test_many_rows_say_what_each_of_them_says(rows: list[tuple[int, int, int, int]], cut: int) -> None:
    """A page of rows leaves the same marks, gaps and last rows as the rows one by one, whatever their order."""
    alone, together = Deliveries(partitions=2, gaps=3), Deliveries(partitions=2, gaps=3)
    told = [
        (partition, offset, item, ITEMS, min(before, offset), 0, row)
        for row, (partition, offset, item, before) in enumerate(rows)
    ]
    for partition, offset, item, items, before, first, row in told:
        alone.add((partition, offset, item, items), (before, first), row)
    for page in (told[:cut], told[cut:]):
        together.add_all(np.array(page, [(name, "<u8") for name in COLUMNS]))
    assert _seen(together, len(told)) == _seen(alone, len(told))


def _seen(deliveries: Deliveries, rows: int) -> tuple[list[bool], list[bool]]:
    places = [at(o, i, ITEMS, partition) for partition in range(3) for o in range(15) for i in range(ITEMS)]
    return [deliveries.has(place) for place in places], [deliveries.needs(row) for row in range(rows)]
