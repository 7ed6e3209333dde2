"""Which records of an input are under way, and up to where the group's offset may go; used by `kafka`.

Faust keeps some records in its streams while partitions go elsewhere and come back. They would be decided before those
that are read again, and a stage with a memory then takes the latter for judged: 301 articles were lost that way. And it
reckons with numbers to find what may be committed, which ends for ever where offsets are missing, as they are behind
each transaction. And while an assignment is made it may read the same records twice. So records are known here by the
assignment that they were read in, and by the order of taking.
"""

from collections.abc import Collection
from typing import Protocol


class Message(Protocol):
    """A record as Faust holds it; `assignment` is the number of the assignment that it was read in."""

    assignment: int
    acked: bool

    @property
    def tp(self) -> tuple[str, int]:
        """Topic and partition."""

    @property
    def offset(self) -> int:
        """Its place in the partition."""


class Taken:
    """The records that were taken in the present assignment and are not yet committed, in their order."""

    def __init__(self) -> None:
        """Begin without partitions."""
        self.assignment = 0
        self._is_assigned = False
        self._messages: dict[tuple[str, int], dict[int, Message]] = {}
        self._newest: dict[tuple[str, int], int] = {}

    def revoked(self) -> None:
        """Note that the partitions go elsewhere: nothing is taken until the next assignment."""
        self._is_assigned = False

    def assigned(self) -> None:
        """Note that partitions came; those under way are read again, here or elsewhere."""
        self.assignment += 1
        self._is_assigned = True
        self._messages.clear()
        self._newest.clear()

    @property
    def partitions(self) -> Collection[tuple[str, int]]:
        """Those of which records were taken."""
        return list(self._messages)

    def take(self, message: Message) -> bool:
        """Take a record in; false when it is stale, and comes again in its place, or when it has come already."""
        if not self._is_assigned or message.assignment != self.assignment:
            return False
        if message.offset <= self._newest.get(message.tp, -1):
            return False
        self._newest[message.tp] = message.offset
        self._messages.setdefault(message.tp, {})[message.offset] = message
        return True

    def pass_acknowledged(self, partition: tuple[str, int]) -> int | None:
        """Give the offset behind the acknowledged records at the head of a partition, and forget them; else None."""
        messages, passed = self._messages[partition], None
        while messages and next(iter(messages.values())).acked:
            passed = next(iter(messages)) + 1
            del messages[passed - 1]
        return passed
