"""Matcher: finds a language's terms in a text, each at its place.

Called by the tagger for each field of an article. Words are looked up once each, so time is linear in the text.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from streams.lang.folding import fold
from streams.lang.words import WORD
from streams.tag.terms import STAR, Term, Terms, load_terms

WORDS_REMEMBERED = 100_000
MIN_STEM = 2


@dataclass(frozen=True, slots=True)
class Match:
    """A term that was found; `start` and `end` are code points of the text."""

    term: Term
    start: int
    end: int


Matcher = Callable[[str], Iterator[Match]]
"""Gives the terms in a text in the order of their places; terms do not overlap."""


@cache
def matcher_for(language: str) -> Matcher | None:
    """Give the matcher of a language, or None when it has no terms."""
    terms = load_terms(language)
    if terms is None:
        return None
    return PieceMatcher(terms) if terms.is_spaceless else WordMatcher(terms)


class WordMatcher:
    """For scripts that put blanks between words."""

    def __init__(self, terms: Terms) -> None:
        """Sort the terms by their first word."""
        self._prefixes = terms.prefixes
        self._exact: defaultdict[str, list[Term]] = defaultdict(list)
        self._stems: defaultdict[str, list[Term]] = defaultdict(list)
        self._endings: defaultdict[str, list[Term]] = defaultdict(list)
        for term in terms.terms:
            first = term.words[0]
            table = self._stems if first.endswith(STAR) else self._endings if first.startswith(STAR) else self._exact
            table[first.strip(STAR)].append(term)
        self._longest = max(map(len, (*self._stems, *self._endings)), default=0)
        self._beginning_with = lru_cache(maxsize=WORDS_REMEMBERED)(self._look_up)

    def __call__(self, text: str) -> Iterator[Match]:
        """Find the terms in `text`; of those that begin at one word the longest counts."""
        folded = fold(text)
        spans = [word.span() for word in WORD.finditer(folded)]
        words = [folded[begin:end] for begin, end in spans]
        free = 0
        for at, word in enumerate(words):
            if at < free:
                continue
            for term in self._beginning_with(word):
                after = at + len(term.words)
                if _follows(term.words[1:], words[at + 1 : after]):
                    yield Match(term, spans[at][0], spans[after - 1][1])
                    free = after
                    break

    def _look_up(self, word: str) -> tuple[Term, ...]:
        """Give the terms whose first word `word` is, those of more words first."""
        found = self._known(word)
        for prefix in self._prefixes:
            if not found and word.startswith(prefix) and len(word) > len(prefix) + 1:
                found = self._known(word[len(prefix) :])
        return tuple(sorted(found, key=lambda term: (-len(term.words), -len(term.pattern))))

    def _known(self, word: str) -> list[Term]:
        found = list(self._exact.get(word, ()))
        for length in range(MIN_STEM, min(len(word), self._longest) + 1):
            found += self._stems.get(word[:length], ())
            found += self._endings.get(word[-length:], ())
        return found


def _follows(patterns: Sequence[str], words: Sequence[str]) -> bool:
    return len(patterns) == len(words) and all(map(_is_like, patterns, words))


def _is_like(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith(STAR) else word == pattern


class PieceMatcher:
    """For scripts without blanks: a term is any piece of the text."""

    def __init__(self, terms: Terms) -> None:
        """Sort the terms by their first character, the longest first."""
        self._pieces: defaultdict[str, list[Term]] = defaultdict(list)
        for term in sorted(terms.terms, key=lambda term: -len(term.pattern)):
            self._pieces[term.pattern[0]].append(term)

    def __call__(self, text: str) -> Iterator[Match]:
        """Find the terms in `text`; of those that begin at one place the longest counts."""
        folded = fold(text)
        free = 0
        for at, char in enumerate(folded):
            if at < free or char not in self._pieces:
                continue
            for term in self._pieces[char]:
                end = at + len(term.pattern)
                if folded.startswith(term.pattern, at) and not _cuts_a_word(folded, at, end):
                    yield Match(term, at, end)
                    free = end
                    break


def _cuts_a_word(text: str, begin: int, end: int) -> bool:
    """Tell whether a Latin word or a number goes on before or after the piece: no `ai` in `said`."""
    return _is_joined(text[begin - 1 : begin + 1]) or _is_joined(text[end - 1 : end + 1])


def _is_joined(pair: str) -> bool:
    return len(pair) > 1 and pair.isascii() and pair.isalnum()
