"""Text that was broken into lines of one length -> its paragraphs.

Called by `lines`. A line was broken by length when the first word of the next one would not have fitted.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from streams.normalize.script import ends_sentence, has_case, is_dense

MIN_LENGTH, MAX_LENGTH = 40, 110
MIN_DENSE, MAX_DENSE = 20, 50
MIN_BREAKS, MIN_SHARE = 3, 0.4
MIN_FULL = 0.6
"""Share of the lines without a stop that must be full where no small letter shows that the next line goes on."""
MIN_BLOCKS = 2
"""Blocks between blank lines with a broken line each: then blank lines part the paragraphs."""
_WORD = re.compile(r"\S+")


def wrap_width(blocks: Sequence[Sequence[str]]) -> int | None:
    """Give the length that the lines were broken at, in blocks between blank lines, or None for a text that was not."""
    lines = [line for block in blocks for line in block]
    dense = sum(is_dense(line) for line in lines) * 2 > len(lines)
    low, high = (MIN_DENSE, MAX_DENSE) if dense else (MIN_LENGTH, MAX_LENGTH)
    long = [pair for block in blocks for pair in pairwise(block) if len(pair[0]) >= low]
    broken = [pair for pair in long if not ends_sentence(pair[0]) and (dense or _may_go_on(pair[1]))]
    if not long or len(broken) < (MIN_BREAKS - dense) or len(broken) < MIN_SHARE * len(long):
        return None
    widest = max(len(line) for line, _ in broken)
    caseless = [pair for pair in broken if not dense and not pair[1][0].islower()]
    full = sum(_is_full(*pair, widest) for pair in caseless)
    is_even = widest <= high and max(len(line) for line, _ in long) <= widest + 3
    return widest if is_even and full >= MIN_FULL * len(caseless) else None


def _may_go_on(following: str) -> bool:
    """Tell whether a line can begin inside a sentence: with a small letter, or one of a script without capitals."""
    return following[:1].islower() or (following[:1].isalpha() and not has_case(following[0]))


def _is_full(line: str, following: str, width: int) -> bool:
    if is_dense(line):
        return len(line) >= width - 2
    first = _WORD.match(following)
    return len(line) + 1 + (len(first[0]) if first else 0) > width


def is_broken(line: str, following: str, width: int, *, is_parted: bool = False) -> bool:
    """Tell whether `following` goes on in the paragraph of `line`; `is_parted`: blank lines part the paragraphs."""
    goes_on = is_parted or not ends_sentence(line) or (following[:1].islower() and not is_dense(line))
    return goes_on and _is_full(line, following, width)


def parts_paragraphs(blocks: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether blank lines part the paragraphs: several blocks have a line that goes on on the next."""
    broken = (any(is_broken(*pair, width) for pair in pairwise(block)) for block in blocks)
    return sum(broken) >= MIN_BLOCKS
