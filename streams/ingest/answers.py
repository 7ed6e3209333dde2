"""What the headers of an HTTP answer say, as values: pure, for `fetch`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

LONGEST_WAIT_SECONDS = 86_400
"""A server may ask to be left alone for a day; what asks for more is asked again after it."""
MAX_VALIDATOR = 1_024
"""An ETag that is longer isn't kept: it would be stored with every feed, and sent with every request."""
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|,)\s*no-(?:cache|store)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request: `status` 200 with a body, 304 without, or what went wrong on the server's side."""

    status: int
    url: str
    """Where it came from, behind all redirects, without credentials."""
    moved_to: str | None = None
    """The same, when every redirect on the way was a permanent one."""
    content_type: str = ""
    charset: str | None = None
    body: bytes = b""
    etag: str | None = None
    last_modified: str | None = None
    max_age_seconds: int | None = None
    retry_after_seconds: int | None = None


def content_type_of(headers: Mapping[str, str]) -> tuple[str, str | None]:
    """Give the media type in lower case, and the charset, as the header states them."""
    message = Message()
    message["Content-Type"] = headers.get("Content-Type", "")[:200]
    charset = message.get_param("charset")
    media_type = message.get_content_type() if headers.get("Content-Type") else ""
    return media_type, charset.strip(" '\"").lower() or None if isinstance(charset, str) else None


def max_age_of(headers: Mapping[str, str], now: datetime) -> int | None:
    """Give for how many seconds the answer is fresh; None when it doesn't say, or says that it never is."""
    stated = headers.get("Cache-Control", "")
    if _UNCACHED.search(stated):
        return None
    if found := _MAX_AGE.search(stated):
        return min(int(found[1]), LONGEST_WAIT_SECONDS)
    return _seconds_until(headers.get("Expires"), _instant(headers.get("Date")) or now)


def retry_after_of(headers: Mapping[str, str], now: datetime) -> int | None:
    """Give how many seconds the server wants to be left alone; it may say a number or a date."""
    stated = headers.get("Retry-After", "").strip()
    if stated.isascii() and stated.isdigit():
        return min(int(stated[:10]), LONGEST_WAIT_SECONDS)
    return _seconds_until(stated, now)


def validator_of(headers: Mapping[str, str], name: str) -> str | None:
    """Give an `ETag` or `Last-Modified` that can be sent back as it is."""
    value = headers.get(name, "").strip()
    return value if 0 < len(value) <= MAX_VALIDATOR and value.isprintable() and value.isascii() else None


def _seconds_until(stated: str | None, now: datetime) -> int | None:
    moment = _instant(stated)
    if moment is None or moment <= now:
        return None
    return min(round((moment - now).total_seconds()), LONGEST_WAIT_SECONDS)


def _instant(stated: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(stated or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
