"""Arrival: the few fields of an article that dedup reads beside its sketch.

What else an article says is passed on as it came, and read whole by the next stage.
"""

import uuid
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from schemas.article import RawPosition, TaggedArticle
from schemas.raw import Signal
from schemas.wire import Instant


def _only_a_uuid(value: str) -> str:
    try:
        uuid.UUID(value)
    except ValueError as error:
        msg = f"{value!r} is no UUID"
        raise ValueError(msg) from error
    return value


class Origin(BaseModel):
    """Where the article comes from."""

    model_config = ConfigDict(frozen=True)

    raw: RawPosition


class Arrival(BaseModel):
    """An article as far as its verdict needs it; see `TaggedArticle` for the fields."""

    model_config = ConfigDict(frozen=True)

    article_id: Annotated[str, AfterValidator(_only_a_uuid)]
    source: str
    body: str = ""
    signal: Signal | None = None
    retrieved_at: Instant | None = None
    provenance: Origin

    @classmethod
    def of(cls, article: TaggedArticle) -> "Arrival":
        """Take the fields of an article that was read whole."""
        return cls.model_construct(
            article_id=article.article_id,
            source=article.source,
            body=article.body,
            signal=article.signal,
            retrieved_at=article.retrieved_at,
            provenance=Origin.model_construct(raw=article.provenance.raw),
        )
