"""Text that was broken into lines of one length -> its paragraphs.

Called by `lines`. A line was broken by length when the first word of the next one would not have fitted.
"""

import re
from collections.abc import Sequence

from streams.normalize.script import ends_sentence, is_dense

MIN_LENGTH, MAX_LENGTH = 40, 110
MIN_DENSE, MAX_DENSE = 20, 50
MIN_BREAKS, MIN_SHARE = 3, 0.4
_WORD = re.compile(r"\S+")


def wrap_width(lines: Sequence[str]) -> int | None:
    """Give the length that the text was broken at, or None for a text that was not."""
    dense = sum(is_dense(line) for line in lines) * 2 > len(lines)
    low, high = (MIN_DENSE, MAX_DENSE) if dense else (MIN_LENGTH, MAX_LENGTH)
    long = [i for i, line in enumerate(lines[:-1]) if len(line) >= low]
    broken = [i for i in long if not ends_sentence(lines[i]) and (dense or lines[i + 1][:1].islower())]
    if not long or len(broken) < (MIN_BREAKS - dense) or len(broken) < MIN_SHARE * len(long):
        return None
    widest = max(len(lines[i]) for i in broken)
    return widest if widest <= high and max(len(lines[i]) for i in long) <= widest + 3 else None


def is_broken(line: str, following: str, width: int) -> bool:
    """Tell whether `following` goes on in the paragraph of `line`."""
    if is_dense(line):
        return len(line) >= width - 2 and not ends_sentence(line)
    first = _WORD.match(following)
    is_full = len(line) + 1 + (len(first[0]) if first else 0) > width
    return is_full and (not ends_sentence(line) or following[:1].islower())
