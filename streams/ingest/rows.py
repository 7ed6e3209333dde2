"""How a source's row goes on: what a visit makes of it. Pure; called by `feeds`, `files` and the loop.

A move is followed for good only when it was told three times in a row: a server that is being rebuilt for an hour says
301 as well. And whoever moved and then fails is asked at its old address again.
"""

from contextlib import suppress
from datetime import UTC, datetime

from xxhash import xxh3_64_hexdigest

from schemas.feed import FeedRow, Web
from schemas.wire import InvalidRecordError
from streams.engine.state import Rows
from streams.ingest.schedule import Fetch, next_poll
from streams.ingest.sources import Source
from streams.ingest.urls import may_be_kept

MOVED_TIMES = 3
MAX_PROBLEM = 300


def apply_rows(found: dict[str, FeedRow], rows: Rows) -> None:
    """Add rows as they stand in their topic: of those of one source the last counts."""
    for key, value in rows:
        found.pop(key.decode("utf-8", "replace"), None)
        with suppress(InvalidRecordError):  # deleted, or of another form: that source begins anew
            row = FeedRow.decode(value or b"")
            found[row.feed] = row


def row_of(source: Source, row: FeedRow | None) -> FeedRow:
    """Give the row of a source; one of another address keeps what was taken, and forgets how that address answered."""
    listed = xxh3_64_hexdigest(source.location.encode())
    if row is None:
        return FeedRow(feed=source.id, listed=listed)
    if row.listed == listed:
        return row
    rhythm = row.rhythm.model_copy(update={"failures": 0, "is_retired": False})
    return row.model_copy(update={"listed": listed, "web": Web(), "rhythm": rhythm, "next_at": None, "problem": None})


def address_of(source: Source, row: FeedRow) -> str:
    """Give the address at which a feed is asked: the listed one, or where it has moved for good."""
    return row.web.moved_to if row.web.moved_to and row.web.moved_times >= MOVED_TIMES else source.location


def moved(source: Source, web: Web, moved_to: str | None) -> Web:
    """Note where permanent redirects led, or that there were none."""
    has_moved = web.moved_times >= MOVED_TIMES
    if moved_to is None or not may_be_kept(moved_to, source.location):
        return web if has_moved else web.model_copy(update={"moved_to": None, "moved_times": 0})
    times = web.moved_times + 1 if web.moved_to == moved_to else 1
    return web.model_copy(update={"moved_to": moved_to, "moved_times": times})


def visited(row: FeedRow, source: Source, fetch: Fetch, problem: str | None = None, records: int = 0) -> FeedRow:
    """Give the row after a visit, with the time of the next one; `problem` is what was wrong, in words."""
    following = next_poll(row.rhythm, source, fetch)
    return row.model_copy(
        update={
            "rhythm": following.rhythm,
            "next_at": None if following.at_ms is None else instant(following.at_ms),
            "problem": problem[:MAX_PROBLEM] if problem else None,
            "records": row.records + records,
            "visited_at": instant(fetch.at_ms),
        }
    )


def instant(at_ms: int) -> datetime:
    """Give epoch milliseconds as a point in time."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)
