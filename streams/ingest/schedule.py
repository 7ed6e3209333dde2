"""When to come to a feed again: by its own rhythm, by what it asks for, and ever more rarely while it fails.

Called after each fetch. Pure: times come in, and the jitter is of the feed's id, so that two instances agree.
"""

from dataclasses import dataclass
from enum import StrEnum

from xxhash import xxh3_64_intdigest

from schemas.feed import Rhythm
from streams.ingest.sources import Source

__all__ = ["Fetch", "Fetched", "Next", "Rhythm", "first_poll", "next_poll"]

START_SECONDS = 900
"""Between the fetches of a feed of which nothing is known yet."""
MEMORY_DAYS = 7.0
"""Days after which an entry counts for half."""
EXPECTED = 0.5
"""A feed is fetched when so many new entries are to be expected."""
LONGEST_ASKED_SECONDS = 7 * 86_400
"""A server that asks for more time than this is not taken at its word."""
MAX_DOUBLINGS = 16


class Fetched(StrEnum):
    """How a fetch went, for the purpose of the next one."""

    FRESH = "fresh"
    SAME = "same"
    """Nothing new: a 304, the same bytes, or only entries that were known."""
    FAILED = "failed"
    GONE = "gone"
    """410: the feed is retired."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """A fetch that has ended, and what server and document asked for."""

    how: Fetched
    at_ms: int
    """When it ended, epoch milliseconds."""
    appeared_ms: tuple[int, ...] = ()
    """When the new entries appeared: the times that they say, as far as they can be, else the time of the fetch."""
    ttl_seconds: int | None = None
    max_age_seconds: int | None = None
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """When to come again, and why then."""

    rhythm: Rhythm
    at_ms: int | None
    """Epoch milliseconds; None for a feed that is retired."""
    why: str


def first_poll(source: Source, started_ms: int) -> int:
    """Give the time of the first fetch of a new feed: spread, as not all may come at once."""
    return started_ms + int(source.shortest_seconds * 1000 * _fraction(source.id, 0))


def next_poll(rhythm: Rhythm, source: Source, fetch: Fetch) -> Next:
    """Give the next fetch after one that ended."""
    if fetch.how is Fetched.GONE:
        return Next(rhythm.model_copy(update={"is_retired": True, "last_ms": fetch.at_ms}), None, "gone for good")
    failures = rhythm.failures + 1 if fetch.how is Fetched.FAILED else 0
    after = rhythm.model_copy(update={"failures": failures, "last_ms": fetch.at_ms})
    seconds = min(START_SECONDS * 2 ** min(failures, MAX_DOUBLINGS), source.longest_seconds)
    asked = max(fetch.ttl_seconds or 0, fetch.max_age_seconds or 0, fetch.retry_after_seconds or 0)
    seconds = max(seconds, source.shortest_seconds, min(asked, LONGEST_ASKED_SECONDS))
    jitter = 1 + 0.2 * (_fraction(source.id, fetch.at_ms) - 0.5)
    return Next(after, fetch.at_ms + int(seconds * 1000 * jitter), "")


def _fraction(feed: str, salt: int) -> float:
    """A number from 0 up to 1 that looks like chance and is always the same."""
    return xxh3_64_intdigest(feed.encode(), seed=salt & 0xFFFF_FFFF) / 2**64
