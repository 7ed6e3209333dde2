"""Spans: where in a text the shingles stand that another text is known to have, in code points of the text as it is.

Called by the rulings for the pair that won. A sketch of the other text proves each shingle that both have, and nothing
of what stands between two of them: so that is all that is told. Two shingles that overlap here needn't do so there; the
second one's span begins where the first one's ends.
"""

from bisect import bisect_right
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


Places = npt.NDArray[np.int64]


class Units(NamedTuple):
    """The units of a text: where each begins and ends in the folded text, and which part of the text that is."""

    text: str
    signature: Signature
    folded: str
    starts: Places
    ends: Places
    is_any_long: bool
    stretches: Sequence[Stretch]
    begins: Sequence[int]

    @classmethod
    def of(cls, text: str, signature: Signature) -> "Units":
        """Find the units of a text as its signature has them."""
        parts = tuple(stretches(text[:MAX_LETTERS]))
        folded = "".join([part.folded for part in parts])
        is_in_word = _in_words(folded)
        if signature.is_spaceless:
            starts = np.flatnonzero(is_in_word[1:])[:MAX_UNITS]
            ends = starts + 1
        else:
            edges = np.flatnonzero(is_in_word[1:] != is_in_word[:-1])
            starts, ends = edges[::2][:MAX_UNITS], edges[1::2][:MAX_UNITS]
        whole = len(starts) if len(text) <= MAX_LETTERS else -1
        is_any_long = bool((ends - starts > UNIT_LETTERS).any())
        begins = [part.at for part in parts]
        return cls(text, signature, folded, starts[:whole], ends[:whole], is_any_long, parts, begins)

    def between(self, first: int, end: int) -> Span | None:
        """Give where the units from `first` to `end` stand in the text; None where a sign holds more than them."""
        if self.is_any_long and (self.ends[first:end] - self.starts[first:end] > UNIT_LETTERS).any():
            return None  # only its first letters were compared
        begin, is_begin_plain = self._place(self.starts.item(first), 0)
        stop, is_end_plain = self._place(self.ends.item(end - 1) - 1, 1)
        if not (is_begin_plain and is_end_plain):
            starts, ends = self.starts[first:end].tolist(), self.ends[first:end].tolist()
            meant = "".join([self.folded[start:end] for start, end in zip(starts, ends, strict=True)])
            if "".join(folded_words(self.text[begin:stop])) != meant:
                return None
        return begin, stop

    def _place(self, at: int, after: int) -> tuple[int, bool]:
        part = self.stretches[bisect_right(self.begins, at) - 1]
        if part.is_plain:
            return part.begin + at - part.at + after, True
        return (part.end if after else part.begin), False


def _in_words(text: str) -> npt.NDArray[np.bool_]:
    """Tell of each sign whether it belongs to a word, with a blank before the first and behind the last."""
    signs = np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), "<u4")
    is_in_word: npt.NDArray[np.bool_] = _word_signs()[np.minimum(signs, SIGNS - 1)]
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
    return tuple([span for first, end in runs if (span := units.between(first, end))])


def added_spans(units: Units, shared: Collection[int]) -> tuple[Span, ...]:
    """Give the parts of a text that hold what the other text lacks, to within a shingle and a window.

    A run of that length which both have would have left a fingerprint in both. A thinned signature tells nothing here.
    """
    if units.signature.level:
        return ()
    runs = _between(units.signature, shared, len(units.starts))
    return tuple([span for first, end in runs if (span := units.between(first, end))])


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
