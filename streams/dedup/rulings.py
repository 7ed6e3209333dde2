"""Rulings: the order in which the rules are asked - a known address or guid, equal letters, a text much alike.

Called by the judge with what it remembers; changes nothing.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.article import TaggedArticle
from schemas.raw import Signal
from schemas.relation import ChangedField, EventKind, Relation, RelationKind, Revision
from schemas.state import TextState
from streams.dedup.decide import compare, is_same_story, joins_family, near_kind
from streams.dedup.memory import Memory
from streams.dedup.texts import URI_PREFIX, Text
from streams.dedup.versions import Head, Versions

MAX_KEYS = 8
"""Addresses that one version is known by; of more, those seen last are kept."""
TEXT_FIELDS: frozenset[ChangedField] = frozenset({"title", "standfirst", "body"})


@dataclass(frozen=True, slots=True)
class Case:
    """A new article with all that the rules ask of it."""

    article: TaggedArticle
    offset: int
    state: TextState
    text: Text
    keys: tuple[int, ...]
    fields: Mapping[ChangedField, int]
    notes: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided."""

    uri: str
    version: int
    event: EventKind
    relation: Relation
    family: int
    keys: tuple[int, ...]
    revision: Revision | None = None
    is_latest: bool = True
    refetched: EventKind | None = None

    @property
    def is_head(self) -> bool:
        """Whether the version is the chain's latest state."""
        return self.is_latest or self.refetched is not None

    @property
    def made_by(self) -> EventKind:
        """What made the version: this article, unless it is a later fetch."""
        return self.refetched or self.event


def rule(case: Case, versions: Versions, memory: Memory) -> Ruling:
    """Decide on a case: the first rule that has an answer gives it."""
    heads = tuple(versions.known_by(case.keys))
    for head in heads:
        if ruling := _next_of(case, head):
            return ruling
    uri = _new_uri(case, versions)
    if case.article.signal is Signal.RETRACT:
        return Ruling(uri, 1, EventKind.RETRACTED, Relation(method="retracts-unknown"), case.offset, case.keys)
    return _copy_of_equal(case, uri, memory) or _copy_of_alike(case, uri, memory, is_reused=bool(heads))


def _new_uri(case: Case, versions: Versions) -> str:
    uri = URI_PREFIX + case.article.article_id
    if uri not in versions:
        return uri
    return f"{URI_PREFIX}{uuid.uuid5(uuid.UUID(case.article.article_id), str(case.offset))}"


def _next_of(case: Case, head: Head) -> Ruling | None:
    """Give the re-fetch or the next version of a known article; None when its address now holds another story."""
    event = _event_of(case, head)
    changed = tuple(name for name, value in case.fields.items() if value != head.fields[name])
    if TEXT_FIELDS.isdisjoint(changed) and event in {EventKind.UPDATED, head.event}:
        return _refetch_of(case, head)
    likeness = compare(case.text, head.entry.text)
    if case.article.signal is None and not is_same_story(likeness):
        return None
    return Ruling(
        uri=head.entry.uri,
        version=head.versions + 1,
        event=event,
        relation=Relation(
            kind=RelationKind.UPDATE_OF, target=head.entry.uri, scores=likeness.scores(), method="known-key-changed"
        ),
        family=head.entry.family,
        keys=case.keys,
        revision=Revision(replaces=head.entry.version, changed_fields=changed),
        is_latest=not _is_older(case, head),
    )


def _refetch_of(case: Case, head: Head) -> Ruling:
    relation = Relation(kind=RelationKind.EXACT, target=head.entry.uri, method="known-key-unchanged")
    return Ruling(
        uri=head.entry.uri,
        version=head.entry.version,
        event=EventKind.DUPLICATE,
        relation=relation,
        family=head.entry.family,
        keys=tuple(dict.fromkeys((*case.keys, *head.keys)))[:MAX_KEYS],
        is_latest=False,
        refetched=head.event,
    )


def _event_of(case: Case, head: Head) -> EventKind:
    """Give what the producer's word or a new note says that this is; without either a change is an update."""
    if case.article.signal is Signal.RETRACT:
        return EventKind.RETRACTED
    if case.article.signal is Signal.CORRECT or case.notes > head.notes:
        return EventKind.CORRECTED
    return EventKind.UPDATED


def _is_older(case: Case, head: Head) -> bool:
    retrieved_at, known = case.article.retrieved_at, head.entry.retrieved_at
    return bool(retrieved_at and known and retrieved_at.timestamp() < known)


def _copy_of_equal(case: Case, uri: str, memory: Memory) -> Ruling | None:
    equals = [entry for entry in memory.equals(case.text) if entry.text.numbers == case.text.numbers]
    if not equals:
        return None
    target = min(equals, key=lambda entry: entry.text.source != case.text.source)
    is_rewritten = target.text.source != case.text.source and target.text.title != case.text.title
    kind = RelationKind.SYNDICATED_COPY if is_rewritten else RelationKind.EXACT
    return _copy(case, uri, Relation(kind=kind, target=target.uri, method="equal-letters"), target.family)


def _copy_of_alike(case: Case, uri: str, memory: Memory, *, is_reused: bool) -> Ruling:
    candidates = memory.candidates(case.text)
    compared = ((entry, compare(case.text, entry.text, candidates.common)) for entry in candidates.entries)
    alike = [(entry, likeness, kind) for entry, likeness in compared if (kind := near_kind(likeness))]
    if not alike:
        return Ruling(
            uri, 1, EventKind.CREATED, Relation(method="reused-address" if is_reused else None), case.offset, case.keys
        )
    target, likeness, kind = max(alike, key=lambda one: (one[1].is_same_source, one[1].containment))
    relation = Relation(kind=kind, target=target.uri, scores=likeness.scores(), method="shared-runs")
    return _copy(case, uri, relation, target.family if joins_family(likeness) else case.offset)


def _copy(case: Case, uri: str, relation: Relation, family: int) -> Ruling:
    return Ruling(uri=uri, version=1, event=EventKind.DUPLICATE, relation=relation, family=family, keys=case.keys)
