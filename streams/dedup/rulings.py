"""Rulings: the order in which the rules are asked - a known address or guid, equal letters, a text much alike.

Called by the judge with what it remembers; changes nothing. A remembered text is compared by the definition that its
signature is of.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from schemas.raw import Signal
from schemas.relation import ChangedField, EventKind, Relation, RelationKind, Revision
from streams.dedup.case import Case
from streams.dedup.decide import Likeness, compare, is_same_story, joins_family, near_kind
from streams.dedup.evidence import (
    Finding,
    is_older,
    method,
    relation_to_copied,
    relation_to_known,
    relation_to_none,
    revision_of,
)
from streams.dedup.memory import Memory
from streams.dedup.texts import URI_PREFIX, Entry
from streams.dedup.versions import Head, Versions

MAX_KEYS = 5
"""Addresses that one version is known by; of more, those seen last are kept."""
Found = TypeVar("Found")
TEXT_FIELDS: frozenset[ChangedField] = frozenset({"title", "standfirst", "body"})


class Ruling(NamedTuple):
    """What was decided; `again` is the version that the article is a later fetch of, `versions` how many there are."""

    uri: str
    version: int
    event: EventKind
    relation: Relation
    family: int
    keys: tuple[int, ...]
    versions: int = 1
    revision: Revision | None = None
    is_latest: bool = True
    is_head: bool = True
    again: Head | None = None

    @property
    def made_by(self) -> EventKind:
        """What made the version: this article, unless it is a later fetch."""
        return self.again.event if self.again else self.event


def rule(case: Case, versions: Versions, memory: Memory) -> Ruling:
    """Decide on a case: the first rule that has an answer gives it."""
    heads = tuple(versions.known_by(case.keys))
    for head in heads:
        if ruling := _next_of(case, head, versions):
            return ruling
    uri = _new_uri(case, versions)
    if case.article.signal is Signal.RETRACT:
        relation = Relation(method=method("retracts-unknown"))
        return Ruling(uri, 1, EventKind.RETRACTED, relation, case.offset, case.keys)
    return _copy_of_equal(case, uri, memory) or _copy_of_alike(case, uri, memory, is_reused=bool(heads))


def _new_uri(case: Case, versions: Versions) -> str:
    uri = URI_PREFIX + case.article.article_id
    if uri not in versions:
        return uri
    return f"{URI_PREFIX}{uuid.uuid5(uuid.UUID(case.article.article_id), str(case.offset))}"


def _next_of(case: Case, head: Head, versions: Versions) -> Ruling | None:
    """Give the re-fetch or the next version of a known article; None when its address now holds another story."""
    case = case.beside(head.entry.text)
    event, changed = _event_of(case, head), _changed(case, head)
    if TEXT_FIELDS.isdisjoint(changed) and event in {EventKind.UPDATED, head.event}:
        return _refetch_of(case, head, is_head=True)
    is_late = is_older(case, head.entry)
    if is_late and (known := _known_before(case, head, versions)):
        return _refetch_of(case, known, is_head=False)
    likeness = compare(case.text, head.entry.text)
    is_taken_back = is_late and head.event is EventKind.RETRACTED
    is_comparable = case.text.signature == head.entry.text.signature
    if case.article.signal is None and is_comparable and not is_taken_back and not is_same_story(likeness):
        return None
    finding = Finding(RelationKind.UPDATE_OF, head.entry, "known-key-changed", likeness)
    return Ruling(
        uri=head.entry.uri,
        version=head.versions + 1,
        event=event,
        relation=relation_to_known(case, finding, head),
        family=head.entry.family,
        keys=case.keys,
        versions=head.versions + 1,
        revision=revision_of(case, head, changed),
        is_latest=not is_late,
        is_head=not is_late,
    )


def _changed(case: Case, known: Head) -> tuple[ChangedField, ...]:
    fields = case.beside(known.entry.text).fields
    return tuple(name for name, value in fields.items() if value != known.fields[name])


def _known_before(case: Case, head: Head, versions: Versions) -> Head | None:
    """Give the version before the latest that an old record brings once more."""
    for known in versions.kept(head.entry.uri):
        is_told = _event_of(case, known) in {EventKind.UPDATED, known.event}
        if TEXT_FIELDS.isdisjoint(_changed(case, known)) and is_told:
            return known
    return None


def _refetch_of(case: Case, known: Head, *, is_head: bool) -> Ruling:
    return Ruling(
        uri=known.entry.uri,
        version=known.entry.version,
        event=EventKind.DUPLICATE,
        relation=relation_to_known(case, Finding(RelationKind.EXACT, known.entry, "known-key-unchanged"), known),
        family=known.entry.family,
        keys=tuple(dict.fromkeys((*case.keys, *known.keys)))[:MAX_KEYS],
        versions=known.versions,
        is_latest=False,
        is_head=is_head,
        again=known,
    )


def _event_of(case: Case, known: Head) -> EventKind:
    """Give what the producer's word or a new note says that this is; without either a change is an update."""
    if case.article.signal is Signal.RETRACT:
        return EventKind.RETRACTED
    if case.article.signal is Signal.CORRECT or case.notes > known.notes:
        return EventKind.CORRECTED
    return EventKind.UPDATED


def _copy_of_equal(case: Case, uri: str, memory: Memory) -> Ruling | None:
    texts = [one.text for one in case.by_definition]
    equals = [entry for text in texts for entry in memory.equals(text) if entry.text.numbers == text.numbers]
    if not equals:
        return None
    target = min(equals, key=lambda entry: (entry.text.source != case.text.source, entry.offset))
    is_rewritten = target.text.source != case.text.source and target.text.title != case.text.title
    kind = RelationKind.SYNDICATED_COPY if is_rewritten else RelationKind.EXACT
    return _copy(case, uri, Finding(kind, target, "equal-letters"), memory, target.family)


def _copy_of_alike(case: Case, uri: str, memory: Memory, *, is_reused: bool) -> Ruling:
    best = most_alike(_compared(case, memory))
    if not best:
        relation = relation_to_none("reused-address" if is_reused else "none-alike", memory.window)
        return Ruling(uri, 1, EventKind.CREATED, relation, case.offset, case.keys)
    (target, common), likeness, kind = best
    finding = Finding(kind, target, "shared-runs", likeness, common)
    return _copy(case, uri, finding, memory, target.family if joins_family(likeness) else case.offset)


def _compared(case: Case, memory: Memory) -> Iterator[tuple[tuple[Entry, frozenset[int]], Likeness]]:
    """Yield texts that may be the same story, each with the fingerprints that speak for nothing, and the likeness."""
    for text in (one.text for one in case.by_definition):
        candidates = memory.candidates(text)
        for entry in candidates.entries:
            yield (entry, candidates.common), compare(text, entry.text, candidates.common)


def most_alike(compared: Iterable[tuple[Found, Likeness]]) -> tuple[Found, Likeness, RelationKind] | None:
    """Give of what a text was compared with the one that it is a copy of, and of which kind: its own source's first."""
    alike = [(found, likeness, kind) for found, likeness in compared if (kind := near_kind(likeness))]
    return max(alike, key=lambda one: (one[1].is_same_source, one[1].containment), default=None)


def _copy(case: Case, uri: str, finding: Finding, memory: Memory, family: int) -> Ruling:
    relation = relation_to_copied(case.beside(finding.target.text), finding, memory.window)
    return Ruling(uri=uri, version=1, event=EventKind.DUPLICATE, relation=relation, family=family, keys=case.keys)
