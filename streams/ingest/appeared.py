"""When entries appeared, by their own word: the order in which they go out, and the rhythm of their feed.

Called by `known` and by the loop for `schedule`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from streams.ingest.document import Entry
from streams.normalize.times.choose import moment_of

Kind = TypeVar("Kind")
DAY_MS = 86_400_000


def stated_ms(entry: Entry) -> int | None:
    """Give when it says that it was published, epoch milliseconds; a time without zone as if of UTC; None for none."""
    at = moment_of(entry.published_raw or entry.updated_raw or "").at
    try:
        parsed = datetime.fromisoformat(at) if at else None
    except ValueError:  # a year or a month alone
        return None
    if parsed is None:
        return None
    return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp() * 1000)


def appeared_ms(entry: Entry, since_ms: int, now_ms: int) -> int:
    """Give when a new entry appeared: as it says, if that is since the last fetch; else now."""
    stated = stated_ms(entry)
    return stated if stated is not None and since_ms <= stated <= now_ms else now_ms


def oldest_first(fresh: Sequence[tuple[Entry, Kind]]) -> tuple[tuple[Entry, Kind], ...]:
    """Order entries that came last one first: by their times if all have one, else turned round."""
    times = [stated_ms(entry) for entry, _ in fresh]
    if any(time is None for time in times):
        return tuple(fresh)
    order = sorted(range(len(fresh)), key=lambda index: times[index] or 0)
    return tuple(fresh[index] for index in order)
