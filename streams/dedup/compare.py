"""Compare: what two texts share, word for word, and the signals of the rules, for people who ask why.

Called by `newsstream compare`, which has both texts at hand; the judge has only what is remembered of the older one.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.article import TaggedArticle
from schemas.relation import RelationKind, Side
from streams.dedup.case import case_of
from streams.dedup.decide import Demand, Likeness, compare, near_kind
from streams.dedup.signature import MAX_UNITS
from streams.lang.words import WORD

PASSAGE_WORDS = 5
"""As many words in a row as a shingle has; a wide character of Chinese, Japanese or Korean counts as half a word."""
WORD_WEIGHT, WIDE_WEIGHT = 2, 1

Span = tuple[int, int]
"""Begin and end in code points."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The same words in both texts, and where."""

    new: Span
    old: Span


@dataclass(frozen=True, slots=True)
class Change:
    """What would be said if something were otherwise; `kind` is none for no copy."""

    condition: str
    kind: RelationKind


@dataclass(frozen=True, slots=True)
class _Unit:
    folded: str
    span: Span
    weight: int


def likeness_of(new: TaggedArticle, old: TaggedArticle) -> Likeness:
    """Compare two articles as the judge would, but for boilerplate, which it knows from other articles."""
    return compare(case_of(new, 1).text, case_of(old, 0).text)


def distance(demand: Demand) -> float:
    """Give how far a signal is on the right side of its limit, in the signal's own units; below 0 on the wrong one."""
    return demand.value - demand.limit if demand.side is Side.AT_LEAST else demand.limit - demand.value


def kind_of_text(likeness: Likeness) -> RelationKind:
    """Give what the text alone would be, under an address and guid of its own."""
    return near_kind(likeness) or RelationKind.NONE


def changes(likeness: Likeness) -> tuple[Change, ...]:
    """Give what would be said of the text alone, if the headlines or the sources were otherwise, where that differs."""
    others = {
        "another headline" if likeness.is_same_title else "the same headline": not likeness.is_same_title,
        "another source" if likeness.is_same_source else "the same source": not likeness.is_same_source,
    }
    title, source = others
    variants = {
        title: replace(likeness, is_same_title=others[title]),
        source: replace(likeness, is_same_source=others[source]),
        f"{title} and {source}": replace(likeness, is_same_title=others[title], is_same_source=others[source]),
    }
    said = ((condition, kind_of_text(variant)) for condition, variant in variants.items())
    return tuple(Change(condition, kind) for condition, kind in said if kind is not kind_of_text(likeness))


def passages(new: str, old: str) -> Iterator[Passage]:
    """Yield the passages of `new` that stand in `old`, in their order; in linear time, as each word is passed once."""
    news, olds = _units(new), _units(old)
    first: dict[tuple[str, ...], int] = {}
    for at in range(len(olds)):
        if seed := _seed(olds, at):
            first.setdefault(seed, at)
    at = 0
    while at < len(news):
        found = first.get(_seed(news, at))
        length = _common(news, at, olds, found) if found is not None else 0
        if found is not None and length:
            yield Passage(_span(news, at, length), _span(olds, found, length))
        at += length or 1


def _units(text: str) -> Sequence[_Unit]:
    units: list[_Unit] = []
    for word in WORD.finditer(text):
        if unicodedata.east_asian_width(word[0][0]) == "W":
            units += (_Unit(char, (at, at + 1), WIDE_WEIGHT) for at, char in enumerate(word[0], word.start()))
        else:
            units.append(_Unit(unicodedata.normalize("NFKC", word[0]).casefold(), word.span(), WORD_WEIGHT))
        if len(units) > MAX_UNITS:
            break
    return units[:MAX_UNITS]


def _seed(units: Sequence[_Unit], at: int) -> tuple[str, ...]:
    seed: list[str] = []
    weight = 0
    for unit in units[at : at + PASSAGE_WORDS * WORD_WEIGHT]:
        seed.append(unit.folded)
        weight += unit.weight
        if weight >= PASSAGE_WORDS * WORD_WEIGHT:
            return tuple(seed)
    return ()


def _common(news: Sequence[_Unit], new: int, olds: Sequence[_Unit], old: int) -> int:
    length = 0
    while new + length < len(news) and old + length < len(olds):
        if news[new + length].folded != olds[old + length].folded:
            break
        length += 1
    return length


def _span(units: Sequence[_Unit], at: int, length: int) -> Span:
    return units[at].span[0], units[at + length - 1].span[1]
