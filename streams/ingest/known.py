"""Which entries of a listing are new, which have changed, and which the feed has shown before.

Called for each listing of a feed. Pure: the same listing again is nothing new, in any order. An entry is passed over
only when its text is one that was seen under its guid or its link, or when all that changed is what changes in most of
the feed's entries from fetch to fetch; everything else goes out, rather once too often than never.
"""

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from schemas.feed import Known
from streams.ingest.appeared import oldest_first
from streams.ingest.document import Entry
from streams.ingest.fingerprint import Fingerprint, fingerprint, pack, unpack
from streams.ingest.matching import Match, matches
from streams.ingest.noise import Noise, Skip, judge

__all__ = ["Choice", "Freshness", "Known", "Skip", "choose"]

MIN_KEPT, TIMES_LISTED = 100, 3
"""Entries that are remembered: so many at least, and so many times the listing at hand."""
BACK_MINUTES = 180
"""A text that comes back is sent again after this time: some servers give an old and a new listing by turns."""


class Freshness(StrEnum):
    """Why an entry goes out."""

    NEW = "new"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Choice:
    """What to send, oldest first, and what to remember once it is sent."""

    fresh: tuple[tuple[Entry, Freshness], ...]
    known: Known
    """The same object as before when there is nothing to remember."""
    skipped: Counter[Skip] = field(default_factory=Counter)


def choose(known: Known, entries: Sequence[Entry], now_ms: int) -> Choice:
    """Choose what of a listing goes out; `now_ms` is the time of the fetch, in epoch milliseconds."""
    made = _once(entries)
    rows = unpack(base64.b64decode(known.entries))
    found = matches(rows, [one for one, _ in made.values()])
    noise, skips = judge(Noise.of(known), found)
    skips = _without_returned(skips, rows, now_ms // 60_000)
    skipped = Counter({Skip.TWICE: len(entries) - len(made)}) + Counter(skips.values())
    fresh = [
        (made[key][1], Freshness.CHANGED if match.before else Freshness.NEW)
        for key, match in zip(made, found, strict=True)
        if match not in skips
    ]
    if not fresh and noise == Noise.of(known) and skipped.keys() <= {Skip.KNOWN, Skip.TWICE, Skip.BACK}:
        return Choice((), known, skipped)
    after = _remembered(rows, found, frozenset(skips), known.listings + 1, now_ms // 60_000)
    update = {"entries": base64.b64encode(pack(after)).decode(), "listings": known.listings + 1, **noise.fields()}
    return Choice(oldest_first(fresh), known.model_copy(update=update), skipped)


def _once(entries: Sequence[Entry]) -> dict[tuple[int, int, int], tuple[Fingerprint, Entry]]:
    """Give each entry once, from the last to the first; of those that differ in their times the same in any order."""
    made: dict[tuple[int, int, int], tuple[Fingerprint, Entry]] = {}
    for entry in reversed(entries):
        one = fingerprint(entry)
        key = one.guid, one.link, one.text
        if key not in made or one.times <= made[key][0].times:
            made[key] = one, entry
    return made


def _without_returned(skips: Mapping[Match, Skip], rows: Sequence[Fingerprint], minute: int) -> dict[Match, Skip]:
    """Let an entry that has gone back to an older text go out, unless that text went out not long ago."""
    newest: dict[tuple[int, int], int] = {}
    for row in rows:
        newest[row.guid, row.link] = max(row.sent, newest.get((row.guid, row.link), 0))
    left: dict[Match, Skip] = {}
    for match, skip in skips.items():
        before = match.before
        if before is None or before.text != match.made.text or before.sent >= newest[before.guid, before.link]:
            left[match] = skip
        elif minute - before.sent < BACK_MINUTES:
            left[match] = Skip.BACK
    return left


def _remembered(
    rows: Sequence[Fingerprint], found: Sequence[Match], skipped: frozenset[Match], listing: int, minute: int
) -> list[Fingerprint]:
    """The entries of this listing, then the others, those that were seen last first, as far as there is room.

    What an entry said before a change is kept too, to know it again when it comes back.
    """
    listed = [
        replace(match.made, listing=listing, sent=match.before.sent if match in skipped and match.before else minute)
        for match in found
    ]
    gone = {
        match.before for match in found if match.before and (match in skipped or match.before.text == match.made.text)
    }
    others = sorted((row for row in rows if row not in gone), key=lambda row: -row.listing)
    return [*listed, *others][: max(MIN_KEPT, TIMES_LISTED * len(listed))]
