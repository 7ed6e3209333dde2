"""Subject: what an article is about, as an IPTC Media Topics code with its evidence."""

from typing import Literal

from pydantic import Field

from schemas.wire import Model


class Evidence(Model):
    """A phrase of the article that speaks for a subject."""

    text: str = Field(description="As it stands in the article.")
    field: Literal["title", "standfirst", "body"]
    start: int = Field(ge=0, description="Code point at which it begins in the field.")


class Subject(Model):
    """One subject; the code is the Media Topics number with the vocabulary's alias."""

    code: str = Field(pattern=r"^medtop:[0-9]{8}$")
    label: str
    confidence: int = Field(ge=0, le=100)
    evidence: tuple[Evidence, ...] = ()
    ancestors: tuple[str, ...] = Field((), description="Codes of the broader subjects, nearest first.")
