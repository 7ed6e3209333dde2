"""Why an article was refused: one closed list for outcomes, dead letters and metrics."""

from enum import StrEnum


class Reason(StrEnum):
    """Why an article was rejected or quarantined: a closed list, usable as a metric label."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED_CONTENT_TYPE = "unsupported_content_type"
    FEED_WITHOUT_ENTRIES = "feed_without_entries"
    NOT_AN_ARTICLE = "not_an_article"
    UNDECODABLE = "undecodable"
    INVALID = "invalid"
    FAILED = "failed"
