"""StateRow: what dedup remembers of one judged article, the value of `news.dedup.state`.

Written by the dedup agent in one transaction with the verdict; read back in full when a worker takes over.
"""

from pydantic import Field

from schemas.article import RawPosition
from schemas.wire import Instant, Model


class StateRow(Model):
    """One judged article; the rows in their order rebuild the stage's memory."""

    offset: int = Field(ge=0, description="The offset of `news.tagged` that this row includes.")
    uri: str
    version: int = Field(ge=1)
    raw: RawPosition
    retrieved_at: Instant | None = None

    def key(self) -> bytes:
        """Give the compacted topic's key: one row for each version of a uri, the newest stays."""
        return f"{self.uri}#{self.version}".encode()
