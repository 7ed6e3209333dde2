"""The times on one line of a page, with what the line calls them: published, updated, or nothing.

Called by `look`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from streams.lang.lexicon import lexicon
from streams.lang.phrases import Found
from streams.normalize.times.choose import Dated
from streams.normalize.times.mentions import MAX_LENGTH, has_digit, times_of
from streams.normalize.times.tokens import LABEL, Tokens, tokenize
from streams.normalize.times.values import Time

MAX_GAP = 4
"""Characters between a label and its time ("Updated: ")."""
OPENING = 4
"""Characters that may stand before the label that opens a line."""
_EDGES = " \t|·•-–—,;/()[]:"


@dataclass(frozen=True, slots=True)
class TimedLine:
    """The times of a line, and what else it says."""

    dates: tuple[Dated, ...]
    rest: str
    """What is left of the line without its times and their labels."""
    is_opened: bool = False
    """The line begins with the label of its first time."""


def read_times(text: str, folded: str, order: str) -> TimedLine:
    """Read a line; `folded` is `text` folded, `order` what the page's language says of 3/4/2024."""
    if len(folded) > MAX_LENGTH or not has_digit(folded):
        return TimedLine((), text)
    tokens = tokenize(folded)
    if not (times := times_of(tokens, order)):
        return TimedLine((), text)
    if labels := tuple(lexicon().labels.search(folded)):
        times = times_of(_without(tokens, labels), order)
    return _labelled(text, folded, times, labels)


def _without(tokens: Tokens, labels: Sequence[Found]) -> Tokens:
    """Mark the tokens of labels but for months, so that no date reaches across "updated" to a clock not its own."""
    signs = list(tokens.signs)
    for index, (start, end) in enumerate(tokens.spans):
        if signs[index] != "M" and any(label.start <= start and end <= label.end for label in labels):
            signs[index] = LABEL
    return replace(tokens, signs="".join(signs))


def _labelled(text: str, folded: str, times: Sequence[Time], labels: Sequence[Found]) -> TimedLine:
    dates, rest, reached = [], [], 0
    for time in times:
        label = _label_of(time, labels, reached, folded)
        start = min(label.start, time.start) if label else time.start
        dates.append(Dated(time, text[time.start : time.end].strip(), label.kind if label else None))
        rest.append(text[reached:start])
        reached = max(time.end, label.end if label else 0)
    rest.append(text[reached:])
    opened = bool(times and labels) and labels[0].start < OPENING and labels[0].end + MAX_GAP > times[0].start
    return TimedLine(tuple(dates), re.sub(r"\s+", " ", " | ".join(rest)).strip(_EDGES), opened)


def _label_of(time: Time, labels: Sequence[Found], reached: int, folded: str) -> Found | None:
    """The label right before a time; else, as in Japanese, the one right behind it that isn't the next time's."""
    before = [label for label in labels if reached <= label.start and label.end <= time.start]
    if before and time.start - before[-1].end <= MAX_GAP:
        return before[-1]
    return next((label for label in labels if 0 <= label.start - time.end <= 1 and _closes(label, folded)), None)


def _closes(label: Found, folded: str) -> bool:
    return not label.is_spaced and not folded[label.end : label.end + 2].lstrip(": ")[:1].isdigit()
