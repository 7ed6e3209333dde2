"""What a demo sent and what came of it, held against each other: pure; `demo` feeds it with records as they come."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.article import RawPosition
from schemas.enriched import EnrichedArticle
from schemas.outcome import Outcome, OutcomeKind
from streams.engine.records import Record, raw_timestamp_of

EVENTS = "news.enriched"
OUTCOMES = "news.outcomes"
DEAD_LETTERS = "news.raw.dlq"
TOPICS = (EVENTS, OUTCOMES, DEAD_LETTERS)
REFUSED = frozenset({OutcomeKind.REJECTED, OutcomeKind.QUARANTINED})

Place = tuple[int, int]
"""Partition and offset of a record in news.raw."""


@dataclass(frozen=True, slots=True)
class Event:
    """An enriched article as it was read, and how long it took from the raw record on."""

    article: EnrichedArticle
    timestamp_ms: int
    latency_ms: int


@dataclass(frozen=True, slots=True)
class Finished:
    """One article that has its outcome, and its event unless it was refused."""

    outcome: Outcome
    event: Event | None
    timestamp_ms: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The account of a run; `latency_ms` gives the 50th and the 99th percentile, in the order of their names."""

    records: int
    articles: int
    events: int
    outcomes: dict[str, int]
    relations: dict[str, int]
    dead_letters: int
    latency_p50_ms: int | None
    latency_p99_ms: int | None

    @property
    def adds_up(self) -> bool:
        """Say whether each article has one outcome, each accepted one an event, each quarantined one a dead letter."""
        refused = sum(self.outcomes.get(kind.value, 0) for kind in REFUSED)
        return (
            sum(self.outcomes.values()) == self.articles
            and self.events == self.articles - refused
            and self.dead_letters == self.outcomes.get(OutcomeKind.QUARANTINED.value, 0)
        )


class Tally:
    """Follows the records that the demo sent, among whatever else a cluster carries."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self._names: dict[Place, str] = {}
        self._events: dict[RawPosition, Event] = {}
        self._outcomes: dict[RawPosition, tuple[Outcome, int]] = {}
        self._finished: set[RawPosition] = set()
        self._letters: set[Place] = set()

    def sent(self, name: str, place: Place) -> None:
        """Follow the raw record at `place`, under a name for people."""
        self._names[place] = name

    def take(self, record: Record) -> None:
        """Take in a record of one of `TOPICS`; those of others' articles are passed by."""
        if record.topic == DEAD_LETTERS:
            headers = dict(record.headers)
            place = int(headers["__connect.errors.partition"]), int(headers["__connect.errors.offset"])
            self._letters |= {place} & self._names.keys()
        elif record.topic == EVENTS:
            article = EnrichedArticle.decode(record.value or b"")
            if _place(article.provenance.raw) in self._names:
                latency = record.timestamp_ms - raw_timestamp_of(record)
                self._events[article.provenance.raw] = Event(article, record.timestamp_ms, latency)
        else:
            outcome = Outcome.decode(record.value or b"")
            if _place(outcome.raw) in self._names:
                self._outcomes[outcome.raw] = outcome, record.timestamp_ms

    def finish(self) -> list[Finished]:
        """Give the articles that are complete and were not given before, in the order in which they came out."""
        new = [
            Finished(outcome, self._events.get(raw), timestamp_ms)
            for raw, (outcome, timestamp_ms) in self._outcomes.items()
            if raw not in self._finished and (outcome.outcome in REFUSED or raw in self._events)
        ]
        self._finished.update(one.outcome.raw for one in new)
        return sorted(new, key=lambda one: (one.timestamp_ms, one.outcome.raw.item))

    def missing(self) -> list[str]:
        """Name what was sent and is not all out: a record is when each of its articles is."""
        out = Counter(_place(raw) for raw in self._finished)
        wanted = {_place(raw): raw.items for raw in self._finished}
        letters = {_place(raw) for raw, (one, _) in self._outcomes.items() if one.outcome is OutcomeKind.QUARANTINED}
        return [
            name
            for place, name in self._names.items()
            if out[place] < wanted.get(place, 1) or (place in letters and place not in self._letters)
        ]

    def summary(self) -> Summary:
        """Give the account of what came so far."""
        outcomes = [outcome for outcome, _ in self._outcomes.values()]
        latencies = sorted(event.latency_ms for event in self._events.values())
        return Summary(
            records=len(self._names),
            articles=sum({_place(one.raw): one.raw.items for one in outcomes}.values()),
            events=len(self._events),
            outcomes=_counted([one.outcome.value for one in outcomes]),
            relations=_counted([event.article.relation.kind.value for event in self._events.values()]),
            dead_letters=len(self._letters),
            latency_p50_ms=percentile(latencies, 50),
            latency_p99_ms=percentile(latencies, 99),
        )


def percentile(ordered: Sequence[int], percent: int) -> int | None:
    """Give the smallest value that at least `percent` of all do not exceed: the nearest rank, a value that was seen."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None


def _place(raw: RawPosition) -> Place:
    return raw.partition, raw.offset


def _counted(names: list[str]) -> dict[str, int]:
    return dict(Counter(names).most_common())
