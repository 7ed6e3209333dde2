"""Bytes to models and back: one parse, errors that name the field, nothing unknown lost."""

import pytest

from schemas.outcome import Outcome
from schemas.raw import RawArticle
from schemas.wire import InvalidRecordError, UndecodableRecordError


@pytest.mark.parametrize("value", [b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe{}", b'{"a": NaN}'])
def test_what_is_no_json_object_is_undecodable(value: bytes) -> None:
    """Bytes, other encodings and other JSON values are all told from an invalid record."""
    with pytest.raises(UndecodableRecordError):
        RawArticle.decode(value)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (b'{"content": 5}', "content"),
        (b'{"retrieved_at": 1700000000}', "retrieved_at"),
        (b'{"retrieved_at": "2024-07-16T04:10:00"}', "retrieved_at"),
        (b'{"retrieved_at": "yesterday"}', "retrieved_at"),
        (b'{"signal": "explode"}', "signal"),
        (b'{"authors": "Ann"}', "authors"),
    ],
)
def test_an_invalid_field_is_named(value: bytes, named: str) -> None:
    """The message says which field is wrong, so that its producer can mend it."""
    with pytest.raises(InvalidRecordError, match=named):
        RawArticle.decode(value)


def test_unknown_fields_are_kept() -> None:
    """What a producer adds is never an error and never lost."""
    raw = RawArticle.decode(b'{"id": "a1", "content": "x", "extra": {"desk": "night"}, "score": 3}')
    assert raw.extra == {"id": "a1", "score": 3, "desk": "night"}


def test_an_instant_comes_out_in_utc() -> None:
    """One instant has one spelling on the wire."""
    raw = RawArticle.decode(b'{"retrieved_at": "2024-07-16T09:40:00+05:30"}')
    assert b'"retrieved_at":"2024-07-16T04:10:00Z"' in raw.encode()


def test_a_misspelt_field_of_our_own_events_is_an_error() -> None:
    """Only producers may add fields; the contract's own events are closed."""
    with pytest.raises(InvalidRecordError, match="outcom"):
        Outcome.decode(b'{"raw": {"topic": "t", "partition": 0, "offset": 0}, "outcom": "accepted", "stage": "tag"}')


def test_what_is_written_is_read_back_the_same() -> None:
    """Encoding and decoding are each other's inverse."""
    raw = RawArticle(
        url="https://a.example/x", content="Zeile\n\u2028 नमस्ते", authors=("A", "B"), extra={"n": [1, None]}
    )
    assert RawArticle.decode(raw.encode()) == raw
