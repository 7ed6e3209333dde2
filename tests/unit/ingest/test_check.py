"""What `newsstream ingest check` tells of a document: what would be taken, and why not."""

from datetime import UTC, datetime

import pytest
from documents import FEEDS, LINES, PAGE, RSS2

from streams.ingest.check import Report, check
from streams.ingest.entries import read_document
from streams.ingest.sources import Source
from streams.normalize.source import NO_PROFILE

NOW = int(datetime(2026, 11, 3, 12, tzinfo=UTC).timestamp() * 1000)
FEED = Source(id="https://quay.example/feed", location="https://quay.example/feed")


def report(text: str, location: str = FEED.location) -> Report:
    """Check a document."""
    return check(read_document(text.encode(), None, None, location), FEED, NO_PROFILE, NOW)


def feed(*items: str) -> str:
    """Make a feed of some items."""
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss version='2.0'><channel><title>Quay</title>{listed}</channel></rss>"


@pytest.mark.parametrize("name", FEEDS)
def test_all_of_a_good_feed_would_be_taken(name: str) -> None:
    """And every fact stands there."""
    found = report(FEEDS[name])
    assert found.is_well
    assert all(line.is_taken for line in found.lines)
    assert dict(found.facts)["format"] == name


def test_the_next_visit_is_told_with_its_reason() -> None:
    """As it would be after a first one."""
    assert dict(report(RSS2).facts)["next visit"].endswith("its longest interval")


@pytest.mark.parametrize(
    ("item", "note"),
    [
        ("<title>Ferry</title><guid>1</guid>", "it has no time of publication, and none is invented"),
        ("<title>Ferry</title><guid>1</guid><pubDate>soon</pubDate>", "its time can't be read: 'soon'"),
        (
            "<title>Ferry</title><guid>1</guid><pubDate>2026-11-03 09:00</pubDate>",
            "its time has no zone: it stays local unless the source's profile says the zone",
        ),
        (
            "<title>Ferry</title><guid>1</guid><pubDate>2026-11-04T09:00:00Z</pubDate>",
            "its time is in the future; it is taken now, with that time",
        ),
        (
            "<title>Ferry</title><link>https://isle.example/1</link>",
            "its link leads to another host, isle.example; it is sent as of quay.example",
        ),
        (
            "<title>Ferry</title>",
            "neither guid nor link: it is known by its text alone, so a change of it is a new article",
        ),
        ("<link>https://quay.example/1</link>", "only an address: its page is fetched for it"),
    ],
)
def test_what_is_odd_about_an_entry_is_told_and_it_is_taken(item: str, note: str) -> None:
    """No dates, dates to come, links to other hosts: each has its result."""
    (line,) = report(feed(item)).lines
    assert line.is_taken
    assert note in line.notes


def test_a_host_beside_the_feeds_is_no_other() -> None:
    """Feeds have hosts of their own."""
    (line,) = report(feed("<title>Ferry</title><link>https://news.quay.example/1</link>")).lines
    assert not any("another host" in note for note in line.notes)


def test_what_is_not_taken_says_why() -> None:
    """Empty entries, entries that stand there twice, and lines that are no articles."""
    empty, first, second = report(feed("", *["<title>Ferry</title><guid>1</guid>"] * 2)).lines
    assert (empty.is_taken, empty.notes[0]) == (False, "not an article: an entry without a title and without text")
    assert (first.is_taken, second.is_taken, second.notes[0]) == (True, False, "it stands twice in the document")
    assert [line.is_taken for line in report(LINES, "/spool/today.jsonl").lines] == [True, True, False]


def test_a_page_where_a_feed_should_be_is_not_well() -> None:
    """And its problem names the feeds that it announces."""
    found = report(PAGE)
    assert not found.is_well
    assert "https://quay.example/feed.xml" in found.problems[0]
