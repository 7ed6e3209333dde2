"""When a feed is asked again: by its rhythm, within bounds, as asked for, and ever later while it fails."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.feed import Rhythm
from streams.ingest.schedule import Fetch, Fetched, Next, first_poll, next_poll
from streams.ingest.sources import Source

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
NOON = int(datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp() * 1000)
FEED = Source(id="https://isle.example/feed", location="https://isle.example/feed")


def after(*fetches: Fetch, source: Source = FEED) -> Next:
    """Give the next fetch after some."""
    rhythm = Rhythm()
    for fetch in fetches:
        following = next_poll(rhythm, source, fetch)
        rhythm = following.rhythm
    return following


def minutes(following: Next, since_ms: int = NOON) -> float:
    """Give how long it takes until the next fetch."""
    assert following.at_ms is not None
    return (following.at_ms - since_ms) / MINUTE


def fresh(every_ms: int, days: int = 7, now_ms: int = NOON) -> Fetch:
    """Make a first fetch whose entries say that they appeared so far apart."""
    return Fetch(Fetched.FRESH, now_ms, tuple(range(now_ms - days * DAY, now_ms, every_ms)))


def test_a_feed_is_asked_when_half_an_entry_is_to_be_expected() -> None:
    """Two an hour: every quarter of an hour, give or take a tenth and what a new feed is credited with."""
    assert 13 <= minutes(after(fresh(HOUR // 2))) <= 18


def test_the_shortest_and_the_longest_interval_hold() -> None:
    """However busy or quiet the feed, give or take a tenth."""
    assert 0.9 <= minutes(after(fresh(MINUTE // 6, days=1))) <= 1.1
    quiet = after(Fetch(Fetched.FRESH, NOON, (NOON - 10 * DAY,)))
    assert 0.9 * FEED.longest_seconds <= minutes(quiet) * 60 <= 1.1 * FEED.longest_seconds
    assert "longest" in quiet.why


def test_a_feed_of_the_day_is_asked_less_at_night() -> None:
    """Entries at ten in the morning, every day: what is expected at night takes longer to come."""
    tens = tuple(NOON - 2 * HOUR - day * DAY + minute * MINUTE for day in range(7) for minute in range(0, 60, 5))
    first = next_poll(Rhythm(), FEED, Fetch(Fetched.FRESH, NOON, tens))
    at_ten = next_poll(first.rhythm, FEED, Fetch(Fetched.SAME, NOON + 22 * HOUR))
    at_night = next_poll(first.rhythm, FEED, Fetch(Fetched.SAME, NOON + 14 * HOUR))
    assert 3 * minutes(at_ten, NOON + 22 * HOUR) < minutes(at_night, NOON + 14 * HOUR)


@pytest.mark.parametrize("appeared", [(), (NOON, NOON)])
def test_of_a_feed_without_times_nothing_is_known(appeared: tuple[int, ...]) -> None:
    """A first listing without times tells no rhythm."""
    following = after(Fetch(Fetched.FRESH if appeared else Fetched.SAME, NOON, appeared))
    assert 13 <= minutes(following) <= 17
    assert following.why == "its rhythm is not known yet"


def test_a_feed_of_old_entries_is_asked_rarely() -> None:
    """Its newest entry is a month old."""
    assert after(Fetch(Fetched.FRESH, NOON, (NOON - 30 * DAY, NOON - 60 * DAY))).why.endswith("its longest interval")


def test_times_to_come_tell_nothing() -> None:
    """An entry that is dated tomorrow has not yet appeared."""
    assert after(Fetch(Fetched.FRESH, NOON, (NOON + DAY,))).why == "its rhythm is not known yet"


def test_failures_double_the_wait_up_to_a_day() -> None:
    """And a fetch that goes well ends it."""
    failed = [Fetch(Fetched.FAILED, NOON)] * 20
    waits = [minutes(after(*failed[:count])) for count in (1, 2, 3, 20)]
    assert [round(wait / waits[0]) for wait in waits[:3]] == [1, 2, 4]
    assert waits[3] == pytest.approx(24 * 60, rel=0.11)
    assert minutes(after(*failed, Fetch(Fetched.SAME, NOON))) < 20


def test_a_failure_forgets_no_rhythm() -> None:
    """What was learned of the feed stays."""
    busy = fresh(HOUR // 2)
    assert after(busy, Fetch(Fetched.FAILED, NOON + HOUR)).rhythm.hours == after(busy).rhythm.hours


@pytest.mark.parametrize(
    ("asked", "low", "high"),
    [
        (Fetch(Fetched.SAME, NOON, ttl_seconds=1800), 30, 33),
        (Fetch(Fetched.SAME, NOON, ttl_seconds=10**8), FEED.longest_seconds / 60, FEED.longest_seconds / 60 * 1.1),
        (Fetch(Fetched.SAME, NOON, max_age_seconds=2400), 40, 44),
        (Fetch(Fetched.SAME, NOON, max_age_seconds=60), 13, 17),
        (Fetch(Fetched.FAILED, NOON, retry_after_seconds=7200), 120, 132),
        (Fetch(Fetched.FAILED, NOON, retry_after_seconds=10**9), 7 * 1440, 7 * 1584),
    ],
)
def test_what_is_asked_for_is_granted(asked: Fetch, low: float, high: float) -> None:
    """Never sooner; a document's wish up to the longest interval, a server's up to a week."""
    assert low <= minutes(after(asked)) <= high


def test_a_feed_that_is_gone_is_not_asked_again() -> None:
    """410 is the server's last word."""
    following = after(Fetch(Fetched.GONE, NOON))
    assert following.at_ms is None
    assert following.rhythm.is_retired


def test_feeds_do_not_come_all_at_once() -> None:
    """Each feed has its own place in the first interval, the same on every instance."""
    sources = [Source(id=f"https://isle.example/{number}", location="") for number in range(50)]
    times = [first_poll(source, NOON) for source in sources]
    assert len(set(times)) == len(times)
    assert times == [first_poll(source, NOON) for source in sources]
    assert all(0 <= time - NOON < source.shortest_seconds * 1000 for time, source in zip(times, sources, strict=True))


fetches = st.builds(
    Fetch,
    st.sampled_from([Fetched.FRESH, Fetched.SAME, Fetched.FAILED]),
    st.just(0),
    st.lists(st.integers(-40 * DAY, 40 * DAY), max_size=5).map(tuple),
    st.none() | st.integers(0, 10**12),
    st.none() | st.integers(0, 10**12),
    st.none() | st.integers(0, 10**12),
)


@settings(max_examples=50)
@given(st.lists(st.tuples(fetches, st.integers(0, 3 * DAY)), max_size=12))
def test_the_next_fetch_is_always_within_its_bounds(drawn: list[tuple[Fetch, int]]) -> None:
    """Whatever times entries and servers say."""
    rhythm, now = Rhythm(), NOON
    for fetch, pause in drawn:
        now += pause
        made = Fetch(fetch.how, now, tuple(now + time for time in fetch.appeared_ms), *_asked(fetch))
        following = next_poll(rhythm, FEED, made)
        rhythm = Rhythm.model_validate_json(following.rhythm.model_dump_json())
        assert rhythm == following.rhythm
        assert following.at_ms is not None
        assert 0.9 * FEED.shortest_seconds * 1000 <= following.at_ms - now <= 7.8 * DAY


def _asked(fetch: Fetch) -> tuple[int | None, int | None, int | None]:
    return fetch.ttl_seconds, fetch.max_age_seconds, fetch.retry_after_seconds
