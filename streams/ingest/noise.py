"""Changes that are none: counters, advertisements and times that are others on each fetch, in most of a feed's entries.

Called by `known`. One listing in which most entries have changed is believed; the second in a row is taken for what it
is, and from then on only what is less prone to noise counts as a change, until the feed is calm again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from schemas.feed import Known
from streams.ingest.matching import Match

MANY = 4
"""Entries of which most must have changed; that most of three have is no sign by itself."""
RESTLESS = (2, 5)
"""Listings in a row in which most of many entries had changed, until numbers, and all but titles, are noise."""
RESTLESS_FEW = 5
"""The same of few entries, and of changes in nothing but numbers and short lines: a live blog changes on each fetch."""
CALM = 20
"""Listings in a row that must have been calm until less is passed over."""
MOST_NOISE = 2


class Skip(StrEnum):
    """Why an entry doesn't go out."""

    KNOWN = "known"
    TWICE = "twice in the listing"
    NOISE = "only noise changed"
    TIMES = "only its times changed"
    BACK = "a version that was sent before"


@dataclass(frozen=True, slots=True)
class Noise:
    """How far the texts and times of a feed can be trusted to stand still; the fields of `Known`."""

    noise: int
    restless: int
    calm: int
    has_loose_times: bool

    @classmethod
    def of(cls, known: Known) -> Self:
        """Take it from what is known of the feed."""
        return cls(known.noise, known.restless, known.calm, known.has_loose_times)

    def fields(self) -> dict[str, int]:
        """Give it as fields of `Known`."""
        return {name: getattr(self, name) for name in self.__slots__}


def judge(before: Noise, found: Sequence[Match]) -> tuple[Noise, dict[Match, Skip]]:
    """Give how the feed stands after this listing, and the entries to pass over with the reason."""
    listed = [match for match in found if match.before]
    is_retimed = _are_most([match for match in listed if _is_retimed(match)], listed)
    is_restless = _is_restless(listed, before.noise) or (is_retimed and not before.has_loose_times)
    after = replace(before, restless=before.restless + 1 if is_restless else 0)
    is_many = len(listed) >= MANY
    if is_retimed and (is_many or after.restless >= RESTLESS_FEW):
        after = replace(after, has_loose_times=True, calm=0, restless=0)
    elif before.noise < MOST_NOISE and after.restless >= (RESTLESS[before.noise] if is_many else RESTLESS_FEW):
        after = replace(after, noise=before.noise + 1, calm=0, restless=0)
    elif before.noise or before.has_loose_times:
        after = _calmed(after, is_calm=not is_retimed and not _is_restless(listed, max(before.noise - 1, 0)))
    return after, {match: skip for match in listed if (skip := _skip(match, after))}


def _calmed(noise: Noise, *, is_calm: bool) -> Noise:
    if not is_calm:
        return replace(noise, calm=0)
    if noise.calm + 1 < CALM:
        return replace(noise, calm=noise.calm + 1)
    return replace(noise, noise=max(noise.noise - 1, 0), calm=0, has_loose_times=False)


def _is_restless(listed: Sequence[Match], noise: int) -> bool:
    changed = [match for match in listed if _has_changed(match, noise)]
    if len(listed) < MANY:
        changed = [match for match in changed if noise == 0 and not _has_changed(match, noise + 1)]
    return _are_most(changed, listed)


def _are_most(some: Sequence[Match], listed: Sequence[Match]) -> bool:
    return 2 * len(some) > len(listed)


def _is_same_text(match: Match) -> bool:
    return match.before is not None and match.before.text == match.made.text


def _is_retimed(match: Match) -> bool:
    return match.before is not None and _is_same_text(match) and match.before.times != match.made.times


def _has_changed(match: Match, noise: int) -> bool:
    """Tell whether the entry says something else, seen through so much noise."""
    before, made = match.before, match.made
    if before is None or before.text == made.text:
        return False
    return (True, before.gist != made.gist, before.title != made.title)[noise]


def _skip(match: Match, noise: Noise) -> Skip | None:
    if not _is_same_text(match):
        return None if _has_changed(match, noise.noise) else Skip.NOISE
    if not _is_retimed(match):
        return Skip.KNOWN
    return Skip.TIMES if noise.has_loose_times else None
