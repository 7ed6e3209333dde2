"""Outcome: the value of `news.outcomes`, exactly one for each article taken from `news.raw`."""

from enum import StrEnum

from pydantic import Field

from schemas.article import RawPosition
from schemas.reason import Reason
from schemas.wire import Model


class OutcomeKind(StrEnum):
    """The final disposition of an article."""

    ACCEPTED = "accepted"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"


class Outcome(Model):
    """What became of one article; copies of one key are byte-equal."""

    raw: RawPosition
    outcome: OutcomeKind
    reason: Reason | None = Field(None, description="Always set for rejected and quarantined, null otherwise.")
    detail: str | None = Field(None, description="The reason in words, for people.")
    stage: str = Field(description="The stage that decided it.")
    uri: str | None = None


__all__ = ["Outcome", "OutcomeKind", "Reason"]
