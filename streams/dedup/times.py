"""Times: when an article may have been published, as bounds that hold whatever its source left unsaid.

Called by the judge for each article, and by the rulings, which ask whether one is surely older than another.
"""

from datetime import UTC, datetime, timedelta

from schemas.article import Moment, Precision

Bounds = tuple[int, int]
"""The first and the last second, since 1970, at which something may have happened; `UNKNOWN` when nothing is known."""

UNKNOWN: Bounds = (0, 0)
LATEST = 0xFFFF_FFFF
FARTHEST_EAST, FARTHEST_WEST = timedelta(hours=14), timedelta(hours=12)
"""A clock without its zone may be of Kiritimati, 14 hours ahead of UTC, or of Baker Island, 12 hours behind."""
_LENGTHS = {
    Precision.SECOND: timedelta(seconds=1),
    Precision.MINUTE: timedelta(minutes=1),
    Precision.HOUR: timedelta(hours=1),
    Precision.DAY: timedelta(days=1),
}


def bounds_of(moment: Moment) -> Bounds:
    """Give the bounds of a stated time; a month or a year is too long to tell which of two articles is older."""
    length = _LENGTHS.get(moment.precision)
    if moment.at is None or length is None:
        return UNKNOWN
    try:
        at = datetime.fromisoformat(moment.at)
    except ValueError:
        return UNKNOWN
    east, west = (timedelta(), timedelta()) if at.tzinfo else (FARTHEST_EAST, FARTHEST_WEST)
    begin = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    first, last = int(begin - east.total_seconds()), int(begin + (length + west).total_seconds()) - 1
    return (first, last) if 0 < first <= last <= LATEST else UNKNOWN


def is_before(one: Bounds, other: Bounds) -> bool:
    """Tell whether the first was surely published before the other."""
    return UNKNOWN not in {one, other} and one[1] < other[0]
