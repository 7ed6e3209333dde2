"""Tables of phrases that are looked up in folded text, in time that does not grow with the number of phrases.

Called by `streams.lang.lexicon`, which fills them from the packs, and through it by all of normalize.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from streams.lang.folding import fold

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_IS_UNSPACED = re.compile(rf"[{UNSPACED}]")
_LETTER = rf"[^\W_{UNSPACED}]"
_HEAD = re.compile(rf"([{UNSPACED}]|{_LETTER}{{1,4}}|[^\w\s]|_)(?:(?<=[^\W_]){_LETTER}*(?:[^\w{UNSPACED}]|_)?)?")
"""The beginning of a word, and behind it the rest up to where another may begin. Phrases are filed under it: it is the
same for a phrase and for every text that has it, and of 3,000 phrases one look finds a handful."""
_ASCII_HEAD = re.compile(r"([a-z0-9]{1,4}|[^a-z0-9\s])(?:(?<=[a-z0-9])[a-z0-9]*[^a-z0-9]?)?")
"""The same in a third of the time."""
MAX_ASKED = 16
"""Texts whose heads are remembered: one line is asked of table after table."""


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
        self._by_head: dict[str, tuple[str, ...]] = {}
        for phrase in sorted(self._kinds, key=len, reverse=True):
            head = _head_of(phrase, 0)
            self._by_head[head] = (*self._by_head.get(head, ()), phrase)
        self._heads = frozenset(self._by_head)

    def whole(self, folded: str) -> str | None:
        """Give the kind of the phrase that is all of `folded`."""
        return self._kinds.get(folded)

    def opening(self, folded: str, start: int = 0) -> Found | None:
        """Find the longest phrase that begins at `start` and ends at the end of a word."""
        return self._found(folded, start, _head_of(folded, start))

    def search(self, folded: str) -> Iterator[Found]:
        """Find phrases that begin at the beginning of a word, left to right, none inside another."""
        if self._heads.isdisjoint(_heads_of(folded)):
            return
        reached = 0
        for begin in _pattern(folded).finditer(folded):
            start = begin.start()
            if start >= reached and (found := self._found(folded, start, begin[1])):
                reached = found.end
                yield found

    def _found(self, folded: str, start: int, head: str) -> Found | None:
        phrases = self._by_head.get(head)
        if phrases is None or not folded.startswith(phrases, start):
            return None
        for phrase in phrases:
            end = start + len(phrase)
            if folded.startswith(phrase, start) and _ends_word(folded, end):
                return Found(start, end, self._kinds[phrase], _IS_UNSPACED.match(phrase) is None)
        return None


def _pattern(folded: str) -> re.Pattern[str]:
    return _ASCII_HEAD if folded.isascii() else _HEAD


def _head_of(folded: str, start: int) -> str:
    head = _pattern(folded).match(folded, start)
    return head[1] if head else ""


@lru_cache(MAX_ASKED)
def _heads_of(folded: str) -> frozenset[str]:
    return frozenset(_pattern(folded).findall(folded))


def _ends_word(folded: str, end: int) -> bool:
    if end >= len(folded) or not folded[end].isalnum() or not folded[end - 1].isalnum():
        return True
    return _IS_UNSPACED.match(folded[end]) is not None or _IS_UNSPACED.match(folded[end - 1]) is not None
