"""A log in memory, for what reads one."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import replace

import pytest

from streams.engine.records import Record
from streams.engine.spans import Log, Span

LogOf = Callable[..., Log]


class FakeLog(Log):
    """Records in memory; what is derived from the reading of them is the real one's."""

    def __init__(self, records: Sequence[Record], committed: Mapping[tuple[str, int], int]) -> None:
        self.looked_through = 0
        self._committed = committed
        self._records: dict[tuple[str, int], dict[int, Record]] = {}
        for record in records:
            self._records.setdefault((record.topic, record.partition), {})[record.offset] = record

    async def spans(self, topics: Collection[str]) -> list[Span]:
        """Give what every partition holds."""
        return [
            Span(*place, min(records), max(records) + 1)
            for place, records in sorted(self._records.items())
            if place[0] in topics
        ]

    async def since(self, spans: Sequence[Span], timestamp_ms: int) -> list[Span]:
        """Cut spans down to the first record of a time or later, as the broker finds it."""
        return [replace(span, begin=self._first(span, timestamp_ms)) for span in spans]

    def _first(self, span: Span, timestamp_ms: int) -> int:
        records = self._records[span.topic, span.partition]
        found = (offset for offset, one in sorted(records.items()) if one.timestamp_ms >= timestamp_ms)
        return max(span.begin, min(span.end, next(found, span.end)))

    async def committed(self, group: str) -> Mapping[tuple[str, int], int]:
        """Give where every group stands."""
        del group
        return self._committed

    async def read(self, spans: Sequence[Span]) -> AsyncIterator[list[Record]]:
        """Yield one record at a time."""
        for span in spans:
            records = self._records[span.topic, span.partition]
            for offset in range(span.begin, span.end):
                if offset in records:
                    self.looked_through += 1
                    yield [records[offset]]


@pytest.fixture
def log_of() -> LogOf:
    """Give what makes a log of records, and of where the groups stand in each partition."""

    def make(records: Sequence[Record], committed: Mapping[tuple[str, int], int] | None = None) -> Log:
        return FakeLog(records, committed or {})

    return make
