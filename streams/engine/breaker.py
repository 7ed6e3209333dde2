"""Breaker: tells a bad record from a bad stage, before a whole feed lands in the dead letters.

Called by the loop. A record that can't be read is its producer's fault, and however many come, the stage is well. A
record that meets a bug is quarantined too; but where one after the other meets one, the stage is ill, not they.
"""

from collections.abc import Iterable

from schemas.reason import Reason
from streams.engine.records import Decided

MAX_BUGS_IN_A_ROW = 100
"""Of a million pages that share one bug's trigger by chance one in ten, a hundred in a row never come; of a stage whose
data file is broken all do. At 300 records a second it opens within a second."""
BREAKER_SECONDS = 30.0
"""How long until the same batch is decided again; what held the stage up may be mended meanwhile, as a full disk."""


class Breaker:
    """Counts the records in a row that met a bug."""

    def __init__(self) -> None:
        """Begin closed."""
        self._bugs = 0

    def note(self, decided: Iterable[Decided]) -> None:
        """Take in what became of the next records."""
        for one in decided:
            self._bugs = self._bugs + 1 if one.quarantined is Reason.FAILED else 0

    def problem(self) -> str | None:
        """Say why nothing more is taken; None while all is well."""
        if self._bugs < MAX_BUGS_IN_A_ROW:
            return None
        return f"the last {self._bugs} records all met a bug: nothing more is taken"
