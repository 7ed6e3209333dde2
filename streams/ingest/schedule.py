"""When to come to a feed again: by its own rhythm, by what it asks for, and ever more rarely while it fails.

Called after each fetch. Pure: times come in, and the jitter is of the feed's id, so that two instances agree.
"""

from dataclasses import dataclass
from enum import StrEnum

from xxhash import xxh3_64_intdigest

from schemas.feed import Rhythm
from streams.ingest.rhythm import due_ms, hourly, learned
from streams.ingest.sources import Source

__all__ = ["Fetch", "Fetched", "Next", "Rhythm", "first_poll", "next_poll"]

START_SECONDS = 900
"""Between the fetches of a feed of whose rhythm nothing is known yet."""
EXPECTED = 0.5
"""A feed is fetched when half a new entry is to be expected."""
FIRST_RETRY_SECONDS = 60
MAX_DOUBLINGS = 12
LONGEST_FAILING_SECONDS = 86_400
"""A feed that fails for long is still asked once a day: it may come back."""
LONGEST_ASKED_SECONDS = 7 * 86_400
"""A server that asks for more time than this is not taken at its word."""
JITTER = 0.2
"""Share of an interval by which feeds drift apart, a tenth to either side; a server's own wish is never undercut."""


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
    """For people: behind "next fetch in 12 minutes: "."""


def first_poll(source: Source, started_ms: int) -> int:
    """Give the time of the first fetch of a new feed: spread, as not all may come at once."""
    return started_ms + int(source.shortest_seconds * 1000 * _fraction(source.id, 0))


def next_poll(rhythm: Rhythm, source: Source, fetch: Fetch) -> Next:
    """Give the next fetch after one that ended, and the rhythm to remember."""
    if fetch.how is Fetched.GONE:
        return Next(rhythm.model_copy(update={"is_retired": True}), None, "the server says that it is gone for good")
    if fetch.how is Fetched.FAILED:
        after = rhythm.model_copy(update={"failures": rhythm.failures + 1})
        seconds, why = _backoff(after, source)
    else:
        after = learned(rhythm, fetch.at_ms, fetch.appeared_ms if fetch.how is Fetched.FRESH else ())
        seconds, why = _by_rhythm(after, source, fetch.at_ms)
    seconds *= 1 + JITTER * (_fraction(source.id, fetch.at_ms) - 0.5)
    asked, who = _asked(source, fetch)
    if asked > seconds:
        seconds, why = asked * (1 + JITTER / 2 * _fraction(source.id, fetch.at_ms)), who
    return Next(after, fetch.at_ms + int(seconds * 1000), why)


def _backoff(rhythm: Rhythm, source: Source) -> tuple[float, str]:
    first = max(min(FIRST_RETRY_SECONDS, source.longest_seconds), source.shortest_seconds)
    seconds = first * 2 ** min(rhythm.failures - 1, MAX_DOUBLINGS)
    longest = max(LONGEST_FAILING_SECONDS, source.longest_seconds)
    return float(min(seconds, longest)), f"{rhythm.failures} failures in a row" if rhythm.failures > 1 else "it failed"


def _by_rhythm(rhythm: Rhythm, source: Source, now_ms: int) -> tuple[float, str]:
    rates = hourly(rhythm)
    if not rates:
        seconds, why = float(START_SECONDS), "its rhythm is not known yet"
    else:
        latest_ms = now_ms + source.longest_seconds * 1000
        seconds = (due_ms(rates, now_ms, EXPECTED, latest_ms) - now_ms) / 1000
        why = f"about {_per_day(sum(rates))} new entries a day"
    if seconds < source.shortest_seconds:
        return float(source.shortest_seconds), f"{why}; not more often than its shortest interval"
    if seconds >= source.longest_seconds:
        return float(source.longest_seconds), f"{why}; its longest interval"
    return seconds, why


def _per_day(entries: float) -> str:
    return f"{entries:.0f}" if entries >= 1 else f"{entries:.1g}"


def _asked(source: Source, fetch: Fetch) -> tuple[float, str]:
    """What was asked for, the longest of it: a failing server's own word counts for more than that of a document."""
    wishes = (
        (min(fetch.ttl_seconds or 0, source.longest_seconds), "the feed asks for this time"),
        (min(fetch.max_age_seconds or 0, source.longest_seconds), "the server says that it stays the same so long"),
        (min(fetch.retry_after_seconds or 0, LONGEST_ASKED_SECONDS), "the server asked to wait so long"),
    )
    return max(wishes)


def _fraction(feed: str, salt: int) -> float:
    """A number from 0 up to 1 that looks like chance and is always the same."""
    return xxh3_64_intdigest(feed.encode(), seed=salt & 0xFFFF_FFFF) / 2**64
