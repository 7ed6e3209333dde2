"""Outcome: the value of `news.outcomes`, exactly one for each article taken from `news.raw`."""

from enum import StrEnum

from pydantic import Field

from schemas.article import RawPosition
from schemas.wire import Model


class OutcomeKind(StrEnum):
    """The final disposition of an article."""

    ACCEPTED = "accepted"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"


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


class Outcome(Model):
    """What became of one article; copies of one key are byte-equal."""

    raw: RawPosition
    outcome: OutcomeKind
    reason: Reason | None = Field(None, description="Always set for rejected and quarantined, null otherwise.")
    detail: str | None = Field(None, description="The reason in words, for people.")
    stage: str = Field(description="The stage that decided it.")
    uri: str | None = None
