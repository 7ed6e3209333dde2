"""Entries and pages as records of news.raw."""

import base64
import json
from datetime import UTC, datetime

import pytest

from schemas.raw import RawArticle, Signal
from streams.engine.records import Outgoing
from streams.ingest import records as module
from streams.ingest.document import RECORD, Entry
from streams.ingest.records import Page, entry_record, line_record, page_record
from streams.ingest.sources import Kind, Source

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
SOURCE = Source("https://www.quay.example/rss", "https://www.quay.example/rss")
ENTRY = Entry(
    "<rss/>",
    "application/rss+xml",
    guid="g1",
    link="https://quay.example/1",
    title="Tide is high",
    published_raw="Sat, 14 Mar 2026 09:00:00 GMT",
    signal=Signal.CORRECT,
)


def read(record: Outgoing | None) -> RawArticle:
    """Read a record that must be there."""
    assert record is not None
    return RawArticle.decode(record.value or b"")


def test_an_entry_says_what_its_feed_said() -> None:
    """Its document, and beside it what identifies it; under the key of its source."""
    record = entry_record(SOURCE, ENTRY, NOW)
    raw = read(record)
    assert (raw.content, raw.content_type, raw.retrieved_at) == ("<rss/>", "application/rss+xml", NOW)
    assert (raw.guid, raw.url, raw.title, raw.signal) == ("g1", ENTRY.link, "Tide is high", Signal.CORRECT)
    assert (raw.source, raw.published) == ("quay.example", ENTRY.published_raw)
    assert record is not None
    assert record.key == b"quay.example"


def test_a_publisher_that_is_stated_is_the_source() -> None:
    """It counts before the host; a file without either is known by the link of its entry."""
    stated = entry_record(Source("x", "https://feeds.example/x", publisher="quay.example"), ENTRY, NOW)
    linked = entry_record(Source("x.xml", "x.xml", Kind.FOLDER), ENTRY, NOW)
    assert (read(stated).source, read(linked).source) == ("quay.example", None)
    assert linked is not None
    assert linked.key == b"quay.example"


def test_a_page_goes_out_as_it_was_fetched() -> None:
    """As text where it is UTF-8, else as bytes with the charset that its server said."""
    page = Page("https://quay.example/1?x", "text/html", None, "<p>Tide ä</p>".encode())
    raw = read(page_record(SOURCE, ENTRY, page, NOW))
    assert (raw.url, raw.content, raw.content_type, raw.guid) == (page.url, "<p>Tide ä</p>", "text/html", "g1")
    latin = Page(page.url, "text/html", "iso-8859-1", "<p>Tide ä</p>".encode("latin-1"))
    raw = read(page_record(SOURCE, ENTRY, latin, NOW))
    assert raw.content_type == "text/html; charset=iso-8859-1"
    assert base64.b64decode(raw.content_base64 or "") == latin.body


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (b'{"source": "quay.example", "content": "x"}', b"quay.example"),
        (b'{"url": "https://www.quay.example/1", "content": "x"}', b"quay.example"),
        (b'{"content": "x"}', None),
        (b"not json", None),
    ],
)
def test_a_line_goes_out_as_it_is(value: bytes, key: bytes | None) -> None:
    """What is wrong with it is told by its outcome."""
    assert line_record(value) == Outgoing("news.raw", key, value)


def test_an_entry_that_is_a_record_already_stays_one() -> None:
    """As a line of a file does."""
    value = json.dumps({"source": "quay.example", "content": "x"})
    assert entry_record(SOURCE, Entry(value, RECORD), NOW) == line_record(value.encode())


def test_what_does_not_fit_is_no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kafka would refuse it, again and again."""
    monkeypatch.setattr(module, "RECORD_BYTES", 100)
    page = Page("https://quay.example/1", "text/html", None, b"x" * 200)
    assert entry_record(SOURCE, ENTRY, NOW) is None
    assert page_record(SOURCE, ENTRY, page, NOW) is None
    assert line_record(b"x" * 101) is None
