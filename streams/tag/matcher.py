"""Matcher: finds a language's terms in a text, each at its place.

Called by the tagger for each field of an article. What begins with a word is looked up once for all texts, so time is
linear in the text, and what is remembered of most words is that they begin nothing.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import accumulate

from streams.lang.folding import fold
from streams.lang.words import MARKS
from streams.tag.terms import STAR, Term, Terms, load_terms, reads_as

WORDS_REMEMBERED, WORD_LENGTH = 50_000, 40
"""About 5 MB for a language; a longer word is none, and not worth its place."""
KEY = 3
"""Stems and endings are looked up by so many of their letters, and those that share them are tried; none is shorter."""
NONE: tuple[()] = ()
END = ""
"""Stands after the last word of a text, and is like no word of a term."""
BLANK = " "
_NO_WORD = re.compile(rf"[^\w{MARKS}{BLANK}]")
_ASCII = "".join(_NO_WORD.sub(BLANK, chr(code)) for code in range(128))

Match = tuple[Term, int, int]
"""A term that was found, and the code points at which it begins and ends."""
Matcher = Callable[[str], Sequence[Match]]
"""Gives the terms in a text in the order of their places; they do not overlap."""
Start = tuple[Term | None, Mapping[str, Sequence[Term]], tuple[str, ...], Sequence[Term]]
"""What begins with a word: the longest term that is this word alone; terms of more words by the second of them; and
where the second has a star, those stems, and the terms."""


def matcher_for(language: str) -> Matcher | None:
    """Give the matcher for a BCP 47 tag, or None when there are no terms in its language."""
    return _made(reads_as(language))


@cache
def _made(language: str) -> Matcher | None:
    terms = load_terms(language)
    if terms is None:
        return None
    return PieceMatcher(terms) if terms.is_spaceless else WordMatcher(terms)


class WordMatcher:
    """For scripts that put blanks between words."""

    def __init__(self, terms: Terms) -> None:
        """Sort the terms by their first word."""
        self._starts = _Starts(terms)

    def __call__(self, text: str) -> list[Match]:
        """Find the terms in `text`; of those that begin at one word the longest counts."""
        words = _blanked(fold(text)).split(BLANK)  # nothing stands between two blanks
        starts = list(map(self._starts.__getitem__, words))
        ends = list(accumulate(map(len, words)))  # without the blanks: one a word
        words.append(END)
        found: list[Match] = []
        free = 0
        for at, start in enumerate(starts):
            if start is None or at < free:
                continue
            term, seconds, stems, starred = start
            last, second = at, words[at + 1] or words[_next(words, at)]
            if second in seconds or (stems and second.startswith(stems)):  # of most words it isn't, seen at once
                phrases = seconds.get(second, NONE)
                term, last = _phrase(_longest_first(phrases, starred), words, at) or (term, at)
            if term:
                found.append((term, ends[at] + at - len(words[at]), ends[last] + last))
                free = last + 1
        return found


def _blanked(text: str) -> str:
    """Put a blank in the place of each character that is of no word."""
    return text.translate(_ASCII) if text.isascii() else _NO_WORD.sub(BLANK, text)  # the same, ten times as fast


def _next(words: Sequence[str], at: int) -> int:
    """Give the place of the next word, which may be the end."""
    at += 1
    while at < len(words) - 1 and not words[at]:
        at += 1
    return at


def _phrase(terms: Sequence[Term], words: Sequence[str], first: int) -> tuple[Term, int] | None:
    """Give the first of the terms that goes on with the words after the first, and the place of its last word."""
    for term in terms:
        last = first
        for pattern in term.words[1:]:
            last = _next(words, last)
            if not _is_like(pattern, words[last]):
                break
        else:
            return term, last
    return None


def _longest_first(some: Sequence[Term], others: Sequence[Term]) -> Sequence[Term]:
    """Put two rows of terms together, each of which has the longest first."""
    return sorted((*some, *others), key=_length) if some and others else some or others


def _length(term: Term) -> tuple[int, int]:
    """Order terms, those of more words first, then the longer ones."""
    return -len(term.words), -len(term.pattern)


def _is_like(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith(STAR) else word == pattern


class _Starts(dict[str, Start | None]):
    """What begins with a word, looked up once; bounded, and all forgotten when it is full."""

    def __init__(self, terms: Terms) -> None:
        """Sort the terms by their first word."""
        self._prefixes = terms.prefixes
        self._exact: defaultdict[str, list[Term]] = defaultdict(list)
        self._stems: defaultdict[str, list[tuple[str, Term]]] = defaultdict(list)
        self._endings: defaultdict[str, list[tuple[str, Term]]] = defaultdict(list)
        for term in terms.terms:
            first, part = term.words[0], term.words[0].strip(STAR)
            if first.endswith(STAR):
                self._stems[part[:KEY]].append((part, term))
            elif first.startswith(STAR):
                self._endings[part[-KEY:]].append((part, term))
            else:
                self._exact[part].append(term)

    def __missing__(self, word: str) -> Start | None:
        """Look up a new word; nearly all begin nothing, which is None."""
        found = self._known(word)
        for prefix in self._prefixes:
            if not found and word.startswith(prefix) and len(word) > len(prefix) + 1:
                found = self._known(word[len(prefix) :])
        start = _start(sorted(found, key=_length)) if found else None
        if len(word) <= WORD_LENGTH:
            if len(self) >= WORDS_REMEMBERED:
                self.clear()
            self[word] = start
        return start

    def _known(self, word: str) -> Sequence[Term]:
        found: Sequence[Term] = self._exact.get(word, NONE)
        if stems := self._stems.get(word[:KEY]):
            found = [*found, *[term for stem, term in stems if word.startswith(stem)]]
        if endings := self._endings.get(word[-KEY:]):
            found = [*found, *[term for ending, term in endings if word.endswith(ending)]]
        return found


def _start(terms: Sequence[Term]) -> Start:
    single = next((term for term in terms if len(term.words) == 1), None)
    phrases = [term for term in terms if len(term.words) > 1]
    starred = [term for term in phrases if STAR in term.words[1]]
    seconds: defaultdict[str, list[Term]] = defaultdict(list)
    for term in phrases:
        if term not in starred:
            seconds[term.words[1]].append(term)
    return single, seconds, tuple(term.words[1].strip(STAR) for term in starred), starred


class PieceMatcher:
    """For scripts without blanks: a term is any piece of the text."""

    def __init__(self, terms: Terms) -> None:
        """Sort the lengths of the terms by their first character, the greatest first."""
        self._terms = {term.pattern: term for term in terms.terms}
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for pattern in self._terms:
            lengths[pattern[0]].add(len(pattern))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        self._firsts = re.compile("[" + re.escape("".join(self._lengths)) + "]")

    def __call__(self, text: str) -> list[Match]:
        """Find the terms in `text`; of those that begin at one place the longest counts."""
        folded = fold(text)
        found: list[Match] = []
        free = 0
        for first in self._firsts.finditer(folded):
            at = first.start()
            if at < free:
                continue
            for length in self._lengths[folded[at]]:
                piece = folded[at : at + length]
                term, end = self._terms.get(piece), at + len(piece)
                if term and not _cuts_a_word(folded, at, end):
                    found.append((term, at, end))
                    free = end
                    break
        return found


def _cuts_a_word(text: str, begin: int, end: int) -> bool:
    """Tell whether a Latin word or a number goes on before or after the piece: no `ai` in `said`."""
    return _is_joined(text[begin - 1 : begin + 1]) or _is_joined(text[end - 1 : end + 1])


def _is_joined(pair: str) -> bool:
    return len(pair) > 1 and pair.isascii() and pair.isalnum()
