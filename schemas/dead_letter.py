"""DeadLetter: what the headers of a `<topic>.dlq` record say about its value.

The value, the key and the headers of the record that failed are kept byte for byte; this is what is added.
"""

from schemas.article import RawPosition
from schemas.outcome import Reason
from schemas.wire import Instant, Model


class DeadLetter(Model):
    """Why a record went to the dead letters and where it stood."""

    topic: str
    partition: int
    offset: int
    stage: str
    reason: Reason
    detail: str
    attempts: int
    failed_at: Instant
    raw: RawPosition
