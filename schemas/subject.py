"""Subject: what an article is about, as a code of a vocabulary with its evidence."""

from typing import Literal

import pydantic

from schemas.wire import Model

Field = Literal["title", "standfirst", "body"]
"""The fields of an article that speak for its subjects."""


class Evidence(Model):
    """A phrase of the article that speaks for a subject."""

    text: str = pydantic.Field(description="As it stands in the article.")
    field: Field
    start: int = pydantic.Field(ge=0, description="Code point at which it begins in the field.")


class Subject(Model):
    """One subject; the code has its vocabulary's alias in front: `medtop` for the IPTC Media Topics."""

    code: str = pydantic.Field(
        pattern=r"^[a-z][a-z0-9-]{1,30}:[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        description="A Media Topic, or a topic of the vocabularies that the operator's rules name.",
    )
    label: str
    confidence: int = pydantic.Field(ge=0, le=100)
    evidence: tuple[Evidence, ...] = ()
    sections: tuple[str, ...] = pydantic.Field(
        (), description="Sections that the source files the article under, and that speak for it too."
    )
    ancestors: tuple[str, ...] = pydantic.Field((), description="Codes of the broader subjects, nearest first.")
