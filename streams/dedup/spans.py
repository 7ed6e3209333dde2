"""Spans: where in a text the shingles stand that another text is known to have, in code points of the text as it is.

Called by the rulings for the pair that won. A sketch of the other text proves each shingle that both have, and nothing
of what stands between two of them: so that is all that is told. Two shingles that overlap here needn't do so there; the
second one's span begins where the first one's ends.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from streams.dedup.signature import MAX_UNITS, UNIT_LETTERS, Signature, folded_words
from streams.lang.clusters import Stretch, stretches
from streams.lang.words import WORD

Span = tuple[int, int]
"""Begin and end in code points."""

MAX_SPANS = 64
"""As many as an article of 400 words has; of more, every second or third is told, so that all of the text is shown."""

MAX_LETTERS = 10 * MAX_UNITS
"""Behind this nothing is told: a text of a million odd signs takes no second."""

SIGNS = 0x4_0000
"""Unicode has no letters beyond its first four planes."""


class Units(NamedTuple):
    """The units of a text: where each begins and ends in the folded text, and which part of the text that is."""

    text: str
    signature: Signature
    folded: str
    starts: Sequence[int]
    ends: Sequence[int]
    is_any_long: bool
    stretches: Sequence[Stretch]

    @classmethod
    def of(cls, text: str, signature: Signature) -> "Units":
        """Find the units of a text as its signature has them."""
        parts = tuple(stretches(text[:MAX_LETTERS]))
        folded = "".join([part.folded for part in parts])
        is_in_word = _in_words(folded)
        if signature.is_spaceless:
            (starts,) = is_in_word[1:].nonzero()
            starts = starts[:MAX_UNITS]
            ends = starts + 1
        else:
            (edges,) = (is_in_word[1:] != is_in_word[:-1]).nonzero()
            starts, ends = edges[::2][:MAX_UNITS], edges[1::2][:MAX_UNITS]
        whole = len(starts) if len(text) <= MAX_LETTERS else -1
        is_any_long = bool((ends - starts > UNIT_LETTERS).any())
        return cls(text, signature, folded, starts[:whole].data, ends[:whole].data, is_any_long, parts)

    def spans_of(self, runs: Iterable[Span]) -> Iterator[Span]:
        """Yield where runs of units, in their order, stand in the text; none where a sign holds more than the run."""
        part, last = 0, len(self.stretches) - 1
        for first, end in runs:
            at, to = self.starts[first], self.ends[end - 1] - 1
            while part < last and self.stretches[part + 1].at <= at:
                part += 1
            head = self.stretches[part]
            while part < last and self.stretches[part + 1].at <= to:
                part += 1
            tail = self.stretches[part]
            begin = head.begin + at - head.at if head.is_plain else head.begin
            stop = tail.begin + to - tail.at + 1 if tail.is_plain else tail.end
            if self.is_any_long and self._is_cut(first, end):
                continue
            if (head.is_plain and tail.is_plain) or self._is_all(first, end, self.text[begin:stop]):
                yield begin, stop

    def _is_cut(self, first: int, end: int) -> bool:
        """Tell whether of one of the units only the first letters were compared."""
        return any(self.ends[one] - self.starts[one] > UNIT_LETTERS for one in range(first, end))

    def _is_all(self, first: int, end: int, part: str) -> bool:
        """Tell whether a part of the text has the letters of these units and no others."""
        meant = (self.folded[self.starts[one] : self.ends[one]] for one in range(first, end))
        return "".join(folded_words(part)) == "".join(meant)


def _in_words(text: str) -> npt.NDArray[np.bool_]:
    """Tell of each sign whether it belongs to a word, with a blank before the first and behind the last."""
    signs = np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), "<u4")
    is_in_word: npt.NDArray[np.bool_] = _word_signs().take(signs, mode="clip")
    return is_in_word


@cache
def _word_signs() -> npt.NDArray[np.bool_]:
    """Tell of each code point whether it is of words: to look them up takes a quarter of the time of a search."""
    signs = np.zeros(SIGNS, bool)
    for found in WORD.finditer("".join(map(chr, range(SIGNS)))):
        signs[slice(*found.span())] = True
    return signs


def shared_spans(units: Units, shared: Collection[int]) -> tuple[Span, ...]:
    """Give the parts of a text that stand in the one it shares these fingerprints with, in order, without overlap."""
    runs = _shared(units.signature, shared, len(units.starts))
    return tuple(units.spans_of(runs))


def added_spans(units: Units, shared: Collection[int]) -> tuple[Span, ...]:
    """Give the parts of a text that hold what the other text lacks, to within a shingle and a window.

    A run of that length which both have would have left a fingerprint in both. A thinned signature tells nothing here.
    """
    if units.signature.level:
        return ()
    runs = _between(units.signature, shared, len(units.starts))
    return tuple(units.spans_of(runs))


def told(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Give the spans that are published: all, or a regular choice of many."""
    return tuple(spans[:: -(-len(spans) // MAX_SPANS) or 1])


def covered(spans: Iterable[Span], text: str) -> float:
    """Give the share of the text that the spans hold."""
    return sum(end - begin for begin, end in spans) / (len(text) or 1)


def _shared(signature: Signature, shared: Collection[int], count: int) -> Iterator[Span]:
    free, shingle = 0, signature.shingle
    for place, fingerprint in zip(signature.places, signature.fingerprints, strict=True):
        if fingerprint in shared:
            begin, end = max(place, free), min(place + shingle, count)
            if begin < end:
                yield begin, end
                free = end


def _between(signature: Signature, shared: Collection[int], count: int) -> Iterator[Span]:
    known, has_other = 0, False
    for place, fingerprint in zip(signature.places, signature.fingerprints, strict=True):
        if fingerprint not in shared:
            has_other = True
            continue
        if has_other and known < place:
            yield known, place
        known, has_other = max(known, place + signature.shingle), False
    if has_other and known < count:
        yield known, count
