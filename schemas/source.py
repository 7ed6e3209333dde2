"""SourceRow: what normalize remembers of one source, the value of `news.sources.state`.

Written by the normalize agent behind the articles that it includes; read back when a worker is given their partition.
"""

from typing import Literal

from pydantic import Field

from schemas.wire import Model


class KnownArticle(Model):
    """An article in short: enough to tell which of its lines stand on others too. Hashes are unsigned, 0 is nothing."""

    address: int = Field(ge=0, description="32 bits of the url key.")
    title: int = Field(ge=0, description="32 bits of the headline's letters.")
    group: int = Field(ge=0, description="Articles with one number are versions or parts of one story.")
    kept: tuple[int, ...] = Field(description="Lines of its text: 24 bits of the letters, 8 of their length.")
    standing: tuple[int, ...] = Field((), description="Lines that were taken out of it as standing matter.")


class SourceRow(Model):
    """The last articles of one source, as one partition of a raw topic brought them."""

    form: Literal[1] = Field(1, description="A row of another form is forgotten, not misread.")
    topic: str
    partition: int = Field(ge=0)
    offset: int = Field(ge=0, description="Offset in that topic and partition that this row includes.")
    source: str
    articles: tuple[KnownArticle, ...]

    def key(self) -> bytes:
        """Give the compacted topic's key: the newest row of a source stays."""
        return f"{self.topic}:{self.source}".encode()
