"""Tables of phrases that are looked up in folded text, in time that does not grow with the number of phrases.

Called by `streams.lang.lexicon`, which fills them from the packs, and through it by all of normalize.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from streams.lang.folding import fold

_KEY_LENGTHS = (4, 3, 2, 1)
"""Phrases are filed under their first four characters, shorter ones under all that they have: of 3,000 phrases one look
finds a handful."""
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_AT_WORD = rf"(?:(?<![^\W_])|(?=[{UNSPACED}]))"
_IS_UNSPACED = re.compile(rf"[{UNSPACED}]")


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of the table in a text, with the kind that the table gives it."""

    start: int
    end: int
    kind: str
    is_spaced: bool = True
    """The phrase is of a script that puts spaces between words."""


class PhraseTable:
    """Phrases with a kind each; the longest phrase wins."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Index (phrase, kind) pairs; of two kinds for one phrase the first counts."""
        self._kinds: dict[str, str] = {}
        for phrase, kind in phrases:
            self._kinds.setdefault(fold(phrase), kind)
        self._by_key: dict[str, tuple[str, ...]] = {}
        for phrase in sorted(self._kinds, key=len, reverse=True):
            key = phrase[: _KEY_LENGTHS[0]]
            self._by_key[key] = (*self._by_key.get(key, ()), phrase)
        self._starts = re.compile(_AT_WORD + _beginnings(self._kinds))

    def whole(self, folded: str) -> str | None:
        """Give the kind of the phrase that is all of `folded`."""
        return self._kinds.get(folded)

    def opening(self, folded: str, start: int = 0) -> Found | None:
        """Find the longest phrase that begins at `start` and ends at the end of a word."""
        by_key = self._by_key
        for length in _KEY_LENGTHS:
            for phrase in by_key.get(folded[start : start + length], ()):
                end = start + len(phrase)
                if folded.startswith(phrase, start) and _ends_word(folded, end):
                    return Found(start, end, self._kinds[phrase], _IS_UNSPACED.match(phrase) is None)
        return None

    def search(self, folded: str) -> Iterator[Found]:
        """Find phrases that begin at the beginning of a word, left to right, none inside another."""
        reached = 0
        for begin in self._starts.finditer(folded):
            start = begin.start()
            if start >= reached and (found := self.opening(folded, start)):
                reached = found.end
                yield found


def _beginnings(phrases: Iterable[str]) -> str:
    """Give a pattern of the first two characters of the phrases: most words begin no phrase, and fail it at once.

    It takes none of them up: behind a bracket that a phrase may begin with ("(photo"), another may begin ("photo:").
    """
    seconds: dict[str, set[str]] = {}
    for phrase in phrases:
        seconds.setdefault(phrase[0], set()).add(phrase[1:2])
    lone = "".join(re.escape(first) for first, behind in sorted(seconds.items()) if "" in behind)
    shapes = [f"[{lone}]"] if lone else []
    for first, behind in sorted(seconds.items()):
        if "" not in behind:
            shapes.append(f"{re.escape(first)}[{''.join(map(re.escape, sorted(behind)))}]")
    return f"(?={'|'.join(shapes) or '(?!)'})"


def _ends_word(folded: str, end: int) -> bool:
    if end >= len(folded) or not folded[end].isalnum() or not folded[end - 1].isalnum():
        return True
    return _IS_UNSPACED.match(folded[end]) is not None or _IS_UNSPACED.match(folded[end - 1]) is not None
