"""Matcher: finds a language's terms in a text, each at its place.

Called by the tagger for each field of an article. A word is looked up once for all texts, so time is linear in the text
and what is remembered of most words is that they begin no term.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice

from streams.lang.folding import fold
from streams.lang.words import WORD
from streams.tag.terms import STAR, Term, Terms, load_terms

PIECES_REMEMBERED, PIECE_LENGTH = 50_000, 40
"""About 8 MB for a language; a longer piece is no word, and not worth its place."""
MIN_STEM = 2
BLANK = " "


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


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a piece of text between two blanks, with the terms that it begins."""

    folded: str
    start: int
    end: int
    single: Term | None
    """The longest term that is this word alone."""
    follower: str
    """The next word of the piece, empty at its end."""
    phrases: Mapping[str, tuple[Term, ...]]
    """Terms of more words by the second of them, under a star those whose second word has one; the longest first."""

    @property
    def is_telling(self) -> bool:
        """Tell whether any term begins with this word."""
        return self.single is not None or bool(self.phrases)


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
        self._words = _Remembered(self._words_of)
        self._telling = _Remembered(self._telling_of)

    def __call__(self, text: str) -> Iterator[Match]:
        """Find the terms in `text`; of those that begin at one word the longest counts."""
        pieces = text.split(BLANK)
        places: list[int] | None = None
        free = 0
        for number, words in enumerate(map(self._telling.__getitem__, pieces)):
            if not words:
                continue
            places = places or list(accumulate(map(len, pieces), initial=0))  # without the blanks: one a piece
            for word in words:
                start = places[number] + number + word.start
                if start < free:
                    continue
                found = self._phrase(word, number, pieces) if self._may_go_on(word, number, pieces) else None
                if found:
                    term, last, end = found
                    free = places[last] + last + end
                elif word.single:
                    term, free = word.single, places[number] + number + word.end
                else:
                    continue
                yield Match(term, start, free)

    def _may_go_on(self, word: Word, number: int, pieces: Sequence[str]) -> bool:
        """Tell whether the next word is the second one of a phrase; of most it isn't, which is seen at once."""
        if not word.phrases:
            return False
        if STAR in word.phrases or word.follower in word.phrases:
            return True
        following = self._words[pieces[number + 1]] if number + 1 < len(pieces) else ()
        return not following or following[0].folded in word.phrases

    def _phrase(self, word: Word, number: int, pieces: Sequence[str]) -> tuple[Term, int, int] | None:
        """Give the longest phrase that begins at `word`, with the piece that it ends in and its end there."""
        following = self._after(word, number, pieces)
        second = next(following, None)
        if second is None:
            return None
        terms = (*word.phrases.get(second[1].folded, ()), *word.phrases.get(STAR, ()))
        if not terms:
            return None
        longest = max(len(term.words) for term in terms) - 2
        words = (second, *islice(following, longest))
        for term in sorted(terms, key=_length):
            rest = term.words[1:]
            if len(rest) <= len(words) and all(map(_is_like, rest, (one.folded for _, one in words))):
                last, ending = words[len(rest) - 1]
                return term, last, ending.end
        return None

    def _after(self, word: Word, number: int, pieces: Sequence[str]) -> Iterator[tuple[int, Word]]:
        yield from ((number, one) for one in self._words[pieces[number]] if one.start > word.start)
        for at in range(number + 1, len(pieces)):
            yield from ((at, one) for one in self._words[pieces[at]])

    def _telling_of(self, piece: str) -> tuple[Word, ...]:
        return tuple(word for word in self._words[piece] if word.is_telling)

    def _words_of(self, piece: str) -> tuple[Word, ...]:
        found = list(WORD.finditer(fold(piece)))
        followers = (*(one[0] for one in found[1:]), "")
        return tuple(self._word(one[0], *one.span(), after) for one, after in zip(found, followers, strict=False))

    def _word(self, folded: str, start: int, end: int, follower: str) -> Word:
        terms = self._look_up(folded)
        phrases: defaultdict[str, list[Term]] = defaultdict(list)
        for term in terms:
            if len(term.words) > 1:
                second = term.words[1]
                phrases[STAR if STAR in second else second].append(term)
        single = next((term for term in terms if len(term.words) == 1), None)
        return Word(folded, start, end, single, follower, {second: tuple(found) for second, found in phrases.items()})

    def _look_up(self, word: str) -> tuple[Term, ...]:
        """Give the terms whose first word `word` is, those of more words first."""
        found = self._known(word)
        for prefix in self._prefixes:
            if not found and word.startswith(prefix) and len(word) > len(prefix) + 1:
                found = self._known(word[len(prefix) :])
        return tuple(sorted(found, key=_length))

    def _known(self, word: str) -> list[Term]:
        found = list(self._exact.get(word, ()))
        for length in range(MIN_STEM, min(len(word), self._longest) + 1):
            found += self._stems.get(word[:length], ())
            found += self._endings.get(word[-length:], ())
        return found


class _Remembered(dict[str, tuple[Word, ...]]):
    """What was found for a piece of text, found once; bounded, and all forgotten when it is full."""

    def __init__(self, find: Callable[[str], tuple[Word, ...]]) -> None:
        self._find = find

    def __missing__(self, piece: str) -> tuple[Word, ...]:
        found = self._find(piece)
        if len(piece) <= PIECE_LENGTH:
            if len(self) >= PIECES_REMEMBERED:
                self.clear()
            self[piece] = found
        return found


def _length(term: Term) -> tuple[int, int]:
    """Order terms, those of more words first, then the longer ones."""
    return -len(term.words), -len(term.pattern)


def _is_like(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith(STAR) else word == pattern


class PieceMatcher:
    """For scripts without blanks: a term is any piece of the text."""

    def __init__(self, terms: Terms) -> None:
        """Sort the terms by their first character, the longest first."""
        self._pieces: defaultdict[str, list[Term]] = defaultdict(list)
        for term in sorted(terms.terms, key=lambda term: -len(term.pattern)):
            self._pieces[term.pattern[0]].append(term)
        self._starts = re.compile("[" + re.escape("".join(self._pieces)) + "]")

    def __call__(self, text: str) -> Iterator[Match]:
        """Find the terms in `text`; of those that begin at one place the longest counts."""
        folded = fold(text)
        free = 0
        for found in self._starts.finditer(folded):
            at = found.start()
            if at < free:
                continue
            for term in self._pieces[found[0]]:
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
