"""Relation: how an article stands to those seen before it, the verdict of the dedup stage."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from schemas.article import TaggedArticle
from schemas.wire import Model


class RelationKind(StrEnum):
    """The five answers of the dedup stage."""

    NONE = "none"
    EXACT = "exact"
    NEAR = "near"
    SYNDICATED_COPY = "syndicated_copy"
    UPDATE_OF = "update_of"


class EventKind(StrEnum):
    """What happened to the chain of versions that an article belongs to."""

    CREATED = "created"
    UPDATED = "updated"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    DUPLICATE = "duplicate"


class Relation(Model):
    """A verdict with its evidence; `target` is the uri of the earlier article."""

    kind: RelationKind = RelationKind.NONE
    target: str | None = None
    scores: dict[str, float] = Field(default_factory=dict, description="Signals by name; shares are 0 to 1.")
    method: str | None = Field(None, description="Name and version of the rule that decided.")


class Story(Model):
    """The running story that an article belongs to."""

    id: str


ChangedField = Literal["title", "standfirst", "body", "byline", "published", "modified"]


class Revision(Model):
    """What a version of 2 and up changed."""

    replaces: int = Field(ge=1, description="The version before.")
    changed_fields: tuple[ChangedField, ...] = ()


class RelatedArticle(TaggedArticle):
    """Value of `news.related`: the article with its place among those seen before."""

    uri: str = Field(description="URN, stable across versions and across a replay.")
    version: int = Field(ge=1)
    event: EventKind
    relation: Relation
    story: Story | None = None
    revision: Revision | None = None
    is_latest: bool = Field(description="No later version of the uri was judged before this one.")
