"""Decide: how two texts stand to each other, from a few signals; the rules and their numbers are all here.

Called by the judge for each candidate that the index finds. Pure: two texts in, signals and a kind out.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from schemas.relation import RelationKind, Side
from streams.dedup.signature import MAX_NUMBERS
from streams.dedup.texts import Text

LEVELS = 32
"""At this level but one fingerprint is left."""
RUN = 3
"""Shared fingerprints in a row that make a run: about twenty words, more than a quotation or a shared name gives."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of the rules; shares are 0 to 1, lengths are in units of the shorter text.

    `tests/quality/measure_rules.py` prints their curves.

    Measured on a labelled stream of 7,195 articles in 8 languages, 2,268 of which repeat an earlier one: 0.999 of the
    links are right, 0.985 of the repeats are found (six more name a target that the stream lacks), and 1 of the 4,927
    others is linked, by a shared footer. Of the rules alone: without those for brief texts 12 are linked,
    without `cover` 7, with `near_share` 0.5 4.

    `series_words_a_number`, as the words for which one changed number makes a series: none 0.981 of the repeats are
    found and 0.19 of the updates under a new address missed, 50 0.985 and 0.09, 30 0.987 and 0.05, all with the same 2
    others linked. `edited_*` is for copies that an editor touched sentence by sentence, drawn in 7 languages: 0.43 of
    them missed without, 0.21 with; without `edited_runs` 4 others are linked. `near_share_of_head`: 0.024 of the posts
    of live blogs were linked by their headline and introduction without, none with; it costs 0.001 of the repeats.
    That numbers tell a shared passage from a rewritten copy: without, 0.006 of the drawn strangers are linked and 0.32
    of the heavy rewrites missed, with it 0.001 and 0.11; it costs 0.002 of the labelled repeats.
    """

    same_story: float = 0.12
    short_units: int = 45
    brief_units: int = 100
    short_share: float = 0.8
    short_changed_numbers: float = 0.33
    series_numbers: int = 3
    series_changed: float = 0.5
    series_words_a_number: int = 30
    cover: float = 0.3
    edited_share: float = 0.4
    edited_cover: float = 0.15
    edited_runs: int = 3
    near_share: float = 0.6
    near_share_of_head: float = 0.8
    near_share_other_title: float = 0.75
    brief_near_share_other_title: float = 0.9
    near_tail_start: float = 0.2
    near_tail_runs: int = 4
    copy_share: float = 0.35
    copy_units: int = 55
    brief_copy_share: float = 0.75
    copy_tail_start: float = 0.4
    copy_tail_runs: int = 3
    copy_tail_share: float = 0.75
    sure_share: float = 0.8
    sure_share_other_title: float = 0.95
    sure_copy_share: float = 0.5


RULES = Rules()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are; shares are 0 to 1."""

    new_in_old: float
    old_in_new: float
    cover: float
    start: float
    runs: int
    changed_numbers: float
    numbers: int
    units: int
    is_same_title: bool
    is_same_source: bool

    @property
    def containment(self) -> float:
        """The share of the one text that is in the other, whichever is more."""
        return max(self.new_in_old, self.old_in_new)

    def scores(self) -> dict[str, float]:
        """Give the signals as they are published."""
        shares = {"new_in_old": self.new_in_old, "old_in_new": self.old_in_new, "run_cover": self.cover}
        return {name: round(share, 3) for name, share in (shares | {"changed_numbers": self.changed_numbers}).items()}


class Demand(NamedTuple):
    """What the rules ask of a copy: a signal's value, and the limit that it is held against."""

    name: str
    value: float
    limit: float
    side: Side = Side.AT_LEAST

    @property
    def is_met(self) -> bool:
        """Whether it speaks for a copy."""
        return self.value >= self.limit if self.side is Side.AT_LEAST else self.value <= self.limit


def shared_prints(new: Text, old: Text, common: frozenset[int] = frozenset()) -> set[int]:
    """Give the fingerprints that both texts have, without `common`, those of boilerplate."""
    return set(new.fingerprints).intersection(old.fingerprints) - common


