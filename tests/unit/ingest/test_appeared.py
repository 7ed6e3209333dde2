"""When entries appeared, by their own word as far as it can be."""

from datetime import UTC, datetime

import pytest

from streams.ingest.appeared import appeared_ms, stated_ms
from streams.ingest.document import Entry

NOON = int(datetime(2026, 11, 3, 12, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000


def entry(published: str | None, updated: str | None = None) -> Entry:
    """Make an entry that says when it was published."""
    return Entry("", "application/rss+xml", published_raw=published, updated_raw=updated)


@pytest.mark.parametrize(
    ("published", "updated", "stated"),
    [
        ("Tue, 03 Nov 2026 12:00:00 GMT", None, NOON),
        ("2026-11-03T13:00:00+02:00", None, NOON - HOUR),
        ("2026-11-03 12:00", None, NOON),
        (None, "2026-11-03T12:00:00Z", NOON),
        ("2026-11-03", None, NOON - 12 * HOUR),
        ("November 2026", None, None),
        ("soon", None, None),
        (None, None, None),
    ],
)
def test_a_time_is_read_as_normalize_reads_it(published: str | None, updated: str | None, stated: int | None) -> None:
    """RFC 822, RFC 3339 or a day; without a zone as if of UTC, and none for what is no day."""
    assert stated_ms(entry(published, updated)) == stated


@pytest.mark.parametrize(
    ("published", "appeared"),
    [
        ("2026-11-03T11:30:00Z", NOON - HOUR // 2),
        ("2026-11-03T09:00:00Z", NOON),
        ("2026-11-04T09:00:00Z", NOON),
        (None, NOON),
    ],
)
def test_a_time_that_cannot_be_is_that_of_the_fetch(published: str | None, appeared: int) -> None:
    """Before the last fetch it was not there, and it can't be of tomorrow."""
    assert appeared_ms(entry(published), NOON - HOUR, NOON) == appeared
