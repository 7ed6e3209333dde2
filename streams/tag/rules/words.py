"""Words of any script, as the rules count and find them, in one walk over a text.

In scripts that put no blanks between words each character counts as a word, so that a term is found inside a sentence.
Called by `reading` for the terms of a rule and by `book` for the fields of an article.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from schemas.subject import Field
from streams.lang.phrases import UNSPACED
from streams.lang.words import MARKS
from streams.tag.rules.expressions import Found, Pattern, Place

STAR = "*"
TIMES_FOUND = 200
"""Of one term in one article more places are not looked at: repetition by the thousand says nothing more."""
WORDS_REMEMBERED = 100_000
_WORD = rf"[^\W{UNSPACED}]+(?:[{MARKS}]+[^\W{UNSPACED}]*)*|(?=[\w{MARKS}])[{UNSPACED}]"
_STARRED = rf"(?<!\w)\*(?:{_WORD})\*?|(?:{_WORD})(?:\*(?!\w))?"


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """Compile what takes 0.1 s, for those who have rules."""
    return re.compile(expression)


def pattern_of(text: str) -> Pattern:
    """Give the words of a folded term, each with the star that stands before or after it."""
    return tuple(_compiled(_STARRED).findall(text))


class Finder:
    """Finds many terms at once: time grows with the text and with what is found, not with the number of terms."""

    def __init__(self, terms: Iterable[Pattern]) -> None:
        """Sort the terms by their first word."""
        self._by_first: defaultdict[str, list[Pattern]] = defaultdict(list)
        for term in sorted(set(terms)):
            self._by_first[term[0]].append(term)
        self._lengths = sorted({len(first) - 1 for first in self._by_first if STAR in first})
        self._beginning_with = lru_cache(maxsize=WORDS_REMEMBERED)(self._look_up)

    def find(self, folded: Mapping[Field, str]) -> Found:
        """Give the places of all terms in the fields of an article, in the order of the fields."""
        found: dict[Pattern, list[Place]] = {}
        for field, text in folded.items():
            words = [(word.group(), word.start(), word.end()) for word in _compiled(_WORD).finditer(text)]
            for at, (word, start, _) in enumerate(words):
                for term in self._beginning_with(word):
                    last = at + len(term) - 1
                    places = found.setdefault(term, [])
                    if len(places) < TIMES_FOUND and _follow(term, words, at):
                        places.append(Place(field, at, last, start, words[last][2]))
        return Found({term: tuple(places) for term, places in found.items() if places})

    def _look_up(self, word: str) -> tuple[Pattern, ...]:
        """Give the terms whose first word `word` is."""
        found = list(self._by_first.get(word, ()))
        for length in self._lengths:
            if length <= len(word):
                found += self._by_first.get(word[:length] + STAR, ())
                found += self._by_first.get(STAR + word[-length:], ())
        return tuple(found)


def _follow(term: Pattern, words: list[tuple[str, int, int]], at: int) -> bool:
    return len(words) >= at + len(term) and all(
        _is_like(one, words[place][0]) for place, one in enumerate(term[1:], at + 1)
    )


def _is_like(pattern: str, word: str) -> bool:
    if pattern.endswith(STAR):
        return word.startswith(pattern[:-1])
    return word.endswith(pattern[1:]) if pattern.startswith(STAR) else word == pattern
