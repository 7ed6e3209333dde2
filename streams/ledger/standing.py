"""What the topics hold, and what of it stands before the stages: not yet acknowledged; for `audit` and `trace`."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from streams.engine.records import Record
from streams.engine.spans import Log, Span
from streams.errors import BrokerError
from streams.ledger.entries import names_in, stage_inputs

LOOKED_THROUGH = 20_000
"""Records before a stage that are read for a name: more of them take seconds, and get fewer by themselves."""


async def needed_spans(log: Log, topics: Sequence[str]) -> list[Span]:
    """Give what the partitions of topics hold.

    Raises:
        BrokerError: none of the topics exists.
    """
    spans = await log.spans(topics)
    if not spans:
        msg = f"no topic {' or '.join(topics)} here: `newsstream topics apply` makes those of the cards"
        raise BrokerError(msg)
    return spans


async def standing_before(log: Log, topic: str, group: str) -> list[Span]:
    """Give what a group has not acknowledged: where it stands is asked before where the topic ends."""
    committed = await log.committed(group)
    spans = await log.spans((topic,))
    return [replace(one, begin=max(one.begin, committed.get((topic, one.partition), 0))) for one in spans]


async def standing_under(log: Log, names: Collection[str]) -> Record | None:
    """Find the article with one of these names that has come furthest; of more records than are read the first ones."""
    for topic, group in reversed(list(stage_inputs().items())):
        spans = await standing_before(log, topic, group)
        each = LOOKED_THROUGH // max(1, len(spans))
        async for records in log.read([replace(one, end=min(one.end, one.begin + each)) for one in spans]):
            for record in records:
                if not set(names).isdisjoint(names_in(record.value)):
                    return record
    return None
