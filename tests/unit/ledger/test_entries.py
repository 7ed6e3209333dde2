"""What a record of the ledger topics says of a delivery, and under which names it is found."""

import orjson
import pytest

from schemas.article import RawPosition
from schemas.outcome import Outcome, OutcomeKind
from schemas.reason import Reason
from schemas.wire import InvalidRecordError
from streams.engine.records import Record, delivery_headers, outcome_key
from streams.ledger.entries import entry_of, names_in

RAW = RawPosition(topic="news.raw", partition=2, offset=9, item=1, items=3)


def event(**changed: object) -> Record:
    """Write the part of an event that the ledger reads."""
    value = {
        "uri": "urn:a",
        "version": 2,
        "event": "updated",
        "article_id": "an-article",
        "guid": "tag:a.example,7",
        "url": {"raw": "https://www.a.example/x?utm_source=b", "clean": "https://a.example/x", "key": "a.example/x"},
        "relation": {"kind": "update_of", "target": "urn:a"},
        "provenance": {"raw": RAW.model_dump()},
    }
    headers = (("ce_id", b"an-event"), *delivery_headers(RAW, 0))
    return Record("news.enriched", 3, 8, 70, b"urn:a", orjson.dumps(value | changed), headers)


def test_an_event_has_every_name_of_its_article() -> None:
    """Its uri, its ids, its address without what does not count, the producer's own id; and says where it stands."""
    entry = entry_of(event())
    assert entry.raw == RAW
    assert entry.names == ("urn:a", "an-article", "an-event", "a.example/x", "tag:a.example,7")
    assert entry.columns["version"] == 2
    assert (entry.columns["event_partition"], entry.columns["event_offset"], entry.columns["event_ms"]) == (3, 8, 70)


def test_what_an_article_does_not_have_is_no_name() -> None:
    """Nothing is found under nothing."""
    assert entry_of(event(url=None, guid=None)).names == ("urn:a", "an-article", "an-event")


def test_a_refused_article_is_found_by_its_address() -> None:
    """Its outcome has no event; the header says which address was refused."""
    outcome = Outcome(raw=RAW, outcome=OutcomeKind.REJECTED, reason=Reason.EMPTY, stage="normalize")
    record = Record(
        "news.outcomes", 1, 4, 60, outcome_key(RAW), outcome.encode(), (("ns-url-key", "a.example/文".encode()),)
    )
    entry = entry_of(record)
    assert entry.names == ("a.example/文",)
    assert (entry.columns["outcome"], entry.columns["reason"], entry.columns["stage"]) == (
        "rejected",
        "empty",
        "normalize",
    )


NAMED = {
    "a raw article": ({"url": "https://www.a.example/x?utm_source=b", "guid": "7"}, ("7", "a.example/x")),
    "a normalized one": ({"url": {"key": "a.example/x"}, "article_id": "id", "guid": None}, ("id", "a.example/x")),
    "odd fields": ({"url": 5, "guid": ["7"], "uri": ""}, ()),
    "an odd address": ({"url": "mailto:a@a.example"}, ()),
}


@pytest.mark.parametrize("name", NAMED)
def test_names_are_read_out_of_what_producers_and_stages_wrote(name: str) -> None:
    """Of any shape, for the value may be a producer's."""
    fields, names = NAMED[name]
    assert names_in(orjson.dumps(fields)) == names


@pytest.mark.parametrize("value", [None, b"", b"{broken", b"[1]", b"\xff"])
def test_what_cannot_be_read_has_no_name(value: bytes | None) -> None:
    """Dead letters are kept byte for byte, whatever they are."""
    assert names_in(value) == ()


@pytest.mark.parametrize("changed", [{"provenance": None}, {"event": "sung"}, {"version": "x"}])
def test_no_event_says_nothing(changed: dict[str, object]) -> None:
    """The reader goes on; `audit` tells of it."""
    with pytest.raises(InvalidRecordError):
        entry_of(event(**changed))
