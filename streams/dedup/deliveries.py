"""Deliveries: which articles of the raw topics were judged, so that one that comes twice is dropped.

Called by the judge, with one row or with all that a read of the topic brought. A raw partition comes nearly in order,
so one high-water mark and the gaps below it say what was seen.
"""

from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Place = tuple[int, int]
"""A raw offset and an item: the order of deliveries in a raw partition."""

BEGINNING: Place = (0, 0)
Delivery = tuple[int, int, int, int]
"""Raw partition (64 bits of topic and number), offset, item, and how many items the record holds."""
COLUMNS = ["raw_partition", "raw_offset", "raw_item", "raw_items", "expected_offset", "expected_item", "offset"]
"""What a row of the memory says of the delivery that it came with."""
NO_ROW = -1


@dataclass(slots=True)
class _Partition:
    expected: Place = BEGINNING
    gaps: list[tuple[Place, Place]] = field(default_factory=list)
    row: int = NO_ROW

    def gap_at(self, place: Place) -> int | None:
        at = bisect_right(self.gaps, place, key=lambda gap: gap[0]) - 1
        return at if at >= 0 and place < self.gaps[at][1] else None


class Deliveries:
    """What was delivered, by raw topic and partition."""

    def __init__(self, partitions: int, gaps: int) -> None:
        """Hold at most `partitions`, the least recently fed going first, and `gaps` in each.

        Of too many gaps the lowest become one, with what lies between them: an article that comes twice from there
        would be judged twice, but one that is late is never taken for a copy of itself and lost.
        """
        self._capacity = partitions
        self._gaps = gaps
        self._partitions: OrderedDict[int, _Partition] = OrderedDict()
        self._rows: set[int] = set()

    def __len__(self) -> int:
        """Give the number of raw partitions that are remembered."""
        return len(self._partitions)

    def has(self, raw: Delivery) -> bool:
        """Tell whether the article at `raw` was delivered before."""
        partition = self._partitions.get(raw[0])
        place = raw[1:3]
        return partition is not None and place < partition.expected and partition.gap_at(place) is None

    def expected(self, raw: Delivery) -> Place:
        """Give the place that was to be next in the partition of `raw`."""
        partition = self._partitions.get(raw[0])
        return partition.expected if partition else BEGINNING

    def needs(self, row: int) -> bool:
        """Tell whether the row at this offset of the sequence is the last of a raw partition: it says what was seen."""
        return row in self._rows

    def add(self, raw: Delivery, expected: Place, row: int) -> None:
        """Remember a delivery, told by the row at that offset; what lies between `expected` and it may still come."""
        partition = self._fed(raw[0], row)
        place = raw[1:3]
        if place >= partition.expected:
            if expected < place:
                partition.gaps.append((expected, place))
            partition.expected = _behind(raw)
        elif (at := partition.gap_at(place)) is not None:
            begin, end = partition.gaps[at]
            rest = ((begin, place), (_behind(raw), end))
            partition.gaps[at : at + 1] = [gap for gap in rest if gap[0] < gap[1]]
        self._make_room(partition)

    def add_all(self, rows: np.ndarray) -> None:
        """Remember the deliveries that rows with `COLUMNS` tell of, in their order."""
        rows = rows[COLUMNS]
        partitions, which = np.unique(rows["raw_partition"], return_inverse=True)
        if len(self._partitions.keys() | set(partitions.tolist())) > self._capacity:
            self._add_each(rows)
            return
        groups = [np.flatnonzero(which == one) for one in range(len(partitions))]
        for group in sorted(groups, key=lambda group: int(group[-1])):
            self._add_group(rows[group])

    def _add_group(self, rows: np.ndarray) -> None:
        """Remember rows of one partition: mostly each comes behind the one before, and few leave a gap."""
        number, *last = rows[-1].tolist()
        known = self._partitions.get(number)
        if (known and rows[0].tolist()[1:3] < known.expected) or not _are_rising(rows):
            self._add_each(rows)
            return
        partition = self._fed(number, last[-1])
        late = _is_before(rows["expected_offset"], rows["expected_item"], rows["raw_offset"], rows["raw_item"])
        for _, offset, item, _, expected_offset, expected_item, _ in rows[late].tolist():
            partition.gaps.append(((expected_offset, expected_item), (offset, item)))
        partition.expected = _behind((number, *last[:3]))
        self._make_room(partition)

    def _add_each(self, rows: np.ndarray) -> None:
        for partition, offset, item, items, expected_offset, expected_item, row in rows.tolist():
            self.add((partition, offset, item, items), (expected_offset, expected_item), row)

    def _fed(self, number: int, row: int) -> _Partition:
        """Give a partition, which is now the last one fed, by this row."""
        partition = self._partitions.setdefault(number, _Partition())
        self._partitions.move_to_end(number)
        self._rows.discard(partition.row)
        self._rows.add(row)
        partition.row = row
        return partition

    def _make_room(self, partition: _Partition) -> None:
        if (more := len(partition.gaps) - self._gaps) > 0:
            partition.gaps[: more + 1] = [(partition.gaps[0][0], partition.gaps[more][1])]
        if len(self._partitions) > self._capacity:
            _, gone = self._partitions.popitem(last=False)
            self._rows.discard(gone.row)


def _behind(raw: Delivery) -> Place:
    _, offset, item, items = raw
    return (offset, item + 1) if item + 1 < items else (offset + 1, 0)


Column = npt.NDArray[np.uint64]


def _is_before(offset: Column, item: Column, other_offset: Column, other_item: Column) -> npt.NDArray[np.bool_]:
    before: npt.NDArray[np.bool_] = (offset < other_offset) | ((offset == other_offset) & (item < other_item))
    return before


def _are_rising(rows: np.ndarray) -> bool:
    """Tell whether each of the rows comes behind the one before."""
    ones, others = rows[:-1], rows[1:]
    return bool(_is_before(ones["raw_offset"], ones["raw_item"], others["raw_offset"], others["raw_item"]).all())
