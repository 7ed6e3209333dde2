"""RawArticle: the value of `news.raw`, what a scraper or feed reader sends."""

from enum import StrEnum
from typing import Any

from pydantic import Field, model_validator

from schemas.wire import Instant, Model


class Signal(StrEnum):
    """A producer's own word on an earlier item with the same guid or url."""

    UPDATE = "update"
    CORRECT = "correct"
    RETRACT = "retract"


class RawArticle(Model):
    """A page, feed document or wire item as it was fetched, with what the source said apart from the content.

    The Kafka key is `source`. Fields that are not in the model are kept in `extra`.
    """

    url: str | None = Field(None, description="As fetched.")
    source: str | None = Field(None, description="Publisher host or feed id; derived from `url` when absent.")
    retrieved_at: Instant | None = Field(None, description="When the scraper had it; the record's time when absent.")
    content_type: str = Field("text/plain", description="Media type of the content, parameters allowed.")
    content: str | None = Field(None, description="The page, the feed or the item itself.")
    content_base64: str | None = Field(None, description="The same as bytes, when the encoding isn't known.")
    guid: str | None = None
    title: str | None = None
    language: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = Field((), description="What the source files it under, in its own words.")
    signal: Signal | None = None
    extra: dict[str, Any] = Field(default_factory=dict, description="What else the producer sent.")

    @model_validator(mode="before")
    @classmethod
    def _keep_unknown(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        known = {name: value for name, value in data.items() if name in cls.model_fields}
        unknown = {name: value for name, value in data.items() if name not in cls.model_fields}
        if unknown and isinstance(known.setdefault("extra", {}), dict):
            known["extra"] = {**unknown, **known["extra"]}
        return known
