"""Signature: what is kept of a text, so that two texts can be compared without having both at hand.

Called by `texts`, once for each article; a pure function of the text. Winnowing is after Schleimer, Wilkerson and
Aiken (2003): any run of `shingle + window - 1` units that two texts share leaves a fingerprint in both.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from streams.lang.clusters import UNSEEN
from streams.lang.words import WORD

MAX_UNITS = 20_000
"""As far as the places of a text's units are told."""
PIECE_UNITS = 20_000
"""A long text is hashed in pieces that overlap by a shingle: the tables of powers stay small."""
MAX_FINGERPRINTS = 80
"""Of a text of 520 words all are kept, and no row of the memory is longer than 600 bytes; of longer texts the evidence
shows half as much.

On a labelled stream of 7,195 articles, 2,212 of which must be linked: 48, 64, 80 and 96 link 2,179 of them, 128 (with
64 numbers) two heavy rewrites more; precision is 0.9991 with all. A row has 318, 346, 362, 377 and 404 bytes on
average, and at most 500, 532, 572, 692 and 896.
"""
MAX_NUMBERS = 16
"""Nine of ten articles have 12 or fewer; 16, 24, 32 and 64 make no difference to the links of that stream."""
SCRIPT_LETTERS = 1_000
"""The beginning of a text tells in which script it is written."""
LOW_32_BITS = 0xFFFF_FFFF
UNIT_LETTERS = 64
"""As much of a word counts: a text of one endless word takes no more memory than others."""
BLANK = ord(" ")
BASE = 0x9E37_79B9_7F4A_7C15
"""Any odd number will do; this one's bits look random (the golden ratio's)."""

Hashes = npt.NDArray[np.uint64]

