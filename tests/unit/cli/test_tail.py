"""How a record is shown."""

import orjson

from schemas.outcome import Outcome
from streams.cli.tail import _as_json, _as_line
from streams.engine.records import Record


def record(value: bytes | None) -> Record:
    """Make a record of 12:00:05 UTC."""
    return Record("news.enriched", 1, 42, 1_721_131_205_000, b"key", value, (("ce_type", b"t"), ("odd", b"\xff")))


def test_an_event_is_a_line_for_people() -> None:
    """Time, place in the topic, and what a reader wants to know first."""
    value = {
        "event": "created",
        "source": "isle.example",
        "title": "Ferry\x1b[2J returns",
        "relation": {"kind": "none"},
        "subjects": [{"label": "transport"}],
    }
    line = _as_line(record(orjson.dumps(value)))
    assert line == "12:00:05  1:42     created | isle.example | Ferry [2J returns | none | transport"


def test_an_outcome_names_its_raw_record() -> None:
    """The account says what became of which record."""
    outcome = Outcome.decode(
        b'{"raw":{"topic":"news.raw","partition":2,"offset":7},"outcome":"rejected","reason":"empty","stage":"normalize"}'
    )
    assert _as_line(record(outcome.encode())).endswith("rejected | empty | news.raw:2:7")


def test_a_tombstone_and_broken_bytes_are_shown_too() -> None:
    """A reader of dead letters sees what there is."""
    assert _as_line(record(None)).endswith("None")
    assert _as_line(record(b"{\xff")).endswith("{\\xff")


def test_json_keeps_headers_and_value() -> None:
    """One object a record, for other programs."""
    shown = orjson.loads(_as_json(record(b'{"a":1}')))
    assert shown == {
        "topic": "news.enriched",
        "partition": 1,
        "offset": 42,
        "timestamp": "2024-07-16T12:00:05Z",
        "key": "key",
        "headers": {"ce_type": "t", "odd": "\\xff"},
        "value": {"a": 1},
    }
