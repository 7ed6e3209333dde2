"""The sources of one raw partition: a sketch each, within a capacity, as rows of `news.sources.state`.

Called by normalize's agent and by `newsstream process`. What is remembered is a function of the partition's records in
their order alone, so each raw topic and partition has its own: how two of them interleave is chance.
"""

from collections import OrderedDict
from collections.abc import Iterable

from schemas.article import NormalizedArticle
from schemas.outcome import Outcome
from schemas.source import SourceRow
from streams.normalize.memory import learn
from streams.normalize.source import UNKNOWN_SOURCE

SOURCES = 20_000
"""Of a partition; the one that was not seen for longest goes first."""
MAX_SOURCE = 255
"""A host name has no more characters; a longer name would let its sender choose the size of our rows."""

StateRecord = tuple[bytes, bytes | None]
"""Key and value for the state topic; without a value it takes the key's row away."""


class Sources:
    """What is remembered of each source, kept as encoded rows: some 2 KB a source instead of ten times that."""

    def __init__(self, topic: str, partition: int, capacity: int = SOURCES) -> None:
        """Begin with nothing known."""
        self._place = topic, partition
        self._capacity = capacity
        self._rows: OrderedDict[str, bytes] = OrderedDict()

    def __len__(self) -> int:
        """Give the number of sources that are remembered."""
        return len(self._rows)

    def row(self, source: str) -> SourceRow | None:
        """Give what is remembered of a source."""
        value = self._rows.get(source)
        return SourceRow.decode(value) if value else None

    def learn(
        self, before: SourceRow | None, source: str, offset: int, results: Iterable[NormalizedArticle | Outcome]
    ) -> tuple[StateRecord, ...]:
        """Remember the articles of the record at `offset`; give the rows that say so, none when it taught nothing."""
        if source == UNKNOWN_SOURCE or len(source) > MAX_SOURCE:
            return ()
        sketch = known = before.articles if before else ()
        for result in results:
            if isinstance(result, NormalizedArticle):
                sketch = learn(sketch, result)
        if sketch is known:
            return ()
        topic, partition = self._place
        return self.put(SourceRow(topic=topic, partition=partition, offset=offset, source=source, articles=sketch))

    def put(self, row: SourceRow) -> tuple[StateRecord, ...]:
        """Keep a row, as the last one seen; give it for the topic, and what had to go for it."""
        value = row.encode()
        self._rows[row.source] = value
        self._rows.move_to_end(row.source)
        if len(self._rows) <= self._capacity:
            return ((row.key(), value),)
        _, gone = self._rows.popitem(last=False)
        return ((row.key(), value), (SourceRow.decode(gone).key(), None))
