"""Evidence: what a verdict rests on, as subscribers get it: signals with their limits, shared spans, the window.

Called by the rulings once the verdict is known: what takes time is done for the one article that won.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from schemas.relation import ChangedField, Relation, RelationKind, RelationSignal, Revision, Side, Span, Window
from streams.dedup.case import Case
from streams.dedup.decide import RULES, Likeness, demands, evened, shared_prints
from streams.dedup.spans import added_spans, covered, shared_spans, told
from streams.dedup.texts import SHORT_BODY_UNITS, Entry
from streams.dedup.times import is_before
from streams.dedup.versions import Head

VERSION = "4"
"""Of the rules and of what they compare: another one may give other verdicts on the same articles."""
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for an article: an earlier one, how it stands to it, and the rule that said so."""

    kind: RelationKind
    target: Entry
    rule: str
    likeness: Likeness | None = None
    common: frozenset[int] = frozenset()


@cache
def relation_to_none(rule: str, window: Window) -> Relation:
    """Give the verdict on an article that is like no other, by the rule that said so."""
    return Relation(method=method(rule), window=window)


def method(rule: str) -> str:
    """Give the name and version of a rule."""
    return f"{rule}/{VERSION}"


def relation_to_known(case: Case, finding: Finding, known: Head) -> Relation:
    """Give the verdict on a version or a later fetch of an article that is known by its address or guid."""
    earlier = is_older(case, finding.target) or is_before(case.published, finding.target.published)
    return _relation(case, finding, _signals_of_known(case, finding, known), earlier=earlier, window=None)


def relation_to_copied(case: Case, finding: Finding, window: Window) -> Relation:
    """Give the verdict on a copy under another address."""
    earlier = is_before(case.published, finding.target.published)
    return _relation(case, finding, _signals_of_copy(case, finding), earlier=earlier, window=window)


def _relation(
    case: Case, finding: Finding, signals: Iterable[RelationSignal], *, earlier: bool, window: Window | None
) -> Relation:
    spans = _spans(case, finding)
    return Relation(
        kind=finding.kind,
        target=finding.target.uri,
        target_version=finding.target.version,
        earlier=earlier,
        scores=finding.likeness.scores() if finding.likeness else {},
        signals=tuple(signals),
        spans=told(spans),
        covered=round(covered(spans, case.article.body), DIGITS),
        method=method(finding.rule),
        window=window,
    )


def is_older(case: Case, known: Entry) -> bool:
    """Tell whether an article was surely fetched before a version that is known."""
    fetched = case.article.retrieved_at
    return bool(fetched and known.retrieved_at and fetched.timestamp() < known.retrieved_at)


def revision_of(case: Case, known: Head, changed: tuple[ChangedField, ...]) -> Revision:
    """Say what a version changed; the sketch of the one before tells which shares and which parts of the body."""
    news, olds = (set(text.fingerprints) for text in evened(case.text, known.entry.text))
    is_same = "body" not in changed
    both, all_of_them = (len(news), len(news)) if is_same else (len(news & olds), len(news | olds))
    is_even = case.text.level == known.entry.text.level
    added = () if is_same or not is_even or not case.article.body else added_spans(case.units, olds)
    return Revision(
        replaces=known.entry.version,
        changed_fields=changed,
        changed_share=round(1 - both / all_of_them, DIGITS) if all_of_them else 0.0,
        removed_share=0.0 if is_same or not olds else round(1 - both / len(olds), DIGITS),
        added=told(added),
    )


def _spans(case: Case, finding: Finding) -> tuple[Span, ...]:
    body, text, other = case.article.body, case.text, finding.target.text
    if not body:
        return ()
    is_headline_apart = text.units >= SHORT_BODY_UNITS or text.title == other.title
    if text.exact == other.exact and is_headline_apart:
        return ((0, len(body)),)
    return shared_spans(case.units, shared_prints(text, other, finding.common))


def _signals_of_known(case: Case, finding: Finding, known: Head) -> Iterator[RelationSignal]:
    yield from (_yes(f"same_{name}", is_so=key in known.keys) for name, key in case.named_keys.items())
    yield _yes("same_title", is_so=case.text.title == finding.target.text.title != 0)
    if case.article.signal:
        yield _yes(f"said_to_{case.article.signal.value}")
    if case.notes > known.notes:
        yield RelationSignal(name="correction_notes", value=case.notes - known.notes, limit=1, side=Side.AT_LEAST)
    if finding.likeness:
        share = round(finding.likeness.containment, DIGITS)
        yield RelationSignal(name="containment", value=share, limit=RULES.same_story, side=Side.AT_LEAST)


def _signals_of_copy(case: Case, finding: Finding) -> Iterator[RelationSignal]:
    yield _yes("same_source", is_so=case.text.source == finding.target.text.source)
    yield _yes("same_title", is_so=case.text.title == finding.target.text.title != 0)
    if not finding.likeness:
        yield _yes("equal_letters")
        return
    for one in demands(finding.likeness):
        yield RelationSignal(
            name=one.name, value=round(one.value, DIGITS), limit=round(one.limit, DIGITS), side=one.side
        )
    yield RelationSignal(name="runs", value=finding.likeness.runs)


@cache
def _yes(name: str, *, is_so: bool = True) -> RelationSignal:
    return RelationSignal(name=name, value=float(is_so))
