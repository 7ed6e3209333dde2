"""Which entries of a listing are new, which have changed, and which the feed has shown before.

Called for each listing of a feed. Pure: the same listing again is nothing new, in any order. An entry is passed over
only when its text is one that was seen under its guid or its link; all else goes out, once too often rather than never.
"""

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from schemas.feed import Known
from streams.ingest.document import Entry
from streams.ingest.fingerprint import fingerprint, unpack

__all__ = ["Choice", "Freshness", "Known", "Skip", "choose"]

MIN_KEPT, TIMES_LISTED = 100, 3
"""Entries that are remembered: so many at least, and so many times the longest listing that is at hand."""


class Freshness(StrEnum):
    """Why an entry goes out."""

    NEW = "new"
    CHANGED = "changed"


class Skip(StrEnum):
    """Why an entry doesn't go out."""

    KNOWN = "known"
    TWICE = "twice in the listing"
    NOISE = "only noise changed"
    TIMES = "only its times changed, as all of this feed's do on each fetch"


@dataclass(frozen=True, slots=True)
class Choice:
    """What to send, oldest first, and what to remember once it is sent."""

    fresh: tuple[tuple[Entry, Freshness], ...]
    known: Known
    skipped: Counter[Skip] = field(default_factory=Counter)


def choose(known: Known, entries: Sequence[Entry], now_ms: int) -> Choice:
    """Choose what of a listing goes out; `now_ms` is the time of the fetch, in epoch milliseconds."""
    shown = unpack(base64.b64decode(known.entries))
    prints = [fingerprint(entry) for entry in entries]
    fresh: list[tuple[Entry, Freshness]] = []
    skipped: Counter[Skip] = Counter()
    rows = {(one.guid, one.link, one.text): one for one in shown}
    by_guid = {one.guid: one for one in shown if one.guid}
    by_link = {one.link: one for one in shown if one.link}
    listing = known.listings + 1
    for entry, made in zip(entries, prints, strict=True):
        before = rows.get((made.guid, made.link, made.text)) or by_guid.get(made.guid) or by_link.get(made.link)
        if before and before.text == made.text:
            skipped[Skip.KNOWN] += 1
        else:
            fresh.append((entry, Freshness.CHANGED if before else Freshness.NEW))
        kept = replace(made, listing=listing, sent=now_ms // 60_000)
        rows[made.guid, made.link, made.text] = kept
        by_guid[made.guid] = by_link[made.link] = kept
    packed = b"".join(one.pack() for one in rows.values())
    return Choice(
        tuple(fresh[::-1]),
        known.model_copy(update={"entries": base64.b64encode(packed).decode(), "listings": listing})
        if fresh
        else known,
        skipped,
    )
