"""Deliveries: which articles of the raw topics were judged, so that one that comes twice is dropped.

Called by the judge. A raw partition comes nearly in order, so one high-water mark and the gaps below it
say what was seen.
"""

from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field

Place = tuple[int, int]
"""A raw offset and an item: the order of deliveries in a raw partition."""

BEGINNING: Place = (0, 0)
Delivery = tuple[int, int, int, int]
"""Raw partition (64 bits of topic and number), offset, item, and how many items the record holds."""


@dataclass(slots=True)
class _Partition:
    expected: Place = BEGINNING
    gaps: list[tuple[Place, Place]] = field(default_factory=list)

    def gap_at(self, place: Place) -> int | None:
        at = bisect_right(self.gaps, place, key=lambda gap: gap[0]) - 1
        return at if at >= 0 and place < self.gaps[at][1] else None


class Deliveries:
    """What was delivered, by raw topic and partition."""

    def __init__(self, partitions: int, gaps: int) -> None:
        """Hold at most `partitions`, the least recently fed going first, and `gaps` in each.

        Of too many gaps the two lowest become one, with what lies between them: an article that comes twice from there
        would be judged twice, but one that is late is never taken for a copy of itself and lost.
        """
        self._capacity = partitions
        self._gaps = gaps
        self._partitions: OrderedDict[int, _Partition] = OrderedDict()

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

    def add(self, raw: Delivery, expected: Place) -> None:
        """Remember a delivery; what lies between `expected` and it may still come."""
        partition = self._partitions.setdefault(raw[0], _Partition())
        self._partitions.move_to_end(raw[0])
        place = raw[1:3]
        following = (raw[1], raw[2] + 1) if raw[2] + 1 < raw[3] else (raw[1] + 1, 0)
        if place >= partition.expected:
            if expected < place:
                partition.gaps.append((expected, place))
            partition.expected = following
        elif (at := partition.gap_at(place)) is not None:
            begin, end = partition.gaps[at]
            rest = ((begin, place), (following, end))
            partition.gaps[at : at + 1] = [gap for gap in rest if gap[0] < gap[1]]
        if len(partition.gaps) > self._gaps:
            partition.gaps[:2] = [(partition.gaps[0][0], partition.gaps[1][1])]
        if len(self._partitions) > self._capacity:
            self._partitions.popitem(last=False)
