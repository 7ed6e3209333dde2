"""The times of a live page's entries, which are neither its publication nor its update.

Called by `outline`.
"""

from collections.abc import Sequence
from dataclasses import replace

from streams.normalize.look import Seen
from streams.normalize.times.values import Mention

STAMP = "stamp"
MIN_ENTRIES, REACH = 2, 2
"""Entries that make a page live, and lines below a stamp in which its text begins."""
MIN_TEXT = 40


def with_stamps(seen: Sequence[Seen]) -> list[Seen]:
    """Mark days with clocks that stand alone, each above a text, below the line that tells the page's own time."""
    result = list(seen)
    own = next((i for i, one in enumerate(seen) if one.is_meta and any(date.label for date in one.dates)), len(seen))
    found = [i for i in range(own + 1, len(seen)) if _is_alone(seen[i]) and _has_text(seen[i + 1 : i + 1 + REACH])]
    for index in found if len(found) >= MIN_ENTRIES else ():
        result[index] = replace(seen[index], kind=STAMP, dates=())
    return result


def entries_of(seen: Sequence[Seen]) -> frozenset[int]:
    """Give the lines that open an entry of a live page, its heading or its text; none for another page."""
    found = [i + 1 for i, one in enumerate(seen) if one.kind == STAMP and _has_text(seen[i + 1 : i + 1 + REACH])]
    return frozenset(found if len(found) >= MIN_ENTRIES else ())


def _is_alone(one: Seen) -> bool:
    if len(one.dates) != 1 or one.rest or one.dates[0].label or one.makers:
        return False
    mention = one.dates[0].mention
    return isinstance(mention, Mention) and mention.clock is not None


def _has_text(below: Sequence[Seen]) -> bool:
    return any(one.is_plain and one.line.wide >= MIN_TEXT and one.line.is_stop for one in below)