def compare(new: Text, old: Text, common: frozenset[int] = frozenset()) -> Likeness:
    """Compare two texts; `common` holds fingerprints of boilerplate, which count as not shared."""
    new, old = evened(new, old)
    shorter, longer = (new, old) if new.units <= old.units else (old, new)
    news, olds = set(new.fingerprints), set(old.fingerprints)
    shared = (news & olds) - common
    marks = [fingerprint in shared for fingerprint in shorter.fingerprints]
    run = -(-RUN // (1 << new.level))
    runs = [length for is_shared, group in groupby(marks) if is_shared and (length := len(list(group))) >= run]
    numbers = _known_numbers(shorter, longer)
    missing = numbers.difference(longer.numbers)
    return Likeness(
        new_in_old=_share(len(shared), len(news)),
        old_in_new=_share(len(shared), len(olds)),
        cover=_share(sum(runs), len(marks)),
        start=_share(marks.index(True), len(marks)) if True in marks else 1.0,
        runs=len(runs),
        changed_numbers=_share(len(missing), len(numbers)),
        numbers=len(numbers),
        units=shorter.units,
        is_same_title=new.title == old.title != 0,
        is_same_source=new.source == old.source,
    )


def evened(one: Text, other: Text) -> tuple[Text, Text]:
    """Thin the finer of two sketches to the level of the other; two of different definitions share nothing."""
    if one.signature != other.signature:
        return _thinned(one, LEVELS), _thinned(other, LEVELS)
    level = max(one.level, other.level)
    return _thinned(one, level), _thinned(other, level)


def _thinned(text: Text, level: int) -> Text:
    if text.level == level:
        return text
    mask = (1 << level) - 1
    return text._replace(fingerprints=array("I", [one for one in text.fingerprints if not one & mask]), level=level)


def _known_numbers(shorter: Text, longer: Text) -> set[int]:
    """Give the numbers of the one text that would be among those of the other: of many only the smallest are kept."""
    numbers = set(shorter.numbers)
    return {one for one in numbers if one <= longer.numbers[-1]} if len(longer.numbers) >= MAX_NUMBERS else numbers


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def is_same_story(likeness: Likeness) -> bool:
    """Tell whether a text under a known url or guid is still about the same story, not a reused address."""
    return likeness.is_same_title or likeness.containment >= RULES.same_story


def near_kind(likeness: Likeness) -> RelationKind | None:
    """Give `near` for a copy by the same source, `syndicated_copy` for one by another, None for no copy."""
    if not all(demand.is_met for demand in demands(likeness)):
        return None
    return RelationKind.NEAR if likeness.is_same_source else RelationKind.SYNDICATED_COPY


def demands(likeness: Likeness) -> Iterator[Demand]:
    """Yield what a copy under another address must meet, each with the limit that holds for texts like these."""
    yield Demand("containment", likeness.containment, least_share(likeness))
    yield Demand("changed_numbers", likeness.changed_numbers, most_changed(likeness), Side.AT_MOST)
    if likeness.units < RULES.short_units:
        return
    yield Demand("run_cover", likeness.cover, least_cover(likeness))
    if not likeness.is_same_source:
        yield Demand("units", likeness.units, RULES.copy_units)
    elif not likeness.is_same_title and likeness.runs < RULES.near_tail_runs:
        yield Demand("start", likeness.start, RULES.near_tail_start, Side.AT_MOST)


def most_changed(likeness: Likeness) -> float:
    """Give the share of the numbers that may be others; where most are, and are many for the length, it is a series.

    That is tomorrow's weather, or the next draw.
    """
    if likeness.units < RULES.short_units:
        return RULES.short_changed_numbers
    if likeness.numbers < RULES.series_numbers:
        return 1.0
    return min(max(RULES.series_changed, likeness.units / (RULES.series_words_a_number * likeness.numbers)), 1.0)


def least_share(likeness: Likeness) -> float:
    """Give the share of the one text that must be in the other for a copy."""
    is_brief = likeness.units < RULES.brief_units
    if likeness.units < RULES.short_units:
        return RULES.short_share
    if not likeness.is_same_source:
        if is_brief:
            return RULES.brief_copy_share
        return RULES.copy_tail_share if _is_one_passage(likeness) else RULES.copy_share
    if likeness.is_same_title:
        is_head = is_brief and likeness.runs == 1
        return RULES.near_share_of_head if is_head else RULES.near_share
    return RULES.brief_near_share_other_title if is_brief else RULES.near_share_other_title


def _is_one_passage(likeness: Likeness) -> bool:
    """Tell whether publishers share just a quotation, a lead or a tail: a rewritten copy has the numbers too."""
    if likeness.runs < RULES.copy_tail_runs and likeness.changed_numbers > RULES.series_changed:
        return True
    has_same_numbers = likeness.numbers >= RULES.series_numbers and likeness.changed_numbers == 0
    return not has_same_numbers and _starts_late(likeness, RULES.copy_tail_start, RULES.copy_tail_runs)


def least_cover(likeness: Likeness) -> float:
    """Give the share of the shorter text that must stand in long runs; less where an editor touched each sentence."""
    is_edited = (
        not likeness.is_same_source
        and likeness.units >= RULES.brief_units
        and likeness.containment >= RULES.edited_share
        and likeness.runs >= RULES.edited_runs
    )
    return RULES.edited_cover if is_edited else RULES.cover


def _starts_late(likeness: Likeness, start: float, runs: int) -> bool:
    """Tell whether only the end is shared, in few pieces: a background paragraph or a footer, not a copy."""
    return likeness.start > start and likeness.runs < runs


def joins_family(likeness: Likeness) -> bool:
    """Tell whether the link is sure enough for both to count as one story when boilerplate is looked for."""
    if not likeness.is_same_source:
        return likeness.containment >= RULES.sure_copy_share
    return likeness.containment >= (RULES.sure_share if likeness.is_same_title else RULES.sure_share_other_title)
