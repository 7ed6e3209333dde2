"""What an audit says: plain values, made by `reconcile`, shown by `newsstream audit`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What may be wrong with an account."""

    MISSING = "missing"
    DOUBLED = "doubled"
    CONTRADICTORY = "contradictory"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Finding:
    """The same thing wrong with neighbouring offsets, or with articles `items` (from 0) of the feed at one offset."""

    kind: FindingKind
    what: str
    topic: str
    partition: int
    first: int
    last: int
    items: tuple[int, int] | None = None

    @property
    def size(self) -> int:
        """How many articles it is about."""
        first, last = self.items or (self.first, self.last)
        return last - first + 1


@dataclass(frozen=True, slots=True)
class Audited:
    """What was held against its outcomes: the records of one raw partition from `begin` up to, and without, `end`."""

    topic: str
    partition: int
    begin: int
    end: int
    records: int
    articles: int
    in_flight: int
    """Records, of these, that a stage had not finished: nothing is wrong with them yet."""
    passed_by: int
    """Older records, which are there but whose outcomes may have aged out."""


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an audit."""

    audited: tuple[Audited, ...]
    outcomes: Mapping[str, int]
    """Articles by outcome."""
    repeated: Mapping[str, int]
    """Records that say again what one before them says, by topic: a restart may write them twice, byte for byte."""
    elsewhere: int
    """Outcomes and events of records that somebody put into an inner topic by hand."""
    found: Mapping[FindingKind, int]
    """Articles, or records, by what is wrong with them."""
    findings: tuple[Finding, ...]
    """Where; the first ones of each kind and partition, when there are very many."""
    notes: tuple[str, ...] = ()
    """What could not be looked at, and why."""

    @property
    def is_clean(self) -> bool:
        """Every record that was looked at and that no stage still has is accounted for, once."""
        return not any(self.found.values())

    @property
    def in_flight(self) -> int:
        """Records that stages had not finished."""
        return sum(one.in_flight for one in self.audited)
