"""Which entries of a listing are new, which have changed, and which the feed has shown before.

Called for each listing of a feed. Pure: the same listing again is nothing new, in any order. An entry is passed over
only when its text is one that was seen under its guid or its link, or when all that changed is what changes in most of
the feed's entries from fetch to fetch; everything else goes out, rather once too often than never.
"""

import base64
from collections import Counter
from collections.abc import Sequence
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
    made = {
        (one.guid, one.link, one.text): (one, entry) for entry in reversed(entries) for one in (fingerprint(entry),)
    }
    rows = unpack(base64.b64decode(known.entries))
    found = matches(rows, [one for one, _ in made.values()])
    noise, skips = judge(Noise.of(known), found)
    skipped = Counter({Skip.TWICE: len(entries) - len(made)}) + Counter(skips.values())
    fresh = [
        (made[key][1], Freshness.CHANGED if match.before else Freshness.NEW)
        for key, match in zip(made, found, strict=True)
        if match not in skips
    ]
    if not fresh and noise == Noise.of(known) and skipped.keys() <= {Skip.KNOWN, Skip.TWICE}:
        return Choice((), known, skipped)
    after = _remembered(rows, found, frozenset(skips), known.listings + 1, now_ms // 60_000)
    update = {"entries": base64.b64encode(pack(after)).decode(), "listings": known.listings + 1, **noise.fields()}
    return Choice(oldest_first(fresh), known.model_copy(update=update), skipped)


def _remembered(
    rows: Sequence[Fingerprint], found: Sequence[Match], skipped: frozenset[Match], listing: int, minute: int
) -> list[Fingerprint]:
    """The entries of this listing first, then the others, those that were seen last first, as far as there is room."""
    listed = [
        replace(match.made, listing=listing, sent=match.before.sent if match in skipped and match.before else minute)
        for match in found
    ]
    gone = {match.before for match in found if match.before}
    others = sorted((row for row in rows if row not in gone), key=lambda row: -row.listing)
    return [*listed, *others][: max(MIN_KEPT, TIMES_LISTED * len(listed))]