_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese, which put no blank between words."""
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_ASCII = range(0x80)
_NUMBERLESS = frozenset(map(chr, _ASCII)) - frozenset("0123456789.,:")
_NUMBER_SIGNS = bytes(BLANK if chr(code) in _NUMBERLESS else code for code in range(256))
"""Blanks for the ASCII that is in no number: what is left is searched in a quarter of the time."""
_ASCII_WORDS = {code: " " for code in _ASCII if not WORD.match(chr(code))}
_UNSEEN = re.compile(f"[{UNSEEN}]")


@dataclass(frozen=True, slots=True)
class Grain:
    """How finely a text is cut: units in a shingle, shingles in a winnowing window."""

    shingle: int
    window: int


WORDS = Grain(shingle=5, window=12)
FEW_WORDS = Grain(shingle=5, window=3)
CHARACTERS = Grain(shingle=10, window=16)
FEW_CHARACTERS = Grain(shingle=10, window=4)
CHARACTERS_A_WORD = 2
"""Where no blanks are written, two characters count as a word: so a rule that speaks of words holds in every script."""
SHORT_TEXT_UNITS = {WORDS.shingle: 60, CHARACTERS.shingle: 120}


class Signature(NamedTuple):
    """A text in short: equal texts have equal signatures, texts that share runs share fingerprints.

    Of a long text those fingerprints are kept that have `level` low bits of 0: all parts of it count alike. Of many
    numbers the smallest hashes are kept; `figures` is a hash of them all. `places` says at which unit the shingle of
    each fingerprint begins: a word, or a letter where no blanks are written; `shingle` how many units it has. Both are
    of the new text only: they are not remembered.
    """

    exact: int
    units: int
    fingerprints: Sequence[int]
    numbers: tuple[int, ...]
    figures: int = 0
    level: int = 0
    places: Sequence[int] = ()
    shingle: int = 0

    @property
    def is_spaceless(self) -> bool:
        """Whether the units are letters."""
        return self.shingle == CHARACTERS.shingle


def folded_words(text: str) -> list[str]:
    """Give the words of `text` in one form of case, width and composition, without punctuation."""
    return _words(unicodedata.normalize("NFKC", text))


def _words(composed: str) -> list[str]:
    if composed.isascii():  # a fifth of the articles, in a third of the time
        return composed.lower().translate(_ASCII_WORDS).split()
    return WORD.findall(_UNSEEN.sub("", composed).casefold())


def letters_hash(text: str) -> int:
    """Give 64 bits that are equal for texts that differ only in case, blanks, punctuation and unseen signs."""
    return xxh3_64_intdigest("".join(folded_words(text)).encode())


def sign(text: str) -> Signature:
    """Give the signature of a body; time is linear in its length.

    A shingle is five words, or ten characters where most letters belong to a script without blanks.
    """
    composed = unicodedata.normalize("NFKC", text)
    words = _words(composed)
    letters = "".join(words)
    is_spaceless = 2 * len(_SPACELESS.findall(letters[:SCRIPT_LETTERS])) > len(letters[:SCRIPT_LETTERS])
    units = letters if is_spaceless else words
    grain = _grain(len(units), is_spaceless=is_spaceless)
    hashes = shingle_hashes(units, grain.shingle)
    places = winnow(hashes, grain.window)
    fingerprints = hashes[places] & np.uint64(LOW_32_BITS)
    level, kept = thinned(fingerprints)
    numbers = _numbers(composed)
    return Signature(
        exact=xxh3_64_intdigest(letters.encode()),
        units=len(units) // (CHARACTERS_A_WORD if is_spaceless else 1),
        fingerprints=fingerprints[kept].tolist(),
        numbers=tuple(numbers[:MAX_NUMBERS]),
        figures=xxh3_64_intdigest(array("I", numbers).tobytes()),
        level=level,
        places=places[kept].tolist(),
        shingle=grain.shingle,
    )


def thinned(fingerprints: Hashes) -> tuple[int, npt.NDArray[np.int64]]:
    """Give the level at which few enough different fingerprints are left, and the places of those.

    A text that says the same over and over has few different ones at many places: the first place of each is kept.
    """
    if len(fingerprints) <= MAX_FINGERPRINTS:
        return 0, np.arange(len(fingerprints))
    different, firsts = np.unique(fingerprints, return_index=True)
    level = 0
    while np.count_nonzero(different & np.uint64((1 << level) - 1) == 0) > MAX_FINGERPRINTS:
        level += 1
    return level, np.sort(firsts[different & np.uint64((1 << level) - 1) == 0])


def _grain(units: int, *, is_spaceless: bool) -> Grain:
    grain, few = (CHARACTERS, FEW_CHARACTERS) if is_spaceless else (WORDS, FEW_WORDS)
    return few if units < SHORT_TEXT_UNITS[grain.shingle] else grain


def _numbers(composed: str) -> list[int]:
    """Give a hash of each different number, in rising order."""
    parts = composed.encode(errors="replace").translate(_NUMBER_SIGNS).decode().split()
    return sorted({xxh3_64_intdigest(one.encode()) & LOW_32_BITS for one in set(_NUMBER.findall(" ".join(parts)))})


def shingle_hashes(units: Sequence[str], shingle: int) -> Hashes:
    """Give 64 bits for each run of `shingle` units, which have no blanks; a shorter text is one run, an empty one none.

    A run's hash is a polynomial of its code points: the difference of two sums over the text up to its ends, made
    independent of its place by a division, and stirred so that its high bits and its low bits each are a hash.
    """
    if not units:
        return np.zeros(0, np.uint64)
    if len(units) >= PIECE_UNITS + shingle:
        begins = range(0, len(units) - shingle + 1, PIECE_UNITS)
        return np.concatenate([shingle_hashes(units[at : at + PIECE_UNITS + shingle - 1], shingle) for at in begins])
    codes, edges = _codes(units)
    if (edges[1:] - edges[:-1]).max() > UNIT_LETTERS + 1:
        codes, edges = _codes([unit[:UNIT_LETTERS] for unit in units])
    powers, inverses = _powers(len(codes).bit_length())
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * powers[: len(codes)], out=sums[1:])
    ends = edges[shingle:] if len(edges) > shingle else edges[-1:]
    starts = edges[: len(ends)]
    hashes: Hashes = (sums[ends] - sums[starts]) * inverses[starts]
    hashes = (hashes ^ (hashes >> np.uint64(32))) * np.uint64(BASE)
    return hashes ^ (hashes >> np.uint64(29))


def _codes(units: Sequence[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """Give the code points of units with a blank after each, and where each begins, and the end."""
    codes = np.frombuffer(f"{' '.join(units)} ".encode("utf-32-le"), "<u4")
    return codes, np.concatenate((np.zeros(1, np.int64), np.flatnonzero(codes == BLANK) + 1))


@cache
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    """Give the powers of the base and those of its inverse, modulo 2**64, for texts below `2**bits` code points."""
    tables = []
    for base in (BASE, pow(BASE, -1, 1 << 64)):
        factors = np.full(1 << bits, base, np.uint64)
        factors[0] = 1
        tables.append(np.multiply.accumulate(factors))
    return tables[0], tables[1]


def winnow(hashes: Hashes, window: int) -> npt.NDArray[np.int64]:
    """Give the places of the smallest hash of each window, the rightmost of equals, in rising order.

    The high 32 bits are compared, so that the low ones of what is picked, the fingerprint, can be any.
    """
    if not len(hashes):
        return np.zeros(0, np.int64)
    low = np.uint64(LOW_32_BITS)
    least = (hashes & ~low) | (low - np.arange(len(hashes), dtype=np.uint64))
    seen = 1
    while seen < min(window, len(hashes)):
        step = min(seen, min(window, len(hashes)) - seen)
        least = np.minimum(least[:-step], least[step:])
        seen += step
    places = (low - (least & low)).astype(np.int64)
    picked: npt.NDArray[np.int64] = places[np.concatenate((np.ones(1, bool), places[1:] != places[:-1]))]
    return picked


DEFINITIONS: dict[int, Callable[[str], Signature]] = {2: sign}
"""How a text is signed, by the number that rows carry; the one for new rows stands first.

To change what `sign` gives for the same text: leave the old function here under its number, put the new one before it
under the next number, and raise `evidence.VERSION`. From then on an article is signed by both, is looked for among the
rows of each by its signature of that kind, and is remembered by the new one alone. So nothing is forgotten, nothing
waits, and stages may be upgraded in any order; a verdict is a function of the sequence and the release as before, and
where the new one began is told by the rows, each with its offset. When the windows of the last old rows have passed
(`copy_days`, and `version_days` for addresses that may hold another story), the old function goes. A worker that finds
rows which it can't compare says how many.

The letters of headlines and fields are told by `letters_hash` for all definitions: where a change of that touches a
field, the next fetch of the article is an update. Another hash of the address keys is a new layout.

Why the old rows aren't signed anew from `news.tagged`: nothing could be judged meanwhile (1,000,000 rows take ten
minutes and more), not all articles are there any more, and rows written anew would stand behind later ones of their raw
partition, so that a memory that is read back would miss the gaps which those tell of.

The price, on a labelled stream of 7,195 articles with a switch after a quarter, a half and three quarters of it: a
second signature an article, a judge that takes 1.2 to 1.7 times as long, and 18, 9 and 1 articles linked by a footer,
which is known for one only when it is seen in three stories once more.
"""
