"""Which entry of a listing is which that the feed has shown before: by guid, by link, by text.

Called by `known`. A name says who an entry is only while no two entries of the listing share it: some feeds give every
entry the guid 0, or the link of the home page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from streams.ingest.fingerprint import Fingerprint


@dataclass(frozen=True, slots=True)
class Match:
    """An entry as it is, and as it was; `before` is None for one that the feed has not shown."""

    made: Fingerprint
    before: Fingerprint | None = None


Key = Callable[[Fingerprint], object]
"""What two fingerprints must have in common; None for one that has nothing to be known by."""


def matches(rows: Sequence[Fingerprint], listed: Sequence[Fingerprint]) -> list[Match]:
    """Match the entries of a listing, in its order; each row is the past of one entry at most.

    What is the same comes before what has changed, and what shares two names before what shares one.
    """
    found: dict[Fingerprint, Fingerprint] = {}
    free = dict.fromkeys(rows)
    for key in _keys(listed):
        by_key: dict[object, Fingerprint] = {}
        for row in free:
            by_key.setdefault(key(row), row)
        for one in listed:
            if one not in found and (name := key(one)) is not None and name in by_key:
                found[one] = row = by_key.pop(name)
                del free[row]
    return [Match(one, _unless_reused(one, found.get(one))) for one in listed]


def _keys(listed: Sequence[Fingerprint]) -> Iterator[Key]:
    guids = _shared(listed, lambda one: one.guid, lambda one: (one.link, one.text))
    links = _shared(listed, lambda one: one.link, lambda one: (one.guid, one.text))
    now = frozenset(listed)
    names = {one.guid for one in listed} | {one.link for one in listed}
    yield lambda one: (one.guid, one.link, one.text)
    yield lambda one: (one.guid, one.text) if one.guid not in guids else None
    yield lambda one: (one.link, one.text) if one.link not in links else None
    # names that change on each fetch: what has them takes the place of what isn't listed any more
    yield (
        lambda one: (
            (one.path, one.times, one.text) if one.path and (one in now or not {one.guid, one.link} & names) else None
        )
    )
    yield lambda one: (one.guid, one.link) if one.guid or one.link else None
    yield lambda one: one.guid if one.guid not in guids else None
    yield lambda one: one.link if one.link not in links else None


def _shared(listed: Sequence[Fingerprint], name: Key, rest: Key) -> frozenset[object]:
    """Names that several entries of the listing have, and the name 0, which is none."""
    bearers: defaultdict[object, set[object]] = defaultdict(set)
    for one in listed:
        bearers[name(one)].add(rest(one))
    return frozenset({0, *(shared for shared, others in bearers.items() if len(others) > 1)})


def _unless_reused(one: Fingerprint, before: Fingerprint | None) -> Fingerprint | None:
    """A guid that comes with another link and another headline is that of another story now."""
    is_other = before is not None and before.text != one.text and before.title != one.title
    return None if before is not None and is_other and one.link != before.link else before
