"""StateRow: what dedup remembers of one judged article, the value of `news.dedup.state`.

Written by the dedup agent in one transaction with the verdict; read back in full when a worker takes over.
"""

from pydantic import Field

from schemas.article import RawPosition
from schemas.relation import ChangedField, EventKind
from schemas.wire import Instant, Model


class TextState(Model):
    """A text in short, as later ones are compared with it. Hashes are unsigned; 0 stands for an empty text."""

    title: int = Field(ge=0, description="64 bits of the headline's letters.")
    exact: int = Field(ge=0, description="64 bits of the text's letters.")
    units: int = Field(ge=0, description="Length in words, or in characters where no blanks are written.")
    fingerprints: tuple[int, ...] = Field(description="32 bits of each sampled shingle, in the order of the text.")
    numbers: tuple[int, ...] = Field(description="32 bits of each different number.")


class StateRow(Model):
    """One judged article; the rows in their order rebuild the stage's memory.

    Of the rows of one version the last one says all that the others said, so the topic may be compacted.
    """

    offset: int = Field(ge=0, description="The offset of `news.tagged` that this row includes.")
    raw: RawPosition
    expected: tuple[int, int] = Field(description="Raw offset and item that was next in the raw partition before it.")
    source: str
    retrieved_at: Instant | None = None
    uri: str
    version: int = Field(ge=1)
    event: EventKind = Field(description="What made the version; a later fetch of it leaves that.")
    is_head: bool = Field(
        description="The version is the chain's latest state; false for a late fetch of an older one."
    )
    keys: tuple[int, ...] = Field(description="64 bits of each url key and guid that the version is known by.")
    family: int = Field(ge=0, description="Offset of the first article with this text or one much like it.")
    text: TextState
    fields: dict[ChangedField, int] = Field(
        description="64 bits of each field's value, to tell what a version changed."
    )
    notes: int = Field(0, ge=0, description="How many correction notes the article carries.")

    def key(self) -> bytes:
        """Give the compacted topic's key: one row for each version of a uri, the newest stays."""
        return f"{self.uri}#{self.version}".encode()
