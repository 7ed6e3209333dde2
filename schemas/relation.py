"""Relation: how an article stands to those seen before it, the verdict of the dedup stage."""

from enum import StrEnum
from typing import Literal

from pydantic import Field, NonNegativeInt

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


class Side(StrEnum):
    """On which side of its limit a signal speaks for the relation."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class RelationSignal(Model):
    """One thing that was looked at, its value, and the limit that the rule holds it against."""

    name: str
    value: float = Field(description="A share of 0 to 1, a count, or 1 for yes and 0 for no.")
    limit: float | None = Field(None, description="None where the rule has no limit for it.")
    side: Side | None = None


class Window(Model):
    """How many days back in event time, as far as memory reaches, a target was looked for."""

    near_days: int = Field(ge=0, description="Among articles of the same source with other letters.")
    copy_days: int = Field(ge=0, description="Among articles of other sources, and those with equal letters.")


Span = tuple[NonNegativeInt, NonNegativeInt]
"""Begin and end of a part of the body, in code points; the end is not part of it."""


class Relation(Model):
    """A verdict with its evidence; `target` is the uri of the article that was there before."""

    kind: RelationKind = RelationKind.NONE
    target: str | None = None
    target_version: int | None = Field(None, ge=1, description="The version of the target that it was compared with.")
    earlier: bool = Field(
        default=False,
        description="It came later, and is surely the older one: published before its target, or fetched before the "
        "version that is known.",
    )
    scores: dict[str, float] = Field(default_factory=dict, description="Signals by name; shares are 0 to 1.")
    signals: tuple[RelationSignal, ...] = Field((), description="All that the rule which decided has looked at.")
    spans: tuple[Span, ...] = Field(
        (),
        description="Parts of the body that stand in the target's body (in its standfirst or headline, where it has no "
        "body), letter for letter but for case, punctuation, blanks and forms of the same letter. Only what the memory "
        "proves: more may be shared between them. They don't overlap, and may touch.",
    )
    covered: float | None = Field(None, ge=0, le=1, description="The share of the body that is proven, listed or not.")
    method: str | None = Field(None, description="Name and version of the rule that decided.")
    window: Window | None = Field(None, description="None where an address or guid was known: that needs no window.")


class Story(Model):
    """The running story that an article belongs to."""

    id: str


ChangedField = Literal["title", "standfirst", "body", "byline", "published", "modified"]


class Revision(Model):
    """What a version of 2 and up changed."""

    replaces: int = Field(ge=1, description="The version before.")
    changed_fields: tuple[ChangedField, ...] = ()
    changed_share: float | None = Field(None, ge=0, le=1, description="Of both texts together, what only one has.")
    removed_share: float | None = Field(None, ge=0, le=1, description="Of the text before, what the new one lacks.")
    added: tuple[Span, ...] = Field(
        (),
        description="Parts of the body that are not as they were, to within sixteen words (25 letters where no blanks "
        "are written); the seam of a passage that was taken out is one too.",
    )


class RelatedArticle(TaggedArticle):
    """Value of `news.related`: the article with its place among those seen before."""

    uri: str = Field(description="URN, stable across versions and across a replay.")
    version: int = Field(ge=1)
    event: EventKind
    relation: Relation
    story: Story | None = None
    revision: Revision | None = None
    is_latest: bool = Field(description="No later version of the uri was judged before this one.")
