"""What the headers of an answer say."""

from datetime import UTC, datetime

import pytest

from streams.ingest.answers import LONGEST_WAIT_SECONDS, content_type_of, max_age_of, retry_after_of, validator_of

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sat, 14 Mar 2026 09:32:00 GMT", 120),
        ("Sat, 14 Mar 2026 10:32:00 +0100", 120),
        ("Sat, 14 Mar 2026 09:00:00 GMT", None),
        ("99999999999999999999", LONGEST_WAIT_SECONDS),
        ("Fri, 14 Mar 2036 09:32:00 GMT", LONGEST_WAIT_SECONDS),
        ("soon", None),
        ("-5", None),
        ("١٢", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(stated: str, seconds: int | None) -> None:
    """RFC 9110, 10.2.3; what is neither, or is past, says nothing."""
    assert retry_after_of({"Retry-After": stated}, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "public, max-age=300"}, 300),
        ({"Cache-Control": 'max-age="300"'}, 300),
        ({"Cache-Control": "MAX-AGE = 300"}, 300),
        ({"Cache-Control": "s-maxage=900"}, None),
        ({"Cache-Control": "no-cache, max-age=300"}, None),
        ({"Cache-Control": "max-age=300", "Expires": "Sat, 14 Mar 2026 11:30:00 GMT"}, 300),
        ({"Expires": "Sat, 14 Mar 2026 09:40:00 GMT"}, 600),
        ({"Expires": "Sat, 14 Mar 2026 08:10:00 GMT", "Date": "Sat, 14 Mar 2026 08:00:00 GMT"}, 600),
        ({"Expires": "0"}, None),
        ({"Expires": "-1"}, None),
        ({}, None),
    ],
)
def test_freshness_is_what_caches_go_by(headers: dict[str, str], seconds: int | None) -> None:
    """`max-age` before `Expires`, which is held against the server's own clock."""
    assert max_age_of(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("application/rss+xml; charset=UTF-8", ("application/rss+xml", "utf-8")),
        ('text/xml;charset="windows-1251"', ("text/xml", "windows-1251")),
        ("TEXT/HTML", ("text/html", None)),
        ("", ("", None)),
        ("rubbish", ("text/plain", None)),
    ],
)
def test_content_type_is_taken_apart(stated: str, expected: tuple[str, str | None]) -> None:
    """Media type and charset in lower case, without quotes."""
    assert content_type_of({"Content-Type": stated} if stated else {}) == expected


def test_a_validator_that_could_do_harm_is_not_kept() -> None:
    """One that is empty, endless, or holds what no header may hold is as good as none."""
    assert validator_of({"ETag": ' W/"a-1" '}, "ETag") == 'W/"a-1"'
    for stated in ("", '"' + "x" * 2_000 + '"', '"a\r\nX: y"', '"é"'):
        assert validator_of({"ETag": stated}, "ETag") is None
