"""Expressions: what an editor's rule asks of an article, and where the article answers.

Made by `reading`, asked by `book`. An expression gives the places that speak for it, or None where it does not hold;
one that holds because something is missing gives no places.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from schemas.subject import Field

TITLE: Field = "title"
TITLE_TIMES = 3
"""How often a find in the title counts where finds are counted, as for the tagger's own terms."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Words of a field, from `first` to `last` (counted from 0), at the code points `start` to `end`."""

    field: Field
    first: int
    last: int
    start: int
    end: int


Places = tuple[Place, ...]
Pattern = tuple[str, ...]
"""The words of a term, folded, each with the star that stands before or after it."""


@dataclass(frozen=True, slots=True)
class Found:
    """The places of each term that stands in an article."""

    places: Mapping[Pattern, Places] = field(default_factory=dict)

    def within(self, name: Field) -> "Found":
        """Give what stands in one field."""
        kept = {term: tuple(one for one in places if one.field == name) for term, places in self.places.items()}
        return Found({term: places for term, places in kept.items() if places})


class Expression(Protocol):
    """Anything that can be asked of an article."""

    def places(self, found: Found) -> Places | None:
        """Give the places that speak for it, or None where it does not hold."""

    def terms(self) -> frozenset[Pattern]:
        """Give all terms that it asks for."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase."""

    pattern: Pattern

    def places(self, found: Found) -> Places | None:
        """Give all places of the term."""
        return found.places.get(self.pattern)

    def terms(self) -> frozenset[Pattern]:
        """Give itself."""
        return frozenset((self.pattern,))


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of the parts: one is `or`, all are `and`."""

    count: int
    parts: tuple[Expression, ...]

    def places(self, found: Found) -> Places | None:
        """Give the places of all parts that hold."""
        held = [places for part in self.parts if (places := part.places(found)) is not None]
        return _merged(held) if len(held) >= self.count else None

    def terms(self) -> frozenset[Pattern]:
        """Give the terms of all parts."""
        return frozenset().union(*(part.terms() for part in self.parts))


@dataclass(frozen=True, slots=True)
class Not:
    """What must be missing."""

    part: Expression

    def places(self, found: Found) -> Places | None:
        """Give no places where the part does not hold."""
        return () if self.part.places(found) is None else None

    def terms(self) -> frozenset[Pattern]:
        """Give the part's terms."""
        return self.part.terms()


@dataclass(frozen=True, slots=True)
class Within:
    """Something in one field only."""

    field: Field
    part: Expression

    def places(self, found: Found) -> Places | None:
        """Give the places in the field."""
        return self.part.places(found.within(self.field))

    def terms(self) -> frozenset[Pattern]:
        """Give the part's terms."""
        return self.part.terms()


@dataclass(frozen=True, slots=True)
class Times:
    """Something so often; a find in the title counts `TITLE_TIMES`."""

    count: int
    part: Expression

    def places(self, found: Found) -> Places | None:
        """Give the places where there are enough of them."""
        places = self.part.places(found) or ()
        counted = sum(TITLE_TIMES if place.field == TITLE else 1 for place in places)
        return places if counted >= self.count else None

    def terms(self) -> frozenset[Pattern]:
        """Give the part's terms."""
        return self.part.terms()


@dataclass(frozen=True, slots=True)
class Near:
    """Two things in one field, in any order, the second at most `distance` words away from the first."""

    left: Expression
    right: Expression
    distance: int

    def places(self, found: Found) -> Places | None:
        """Give for each place of the left side the passage to the nearest of the right side."""
        left, right = self.left.places(found) or (), sorted(self.right.places(found) or ())
        met = [passage for place in left if (passage := self._passage(place, right))]
        return tuple(met) or None

    def terms(self) -> frozenset[Pattern]:
        """Give the terms of both sides."""
        return self.left.terms() | self.right.terms()

    def _passage(self, place: Place, others: list[Place]) -> Place | None:
        at = bisect_left(others, place)
        near = [other for other in others[max(at - 1, 0) : at + 2] if self._is_near(place, other)]
        if not near:
            return None
        other = min(near, key=lambda other: _words_between(place, other))
        first, last = min(place, other), max(place, other, key=lambda one: one.last)
        return Place(place.field, first.first, last.last, first.start, last.end)

    def _is_near(self, place: Place, other: Place) -> bool:
        return place.field == other.field and 1 <= _words_between(place, other) <= self.distance


def _words_between(place: Place, other: Place) -> int:
    """Give how many words on the next begins; less than one where they overlap, which is never near."""
    return other.first - place.last if other.first > place.first else place.first - other.last


def _merged(several: list[Places]) -> Places:
    """Give all places once, those in the title first."""
    places = {place for places in several for place in places}
    return tuple(sorted(places, key=lambda place: (place.field != TITLE, place)))
