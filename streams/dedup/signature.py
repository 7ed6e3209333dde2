"""Signature: what is kept of a text, so that two texts can be compared without having both at hand.

Called by the judge, once for each article; a pure function of the text. Winnowing is after Schleimer, Wilkerson and
Aiken (2003): any run of `shingle + window - 1` units that two texts share leaves a fingerprint in both.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from xxhash import xxh3_64_intdigest

from streams.lang.words import WORD

MAX_UNITS = 20_000
MAX_NUMBERS = 64
SCRIPT_LETTERS = 1_000
"""The beginning of a text tells in which script it is written."""
LOW_32_BITS = 0xFFFF_FFFF

_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese, which put no blank between words."""
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_UNSEEN = re.compile("[\u00ad\u0640\u200b-\u200f\u2060\ufeff]")
"""Soft hyphen, tatweel, zero-width and direction signs: two copies of a text differ in them and no reader sees it."""


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


@dataclass(frozen=True, slots=True)
class Signature:
    """A text in short: equal texts have equal signatures, texts that share runs share fingerprints."""

    exact: int
    units: int
    fingerprints: tuple[int, ...]
    numbers: tuple[int, ...]
    level: int = 0


def folded_words(text: str) -> list[str]:
    """Give the words of `text` in one form of case, width and composition, without punctuation."""
    return WORD.findall(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold())


def letters_hash(text: str) -> int:
    """Give 64 bits that are equal for texts that differ only in case, blanks, punctuation and unseen signs."""
    return xxh3_64_intdigest("".join(folded_words(text)).encode())


def sign(text: str) -> Signature:
    """Give the signature of a body; time is linear in its length.

    A shingle is five words, or ten characters where most letters belong to a script without blanks.
    """
    words = folded_words(text)
    letters = "".join(words)
    is_spaceless = 2 * len(_SPACELESS.findall(letters[:SCRIPT_LETTERS])) > len(letters[:SCRIPT_LETTERS])
    units = letters if is_spaceless else words
    grain = _grain(len(units), is_spaceless=is_spaceless)
    hashes = shingle_hashes(units[:MAX_UNITS], grain.shingle)
    return Signature(
        exact=xxh3_64_intdigest(letters.encode()),
        units=len(units) // (CHARACTERS_A_WORD if is_spaceless else 1),
        fingerprints=tuple(hashes[at] & LOW_32_BITS for at in winnow(hashes, grain.window)),
        numbers=_numbers(text),
    )


def _grain(units: int, *, is_spaceless: bool) -> Grain:
    grain, few = (CHARACTERS, FEW_CHARACTERS) if is_spaceless else (WORDS, FEW_WORDS)
    return few if units < SHORT_TEXT_UNITS[grain.shingle] else grain


def _numbers(text: str) -> tuple[int, ...]:
    found = sorted(set(_NUMBER.findall(unicodedata.normalize("NFKC", text))))
    return tuple(xxh3_64_intdigest(number.encode()) & LOW_32_BITS for number in found[:MAX_NUMBERS])


def shingle_hashes(units: Sequence[str], shingle: int) -> list[int]:
    """Give 64 bits for each run of `shingle` units; a text shorter than that is one run, an empty one none."""
    if not units:
        return []
    text = f"{' '.join(units)} ".encode("utf-32-le")  # of one width, so that a unit's place follows from lengths
    edges = list(accumulate((4 * len(unit) + 4 for unit in units), initial=0))
    ends = edges[shingle:] or edges[-1:]
    return [xxh3_64_intdigest(text[start:end]) for start, end in zip(edges, ends, strict=False)]


def winnow(hashes: Sequence[int], window: int) -> list[int]:
    """Give the places of the smallest hash of each window, the rightmost of equals, in rising order."""
    window = min(window, len(hashes))
    picked: list[int] = []
    at = -1
    for last in range(window - 1, len(hashes)) if hashes else ():
        if at <= last - window:
            at = min(range(last, last - window, -1), key=hashes.__getitem__)
        elif hashes[last] <= hashes[at]:
            at = last
        else:
            continue
        picked.append(at)
    return picked
